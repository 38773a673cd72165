import ArgumentParser
import CellCommand
import Foundation

extension BenchCommand {
  struct Floor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "floor",
      abstract: spoken("Measure what the machine allows: bare CURVE, the disk, hashes and signatures."),
      discussion: spoken(
        """
        A bare forwarder takes each frame over CURVE from one socket and gives it to another, and does nothing else: with one \
        message a frame, and with as many as fill 64 KiB. A record writes everything twice, to its log and to its file.
        """))

    @Option(name: .long, help: helpText("Bytes of a message's document.")) var size = 600
    @Option(name: .long, help: helpText("Messages that are forwarded.")) var messages = 200_000
    @Option(name: .long, help: helpText("On whose disk files are made.")) var directory = FileManager.default
      .temporaryDirectory.path
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func validate() throws {
      for (value, option) in [(size, "--size"), (messages, "--messages")] where value < 1 {
        throw ValidationError(spoken("\(option) is 1 or more"))
      }
      guard size <= 65_536 else { throw ValidationError(spoken("--size is 65536 at most")) }
    }

    func run() async throws {
      try await reporting(format) {
        let floor = BenchFloor(size: size, directory: directory)
        let batch = max(1, 65_536 / size)
        let single = try floor.forwarding(messages, batch: 1)
        let batched = try floor.forwarding(5 * messages, batch: batch)
        let (echo, sync) = (try floor.echo(5_000), try floor.sync(2_000))
        let written = try floor.sequentialWrite(256)
        let (hash, verify) = (floor.hashing(200_000), try floor.verifying(4_000))
        guard !format.isJSON else {
          var object = JSONObject()
          object.add("bytes", size)
          object.add("forwardedPerSecond", Int(single))
          object.add("messagesAFrame", batch)
          object.add("forwardedBatchedPerSecond", Int(batched))
          object.add("echoMicroseconds", echo.json)
          object.add("fdatasyncMicroseconds", sync.json)
          object.add("writtenBytesPerSecond", Int(written))
          object.add("sha256Nanoseconds", Int(hash * 1_000))
          object.add("ed25519VerifyNanoseconds", Int(verify * 1_000))
          return try Terminal.print(object.text)
        }
        let each = counted(batch, "{1} message a frame", "{1} messages a frame")
        let rows = [
          (inColumn("forwarder"), spoken("\(Int(single)) messages a second, one a frame")),
          ("", spoken("\(Int(batched)) messages a second") + ", " + each),
          (inColumn("echo"), echo.text), ("fdatasync", sync.text),
          (inColumn("write"), spoken("\(String(format: "%.0f", written / 1_048_576)) MiB a second, synced at the end")),
          ("SHA-256", spoken("\(String(format: "%.2f", hash)) us a message")),
          ("Ed25519", spoken("\(String(format: "%.1f", verify)) us to verify a signature")),
        ]
        let width = rows.map { DisplayText.width($0.0) }.max() ?? 0
        try Terminal.print(rows.map { DisplayText.whole($0.0, width) + "  " + $0.1 }.joined(separator: "\n"))
      }
    }
  }
}
