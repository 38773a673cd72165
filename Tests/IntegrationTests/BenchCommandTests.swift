import Foundation
import Testing

/// `cellbus bench` with a real broker and its processes. What it counts is judged, and no time.
@Suite(.serialized, .timeLimit(.minutes(10))) struct BenchCommandTests {
  private func bench(_ arguments: String...) throws -> [String: Any] {
    let program = try RunningProgram("cellbus", ["bench"] + arguments + ["--format", "json"])
    try #require(program.wait() == 0, "\(program.standardError)")
    let object = try JSONSerialization.jsonObject(with: Data(program.standardOutput.utf8))
    return try #require(object as? [String: Any])
  }

  private func latencies(_ found: [String: Any], _ name: String) -> Int? {
    (found["\(name)Microseconds"] as? [String: Int])?["count"]
  }

  @Test func eachMessageComesToAsManyReadersAsWasAsked() throws {
    let all = try bench("--messages", "640", "--readers", "2")
    #expect(all["deliveries"] as? Int == 1_280 && all["refused"] as? Int == 0)
    let chosen = try bench(
      "--messages", "601", "--publishers", "36", "--readers", "36", "--recipients", "3", "--size",
      "640")
    #expect(chosen["deliveries"] as? Int == 1_803 && chosen["refused"] as? Int == 0)
    for name in ["publishedPerSecond", "deliveredPerSecond", "brokerNanoseconds", "memoryBytes"] {
      #expect((chosen[name] as? Int ?? 0) > 0, "\(name): \(chosen)")
    }
  }

  @Test func withARateAndOneAtATimeEachIsTimed() throws {
    for options in [["--rate", "500"], ["--in-flight", "1"]] {
      let program = try RunningProgram(
        "cellbus", ["bench", "--messages", "200", "--precedence", "flash"] + options + ["--format", "json"])
      try #require(program.wait() == 0, "\(program.standardError)")
      let object = try JSONSerialization.jsonObject(with: Data(program.standardOutput.utf8))
      let found = try #require(object as? [String: Any])
      #expect(latencies(found, "receipt") == 200 && latencies(found, "delivery") == 200, "\(found)")
      #expect(found["precedence"] as? String == "flash" && found["deliveries"] as? Int == 200)
    }
  }

  @Test func signedMessagesAreVerified() throws {
    let found = try bench("--messages", "128", "--signed")
    #expect(found["deliveries"] as? Int == 128 && found["refused"] as? Int == 0 && found["signed"] as? Bool == true)
  }

  @Test func whatCannotBeIsSaid() throws {
    func fails(_ arguments: String..., words: String) throws {
      let program = try RunningProgram("cellbus", ["bench"] + arguments)
      #expect(program.wait() == 64 && program.standardError.contains(words), "\(program.standardError)")
    }
    try fails("--publishers", "99", words: "36 at most")
    try fails("--messages", "0", words: "--messages is 1 or more")
    try fails("--rate", "1", "--in-flight", "1", words: "not both")
    try fails("--messages", "10", "--size", "100", words: "bytes at least")
  }

  @Test func theFloorHasAllParts() throws {
    let found = try bench("floor", "--messages", "2000")
    for name in [
      "forwardedPerSecond", "forwardedBatchedPerSecond", "writtenBytesPerSecond", "sha256Nanoseconds",
      "ed25519VerifyNanoseconds",
    ] {
      #expect((found[name] as? Int ?? 0) > 0, "\(name): \(found)")
    }
    #expect(latencies(found, "echo") == 5_000 && latencies(found, "fdatasync") == 2_000)
  }
}
