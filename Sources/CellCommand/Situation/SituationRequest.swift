package import CellNode
package import CellSchema

/// The words of a command line that ask where things stand.
package struct SituationRequest: Sendable {
  /// A system's name; nil: the overview.
  package var system: String?
  package var caseNumber: String?
  package var participant: String?
  package var onlyOpen = false
  /// A sequence number, or a moment as people write it.
  package var moment: String?
  package var nature: Nature?
  package var exercise: String?

  package init(system: String? = nil) { self.system = system }

  /// - Parameter profile: whose world it is unless the command line says otherwise.
  /// - Throws: `usage` with the place on the command line, what stands there, and what may.
  package func query(of profile: NodeProfile) throws(Complaint) -> SituationQuery {
    let nature = nature ?? (exercise == nil ? profile.nature : profile.nature.isExercise ? profile.nature : .exercise)
    var name: Line?
    if let exercise {
      name = try Self.read(exercise, "--exercise", spoken("the name of an exercise, 1 to 200 characters on one line"))
    } else if nature == profile.nature {
      name = profile.exerciseName
    }
    guard nature.isExercise == (name != nil) else {
      throw nature.isExercise
        ? Self.usage("--nature", spoken("\(nature.rawValue) has a name: give --exercise NAME"))
        : Self.usage("--exercise", spoken("a name is an exercise's or a drill's; --nature \(nature.rawValue) has none"))
    }
    let number: CaseNumber? = try caseNumber.map { text throws(Complaint) in
      try Self.read(text.uppercased(), "ID", spoken("a case's number, V-2026-0042"))
    }
    let code: ParticipantCode? = try participant.map { text throws(Complaint) in
      try Self.read(text.uppercased(), "--participant", spoken("a participant's code, FRA"))
    }
    return SituationQuery(
      try system.map { text throws(Complaint) in try Self.system(text) }, case: number, participant: code,
      onlyOpen: onlyOpen, at: try moment.map { text throws(Complaint) in try Self.moment(text) }, nature: nature,
      exerciseName: name)
  }

  private static func system(_ text: String) throws(Complaint) -> SituationSystem {
    if let system = SituationSystem(rawValue: text.lowercased()) { return system }
    let systems = SituationSystem.allCases.map(\.rawValue).joined(separator: ", ")
    throw usage("SYSTEM", spoken("there is no system \"\(text)\"; there are \(systems)"))
  }

  private static func moment(_ text: String) throws(Complaint) -> SituationQuery.Moment {
    // No number begins with 0 but that one: 0405 is a time.
    if text == "0" || !text.hasPrefix("0"), let sequence = UInt64(text.hasPrefix("#") ? String(text.dropFirst()) : text)
    {
      guard sequence <= UInt64(RecordSequence.range.upperBound) else {
        throw usage("--at", spoken("\"\(text)\" is beyond every sequence number"))
      }
      return .sequence(sequence)
    }
    let input = MomentInput()
    if let time = input.moment(text, .past) { return .time(time) }
    throw usage("--at", spoken("\"\(text)\" is no number of the record (4128) and no moment: \(input.allowed)"))
  }

  private static func read<Leaf: StringLeaf>(_ text: String, _ place: String, _ what: String) throws(Complaint) -> Leaf
  {
    guard let leaf = Leaf(text) else { throw usage(place, spoken("\"\(text)\" is not \(what)")) }
    return leaf
  }

  private static func usage(_ place: String, _ detail: String) -> Complaint {
    Complaint(.failed, .usage, at: place, detail)
  }
}
