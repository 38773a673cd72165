package import CellSchema

/// Reads a message that a node sends, and judges whether the node may say it: the first half of intake. A `Preparer` is
/// a value and touches nothing else, so that copies of it can run on all cores.
///
/// Default deny: what the roster and the charter do not allow is refused. Each message is judged by itself; what
/// depends on the record (identifiers, numbers, the state of a case) is decided in the second half, in order.
package struct Preparer: Sendable {
  private let checker: StrictChecker
  private let cell: CellName
  private let cellBytes: [UInt8]
  package private(set) var rulebook: Rulebook
  package private(set) var rules: RulesVersion
  private var slots = DocumentSlots()
  /// Resolved address and label lists, by their exact bytes: the same few lists come again and again.
  private var addressLists: [[UInt8]: AddressList] = [:]
  private var releaseLists: [[UInt8]: ReleaseList] = [:]
  /// Those of the message before, which are those of this one as a rule.
  private var latestAddresses: (bytes: [UInt8], list: AddressList)?
  private var latestRelease: (bytes: [UInt8], list: ReleaseList)?
  private var senders: [NodeIndex: SenderText] = [:]
  private var latestSender: (node: NodeIndex, text: SenderText)?
  private var policy: PolicyText

  /// The bytes of a node's name in `from`, and those that begin its serials.
  private struct SenderText {
    var from: [UInt8]
    var serialStart: [UInt8]

    init(_ name: NodeName) {
      from = Array(name.description.utf8)
      serialStart = from + [UInt8(ascii: "/")]
    }
  }

  /// The words of the charter's policy, as labels have them.
  private struct PolicyText {
    var name: [UInt8]
    var classifications: [[UInt8]]

    init(_ rulebook: Rulebook) {
      name = Array(rulebook.policy.description.utf8)
      classifications = rulebook.classifications.map { Array($0.description.utf8) }
    }
  }

  private static let rememberedLists = 4_096

  package init(
    cell: CellName, rulebook: Rulebook, rules: RulesVersion = RulesVersion(),
    checker: StrictChecker = Catalogue.checker
  ) {
    self.cell = cell
    cellBytes = Array(cell.description.utf8)
    self.rulebook = rulebook
    policy = PolicyText(rulebook)
    self.rules = rules
    self.checker = checker
  }

  /// Prepares by other rules from now on.
  mutating func adopt(_ rulebook: Rulebook, _ rules: RulesVersion) {
    self.rulebook = rulebook
    policy = PolicyText(rulebook)
    self.rules = rules
    addressLists.removeAll(keepingCapacity: true)
    releaseLists.removeAll(keepingCapacity: true)
    latestAddresses = nil
    latestRelease = nil
  }

  /// Reads and judges a message.
  ///
  /// - Parameters:
  ///   - sender: the authenticated node.
  ///   - lane: the lane that the message was sent in.
  ///   - wall: the broker's wall clock.
  ///   - isProposed: the message is the act of a proposal, and not said by itself: it may be of a type that takes a
  ///     decision, and each who agrees brings the authority and the signature that it needs.
  ///   - isSigned: whether the message is as it will be, with the signatures that it has; else it is a draft, and owes
  ///     none yet.
  ///
  /// - Throws: the refusal that names the first rule that the message breaks.
  package mutating func prepare(
    _ envelope: Envelope, from sender: NodeIndex, name: NodeName, lane: Precedence, at wall: Microseconds,
    isProposed: Bool = false, isSigned: Bool = true
  ) throws(Refusal) -> Prepared {
    guard envelope.signature.count <= Limits.signature else {
      throw Refusal(
        .documentTooLarge,
        "the signature block has \(envelope.signature.count) bytes, at most \(Limits.signature) are allowed")
    }
    let type = TypeIndex(place: try checker.check(envelope.document.span, into: &slots))
    let header = CheckedHeader(document: envelope.document, slots: slots)
    guard let node = rulebook.nodes[sender] else { throw Refusal(.revoked, "the roster does not list \(name)") }

    try checkOrigin(header, sender, name)
    let kind = try checkType(header, type: type, node: node, name: name, lane: lane)
    try checkTimes(header, kind: kind, wall: wall)
    guard node.natures.contains(header.nature) else {
      throw Refusal(
        .natureNotPermitted, at: "/header/nature",
        "the roster does not let \(name) speak in \(header.text(.nature))")
    }
    let world = header.world
    if let name = world.exercise, rulebook.isClosed(world) {
      throw Refusal(
        .exerciseClosed, at: "/header/exerciseName",
        "the roster in force, revision \(rulebook.rosterRevision.value), closes \"\(name)\"")
    }
    if kind.decision == .needed, !isProposed {
      throw Refusal(
        .decisionNeeded, at: "/header/type",
        "\(header.text(.type)) is decided together (\(rulebook.citation(kind.line))): propose it by"
          + " \(DecisionProposal.messageType)")
    }
    if kind.needsAuthority, header.isAbsent(.authority), !isProposed {
      throw Refusal(
        .authorityRequired, at: "/header/authority",
        "\(header.text(.type)) needs the signatory's authority (\(rulebook.citation(kind.line)))")
    }

    let classification = try checkClassification(header, node: node, name: name)
    let action = try addresses(header, .action, type: type)
    let info = header.isAbsent(.info) ? AddressList() : try addresses(header, .info, type: type)
    let release = try releaseList(header, node: node, name: name)
    let found = MessageClass(
      world: world, type: type, node: sender, participant: node.participant, lane: lane,
      infoLane: header.infoPrecedence ?? lane, classification: classification, action: action.audience,
      info: info.audience, release: release, isOriginatorControlled: !header.isAbsent(.control))
    try checkAddressees(action, "/header/action", found)
    try checkAddressees(info, "/header/info", found)
    guard rulebook.nodes.values.indices.contains(where: { rulebook.mayRead(found, NodeIndex(place: $0)) }) else {
      throw Refusal(
        .noRecipient, at: "/header/label/releasableTo", "nobody who is addressed may read it under this label")
    }
    let links = try header.links(type)
    let act = try ActReader.read(type, links, envelope.document)
    try act?.checkQuantities()
    // The dearest check, and so the last.
    let signers = try signers(
      of: envelope, from: name, isOwed: kind.needsSignature && node.signs && !isProposed && isSigned, kind, header)
    return try Prepared(header, envelope, found, rulebook, links, act, signers: signers)
  }

  /// The same for whoever prepares beside the loop, where the rules may change before it is decided.
  package mutating func preparation(
    of envelope: Envelope, from sender: NodeIndex, name: NodeName, lane: Precedence, at wall: Microseconds
  ) -> Preparation {
    let outcome = Result { () throws(Refusal) in
      try prepare(envelope, from: sender, name: name, lane: lane, at: wall)
    }
    return Preparation(outcome: outcome, rules: rules)
  }
}

// MARK: lists

extension Preparer {
  private mutating func addresses(
    _ header: CheckedHeader, _ slot: HeaderSlot, type: TypeIndex
  ) throws(Refusal) -> AddressList {
    let list = try addressList(header, slot)
    try checkRecipients(list, slot, type: type)
    return list
  }

  private mutating func addressList(_ header: CheckedHeader, _ slot: HeaderSlot) throws(Refusal) -> AddressList {
    if let latestAddresses, header.equals(slot, latestAddresses.bytes) { return latestAddresses.list }
    let bytes = Array(header.bytes(slot))
    let list: AddressList
    if let known = addressLists[bytes] {
      list = known
    } else {
      list = try AddressList(header, slot, rulebook)
      if addressLists.count >= Self.rememberedLists { addressLists.removeAll() }
      addressLists[bytes] = list
    }
    latestAddresses = (bytes, list)
    return list
  }

  private func checkRecipients(_ list: AddressList, _ slot: HeaderSlot, type: TypeIndex) throws(Refusal) {
    for entry in list.named where !entry.nodes.contains(where: { rulebook.listed($0)?.receives[type] == true }) {
      throw Refusal(
        .recipientNotPermitted, at: "/header/\(slot)/\(entry.position)",
        "\(entry.addressee) may not receive \(type.entry.type)"
          + " (\(rulebook.citation(rulebook.kinds[type]?.line)))")
    }
  }

  private mutating func releaseList(
    _ header: CheckedHeader, node: Rulebook.Node, name: NodeName
  ) throws(Refusal) -> ReleaseList {
    let list = try releaseList(header)
    guard list.whole.isSubset(of: node.release) else {
      let position = list.entries.firstIndex { $0.set?.isSubset(of: node.release) == false } ?? 0
      throw Refusal(
        .notReleasable, at: "/header/label/releasableTo/\(position)",
        "\"\(list.entries[position].text)\" is outside what \(name) may release to"
          + " (\(rulebook.citation(node.releaseLine)))")
    }
    return list
  }

  private mutating func releaseList(_ header: CheckedHeader) throws(Refusal) -> ReleaseList {
    if let latestRelease, header.equals(.releasableTo, latestRelease.bytes) { return latestRelease.list }
    let bytes = Array(header.bytes(.releasableTo))
    let list: ReleaseList
    if let known = releaseLists[bytes] {
      list = known
    } else {
      list = ReleaseList(header, rulebook)
      if let position = list.entries.firstIndex(where: { $0.set == nil }) {
        throw Refusal(
          .unknownAddressee, at: "/header/label/releasableTo/\(position)",
          "the roster has no participant or group \(list.entries[position].text)")
      }
      if releaseLists.count >= Self.rememberedLists { releaseLists.removeAll() }
      releaseLists[bytes] = list
    }
    latestRelease = (bytes, list)
    return list
  }

  /// An addressee that is named itself, and not only through a role or `@all`, must be able to read the message:
  /// silence would mislead the sender.
  private func checkAddressees(_ list: AddressList, _ pointer: String, _ found: MessageClass) throws(Refusal) {
    for entry in list.named where !entry.nodes.contains(where: { rulebook.isOpen(found, to: $0) }) {
      throw Refusal(
        .addresseeNotReleasable, at: "\(pointer)/\(entry.position)",
        "the label does not let \(entry.addressee) read it")
    }
  }
}

// MARK: one rule each

extension Preparer {
  private mutating func checkOrigin(
    _ header: CheckedHeader, _ sender: NodeIndex, _ name: NodeName
  ) throws(Refusal) {
    // RFC 9562: the 13th digit is the version. The bus's own messages have version 8, which no node may take before.
    let id = header.identifier(.id)
    guard id >> 76 & 0xF == 7 else {
      throw Refusal(.badFormat, at: "/header/id", "a sender's identifier is a UUID of version 7")
    }
    guard MessageID(bits: id)?.isOfBus == false else {
      throw Refusal(.reservedToBus, at: "/header/id", "UUID version 8 is the bus's own; a node makes version 7")
    }
    guard header.equals(.cell, cellBytes) else {
      throw Refusal(
        .wrongCell, at: "/header/cell", "this is cell \(cell), the message is for \(header.text(.cell))")
    }
    let own = text(of: sender, name)
    guard header.equals(.from, own.from) else {
      throw Refusal(.wrongSender, at: "/header/from", "the key is \(name)'s, the message says \(header.text(.from))")
    }
    guard header.bytes(.serial).starts(with: own.serialStart) else {
      throw Refusal(.wrongSender, at: "/header/serial", "a serial of \(name) begins with \(name)/")
    }
  }

  private mutating func text(of sender: NodeIndex, _ name: NodeName) -> SenderText {
    if let latestSender, latestSender.node == sender { return latestSender.text }
    let text = senders[sender] ?? SenderText(name)
    senders[sender] = text
    latestSender = (sender, text)
    return text
  }

  private func checkType(
    _ header: CheckedHeader, type: TypeIndex, node: Rulebook.Node, name: NodeName, lane: Precedence
  ) throws(Refusal) -> Rulebook.Kind {
    if type.isOfBus {
      throw Refusal(.reservedToBus, at: "/header/type", "\(type.entry.type) is said by the bus itself")
    }
    guard let kind = rulebook.kinds[type] else {
      throw Refusal(
        .versionNotAccepted, at: "/header/version",
        "the charter \(rulebook.charterName) does not accept version \(type.entry.version.value) of \(type.entry.type)")
    }
    guard node.publishes[type] else {
      throw Refusal(
        .typeNotPermitted, at: "/header/type",
        "\(name) may not say \(type.entry.type) (\(rulebook.citation(kind.line)))")
    }
    let precedence = header.precedence
    guard precedence == lane else {
      throw Refusal(
        .laneMismatch, at: "/header/precedence", "the message is \(precedence.rawValue), the lane is \(lane.rawValue)")
    }
    guard (kind.least...kind.greatest).contains(precedence) else {
      throw Refusal(
        .precedenceNotPermitted, at: "/header/precedence",
        "\(type.entry.type) goes at \(kind.least.rawValue) to \(kind.greatest.rawValue) (\(rulebook.citation(kind.line)))"
      )
    }
    if let info = header.infoPrecedence, info > precedence {
      throw Refusal(
        .precedenceNotPermitted, at: "/header/infoPrecedence",
        "the message is \(precedence.rawValue), and nobody gets it above that")
    }
    return kind
  }

  private func checkTimes(
    _ header: CheckedHeader, kind: Rulebook.Kind, wall: Microseconds
  ) throws(Refusal) {
    if let sent = header.time(.sentAt), sent > wall + .milliseconds(Int64(Limits.sentAhead)) {
      throw Refusal(
        .sentInFuture, at: "/header/sentAt",
        "sentAt is \((sent - wall).inSeconds) s ahead of the broker's clock; \(Limits.sentAhead / 1000) s are allowed")
    }
    guard let expires = header.time(.expiresAt) else { return }
    if kind.isBinding {
      throw Refusal(
        .expiryNotAllowed, at: "/header/expiresAt",
        "\(header.text(.type)) binds and does not expire (\(rulebook.citation(kind.line)))")
    }
    if expires <= wall {
      throw Refusal(.alreadyExpired, at: "/header/expiresAt", "it expired \((wall - expires).inSeconds) s ago")
    }
  }

  private func checkClassification(
    _ header: CheckedHeader, node: Rulebook.Node, name: NodeName
  ) throws(Refusal) -> ClassificationIndex? {
    guard header.equals(.policy, policy.name) else {
      throw Refusal(.unknownPolicy, at: "/header/label/policy", "the charter's policy is \(rulebook.policy)")
    }
    guard let level = policy.classifications.firstIndex(where: { header.equals(.classification, $0) }) else {
      throw Refusal(
        .unknownPolicy, at: "/header/label/classification",
        "the policy has \(rulebook.classifications.map(\.description).joined(separator: ", "))")
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
    return rulebook.classificationIndex(atLevel: level)
  }
}
