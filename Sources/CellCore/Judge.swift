package import CellSchema

/// Decides whether a node may say what it says, and reads the facts off it that delivery needs.
///
/// Default deny: what the roster and the charter do not allow is refused. The judge looks at one message alone; what
/// depends on the record (identifiers, numbers) is the machine's.
package struct Judge {
  package let catalogue: [(type: String, version: Int)]
  package var rulebook: Rulebook { didSet { forget() } }
  private let checker: StrictChecker
  private let cell: [UInt8]
  let reader: FactsReader
  private var slots = DocumentSlots()
  /// Address and label lists by their exact bytes: the same few come again and again.
  private var addressLists: [[UInt8]: AddressList] = [:]
  private var releaseLists: [[UInt8]: ReleaseList] = [:]

  package init(cell: String, rulebook: Rulebook, checker: StrictChecker, catalogue: [(type: String, version: Int)]) {
    self.cell = Array(cell.utf8)
    self.rulebook = rulebook
    self.checker = checker
    self.catalogue = catalogue
    reader = FactsReader(checker: checker, catalogue: catalogue)
  }

  /// What a judged message is, or the refusal that names the first rule it breaks.
  ///
  /// - Parameters:
  ///   - sender: the authenticated node's index.
  ///   - lane: the lane that the message was sent in.
  ///   - wall: the broker's clock, microseconds since 1970.
  package mutating func judge(
    _ envelope: Envelope, sender: Int, name: String, lane: Int, wall: Int64
  ) throws(Refusal) -> Judged {
    guard envelope.signature.count <= Limits.signature else {
      throw Refusal(
        .documentTooLarge,
        "the signature block has \(envelope.signature.count) bytes, at most \(Limits.signature) are allowed")
    }
    let document = envelope.document
    let type = try checker.check(document.span, into: &slots)
    let header = HeaderFields(document: document, slots: slots)
    guard let node = rulebook.nodes[sender] else { throw Refusal(.revoked, "the roster does not list \(name)") }

    try checkOrigin(header, name: name)
    guard MessageID(bits: header.identifier(.id))?.isOfBus == false else {
      throw Refusal(.reservedToBus, at: "/header/id", "UUID version 8 is the bus's own; a node makes version 7")
    }
    let kind = try checkType(header, type: type, node: node, name: name, lane: lane)
    try checkTimes(header, kind: kind, wall: wall)
    let nature = header.nature
    guard node.natures & nature != 0 else {
      throw Refusal(
        .natureNotPermitted, at: "/header/nature",
        "the roster does not let \(name) speak in \(header.text(.nature))")
    }
    if kind.needsAuthority, header.isAbsent(.authority) {
      throw Refusal(
        .authorityRequired, at: "/header/authority",
        "\(header.text(.type)) needs the signatory's authority (\(rulebook.citation(kind.line)))")
    }

    let classification = try checkClassification(header, node: node, name: name)
    let action = try addresses(header, .action, type: type)
    let info = header.isAbsent(.info) ? AddressList() : try addresses(header, .info, type: type)
    let release = try releaseList(header, node: node, name: name)
    let facts = MessageFacts(
      id: header.identifier(.id), type: type, node: sender, participant: node.participant, lane: lane,
      infoLane: header.infoLane ?? lane, nature: nature,
      classification: classification, action: action.audience, info: info.audience,
      releasable: release.participants, releasableGroups: release.groups, expiresAt: header.time(.expiresAt))
    try checkAddressees(action, "/header/action", facts)
    try checkAddressees(info, "/header/info", facts)
    guard rulebook.nodes.indices.contains(where: { rulebook.mayRead(facts, node: $0) }) else {
      throw Refusal(
        .noRecipient, at: "/header/label/releasableTo", "nobody who is addressed may read it under this label")
    }
    return Judged(facts: facts, serial: header.serial(node: sender), links: header.links())
  }

  /// The facts of a message that was accepted before, under the rulebook that held then.
  package mutating func facts(
    of row: Replayed, sender: Int, participant: Int, rulebook: Rulebook
  ) throws(Refusal) -> Judged {
    try reader.read(row, sender: sender, participant: participant, rulebook: rulebook, slots: &slots)
  }

  private mutating func forget() {
    addressLists.removeAll(keepingCapacity: true)
    releaseLists.removeAll(keepingCapacity: true)
  }
}

/// A judged message: what delivery needs, where the station's serial count stands after it, and what it refers to.
package struct Judged: Sendable {
  package var facts: MessageFacts
  package var serial: (key: SerialKey, number: Int)?
  package var links: Links
}

// MARK: one rule each

extension Judge {
  private func checkOrigin(_ header: HeaderFields, name: String) throws(Refusal) {
    // RFC 9562: the 13th digit is the version. What the bus says bears version 8, which nobody may take beforehand.
    guard header.identifier(.id) >> 76 & 0xF == 7 else {
      throw Refusal(.badFormat, at: "/header/id", "a sender's identifier is a UUID of version 7")
    }
    guard header.equals(.cell, cell) else {
      throw Refusal(
        .wrongCell, at: "/header/cell",
        "this is cell \(String(decoding: cell, as: UTF8.self)), the message is for \(header.text(.cell))")
    }
    let own = Array(name.utf8)
    guard header.equals(.from, own) else {
      throw Refusal(.wrongSender, at: "/header/from", "the key is \(name)'s, the message says \(header.text(.from))")
    }
    guard header.bytes(.serial).starts(with: own + [UInt8(ascii: "/")]) else {
      throw Refusal(.wrongSender, at: "/header/serial", "a serial of \(name) begins with \(name)/")
    }
  }

  private func checkType(
    _ header: HeaderFields, type: Int, node: Rulebook.Node, name: String, lane: Int
  ) throws(Refusal) -> Rulebook.Kind {
    let entry = catalogue[type]
    if entry.type.hasPrefix("system.") {
      throw Refusal(.reservedToBus, at: "/header/type", "\(entry.type) is said by the bus itself")
    }
    guard let kind = rulebook.kinds[type] else {
      throw Refusal(
        .versionNotAccepted, at: "/header/version",
        "the charter \(rulebook.charterName) does not accept version \(entry.version) of \(entry.type)")
    }
    guard node.publishes[type] else {
      throw Refusal(
        .typeNotPermitted, at: "/header/type",
        "\(name) may not say \(entry.type) (\(rulebook.citation(kind.line)))")
    }
    let precedence = header.lane
    guard precedence == lane else {
      throw Refusal(
        .laneMismatch, at: "/header/precedence",
        "the message is \(header.text(.precedence)), the lane is \(Lane.names[lane])")
    }
    guard (kind.least...kind.greatest).contains(precedence) else {
      throw Refusal(
        .precedenceNotPermitted, at: "/header/precedence",
        "\(entry.type) goes at \(Lane.names[kind.least]) to \(Lane.names[kind.greatest])"
          + " (\(rulebook.citation(kind.line)))")
    }
    if let info = header.infoLane, info > precedence {
      throw Refusal(
        .precedenceNotPermitted, at: "/header/infoPrecedence",
        "the message is \(Lane.names[precedence]), and nobody gets it above that")
    }
    return kind
  }

  private func checkTimes(_ header: HeaderFields, kind: Rulebook.Kind, wall: Int64) throws(Refusal) {
    if let sent = header.time(.sentAt), sent > wall + Int64(Limits.sentAhead) * 1000 {
      throw Refusal(
        .sentInFuture, at: "/header/sentAt",
        "sentAt is \((sent - wall) / 1_000_000) s ahead of the broker's clock; \(Limits.sentAhead / 1000) s are allowed"
      )
    }
    guard let expires = header.time(.expiresAt) else { return }
    if kind.isBinding {
      throw Refusal(
        .expiryNotAllowed, at: "/header/expiresAt",
        "\(header.text(.type)) binds and does not expire (\(rulebook.citation(kind.line)))")
    }
    if expires <= wall {
      throw Refusal(.alreadyExpired, at: "/header/expiresAt", "it expired \((wall - expires) / 1_000_000) s ago")
    }
  }

  private func checkClassification(
    _ header: HeaderFields, node: Rulebook.Node, name: String
  ) throws(Refusal) -> Int {
    guard header.equals(.policy, Array(rulebook.policy.utf8)) else {
      throw Refusal(.unknownPolicy, at: "/header/label/policy", "the charter's policy is \(rulebook.policy)")
    }
    let classification = header.text(.classification)
    guard let level = rulebook.classifications.firstIndex(of: classification) else {
      throw Refusal(
        .unknownPolicy, at: "/header/label/classification",
        "the policy has \(rulebook.classifications.joined(separator: ", "))")
    }
    guard level <= rulebook.ceiling else {
      throw Refusal(
        .classificationExceeded, at: "/header/label/classification",
        "the bus carries up to \(rulebook.classifications[rulebook.ceiling])")
    }
    guard level <= node.clearance else {
      throw Refusal(
        .classificationExceeded, at: "/header/label/classification",
        "\(name) is cleared up to \(rulebook.classifications[node.clearance])")
    }
    return rulebook.classificationIndex(classification) ?? Int.max
  }

  /// Whoever is named, and not only meant by a role or `@all`, must be able to read it: silence would mislead.
  private func checkAddressees(_ list: AddressList, _ pointer: String, _ facts: MessageFacts) throws(Refusal) {
    for entry in list.named where !entry.nodes.contains(where: { rulebook.isOpen(facts, to: $0) }) {
      throw Refusal(
        .addresseeNotReleasable, at: "\(pointer)/\(entry.position)",
        "the label does not let \(entry.text) read it")
    }
  }
}

// MARK: lists

/// The addressees of `action` or `info`, resolved.
struct AddressList {
  struct Named {
    var position: Int
    var text: String
    /// By node index: its nodes that the roster lists.
    var nodes: [Int]
  }
  var audience = Audience()
  /// The participants and nodes among them.
  var named: [Named] = []
}

/// The entries of `releasableTo`, resolved one by one.
struct ReleaseList {
  /// Whom an entry stands for now; nil where there is none of that name.
  private(set) var entries: [(text: String, set: ParticipantSet?)] = []
  /// All of them together.
  private(set) var whole = ParticipantSet()
  /// The participants that are named themselves, or everybody.
  private(set) var participants = ParticipantSet()
  private(set) var groups = GroupSet()

  init(_ header: HeaderFields, _ rulebook: Rulebook) {
    for text in header.strings(.releasableTo) {
      let set = rulebook.releasable(text)
      entries.append((text, set))
      whole.formUnion(set ?? ParticipantSet())
      if let group = rulebook.groupIndex(text) {
        groups.insert(group)
      } else {
        participants.formUnion(set ?? ParticipantSet())
      }
    }
  }
}

extension Judge {
  private static let rememberedLists = 4_096

  private mutating func addresses(
    _ header: HeaderFields, _ slot: HeaderSlot, type: Int
  ) throws(Refusal) -> AddressList {
    let bytes = Array(header.bytes(slot))
    if let known = addressLists[bytes] {
      try checkRecipients(known, slot, type: type)
      return known
    }
    var list = AddressList()
    for (position, text) in header.strings(slot).enumerated() {
      guard let audience = rulebook.audience(of: text) else {
        throw Refusal(
          .unknownAddressee, at: "/header/\(slot)/\(position)", "the roster has no \(text)")
      }
      list.audience.formUnion(audience)
      if !text.hasPrefix("@") {
        list.named.append(.init(position: position, text: text, nodes: rulebook.nodes(in: audience)))
      }
    }
    try checkRecipients(list, slot, type: type)
    if addressLists.count >= Self.rememberedLists { addressLists.removeAll() }
    addressLists[bytes] = list
    return list
  }

  private func checkRecipients(_ list: AddressList, _ slot: HeaderSlot, type: Int) throws(Refusal) {
    for entry in list.named where !entry.nodes.contains(where: { rulebook.nodes[$0]?.receives[type] == true }) {
      throw Refusal(
        .recipientNotPermitted, at: "/header/\(slot)/\(entry.position)",
        "\(entry.text) may not receive \(catalogue[type].type) (\(rulebook.citation(rulebook.kinds[type]?.line)))")
    }
  }

  private mutating func releaseList(
    _ header: HeaderFields, node: Rulebook.Node, name: String
  ) throws(Refusal) -> ReleaseList {
    let bytes = Array(header.bytes(.releasableTo))
    let list: ReleaseList
    if let known = releaseLists[bytes] {
      list = known
    } else {
      let fresh = ReleaseList(header, rulebook)
      if let position = fresh.entries.firstIndex(where: { $0.set == nil }) {
        throw Refusal(
          .unknownAddressee, at: "/header/label/releasableTo/\(position)",
          "the roster has no participant or group \(fresh.entries[position].text)")
      }
      if releaseLists.count >= Self.rememberedLists { releaseLists.removeAll() }
      releaseLists[bytes] = fresh
      list = fresh
    }
    guard list.whole.isSubset(of: node.release) else {
      let position = list.entries.firstIndex { $0.set?.isSubset(of: node.release) == false } ?? 0
      throw Refusal(
        .notReleasable, at: "/header/label/releasableTo/\(position)",
        "\"\(list.entries[position].text)\" is outside what \(name) may release to"
          + " (\(rulebook.citation(node.releaseLine)))")
    }
    return list
  }
}
