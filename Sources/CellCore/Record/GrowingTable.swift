/// A dictionary that grows a part at a time: a key that makes a part grow moves a 256th of what is there, so that no key
/// keeps the loop for as long as a large table takes to grow.
struct GrowingTable<Key: Hashable, Value> {
  /// None before the first value.
  private var parts: [[Key: Value]] = []

  private static var partCount: Int { 256 }

  init() {}

  var values: some Collection<Value> { parts.flatMap(\.values) }
  var keys: some Collection<Key> { parts.flatMap(\.keys) }

  subscript(key: Key) -> Value? {
    get { parts.isEmpty ? nil : parts[Self.part(of: key)][key] }
    _modify {
      makeParts()
      yield &parts[Self.part(of: key)][key]
    }
  }

  subscript(key: Key, default value: @autoclosure () -> Value) -> Value {
    get { self[key] ?? value() }
    _modify {
      makeParts()
      yield &parts[Self.part(of: key)][key, default: value()]
    }
  }

  private mutating func makeParts() {
    if parts.isEmpty { parts = Array(repeating: [:], count: Self.partCount) }
  }

  /// By the upper bits of the hash; a part uses a hash of its own.
  private static func part(of key: Key) -> Int {
    Int(truncatingIfNeeded: UInt(bitPattern: key.hashValue) >> (UInt.bitWidth - 8))
  }
}

extension GrowingTable: Sendable where Key: Sendable, Value: Sendable {}
