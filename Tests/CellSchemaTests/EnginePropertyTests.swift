import CellFuzzing
import CellSchema
import Foundation
import Testing

/// Strict ⇔ JSON Schema (but for spelling), strict ⇒ Codable decodes, what Codable encodes is strict.
@Suite(.serialized) struct EnginePropertyTests {
  /// A type that travels, and what decodes and writes it again.
  struct Subject: Sendable {
    var name: String
    var type: any Payload.Type
    var shape: Shape
    var example: [UInt8]
    /// A header that is accepted with it.
    var header: String
    /// What the type writes of a document that it can read.
    var rewritten: @Sendable ([UInt8]) throws -> [UInt8]

    init<Body: Payload>(_: Body.Type) {
      name = Body.messageType.description
      type = Body.self
      shape = try! ShapeRecorder.shape(of: Body.self)
      let example = DocumentEncoder.encode(header: sampleHeader(for: Body.messageType), body: Body.example)
      self.example = example
      var slots = DocumentSlots()
      try! Catalogue.checker.slots(of: example.span, into: &slots)
      header = String(decoding: example[slots.header], as: UTF8.self)
      rewritten = { DocumentEncoder.encode(try DocumentDecoder.decode(Body.self, from: $0)) }
    }

    var schema: String {
      JSONSchema.documentText(
        header: Catalogue.headerShape, body: shape, of: type, type: name, version: 1, id: "urn:cellbus:\(name):1",
        title: name, pretty: false)
    }
  }

  static let sample = [Subject(EngineSample.self)]
  static let catalogue = Catalogue.entries.map { Subject($0.payload) }

  /// Refusals for how a value is written, which no schema sees.
  static let spelling: Set<ErrorCode> = [
    .unknownField, .wrongType, .badFormat, .headerFirst, .forbiddenCharacter, .outOfRange,
  ]

  /// The example, then generated documents: every other one accepted to begin with, then changed or left.
  private func documents(
    of subject: Subject, count: Int, _ checker: StrictChecker, _ random: inout SplitMix64
  ) -> [[UInt8]] {
    (0..<count).map { number in
      if number == 0 { return subject.example }
      var tree = document(of: subject, &random)
      var attempts = number % 2 == 0 ? 15 : 0
      while attempts > 0, Engine.refusal(Array(tree.text.utf8), with: checker) != nil {
        tree = document(of: subject, &random)
        attempts -= 1
      }
      for _ in 0..<[0, 0, 1, 1, 2].randomElement(using: &random)! { tree.mutate(&random) }
      var bytes = Array(tree.text.utf8)
      if random.chance(15) { disturb(&bytes, &random) }
      return bytes
    }
  }

  private func document(of subject: Subject, _ random: inout SplitMix64) -> EngineTree {
    var header = EngineTree.raw(subject.header)
    if random.chance(40), case .object(var members) = EngineGenerator.value(of: Catalogue.headerShape, &random) {
      for index in members.indices {
        if members[index].name == "type" { members[index].value = .raw("\"\(subject.name)\"") }
        if members[index].name == "version" { members[index].value = .raw("1") }
      }
      header = .object(members)
    }
    return .object([
      .init(name: "header", value: header),
      .init(name: "body", value: EngineGenerator.value(of: subject.shape, &random)),
    ])
  }

  private func disturb(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    guard let at = bytes.indices.randomElement(using: &random) else { return }
    switch Int.random(in: 0..<5, using: &random) {
    case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1: bytes.remove(at: at)
    case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: at)
    case 3: bytes.insert(Array("{}[],:\" \n0".utf8).randomElement(using: &random)!, at: at)
    default: bytes.removeSubrange(at...)
    }
  }

  private func hold(_ subjects: [Subject], each count: Int, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let checker = StrictChecker(
      header: Catalogue.headerShape, bodies: subjects.map { (type: $0.name, version: 1, shape: $0.shape) })
    var cases: [(schema: Int, bytes: [UInt8])] = []
    for (index, subject) in subjects.enumerated() {
      cases += documents(of: subject, count: count, checker, &random).map { (index, $0) }
    }
    let verdicts = try EngineValidator.verdicts(schemas: subjects.map(\.schema), documents: cases)
    var accepted = 0
    var refused: [ErrorCode: Int] = [:]
    for ((index, bytes), verdict) in zip(cases, verdicts) {
      let text = String(decoding: bytes, as: UTF8.self)
      let refusal = Engine.refusal(bytes, with: checker)
      if let refusal {
        refused[refusal.code, default: 0] += 1
        if verdict.isValid, !verdict.repeatsName {
          #expect(Self.spelling.contains(refusal.code), "\(refusal) of \(text)")
        }
      } else {
        accepted += 1
        #expect(verdict.isJSON && verdict.isValid && !verdict.repeatsName, "the schema refuses \(text)")
        try holdRewriting(subjects[index], bytes, checker)
      }
      if let canonical = verdict.canonical, canonical.utf8.count <= Limits.document {
        let refusal = Engine.refusal(Array(canonical.utf8), with: checker)
        #expect((refusal == nil) == verdict.isValid, "strict: \(refusal?.description ?? "accepts"): \(canonical)")
      }
    }
    // The property would hold of nothing but refusals, too.
    #expect(accepted * 8 > cases.count, "\(accepted) of \(cases.count) accepted")
    #expect(refused.count > 10, "\(refused)")
  }

  private func holdRewriting(_ subject: Subject, _ bytes: [UInt8], _ checker: StrictChecker) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    do {
      let written = try subject.rewritten(bytes)
      let refusal = Engine.refusal(written, with: checker)
      #expect(refusal == nil, "\(text) is written again as \(String(decoding: written, as: UTF8.self))")
      #expect(try subject.rewritten(written) == written)
    } catch {
      Issue.record("\(subject.name) does not decode \(text): \(error)")
    }
  }

  private static let absent: Comment = "python3-jsonschema is not installed; deploy/test.sh installs it"

  @Test(.enabled(if: EngineValidator.isAvailable, absent), arguments: [1, 2] as [UInt64])
  func `strict check, JSON Schema and Codable agree on every kind of shape`(seed: UInt64) throws {
    try hold(Self.sample, each: 900, seed: seed)
  }

  @Test(.enabled(if: EngineValidator.isAvailable, absent), arguments: [4] as [UInt64])
  func `strict check, JSON Schema and Codable agree on the whole catalogue`(seed: UInt64) throws {
    try hold(Self.catalogue, each: 36, seed: seed)
  }

  @Test(.enabled(if: EngineValidator.isAvailable, absent))
  func `every header that is mutated is judged alike`() throws {
    try hold([Subject(LiaisonNote.self)], each: 800, seed: 5)
  }
}
