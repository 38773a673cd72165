import CellCore
package import CellSchema
import CellTestSupport

/// Documents of every type that the strict check accepts: the catalogue's examples, and some that were made from the
/// shapes, with whatever a type may have.
package struct DocumentPool {
  package struct Member: Sendable {
    package var template: Template
    package var type: TypeIndex
    /// Who says it in which lane, so that intake takes it in if that can be.
    package var sender: NodeName
    package var lane: Precedence
    /// Whether intake takes it in before it is changed.
    package var isTakenIn = false
  }

  package let members: [Member]
  package let templates: [Template]

  package init(seed: UInt64, madePerType: Int = 3) {
    var random = SplitMix64(seed: seed)
    var slots = DocumentSlots()
    var members: [Member] = []
    for type in Catalogue.indices {
      let example = Self.examples[type.place]
      members.append(example)
      for _ in 0..<madePerType {
        for _ in 0..<12 {
          let made = Self.document(like: example, &random)
          guard (try? Catalogue.checker.check(made.span, into: &slots)) != nil else { continue }
          var member = example
          member.template = Template(made)
          members.append(member)
          break
        }
      }
    }
    self.members = members
    templates = members.map(\.template)
  }

  private static func document(like example: Member, _ random: inout SplitMix64) -> [UInt8] {
    let entry = example.type.entry
    let template = example.template
    var known: [String: EngineTree] = [:]
    for node in template.nodes where !node.name.isEmpty {
      let name = String(decoding: template.bytes[node.name.dropFirst().dropLast()], as: UTF8.self)
      if known[name] == nil { known[name] = .raw(String(decoding: template.bytes[node.range], as: UTF8.self)) }
    }
    var header: [EngineTree.Member] = []
    // What says who speaks of what stays, so that intake reads on.
    let kept: Set<String> = [
      "id", "cell", "type", "version", "from", "serial", "precedence", "label", "sentAt", "action",
    ]
    if case .object(let fields) = EngineGenerator.value(of: Catalogue.headerShape, &random) {
      let keepsAll = random.chance(70)
      for field in fields {
        var field = field
        if kept.contains(field.name), keepsAll || ["id", "type", "version"].contains(field.name) {
          field.value = known[field.name] ?? field.value
        }
        header.append(field)
      }
    }
    let tree = EngineTree.object([
      .init(name: "header", value: random.chance(40) ? .object(header) : known["header"] ?? .object(header)),
      .init(name: "body", value: EngineGenerator.value(of: entry.shape, &random)),
    ])
    return Array(tree.text.utf8)
  }

  /// The catalogue's examples under headers with which intake takes them in, where any node may say them.
  package static let examples: [Member] = Catalogue.indices.map { type in
    var documents = Documents()
    let nodes = Fixture.nodes.flatMap { node in Precedence.allCases.map { (node: node, lane: $0) } }
    for (node, lane) in nodes {
      for hasAuthority in [false, true] {
        let document = example(type, node, lane, hasAuthority: hasAuthority, &documents)
        if (try? rules.prepare(document, from: node, lane: lane)) != nil {
          return Member(template: Template(document), type: type, sender: node, lane: lane, isTakenIn: true)
        }
      }
    }
    let document = example(type, "FRA.CELL-1", .routine, hasAuthority: false, &documents)
    return Member(template: Template(document), type: type, sender: "FRA.CELL-1", lane: .routine)
  }

  private static func example(
    _ type: TypeIndex, _ node: NodeName, _ lane: Precedence, hasAuthority: Bool, _ documents: inout Documents
  ) -> [UInt8] {
    documents.example(type.type, node, to: [.all], lane) { header in
      header.version = type.version
      if hasAuthority {
        header.authority = Authority(
          signatory: "Ukraine", office: "Minister for Foreign Affairs", fullPowers: .office, reference: "Decree 12/2026"
        )
      }
    }
  }

  static let rules = FixtureRules()
}

/// The rules of the fixture's cell, with what prepares messages by them.
struct FixtureRules: Sendable {
  let preparer: Preparer
  let indices: [NodeName: NodeIndex]

  init() {
    var names = Names()
    do throws(Refusal) {
      let rulebook = try Fixture.files().rulebook(&names)
      preparer = Preparer(cell: Fixture.cell, rulebook: rulebook)
    } catch {
      preconditionFailure("the fixture's rules compile: \(error)")
    }
    indices = Dictionary(uniqueKeysWithValues: Fixture.nodes.compactMap { name in names.node(name).map { (name, $0) } })
  }

  func prepare(_ document: [UInt8], from node: NodeName, lane: Precedence) throws(Refusal) -> Prepared {
    var preparer = preparer
    guard let index = indices[node] else { throw Refusal(.revoked, "the fixture has no \(node)") }
    return try preparer.prepare(
      Envelope(document: document), from: index, name: node, lane: lane, at: Microseconds(Fixture.start))
  }
}
