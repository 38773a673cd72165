import CellFuzzing
import Testing

/// Planted in the same way: a length that is not held against the frame's end ends the process, with the input's number
/// in the place that `deploy/fuzz.sh` reads; what follows the last envelope comes back as another frame.
@Suite("Frames that were changed")
struct FrameFuzzTests {
  @Test("none traps or hangs, each bad one costs a numbered error and at most its session, and the record replays")
  func frames() async {
    let counts = await FuzzRuns.run(FrameTrial.self, short: 2_000)
    guard FuzzRuns.long == nil, !counts.isEmpty else { return }
    #expect(counts["read by the broker", default: 0] > 200 && counts["read by the node", default: 0] > 150, "\(counts)")
    #expect(counts["accepted by the broker", default: 0] > 10, "\(counts)")
  }
}
