/// ZeroMQ's text form of binary keys: five characters for four bytes (RFC 32).
package enum Z85 {
  private static let alphabet = Array(
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#".utf8)

  /// The value of each ASCII character; 255 for those that Z85 does not use.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 255, count: 128)
    for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
    return values
  }()

  /// Encodes bytes; their count must be a multiple of four.
  package static func encode(_ bytes: some Collection<UInt8>) -> String {
    precondition(bytes.count.isMultiple(of: 4), "Z85 encodes four bytes at a time")
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count / 4 * 5)
    var group: UInt32 = 0
    for (position, byte) in bytes.enumerated() {
      group = group << 8 | UInt32(byte)
      guard position % 4 == 3 else { continue }
      for divisor: UInt32 in [85 * 85 * 85 * 85, 85 * 85 * 85, 85 * 85, 85, 1] {
        text.append(alphabet[Int(group / divisor % 85)])
      }
      group = 0
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Decodes text; nil for a character outside the alphabet, a group beyond 32 bits, or a length that is no multiple of
  /// five.
  package static func decode(_ text: String) -> [UInt8]? {
    let characters = text.utf8
    guard characters.count.isMultiple(of: 5) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(characters.count / 5 * 4)
    var group: UInt64 = 0
    for (position, character) in characters.enumerated() {
      guard character < 128, values[Int(character)] != 255 else { return nil }
      group = group * 85 + UInt64(values[Int(character)])
      guard position % 5 == 4 else { continue }
      guard group <= UInt64(UInt32.max) else { return nil }
      for shift: UInt64 in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: group >> shift)) }
      group = 0
    }
    return bytes
  }
}
