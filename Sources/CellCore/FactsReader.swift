package import CellSchema

/// A row of the record as it comes back: what was accepted, by whom, when.
package struct Replayed: Sendable {
  package var delivery: RecordedEnvelope
  package var node: String
  package var lane: Int

  package init(delivery: RecordedEnvelope, node: String, lane: Int) {
    self.delivery = delivery
    self.node = node
    self.lane = lane
  }
}

/// Reads the facts of a message that was accepted before. It applies and never decides: a name that the roster of then
/// does not have stands for nobody.
struct FactsReader {
  private let checker: StrictChecker
  private var typeIndices: [String: Int] = [:]

  init(checker: StrictChecker, catalogue: [(type: String, version: Int)]) {
    self.checker = checker
    for (index, entry) in catalogue.enumerated() { typeIndices["\(entry.type)/\(entry.version)"] = index }
  }

  func header(of row: Replayed, slots: inout DocumentSlots) throws(Refusal) -> HeaderFields {
    let document = row.delivery.envelope.document
    try checker.slots(of: document.span, into: &slots)
    return HeaderFields(document: document, slots: slots)
  }

  /// Its catalogue index.
  func type(_ header: HeaderFields) -> Int {
    typeIndices["\(header.text(.type))/\(header.text(.version))"] ?? MessageFacts.unknownType
  }

  func read(
    _ row: Replayed, sender: Int, participant: Int, rulebook: Rulebook, slots: inout DocumentSlots
  ) throws(Refusal) -> Judged {
    let header = try header(of: row, slots: &slots)
    let release = ReleaseList(header, rulebook)
    let facts = MessageFacts(
      id: header.identifier(.id), type: type(header), node: sender, participant: participant, lane: row.lane,
      infoLane: header.infoLane ?? row.lane, nature: header.nature,
      classification: rulebook.classificationIndex(header.text(.classification)) ?? Int.max,
      action: audience(header, .action, rulebook), info: audience(header, .info, rulebook),
      releasable: release.participants, releasableGroups: release.groups,
      expiresAt: header.time(.expiresAt))
    return Judged(facts: facts, serial: header.serial(node: sender), links: header.links())
  }

  private func audience(_ header: HeaderFields, _ slot: HeaderSlot, _ rulebook: Rulebook) -> Audience {
    var audience = Audience()
    for text in header.strings(slot) { audience.formUnion(rulebook.audience(of: text) ?? Audience()) }
    return audience
  }
}
