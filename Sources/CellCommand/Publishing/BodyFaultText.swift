package import CellSchema

/// Everything that is wrong with a body, for whoever wrote it.
package struct BodyFaults: Error, Sendable {
  package let faults: [BodyFault]
  /// As the file was named.
  package let file: String
  package let type: MessageType
  /// The draft that it is the body of.
  private let draft: Int?

  package init(_ faults: [BodyFault], file: String, type: MessageType) {
    self.faults = faults
    self.file = file
    self.type = type
    draft = nil
  }

  /// - Parameter draft: its number; nobody has seen its lines.
  package init(_ faults: [BodyFault], draft: Int, type: MessageType) {
    self.faults = faults.map { BodyFault($0.refusal) }
    file = "draft \(draft)"
    self.type = type
    self.draft = draft
  }

  /// The first fault's; several of them are one command that came to nothing.
  package var status: ExitStatus { faults.first.map { ExitStatus($0.refusal.code) } ?? .data }

  /// ```
  /// refused 2 faults  report.json
  ///   line 3  /event  2015 unknown-value
  ///     found "fire"; allowed: explosion, burst.
  ///   …
  ///   Nothing was sent. Next: cellbus schema show verification.incident-report
  /// ```
  package func text(_ ink: Ink) -> String {
    let count = counted(faults.count, "{1} fault", "{1} faults")
    let first = "\(ink(inColumn("refused"), .red)) \(count)  \(DisplayText.line(file))"
    let rows = faults.flatMap { fault -> [String] in
      let line = fault.line.map { spoken("line \($0)  ") } ?? ""
      let place = fault.refusal.pointer.isEmpty ? "" : "\(ink(DisplayText.line(fault.refusal.pointer), .bold))  "
      let meaning =
        Voice.current.language == .english ? [] : ["    \(spoken(listed: fault.refusal.code.meaning))."]
      return ["  \(line)\(place)\(fault.refusal.code)"] + meaning
        + ["    \(Voice.current.foreign(Complaint.sentence(fault.refusal.detail)))"]
    }
    let next =
      draft.map { spoken("Nothing was sent. Next: cellbus compose --draft \($0)") }
      ?? spoken("Nothing was sent. Next: cellbus schema show \(type)")
    return ([first] + rows + ["  " + next]).joined(separator: "\n")
  }

  /// One object a fault, as of a refusal by the broker: the pointer begins at the document.
  package var json: [String] {
    faults.map { fault in
      var object = JSONObject()
      object.add("code", Int(fault.refusal.code.number))
      object.add("name", fault.refusal.code.name)
      if let line = fault.line { object.add("fileLine", line) }
      object.add("pointer", "/body" + fault.refusal.pointer)
      object.add("detail", fault.refusal.detail)
      return object.text
    }
  }
}
