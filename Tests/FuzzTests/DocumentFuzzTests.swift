import CellFuzzing
import Testing

/// Bugs that were planted in the strict check, one at a time, to see that some 100,000 documents find each:
///
/// | Planted | Found by |
/// |---|---|
/// | an overlong form, half of a surrogate pair, a zero before a number, a form feed between values taken | no JSON |
/// | a name that stands twice taken | what is encoded again means something else |
/// | a string or an array one longer than it may be, blanks alone taken | the schema refuses |
/// | 29 February in every fourth year, rules of ascending fields not asked | the schema refuses |
/// | a slot one byte too long, hexadecimal digits in upper case refused | the schema accepts |
@Suite("Documents that were changed")
struct DocumentFuzzTests {
  @Test("none traps, hangs, or is judged otherwise than by its schema, and what is accepted comes back the same")
  func documents() async {
    let counts = await FuzzRuns.run(DocumentTrial.self, short: 3_000)
    guard FuzzRuns.long == nil, !counts.isEmpty else { return }
    // A mutation that finds nothing but refusals shows little.
    #expect(counts["accepted", default: 0] > 300 && counts["prepared", default: 0] > 100, "\(counts)")
    #expect(counts["refused for how it is written", default: 0] > 30, "\(counts)")
  }

  @Test("most examples are taken in by intake before they are changed") func examples() {
    var trial = DocumentTrial(seed: 1, block: 0)
    for member in DocumentPool.examples { #expect(trial.problem(with: member.template.bytes) == nil) }
    #expect(DocumentPool.examples.count { $0.isTakenIn } >= 40)
  }
}
