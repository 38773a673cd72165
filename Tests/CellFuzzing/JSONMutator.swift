/// Changes JSON in one place or several: values, names, members, text, bytes.
package struct JSONMutator {
  private struct Edit {
    var range: Range<Int>
    var replacement: [UInt8]
  }

  package init() {}

  /// A template with something changed, or once in a while nothing. `donors` give values of other documents.
  package func mutant(of template: Template, donors: [Template], _ random: inout SplitMix64) -> [UInt8] {
    var edits: [Edit] = []
    for _ in 0..<[0, 1, 1, 1, 1, 1, 2, 2, 3, 5].randomElement(using: &random)! {
      if let edit = edit(template, donors, &random) { edits.append(edit) }
    }
    var bytes = apply(edits, to: template.bytes)
    let chance = Int.random(in: 0..<1_000, using: &random)
    switch chance {
    case 0..<120: for _ in 0...(chance % 3) { disturb(&bytes, &random) }
    case 120..<150: bytes.removeSubrange(Int.random(in: 0...bytes.count, using: &random)...)
    case 150: bytes = utf16(bytes, bigEndian: false)
    case 151: bytes = utf16(bytes, bigEndian: true)
    case 152..<155: bytes.insert(contentsOf: [0xEF, 0xBB, 0xBF], at: 0)
    case 155..<165: bytes += Odd.values.randomElement(using: &random)!
    case 165..<175: bytes += Odd.spaces.randomElement(using: &random)!
    default: break
    }
    return bytes
  }

  private func apply(_ edits: [Edit], to bytes: [UInt8]) -> [UInt8] {
    guard !edits.isEmpty else { return bytes }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + edits.reduce(64) { $0 + $1.replacement.count })
    var at = 0
    // What begins within a change that was made already is left out.
    for edit in edits.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) where edit.range.lowerBound >= at {
      result += bytes[at..<edit.range.lowerBound]
      result += edit.replacement
      at = edit.range.upperBound
    }
    result += bytes[at...]
    return result
  }

  // MARK: edits

  private func edit(_ template: Template, _ donors: [Template], _ random: inout SplitMix64) -> Edit? {
    let index = Int.random(in: 0..<template.nodes.count, using: &random)
    let node = template.nodes[index]
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<8: return Edit(range: node.range, replacement: Odd.values.randomElement(using: &random)!)
    case 8..<16: return Edit(range: node.range, replacement: donated(donors, like: nil, &random))
    case 16..<26: return Edit(range: node.range, replacement: donated(donors, like: node.kind, &random))
    case 26..<30: return Edit(range: node.range, replacement: nested(&random))
    case 30..<34: return spaced(template, node, &random)
    case 34..<54: return node.name.isEmpty ? nil : member(template, node, donors, &random)
    default: return inside(template, index, &random)
    }
  }

  private func donated(_ donors: [Template], like kind: JSONTape.Kind?, _ random: inout SplitMix64) -> [UInt8] {
    guard let donor = donors.randomElement(using: &random) else { return [] }
    for _ in 0..<8 {
      let node = donor.nodes.randomElement(using: &random)!
      if kind == nil || node.kind == kind { return Array(donor.bytes[node.range]) }
    }
    return Array(donor.bytes[donor.nodes[0].range])
  }

  private func nested(_ random: inout SplitMix64) -> [UInt8] {
    let depth = [2, 5, 8, 15, 16, 17, 31, 32, 33, 100, 1_000].randomElement(using: &random)!
    let isClosed = !random.chance(10)
    if Bool.random(using: &random) {
      return [UInt8](repeating: UInt8(ascii: "["), count: depth)
        + (isClosed ? [UInt8](repeating: UInt8(ascii: "]"), count: depth) : [])
    }
    let opening = Array(repeating: Array("{\"a\":".utf8), count: depth).flatMap(\.self)
    return opening + Array("1".utf8) + (isClosed ? [UInt8](repeating: UInt8(ascii: "}"), count: depth) : [])
  }

  private func spaced(_ template: Template, _ node: JSONTape.Node, _ random: inout SplitMix64) -> Edit {
    let places = [node.start, node.end, template.whole(node).lowerBound, template.whole(node).lowerBound]
    let at = places.randomElement(using: &random)!
    return Edit(range: at..<at, replacement: Odd.spaces.randomElement(using: &random)!)
  }

  // MARK: members

  private func member(
    _ template: Template, _ node: JSONTape.Node, _ donors: [Template], _ random: inout SplitMix64
  ) -> Edit {
    let whole = template.whole(node)
    let comma = UInt8(ascii: ",")
    switch Int.random(in: 0..<10, using: &random) {
    case 0...2:
      let bytes = template.bytes
      if whole.upperBound < bytes.count, bytes[whole.upperBound] == comma {
        return Edit(range: whole.lowerBound..<whole.upperBound + 1, replacement: [])
      }
      if whole.lowerBound > 0, bytes[whole.lowerBound - 1] == comma {
        return Edit(range: whole.lowerBound - 1..<whole.upperBound, replacement: [])
      }
      return Edit(range: whole, replacement: [])
    case 3:
      let copy = Array(template.bytes[whole])
      return Edit(range: whole.upperBound..<whole.upperBound, replacement: [comma] + copy)
    case 4:
      let name = Array(template.bytes[node.name])
      let value = donated(donors, like: node.kind, &random)
      let at = random.chance(50) ? whole.upperBound : whole.lowerBound
      let second = name + [UInt8(ascii: ":")] + value
      return Edit(range: at..<at, replacement: at == whole.upperBound ? [comma] + second : second + [comma])
    case 5:
      let word = Odd.words.randomElement(using: &random)!
      let text = [comma, UInt8(ascii: "\"")] + word + Array("\":".utf8) + donated(donors, like: nil, &random)
      return Edit(range: whole.upperBound..<whole.upperBound, replacement: text)
    case 6, 7:
      let quote = UInt8(ascii: "\"")
      return Edit(range: node.name, replacement: [quote] + Odd.words.randomElement(using: &random)! + [quote])
    default:
      return Edit(
        range: node.name, replacement: changed(template.bytes[node.name.dropFirst().dropLast()], &random))
    }
  }

  /// A string's content, quoted, with a piece more, less or other, or a letter that is escaped.
  private func changed(_ content: ArraySlice<UInt8>, _ random: inout SplitMix64) -> [UInt8] {
    let quote = UInt8(ascii: "\"")
    var text = Array(content)
    let at = Int.random(in: 0...text.count, using: &random)
    switch Int.random(in: 0..<8, using: &random) {
    case 0 where at < text.count: text.remove(at: at)
    case 1 where at < text.count: text[at] = Odd.structure.randomElement(using: &random)!
    case 2 where at < text.count && text[at] < 0x80:
      let hex = String(text[at], radix: 16)
      text.replaceSubrange(at...at, with: Array("\\u00\(hex.count < 2 ? "0" : "")\(hex)".utf8))
    case 3 where at < text.count:
      text[at] = text[at] ^ 0x20
    case 4: text += Odd.pieces.randomElement(using: &random)!
    case 5: text = Odd.pieces.randomElement(using: &random)! + text
    default: text.insert(contentsOf: Odd.pieces.randomElement(using: &random)!, at: at)
    }
    return [quote] + text + [quote]
  }

  // MARK: values

  private func inside(_ template: Template, _ index: Int, _ random: inout SplitMix64) -> Edit? {
    let node = template.nodes[index]
    switch node.kind {
    case .string: return Edit(range: node.range, replacement: string(template.bytes[node.content], &random))
    case .number: return Edit(range: node.range, replacement: number(Array(template.bytes[node.range]), &random))
    case .boolean, .null: return Edit(range: node.range, replacement: Odd.values.randomElement(using: &random)!)
    case .array, .object: return container(template, index, &random)
    }
  }

  private func string(_ content: ArraySlice<UInt8>, _ random: inout SplitMix64) -> [UInt8] {
    let quote = UInt8(ascii: "\"")
    switch Int.random(in: 0..<12, using: &random) {
    case 0:
      // Limits are long, and a long text costs as much as a hundred short ones.
      let length =
        random.chance(30)
        ? Odd.lengths.randomElement(using: &random)! : min(201, Odd.lengths.randomElement(using: &random)!)
      let letter = Odd.letters.randomElement(using: &random)!
      return [quote] + Array(repeating: letter, count: length).flatMap(\.self) + [quote]
    case 1:
      let blanks = (0...Int.random(in: 0...2, using: &random)).flatMap { _ in Odd.blanks.randomElement(using: &random)!
      }
      return [quote] + blanks + [quote]
    case 2, 3: return [quote] + Odd.words.randomElement(using: &random)! + [quote]
    default: return changed(content, &random)
    }
  }

  private func number(_ text: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
    switch Int.random(in: 0..<10, using: &random) {
    case 0: return text + Array(".0".utf8)
    case 1: return text + Array(["e0", "E+0", "e-1", "e1", ".50", "e400", "e-400"].randomElement(using: &random)!.utf8)
    case 2: return Array("-".utf8) + text
    case 3: return Array("0".utf8) + text
    case 4: return text + Array("0".utf8)
    case 5: return Array("\"".utf8) + text + Array("\"".utf8)
    case 6:
      guard let value = Int64(String(decoding: text, as: UTF8.self)) else { return text }
      return Array(String(value &+ (Bool.random(using: &random) ? 1 : -1)).utf8)
    case 7, 8: return Odd.limits.randomElement(using: &random)!
    default: return Odd.numbers.randomElement(using: &random)!
    }
  }

  private func container(_ template: Template, _ index: Int, _ random: inout SplitMix64) -> Edit? {
    let node = template.nodes[index]
    let children = children(of: index, in: template)
    guard let child = children.randomElement(using: &random) else {
      return Edit(range: node.range, replacement: Odd.values.randomElement(using: &random)!)
    }
    let opening = node.start + 1..<node.start + 1
    let part = template.whole(template.nodes[child])
    switch Int.random(in: 0..<6, using: &random) {
    case 0: return Edit(range: node.start + 1..<node.end - 1, replacement: [])
    case 1: return Edit(range: opening, replacement: Array(template.bytes[part]) + [UInt8(ascii: ",")])
    case 2 where node.kind == .array:
      let count = [2, 3, 16, 63, 64, 65, 255, 256, 257].randomElement(using: &random)!
      let copies = [Array](repeating: Array(template.bytes[part]), count: random.chance(30) ? count : min(count, 3))
      return Edit(
        range: node.start + 1..<node.end - 1, replacement: Array(copies.joined(separator: [UInt8(ascii: ",")])))
    case 3, 4:
      // The members or elements in another order.
      let parts = children.map { Array(template.bytes[template.whole(template.nodes[$0])]) }.shuffled(using: &random)
      return Edit(
        range: node.start + 1..<node.end - 1, replacement: Array(parts.joined(separator: [UInt8(ascii: ",")])))
    default: return Edit(range: part, replacement: [])
    }
  }

  private func children(of index: Int, in template: Template) -> [Int] {
    var children: [Int] = []
    var child = index + 1
    while child < template.nodes[index].after {
      children.append(child)
      child = template.nodes[child].after
    }
    return children
  }

  // MARK: bytes

  /// Changes one byte, or a few that stand together.
  package func disturb(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    guard let at = bytes.indices.randomElement(using: &random) else { return }
    switch Int.random(in: 0..<7, using: &random) {
    case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1: bytes.remove(at: at)
    case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: at)
    case 3: bytes.insert(Odd.structure.randomElement(using: &random)!, at: at)
    case 4: bytes[at] = Odd.structure.randomElement(using: &random)!
    case 5: bytes.insert(contentsOf: Odd.malformed.randomElement(using: &random)!, at: at)
    default: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...8, using: &random)))
    }
  }

  private func utf16(_ bytes: [UInt8], bigEndian: Bool) -> [UInt8] {
    String(decoding: bytes, as: UTF8.self).utf16.flatMap { unit in
      let (high, low) = (UInt8(unit >> 8), UInt8(truncatingIfNeeded: unit))
      return bigEndian ? [high, low] : [low, high]
    }
  }
}
