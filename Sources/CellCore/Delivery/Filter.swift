import CellSchema
import CellWire

/// A subscription's filter, compiled: which messages pass, and in which order they are delivered.
struct Filter {
  /// The filter's canonical text, to which a durable name is bound.
  let canonical: [UInt8]
  private let wanted: Table<TypeIndex, Bool>
  private let wantsUnknown: Bool
  private let participants: ParticipantSet
  private let nodes: [NodeIndex]
  private let natures: NatureSet
  /// Whether what the reader itself sent passes too, where it is not addressed.
  let includesOwn: Bool
  let order: Subscribe.Order

  init(_ command: Subscribe, names: Names) throws(Refusal) {
    try expectShortLists(types: command.types, senders: command.senders, natures: command.natures)
    guard !command.types.isEmpty else { throw Refusal(.badFilter, at: "/types", "at least one type pattern is needed") }
    order = command.order ?? .lane
    let patterns = command.types
    let types = Catalogue.entries.map(\.type.description)
    wanted = Table(types.map { type in patterns.contains { $0.matches(type) } })
    wantsUnknown = patterns.contains { $0.text == "*" }
    for (position, pattern) in patterns.enumerated() where !types.contains(where: pattern.matches) {
      throw Refusal(.badFilter, at: "/types/\(position)", "no type of the catalogue matches \(pattern)")
    }
    var participants = ParticipantSet()
    var nodes: [NodeIndex] = []
    for (position, sender) in (command.senders ?? []).enumerated() {
      if case .participant(let code) = sender, let participant = names.participant(code) {
        participants.insert(participant)
      } else if case .node(let name) = sender, let node = names.node(name) {
        nodes.append(node)
      } else {
        throw Refusal(.badFilter, at: "/senders/\(position)", "the roster has no participant or node \(sender)")
      }
    }
    self.participants = command.senders == nil ? .everybody : participants
    self.nodes = nodes
    natures = command.natures.map { NatureSet($0) } ?? .all
    includesOwn = command.own == true
    canonical = Self.canonical(command)
  }

  func matches(_ found: borrowing MessageClass) -> Bool {
    (found.type.map { wanted[$0] } ?? wantsUnknown) && natures.contains(found.world.nature)
      && (participants.contains(found.participant) || nodes.contains(found.node))
  }

  /// `types=a,b;senders=…;natures=…;order=…`, each list sorted, and `;own=true` where that is asked for.
  private static func canonical(_ command: Subscribe) -> [UInt8] {
    func list(_ items: [String]?) -> String { items.map { Set($0).sorted().joined(separator: ",") } ?? "*" }
    let text =
      "types=\(list(command.types.map(\.text)));senders=\(list(command.senders?.map { "\($0)" }))"
      + ";natures=\(list(command.natures?.map(\.rawValue)));order=\((command.order ?? .lane).rawValue)"
      + (command.own == true ? ";own=true" : "")
    return Array(text.utf8)
  }

  /// Reads a canonical text back, for a durable subscription of an earlier run.
  static func command(canonical: [UInt8]) -> Subscribe? {
    var fields: [Substring: Substring] = [:]
    let text = String(decoding: canonical, as: UTF8.self)
    for part in text.split(separator: ";") {
      guard let equals = part.firstIndex(of: "=") else { return nil }
      fields[part[..<equals]] = part[part.index(after: equals)...]
    }
    func list(_ name: Substring) -> [String]? {
      guard let value = fields[name], value != "*" else { return nil }
      return value.split(separator: ",").map(String.init)
    }
    guard let types = fields["types"] else { return nil }
    return Subscribe(
      subscription: 0, types: types.split(separator: ",").map { TypePattern(String($0)) },
      senders: list("senders")?.compactMap { Addressee($0) },
      natures: list("natures")?.compactMap { Nature(rawValue: $0) }, own: fields["own"] == "true" ? true : nil,
      order: fields["order"].flatMap { Subscribe.Order(rawValue: String($0)) }, messages: 0, bytes: 0)
  }
}
