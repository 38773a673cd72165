/// JSON written again from what it says: each name once, the last of its values, the header first, no escape that need
/// not be, integers as integers.
package enum Canonical {
  package static func text(_ tape: JSONTape, _ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    write(SchemaSubject(tape: tape, bytes: bytes), 0, to: &text)
    return text
  }

  private static func write(_ subject: SchemaSubject, _ index: Int, to text: inout [UInt8]) {
    let node = subject.tape.nodes[index]
    switch node.kind {
    case .boolean, .null: text += subject.bytes[node.range]
    case .number: text += number(subject.bytes[node.range])
    case .string: write(subject.tape.text(of: node, in: subject.bytes), to: &text)
    case .array:
      text.append(UInt8(ascii: "["))
      for (place, child) in subject.tape.children(of: index).enumerated() {
        if place > 0 { text.append(UInt8(ascii: ",")) }
        write(subject, child, to: &text)
      }
      text.append(UInt8(ascii: "]"))
    case .object:
      text.append(UInt8(ascii: "{"))
      let members = subject.members(of: index)
      let isHeader = { (name: ArraySlice<UInt8>) in index == 0 && name.elementsEqual("header".utf8) }
      for (place, member) in (members.filter { isHeader($0.name) } + members.filter { !isHeader($0.name) }).enumerated()
      {
        if place > 0 { text.append(UInt8(ascii: ",")) }
        write(member.name, to: &text)
        text.append(UInt8(ascii: ":"))
        write(subject, member.node, to: &text)
      }
      text.append(UInt8(ascii: "}"))
    }
  }

  private static func write(_ string: ArraySlice<UInt8>, to text: inout [UInt8]) {
    text.append(UInt8(ascii: "\""))
    for byte in string {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), byte]
      case 0..<0x20: text += Array("\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8)
      default: text.append(byte)
      }
    }
    text.append(UInt8(ascii: "\""))
  }

  private static func number(_ spelling: ArraySlice<UInt8>) -> [UInt8] {
    switch JSONNumber(spelling) {
    case .integer(let value): Array(String(value).utf8)
    case .double(let value):
      if value == 0 {
        [UInt8(ascii: "0")]
      } else if value == value.rounded(), let integer = Int64(exactly: value) {
        Array(String(integer).utf8)
      } else {
        Array(spelling)
      }
    }
  }

  /// Why one document does not say what another says; nil where it does. Moments are written in UTC with milliseconds,
  /// which are cut, and members in any order.
  package static func difference(_ one: SchemaSubjectPair) -> String? { one.difference(0, 0, "") }
}

/// Two readings to be compared.
package struct SchemaSubjectPair {
  private let left: SchemaSubject
  private let right: SchemaSubject

  package init(_ left: JSONTape, _ leftBytes: [UInt8], _ right: JSONTape, _ rightBytes: [UInt8]) {
    self.left = SchemaSubject(tape: left, bytes: leftBytes)
    self.right = SchemaSubject(tape: right, bytes: rightBytes)
  }

  fileprivate func difference(_ one: Int, _ other: Int, _ path: String) -> String? {
    let (node, mate) = (left.tape.nodes[one], right.tape.nodes[other])
    guard node.kind == mate.kind else { return "\(path): another kind of value" }
    switch node.kind {
    case .null: return nil
    case .boolean: return left.bytes[node.start] == right.bytes[mate.start] ? nil : path
    case .number:
      let (first, second) = (JSONNumber(left.bytes[node.range]), JSONNumber(right.bytes[mate.range]))
      return first <= second && second <= first ? nil : "\(path): another number"
    case .string:
      let (first, second) = (left.tape.text(of: node, in: left.bytes), right.tape.text(of: mate, in: right.bytes))
      return first == second || isSameMoment(first, second) || isSameDuration(first, second)
        ? nil : "\(path): another text"
    case .array:
      let (elements, mates) = (left.tape.children(of: one), right.tape.children(of: other))
      guard elements.count == mates.count else { return "\(path): \(elements.count) and \(mates.count) elements" }
      for (place, pair) in zip(elements, mates).enumerated() {
        if let found = difference(pair.0, pair.1, "\(path)/\(place)") { return found }
      }
      return nil
    case .object:
      let (members, mates) = (left.members(of: one), right.members(of: other))
      guard members.count == mates.count else { return "\(path): \(members.count) and \(mates.count) members" }
      for member in members {
        let place = "\(path)/\(String(decoding: member.name, as: UTF8.self))"
        guard let mate = mates.first(where: { $0.name == member.name }) else { return "\(place): lost" }
        if let found = difference(member.node, mate.node, place) { return found }
      }
      return nil
    }
  }

  /// `P01D` is `P1D`.
  private func isSameDuration(_ one: ArraySlice<UInt8>, _ other: ArraySlice<UInt8>) -> Bool {
    guard one.first == UInt8(ascii: "P"), one.last == other.last else { return false }
    func parts(_ text: ArraySlice<UInt8>) -> [String] {
      let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
      let number = text.filter(isDigit).drop { $0 == UInt8(ascii: "0") }
      return [String(decoding: text.filter { !isDigit($0) }, as: UTF8.self), String(decoding: number, as: UTF8.self)]
    }
    return parts(one) == parts(other)
  }

  private func isSameMoment(_ one: ArraySlice<UInt8>, _ other: ArraySlice<UInt8>) -> Bool {
    guard let first = SchemaTime(one), let second = SchemaTime(other), !first.isDay, !second.isDay else { return false }
    func milliseconds(_ time: SchemaTime) -> Int64 {
      time.microseconds >= 0 ? time.microseconds / 1_000 : (time.microseconds - 999) / 1_000
    }
    return milliseconds(first) == milliseconds(second)
  }
}
