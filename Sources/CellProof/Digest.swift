import Crypto

/// A SHA-256 hash (FIPS 180-4) as a value of four words: it is copied, compared and stored without an allocation.
package struct Digest: Sendable, Hashable {
  /// How many bytes a digest has.
  package static let byteCount = 32

  /// The hash read as four 64-bit numbers, most significant byte first.
  private var words: (UInt64, UInt64, UInt64, UInt64)

  /// The hash of some bytes, read where they lie.
  package init(of bytes: ArraySlice<UInt8>) {
    var hasher = SHA256()
    hasher.update(bytes)
    self.init(hasher.finalize())
  }

  /// The hash of some bytes, read where they lie.
  package init(of bytes: [UInt8]) {
    self.init(of: bytes[...])
  }

  /// Takes a hash as it was stored; nil unless there are exactly 32 bytes.
  package init?(bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    self.init(exactly: bytes)
  }

  init(_ digest: SHA256Digest) {
    // The loads are of the 32 bytes that a SHA-256 has, at offsets within them.
    words = unsafe digest.withUnsafeBytes { bytes in
      func word(_ index: Int) -> UInt64 {
        UInt64(bigEndian: unsafe bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
      }
      return (word(0), word(1), word(2), word(3))
    }
  }

  /// What `hexadecimal` gives; upper case is read too. Nil for anything else than 64 digits.
  package init?(hexadecimal text: String) {
    let digits = text.utf8
    guard digits.count == 2 * Self.byteCount else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.byteCount)
    var high: UInt8?
    for digit in digits {
      guard let value = Self.value(ofHexadecimalDigit: digit) else { return nil }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    self.init(exactly: bytes)
  }

  private init(exactly bytes: [UInt8]) {
    func word(_ index: Int) -> UInt64 {
      bytes[8 * index..<8 * index + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }
    words = (word(0), word(1), word(2), word(3))
  }

  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.byteCount)
    append(to: &bytes)
    return bytes
  }

  package func append(to bytes: inout [UInt8]) {
    let stored = (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)
    unsafe withUnsafeBytes(of: stored) { unsafe bytes.append(contentsOf: $0) }
  }

  /// 64 digits, lower case, as `sha256sum` prints them.
  package var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(2 * Self.byteCount)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func value(ofHexadecimalDigit digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  package static func == (left: Digest, right: Digest) -> Bool {
    left.words == right.words
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
    hasher.combine(words.3)
  }
}

extension Digest: CustomStringConvertible {
  package var description: String { hexadecimal }
}

extension SHA256 {
  /// Crypto's own `update(data:)` walks the regions of a `DataProtocol` without being specialised for it, which costs
  /// as much as hashing some 300 bytes.
  mutating func update(_ bytes: ArraySlice<UInt8>) {
    unsafe bytes.withUnsafeBytes { unsafe update(bufferPointer: $0) }
  }
}
