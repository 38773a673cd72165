import Foundation

/// Reads a header from a document's bytes, as `JSONDecoder` does, in a twentieth of its time: every message that
/// reaches a node has one.
///
/// It reads what is written plainly. Where anything is not (an escape, another type, a missing field), it gives up, and
/// `JSONDecoder` has the word.
struct HeaderReader {
  private let document: ArraySlice<UInt8>
  private let slots: DocumentSlots

  /// Something that is left to `JSONDecoder`.
  private struct NotPlain: Error {}

  /// Nil where it is no document.
  init?(_ document: ArraySlice<UInt8>) {
    var slots = DocumentSlots()
    guard (try? Catalogue.checker.slots(of: document.span, into: &slots)) != nil else { return nil }
    self.document = document
    self.slots = slots
  }

  /// - Parameter slots: where the header's fields stand, as the checker found them.
  init(_ document: ArraySlice<UInt8>, _ slots: DocumentSlots) {
    self.document = document
    self.slots = slots
  }

  /// The body's JSON.
  var body: ArraySlice<UInt8> { bytes(slots.body) }

  /// Slots count from the document's first byte.
  private func bytes(_ place: Range<Int>) -> ArraySlice<UInt8> {
    document[document.startIndex + place.lowerBound..<document.startIndex + place.upperBound]
  }

  /// Nil where it is not written plainly.
  var header: Header? { try? read() }

  private func read() throws(NotPlain) -> Header {
    Header(
      id: try leaf(.id), cell: try leaf(.cell), type: try leaf(.type), version: try version(), from: try leaf(.from),
      serial: try leaf(.serial), action: try leaves(.action), info: try optionalLeaves(.info),
      precedence: try value(.precedence), infoPrecedence: try optionalValue(.infoPrecedence),
      nature: try value(.nature), exerciseName: try optionalLeaf(.exerciseName), sentAt: try leaf(.sentAt),
      expiresAt: try optionalLeaf(.expiresAt), replyBy: try optionalLeaf(.replyBy), label: try label(),
      language: try optionalLeaf(.language), releasedBy: try optionalLeaf(.releasedBy),
      inReplyTo: try optionalLeaf(.inReplyTo), references: try optionalLeaves(.references),
      caseNumber: try optionalLeaf(.caseNumber), amends: try object(.amends), acknowledge: try flag(.acknowledge),
      authority: try object(.authority), enteredBy: try object(.enteredBy))
  }

  private func label() throws(NotPlain) -> SecurityLabel {
    SecurityLabel(
      policy: try leaf(.policy), classification: try leaf(.classification), releasableTo: try leaves(.releasableTo),
      control: try optionalValue(.control))
  }

  private func version() throws(NotPlain) -> MessageVersion {
    guard let number = Int(try text(slots[.version])), let version = MessageVersion(number) else { throw NotPlain() }
    return version
  }

  private func flag(_ slot: HeaderSlot) throws(NotPlain) -> Bool? {
    guard slots.has(slot) else { return nil }
    guard let flag = Bool(try text(slots[slot])) else { throw NotPlain() }
    return flag
  }

  private func leaf<Leaf: StringLeaf>(_ slot: HeaderSlot) throws(NotPlain) -> Leaf {
    guard let leaf = Leaf(try string(slots[slot])) else { throw NotPlain() }
    return leaf
  }

  private func optionalLeaf<Leaf: StringLeaf>(_ slot: HeaderSlot) throws(NotPlain) -> Leaf? {
    slots.has(slot) ? try leaf(slot) : nil
  }

  private func value<Value: RawRepresentable<String>>(_ slot: HeaderSlot) throws(NotPlain) -> Value {
    guard let value = Value(rawValue: try string(slots[slot])) else { throw NotPlain() }
    return value
  }

  private func optionalValue<Value: RawRepresentable<String>>(_ slot: HeaderSlot) throws(NotPlain) -> Value? {
    slots.has(slot) ? try value(slot) : nil
  }

  private func leaves<Leaf: StringLeaf>(_ slot: HeaderSlot) throws(NotPlain) -> NonEmpty<Leaf> {
    let place = slots[slot]
    guard bytes(place).first == UInt8(ascii: "["), bytes(place).last == UInt8(ascii: "]") else {
      throw NotPlain()
    }
    // Strings and nothing else: what stands between them is brackets, commas and white space.
    var strings = JSONStrings(place)
    var leaves: [Leaf] = []
    var end = place.lowerBound + 1
    while let range = strings.next(in: document.span) {
      guard isBetween(end..<range.lowerBound - 1), let leaf = Leaf(try string(range)) else { throw NotPlain() }
      leaves.append(leaf)
      end = range.upperBound + 1
    }
    guard isBetween(end..<place.upperBound - 1), let list = NonEmpty(leaves) else { throw NotPlain() }
    return list
  }

  private func optionalLeaves<Leaf: StringLeaf>(_ slot: HeaderSlot) throws(NotPlain) -> NonEmpty<Leaf>? {
    slots.has(slot) ? try leaves(slot) : nil
  }

  private func isBetween(_ range: Range<Int>) -> Bool {
    bytes(range).allSatisfy { $0 == UInt8(ascii: ",") || $0 <= UInt8(ascii: " ") }
  }

  /// The few fields that are objects are rare: `JSONDecoder` reads them.
  private func object<Value: Decodable>(_ slot: HeaderSlot) throws(NotPlain) -> Value? {
    guard slots.has(slot) else { return nil }
    guard let value = try? JSONDecoder().decode(Value.self, from: Data(bytes(slots[slot]))) else { throw NotPlain() }
    return value
  }

  /// A string's content: it is quoted and has no escapes.
  private func string(_ range: Range<Int>) throws(NotPlain) -> String {
    let bytes = document.span
    guard range.lowerBound > 0, bytes[range.lowerBound - 1] == UInt8(ascii: "\"") else { throw NotPlain() }
    for at in range where bytes[at] == UInt8(ascii: "\\") { throw NotPlain() }
    return try text(range)
  }

  private func text(_ range: Range<Int>) throws(NotPlain) -> String {
    guard let text = String(validating: bytes(range), as: UTF8.self) else { throw NotPlain() }
    return text
  }
}
