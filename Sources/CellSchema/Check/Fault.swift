/// Why a document is refused, as the checker's inner functions throw it: no heap, no words yet.
struct Fault: Error {
  enum Reason: UInt8 {
    case empty, byteOrderMark, unexpectedEnd, expectedValue, expectedName, expectedColon, expectedCommaOrEnd
    case badLiteral, badNumber, badEscape
    case notUTF8, rawControl, forbiddenCharacter, openIsolate, loneSurrogate
    case documentTooLarge, tooDeep, trailingData, headerFirst
    case unknownField, duplicateField, missingField, ruleBroken
    case wrongType, fraction, minusZero, outOfRange, unknownValue, patternMismatch, escapeNotAllowed, noSuchTime
    case blank
    case tooLong, tooShort, tooMany, tooFew
    case unknownType, unknownVersion
  }

  var reason: Reason
  /// The byte that the fault concerns, from which the place in the document is found again.
  var at: Int32
  /// The node whose shape the value does not have, or -1.
  var node: Int32
  /// The field's ordinal, the rule's index, or the character that was found.
  var extra: Int32

  init(_ reason: Reason, at: Int, node: Int = -1, extra: Int = 0) {
    self.reason = reason
    self.at = Int32(clamping: at)
    self.node = Int32(truncatingIfNeeded: node)
    self.extra = Int32(truncatingIfNeeded: extra)
  }
}
