import CellFuzzing
import CellSchema
import Foundation
import Testing

/// The fuzzers' own validator of schemas against Debian's `python3-jsonschema`: the millions of a long run are judged by
/// the first, and one of five hundred by both.
@Suite(.serialized) struct EngineFuzzTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let long = environment["CELLBUS_FUZZ"].flatMap { Int($0) }
  private static let seed = environment["CELLBUS_FUZZ_SEED"].flatMap { UInt64($0) } ?? 20_260_307
  private static let absent: Comment = "python3-jsonschema is not installed; deploy/test.sh installs it"
  private static let isAskedFor = environment["CELLBUS_FUZZ_AT"] == nil && environment["CELLBUS_FUZZ_KIND"] == nil
  private static let batch = 2_000

  @Test(.enabled(if: EngineValidator.isAvailable, absent), .enabled(if: isAskedFor))
  func `two validators judge every changed document alike`() throws {
    let schemas = Catalogue.indices.map(DocumentTrial.schema)
    let validators = try schemas.map(SchemaValidator.init)
    let count = Self.long.map { max(Self.batch, $0 / 500) } ?? Self.batch
    // Blocks that no run of ten million comes to.
    var trial = DocumentTrial(seed: Self.seed, block: 1 << 40)
    for _ in 0..<(count + Self.batch - 1) / Self.batch {
      var documents: [(schema: Int, bytes: [UInt8])] = []
      while documents.count < Self.batch {
        let bytes = trial.next()
        // Python's reader is recursive, and gives up at a thousand levels.
        if bytes.count(where: { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") }) < 400 {
          documents.append((trial.type.place, bytes))
        }
      }
      let verdicts = try EngineValidator.verdicts(schemas: schemas, documents: documents)
      for (document, verdict) in zip(documents, verdicts) {
        var tape = JSONTape()
        let isJSON = tape.read(document.bytes)
        let isValid = isJSON && validators[document.schema].accepts(tape, document.bytes)
        // Of a name that stands twice Python drops the first value before it is asked for halves of surrogate pairs.
        guard isJSON || !verdict.repeatsName, isJSON != verdict.isJSON || isValid != verdict.isValid else { continue }
        Issue.record(
          "seed \(Self.seed): JSON \(isJSON) and \(verdict.isJSON), valid \(isValid) and \(verdict.isValid): \(shown(document.bytes))"
        )
      }
    }
  }

  private func shown(_ bytes: [UInt8]) -> String { Failure.shown(bytes) }

  @Test func `a keyword that the fuzzers' validator does not know is an error`() {
    for schema in [
      #"{"type":"string","contentEncoding":"base64"}"#, #"{"type":"null"}"#, #"{"pattern":"(a|b)*"}"#,
      #"{"pattern":"\\d"}"#, #"{"format":"email"}"#, #"{"properties":{"a":{"oneOf":[]}}}"#, "[]", "{",
    ] {
      #expect(throws: (any Error).self) { try SchemaValidator(schema) }
    }
  }
}
