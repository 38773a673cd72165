package import CellSchema

/// Who a person is on the bus, as options, variables and contexts say it: what is said nearer to the command counts,
/// field by field. First options, and a context that an option names; then the environment; then the context.
package struct IdentityChoice: Sendable {
  /// What the options say.
  package var profile: String?
  package var cell: String?
  package var name: String?
  package var context: String?
  package var environment: [String: String]

  package enum Place: Hashable, Sendable {
    case profile(String)
    /// A node's or a participant's name, in a cell's directory.
    case node(name: String, cell: String)
  }

  package init(
    profile: String? = nil, cell: String? = nil, name: String? = nil, context: String? = nil,
    environment: [String: String]
  ) {
    self.profile = profile
    self.cell = cell
    self.name = name
    self.context = context
    self.environment = environment
  }

  /// - Parameter contexts: reads them; asked only where they decide.
  package func place(_ contexts: () throws -> Contexts) throws -> Place {
    if let profile { return .profile(profile) }
    let named = try context.map { try contexts().context(named: $0, at: "--context") }
    let isSaid = cell != nil || name != nil || named != nil
    let directory = cell ?? named?.cell?.description ?? variable("CELLBUS_CELL")
    let node = name ?? named?.node?.description ?? variable("CELLBUS_AS")
    if !isSaid, let file = environment["CELLBUS_PROFILE"] {
      guard !file.isEmpty else {
        throw Complaint(
          .failed, .usage, at: "CELLBUS_PROFILE", spoken("it is set, and empty; set it to a profile's file"))
      }
      return .profile(file)
    }
    if let directory, let node { return .node(name: node, cell: directory) }
    let usual = try implicit(contexts)
    if let cell = directory ?? usual?.cell?.description, let name = node ?? usual?.node?.description {
      return .node(name: name, cell: cell)
    }
    if isSaid {
      throw Complaint.usage(
        spoken("--cell DIR and --as NAME go together; CELLBUS_CELL and CELLBUS_AS, or a context, stand for them"))
    }
    throw Complaint.usage(
      spoken(
        """
        who are you? Give --cell DIR --as FRA or --profile FILE, set CELLBUS_CELL and CELLBUS_AS or CELLBUS_PROFILE, or \
        once for all: cellbus context add NAME --cell DIR --as FRA
        """))
  }

  /// The cell's directory alone, for commands that need nobody; nil where nothing names one.
  package func directory(_ contexts: () throws -> Contexts) throws -> String? {
    if let cell { return cell }
    if let context, let cell = try contexts().context(named: context, at: "--context").cell { return "\(cell)" }
    return try variable("CELLBUS_CELL") ?? implicit(contexts)?.cell?.description
  }

  /// The appointment by which a person acts.
  ///
  /// - Parameter by: as an option says it.
  /// - Throws: `usage` where nothing says it, or what says it is no line.
  package func appointment(_ by: String?, _ contexts: () throws -> Contexts) throws -> Line {
    let named = try context.map { try contexts().context(named: $0, at: "--context") }
    if let by { return try Self.appointment(by, at: "--by") }
    if let by = named?.by { return by }
    if let by = variable("CELLBUS_BY") { return try Self.appointment(by, at: "CELLBUS_BY") }
    if let by = try implicit(contexts)?.by { return by }
    throw Complaint.usage(
      spoken(
        """
        who are you? Give --by "Duty officer", set CELLBUS_BY, or name it in a context: an appointment, never a person's \
        name
        """))
  }

  private func implicit(_ contexts: () throws -> Contexts) throws -> Context? {
    if context != nil { return nil }
    let known = try contexts()
    if let name = variable("CELLBUS_CONTEXT") { return try known.context(named: name, at: "CELLBUS_CONTEXT") }
    return known.current.flatMap { known[$0] }
  }

  /// A variable that is set and not empty.
  private func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// A node or a participant holds no watch.
  private static func appointment(_ text: String, at place: String) throws -> Line {
    let isOfRoster = NodeName(text) != nil || ParticipantCode(text) != nil
    guard !isOfRoster else {
      throw Complaint(
        .failed, .usage, at: place, spoken("\(text) is no appointment; allowed: what is held, such as \"Duty officer\"")
      )
    }
    return try line(text, at: place)
  }

  private static func line(_ text: String, at place: String) throws -> Line {
    guard let line = Line(text) else {
      throw Complaint(.failed, .usage, at: place, spoken("allowed: \(Line.shape.inWords)"))
    }
    return line
  }
}
