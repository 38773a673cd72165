import CellConfig
import CellSchema
import Testing

@Suite("How one file of lines becomes another")
struct LineDifferenceTests {
  private func bytes(_ lines: [String]) -> [UInt8] { Array(lines.map { $0 + "\n" }.joined().utf8) }

  @Test("what is written leads there, from any file to any other") func roundTrip() throws {
    var random = SplitMix(state: 0xD1FF)
    for _ in 0..<300 {
      let old = (0..<Int.random(in: 0...30, using: &random)).map { _ in "line \(Int.random(in: 0...9, using: &random))"
      }
      var new = old
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        let place = Int.random(in: 0...new.count, using: &random)
        if place < new.count, Bool.random(using: &random) {
          new.remove(at: place)
        } else {
          new.insert("новий", at: place)
        }
      }
      let text = try LineDifference(from: bytes(old), to: bytes(new)).text
      #expect(text.isEmpty == (old == new))
      guard !text.isEmpty else { continue }
      #expect(try LineDifference.apply(text, to: bytes(old)) == bytes(new), "\(old) to \(new) by\n\(text)")
    }
  }

  @Test("it is what diff -u writes") func form() throws {
    let text = try LineDifference(from: bytes(["a", "b", "c", "d", "e"]), to: bytes(["a", "b", "C", "d", "e"])).text
    #expect(text == "@@ -1,5 +1,5 @@\n a\n b\n-c\n+C\n d\n e")
  }

  @Test(
    "every line stands where it says, or nothing is applied",
    arguments: [
      "@@ -1,1 +1,1 @@\n-b\n+B", "@@ -2,1 +2,1 @@\n-a\n+A", "@@ -1,1 +2,1 @@\n-a\n+A", "@@ -1,2 +1,1 @@\n-a",
      "@@ -1,1 +1,1 @@\n-a\n+A\n+B", "-a\n+A", "@@ -3,1 +3,1 @@\n-c\n+C", "@@ -1,1 +1,1 @@\n*a\n+A",
      "@@ -1,1 +1,1 @@\n-a\n+A\n", "@@ -0,0 +0,0 @@", "",
    ]) func faults(_ text: String)
  {
    #expect(throws: Refusal.self) { try LineDifference.apply(text, to: bytes(["a", "b"])) }
  }

  @Test("a file ends in a line feed, and has no other end of a line") func files() {
    for file in ["a", "a\r\n", "a\nb"] {
      #expect(throws: Refusal.self) { try LineDifference(from: Array(file.utf8), to: bytes(["b"])) }
    }
  }
}
