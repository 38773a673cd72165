package import CellNode
package import CellSchema

/// What the broker would make of a message, for its sender.
package struct PublishCheckText: Sendable {
  private let check: PublishCheck
  private let type: MessageType
  private let header: HeaderDraft
  private let world: (nature: Nature, exercise: Line?)
  private let gist: String?
  private let width: Int

  private static let nameWidth = 14

  /// - Parameters:
  ///   - check: of a message that would be accepted.
  ///   - world: into which it goes.
  ///   - gist: what it says in one line; nil where that is shown already.
  ///   - width: columns; nil where lines are as long as people read.
  package init(
    _ check: PublishCheck, type: MessageType, header: HeaderDraft, world: (nature: Nature, exercise: Line?),
    gist: String?, width: Int? = nil
  ) {
    self.check = check
    self.type = type
    self.header = header
    self.world = world
    self.gist = gist
    self.width = max(40, width ?? 100)
  }

  /// `{"accepted":true,"type","precedence","nature","exerciseName","begins","binds","signature","readers":[{"node","addressed"}],`
  /// `"omitted"}`
  package var json: String {
    var object = JSONObject()
    object.add("accepted", true)
    object.add("type", type)
    object.add("precedence", header.precedence.rawValue)
    object.add("nature", world.nature.rawValue)
    if let exercise = world.exercise { object.add("exerciseName", exercise) }
    if check.begins { object.add("begins", true) }
    object.add("binds", check.binds)
    if check.needsSignature { object.add("signature", true) }
    object.add(
      "readers",
      check.readers.map { reader in
        var object = JSONObject()
        object.add("node", reader.node)
        object.add("addressed", reader.acts ? "action" : "info")
        return object
      })
    object.add("omitted", check.omittedReaders)
    return object.text
  }

  package func text(_ ink: Ink) -> String {
    let first = "\(ink(spoken("would be accepted"), .green)); \(spoken("nothing was recorded"))"
    return ([first] + rows(ink)).joined(separator: "\n")
  }

  /// What it is, into which world it goes and whether that begins with it, to whom, with which label, what it says, whether
  /// it binds, and who would read it.
  package func rows(_ ink: Ink, showsReaders: Bool = true) -> [String] {
    var rows: [(String, String)] = [
      (inColumn("type"), "\(type)"), (inColumn("precedence"), header.precedence.rawValue),
      (inColumn("world"), world.nature.rawValue + (world.exercise.map { " \($0)" } ?? "")),
    ]
    if check.begins { rows.append((inColumn("BEGINS"), spoken("nothing of it is on the record that you may read"))) }
    rows.append((inColumn("action"), list(header.action)))
    if !header.info.isEmpty { rows.append((inColumn("info"), list(header.info))) }
    rows.append((inColumn("label"), header.labelInWords))
    if let gist { rows.append((inColumn("gist"), gist)) }
    if check.binds { rows.append((inColumn("binds"), spoken("yes: the charter has it bind who says it"))) }
    if check.needsSignature { rows.append((inColumn("signed"), spoken("yes: the charter has its sender sign it"))) }
    if showsReaders { rows.append((inColumn("would read it"), readers)) }
    return rows.flatMap { name, text in
      lines(name, text).map { name == inColumn("BEGINS") ? ink($0, .yellow) : $0 }
    }
  }

  /// `3 nodes: FRA (2), UKR for information`: the participants, with how many nodes of theirs.
  private var readers: String {
    let count = check.readers.count + Int(clamping: check.omittedReaders)
    guard count > 0 else { return spoken("nobody") }
    let participants = Dictionary(grouping: check.readers, by: \.node.participant).sorted { $0.key < $1.key }
    let names = participants.map { code, readers in
      "\(code)" + (readers.count > 1 ? " (\(readers.count))" : "")
        + (readers.contains(where: \.acts) ? "" : spoken(" for information"))
    }
    let more =
      check.omittedReaders > 0
      ? ", " + counted(Int(clamping: check.omittedReaders), "{1} more node", "{1} more nodes") : ""
    return "\(counted(count, "{1} node", "{1} nodes")): \(names.joined(separator: ", "))\(more)"
  }

  private func list(_ addressees: [Addressee]) -> String { addressees.map(\.description).joined(separator: ", ") }

  private func lines(_ name: String, _ text: String) -> [String] {
    DisplayText.wrapped(DisplayText.line(text), to: max(16, width - Self.nameWidth - 4)).enumerated()
      .map { place, line in "  \(DisplayText.column(place == 0 ? name : "", Self.nameWidth))  \(line)" }
  }
}
