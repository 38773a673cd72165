import CellCore
package import CellSchema
import CellTestSupport

/// Documents, changed, before the strict check, intake, a validator of the exported schema and the decoders.
package struct DocumentTrial: Trial {
  package static let name = "documents"
  package static let block: UInt64 = 65_536

  private let pool: DocumentPool
  private let mutator = JSONMutator()
  private var random: SplitMix64
  private var tape = JSONTape()
  private var other = JSONTape()
  private var preparer = DocumentPool.rules.preparer
  private var tries = 0
  package private(set) var counts: [String: Int] = [:]
  /// What the last document was made from: who sends it, in which lane.
  private var last: DocumentPool.Member?
  /// The type that the last document was made from.
  package var type: TypeIndex { last?.type ?? TypeIndex(place: 0) }

  package init(seed: UInt64, block: UInt64) {
    random = SplitMix64(seed: seed &+ (block &+ 1) &* 0x9E37_79B9_7F4A_7C15)
    pool = DocumentPool(seed: random.next())
  }

  package mutating func next() -> [UInt8] {
    let member = pool.members.randomElement(using: &random)!
    last = member
    return mutator.mutant(of: member.template, donors: pool.templates, &random)
  }

  /// The schema that a document is held to: that of its type, as it is written, or of the one that was changed.
  private let validators: [SchemaValidator] = Catalogue.indices.map { type in
    do { return try SchemaValidator(Self.schema(of: type)) } catch { preconditionFailure("\(type): \(error)") }
  }

  package static func schema(of type: TypeIndex) -> String {
    let entry = type.entry
    return JSONSchema.documentText(
      header: Catalogue.headerShape, body: entry.shape, type: entry.type.description, version: entry.version.value,
      id: "urn:cellbus:\(entry.type):\(entry.version.value)", title: entry.type.description, pretty: false)
  }

  package mutating func problem(with input: [UInt8]) -> String? {
    tries += 1
    var slots = DocumentSlots()
    var refusal: Refusal?
    var type: TypeIndex?
    do throws(Refusal) { type = try Catalogue.check(input.span, into: &slots) } catch { refusal = error }
    if let problem = Self.problem(of: slots, within: input.count, isAccepted: refusal == nil) { return problem }
    if let refusal, refusal.code.name == "unknown" || refusal.detail.isEmpty {
      return "a refusal without words: \(refusal)"
    }
    if let problem = intake(input, refusal) { return problem }
    if let problem = leniently(input, slots, isAccepted: refusal == nil) { return problem }
    if let problem = schema(input, type, refusal) { return problem }
    if let type {
      counts["accepted", default: 0] += 1
      return rewritten(input, type)
    }
    counts["refused", default: 0] += 1
    return nil
  }

  // MARK: slots

  private static func problem(of slots: DocumentSlots, within count: Int, isAccepted: Bool) -> String? {
    let whole = 0..<count
    for slot in HeaderSlot.allCases where slots.has(slot) {
      let place = slots[slot]
      guard place.lowerBound >= 0, place.upperBound <= count else {
        return "a slot is outside the document: \(slot) \(place)"
      }
      guard !isAccepted || slots.header.lowerBound < place.lowerBound && place.upperBound < slots.header.upperBound
      else { return "a slot is outside the header: \(slot) \(place)" }
    }
    guard slots.header.clamped(to: whole) == slots.header, slots.body.clamped(to: whole) == slots.body else {
      return "header or body is outside the document: \(slots.header), \(slots.body)"
    }
    return nil
  }

  // MARK: intake

  private mutating func intake(_ input: [UInt8], _ refusal: Refusal?) -> String? {
    guard let member = last ?? pool.members.first, let node = DocumentPool.rules.indices[member.sender] else {
      return nil
    }
    do throws(Refusal) {
      _ = try preparer.prepare(
        Envelope(document: input), from: node, name: member.sender, lane: member.lane, at: Microseconds(Fixture.start))
      counts["prepared", default: 0] += 1
    } catch {
      if let refusal { return error == refusal ? nil : "intake and check refuse differently: \(refusal), \(error)" }
      return error.code.name == "unknown" ? "a refusal without words: \(error)" : nil
    }
    return refusal.map { "intake takes in what the check refuses: \($0)" }
  }

  // MARK: lenient readers

  private func leniently(_ input: [UInt8], _ strict: DocumentSlots, isAccepted: Bool) -> String? {
    var slots = DocumentSlots()
    let isRead = (try? Catalogue.checker.slots(of: input.span, into: &slots)) != nil
    if let problem = Self.problem(of: slots, within: input.count, isAccepted: false) { return "leniently, " + problem }
    if isAccepted {
      guard isRead, slots.header == strict.header, slots.body == strict.body,
        HeaderSlot.allCases.allSatisfy({ slots[$0] == strict[$0] })
      else { return "the lenient reader finds other slots than the strict check" }
    }
    // A node reads what a broker of a later version took in: anything at all, and a seventh of it is enough here.
    if !isAccepted, tries % 7 == 0 { _ = try? RawMessage(document: input) }
    return nil
  }

  // MARK: the schema

  private mutating func schema(_ input: [UInt8], _ type: TypeIndex?, _ refusal: Refusal?) -> String? {
    guard tape.read(input) else { return refusal == nil ? "accepted, and no JSON: by RFC 8259" : nil }
    let validator = validators[(type ?? named(input) ?? self.type).place]
    let isValid = validator.accepts(tape, input)
    guard isValid else { return refusal == nil ? "accepted, and the schema refuses: it" : nil }
    counts["valid", default: 0] += 1
    let facts = Spelling.Facts(tape, input)
    guard let refusal else { return facts.repeatedName ? "accepted, and a name stands twice: in one object" : nil }
    counts["refused for how it is written", default: 0] += 1
    guard Spelling.explains(refusal.code, facts) else {
      return "the schema accepts, and the check refuses for no reason of spelling: \(refusal)"
    }
    let canonical = Canonical.text(tape, input)
    var slots = DocumentSlots()
    do throws(Refusal) {
      if canonical.count <= Limits.document { _ = try Catalogue.check(canonical.span, into: &slots) }
    } catch {
      return "written plainly it is refused, and the schema accepts: \(error)"
    }
    return nil
  }

  /// The type that a document's header names.
  private func named(_ input: [UInt8]) -> TypeIndex? {
    guard tape.nodes[0].kind == .object else { return nil }
    let subject = SchemaSubject(tape: tape, bytes: input)
    guard let header = subject.members(of: 0).first(where: { $0.name.elementsEqual("header".utf8) })?.node,
      tape.nodes[header].kind == .object,
      let type = subject.members(of: header).first(where: { $0.name.elementsEqual("type".utf8) })?.node,
      tape.nodes[type].kind == .string
    else { return nil }
    return Catalogue.index(
      type: String(decoding: tape.text(of: tape.nodes[type], in: input), as: UTF8.self), version: "1")
  }

  // MARK: decoding

  private mutating func rewritten(_ input: [UInt8], _ type: TypeIndex) -> String? {
    do {
      let message = try RawMessage(document: input)
      return try again(type.entry.payload, message, input)
    } catch {
      return "accepted, and does not decode: \(error)"
    }
  }

  private mutating func again<Body: Payload>(_: Body.Type, _ message: RawMessage, _ input: [UInt8]) throws -> String? {
    let written = DocumentEncoder.encode(try message.message(of: Body.self))
    var slots = DocumentSlots()
    do throws(Refusal) { _ = try Catalogue.check(written.span, into: &slots) } catch {
      return "what is encoded again is refused: \(error) in \(String(decoding: written, as: UTF8.self))"
    }
    guard other.read(written), tape.read(input) else { return "what is encoded again is no JSON: by RFC 8259" }
    if let difference = Canonical.difference(SchemaSubjectPair(tape, input, other, written)) {
      return "what is encoded again means something else: \(difference)"
    }
    return nil
  }
}
