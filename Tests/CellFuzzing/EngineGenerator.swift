package import CellSchema

/// A generator of random numbers that a seed repeats (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number
/// Generators", 2014).
package struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  package mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}

/// Values of a shape: mostly allowed, sometimes just beyond, often at a limit.
package enum EngineGenerator {
  package static func value(of shape: Shape, _ random: inout SplitMix64) -> EngineTree {
    switch shape {
    case .boolean: return .raw(Bool.random(using: &random) ? "true" : "false")
    case .enumeration(let values): return .raw("\"\(values.randomElement(using: &random)!)\"")
    case .integer(let range):
      let near = [range.lowerBound, range.upperBound, range.lowerBound &- 1, range.upperBound &+ 1, 0, 1, 2]
      return .raw("\(random.chance(6) ? near.randomElement(using: &random)! : Int64.random(in: range, using: &random))")
    case .number(let range):
      let near = [range.lowerBound, range.upperBound, range.lowerBound.nextDown, range.upperBound.nextUp, 0, 1e-7]
      let value = random.chance(6) ? near.randomElement(using: &random)! : Double.random(in: range, using: &random)
      return .raw("\(value)")
    case .array(let element, let count):
      let lengths = [count.lowerBound, count.lowerBound + 1, count.lowerBound + 1, 2, 3]
      var length = lengths.randomElement(using: &random)!
      if random.chance(1) { length = count.upperBound + Int.random(in: 0...1, using: &random) }
      return .array((0..<length).map { _ in value(of: element, &random) })
    case .orNotKnown(let inner): return random.chance(30) ? .raw("\"N/K\"") : value(of: inner, &random)
    case .object(let object):
      var members: [EngineTree.Member] = []
      for field in object.fields where field.isRequired ? !random.chance(1) : random.chance(25) {
        members.append(.init(name: field.name, value: value(of: field.shape, &random)))
      }
      if random.chance(30) { members.shuffle(using: &random) }
      return .object(members)
    case .string(let shape): return .raw(string(of: shape, &random))
    }
  }

  private static func string(of shape: StringShape, _ random: inout SplitMix64) -> String {
    switch shape.format {
    case .timestamp?: return "\"\(day(&random))T\(time(&random))\""
    case .date?: return "\"\(day(&random))\""
    case nil: break
    }
    if let pattern = shape.pattern {
      var text = text(of: pattern, &random)
      if random.chance(1) { disturb(&text, &random) }
      return EngineTree.quoted(text)
    }
    var length = shape.length.lowerBound + Int.random(in: 0...24, using: &random)
    if random.chance(3) { length = shape.length.upperBound + Int.random(in: 0...1, using: &random) }
    let letters = ["a", "Z", " ", "ж", "ї", "\"", "\\", "/", "€", "😀", "e\u{301}", "7"]
    var text = ""
    var count = 0
    while count < length {
      let letter = letters.randomElement(using: &random)!
      text += letter
      count += letter.unicodeScalars.count
    }
    if shape.multiline, random.chance(50) { text.insert("\n", at: text.startIndex) }
    return EngineTree.quoted(text)
  }

  private static func day(_ random: inout SplitMix64) -> String {
    let odd = ["2024-02-29", "2100-02-29", "2026-02-30", "2026-04-31", "0000-01-01", "0001-01-01", "9999-12-31"]
    if random.chance(4) { return odd.randomElement(using: &random)! }
    let day = Int.random(in: 1...28, using: &random)
    return "2026-0\(Int.random(in: 1...9, using: &random))-\(day < 10 ? "0" : "")\(day)"
  }

  private static func time(_ random: inout SplitMix64) -> String {
    let times = ["00:00:00", "23:59:59", "12:30:00", "12:30:00", "24:00:00", "12:60:00", "12:00:60"]
    let fractions = ["", ".1", ".100", ".000001", ".999999", ".1234567"]
    let offsets = ["Z", "Z", "Z", "+02:00", "-00:00", "+23:59", "-12:30", "+24:00", "z", ""]
    let time = random.chance(93) ? "12:30:00" : times.randomElement(using: &random)!
    let offset = random.chance(88) ? "Z" : offsets.randomElement(using: &random)!
    return time + (random.chance(88) ? "" : fractions.randomElement(using: &random)!) + offset
  }

  /// A string of a pattern.
  package static func text(of pattern: BytePattern, _ random: inout SplitMix64) -> String {
    var bytes: [UInt8] = []
    for run in pattern.alternatives.randomElement(using: &random)! {
      let greatest = random.chance(10) ? run.count.upperBound : min(run.count.upperBound, run.count.lowerBound + 6)
      for _ in 0..<Int.random(in: run.count.lowerBound...greatest, using: &random) {
        bytes.append(member(of: run.set, &random))
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The next member of a set after a random place; not even, and fast in a debug build.
  private static func member(of set: ByteSet, _ random: inout SplitMix64) -> UInt8 {
    let isHigh = set.low == 0 || (set.high != 0 && Bool.random(using: &random))
    let half = isHigh ? set.high : set.low
    let start = Int.random(in: 0..<64, using: &random)
    let rotated = half >> start | half << (64 - start)
    return UInt8((rotated.trailingZeroBitCount + start) % 64 + (isHigh ? 64 : 0))
  }

  /// Takes out, adds or changes one character.
  package static func disturb(_ text: inout String, _ random: inout SplitMix64) {
    var scalars = Array(text.unicodeScalars)
    let others: [UnicodeScalar] = ["a", "A", "0", "-", ".", "/", " ", "\n", "ж", "\u{2028}", "@", "z"]
    let at = Int.random(in: 0...scalars.count, using: &random)
    switch Int.random(in: 0..<3, using: &random) {
    case 0 where at < scalars.count: scalars.remove(at: at)
    case 1 where at < scalars.count: scalars[at] = others.randomElement(using: &random)!
    default: scalars.insert(others.randomElement(using: &random)!, at: at)
    }
    text = String(String.UnicodeScalarView(scalars))
  }
}
