import CellSchema
import CellTestSupport
import CellWire
import Foundation
import Testing

/// What systemd and its journal are told, and connections that say nothing.
@Suite(.serialized) struct ReloadServiceTests {
  @Test func systemdIsToldOfEachReload() async throws {
    let cell = try TestCell()
    let socket = try NotifySocket("\(cell.directory)/notify.sock")
    let daemon = try RunningProgram(
      "cellbusd", ["--config", cell.configuration], environment: ["NOTIFY_SOCKET": socket.path])
    defer {
      daemon.process.terminate()
      _ = daemon.wait()
    }
    #expect(socket.next() == ["READY=1", "STATUS=serving"])
    func reload() -> [String] {
      kill(daemon.process.processIdentifier, SIGHUP)
      let start = socket.next()
      #expect(start.count == 2 && start.first == "RELOADING=1")
      let time = start.last?.split(separator: "=").last.flatMap { UInt64($0) } ?? 0
      #expect((1...monotonicMicroseconds()).contains(time))
      return socket.next()
    }
    #expect(reload() == ["READY=1"])
    try cell.edit("roster.yaml") { $0 += "colour: blue\n" }
    let refused = reload()
    #expect(refused.first == "READY=1" && refused.count == 2)
    #expect(refused.last?.hasPrefix("STATUS=serving; WARNING reload-refused: ") == true, "\(refused)")
    #expect(refused.last?.contains("2005 unknown-field") == true, "\(refused)")
    try cell.edit("roster.yaml") { $0 = $0.replacing("colour: blue\n", with: "") }
    #expect(reload() == ["READY=1", "STATUS=serving"])
  }

  @Test func aReloadIsWaitedFor() async throws {
    let cell = try TestCell()
    func reload() throws -> RunningProgram {
      let program = try RunningProgram("cellbusd", ["--config", cell.configuration, "--reload"])
      _ = program.wait()
      return program
    }
    let early = try reload()
    #expect(early.process.terminationStatus == 69 && early.standardError.contains("no daemon answers there"))
    try cell.start()
    try await cell.isServing()
    let same = try reload()
    #expect(
      same.process.terminationStatus == 0
        && same.standardOutput.hasSuffix("reloaded; roster and charter are as before\n"))
    try cell.edit("roster.yaml") { $0 += "colour: blue\n" }
    let refused = try reload()
    #expect(refused.process.terminationStatus == 78 && refused.standardOutput.isEmpty)
    #expect(refused.standardError.contains("2005 unknown-field /colour"))
    #expect(refused.standardError.contains("refused, 1 problem(s); what was in force stays"))
    try cell.edit("roster.yaml") {
      $0 = $0.replacing("colour: blue\n", with: "").replacing("revision: 1\n", with: "revision: 2\n")
    }
    let changed = try reload()
    #expect(changed.process.terminationStatus == 0 && changed.standardOutput.hasSuffix("reloaded; changed: roster\n"))
    // What a killed daemon leaves is nobody's: the next one takes its place.
    cell.kill()
    #expect(try reload().process.terminationStatus == 69)
    try cell.start()
    let isBack = try await eventually { cell.log.components(separatedBy: "event=ready").count == 3 }
    #expect(isBack)
    #expect(try reload().process.terminationStatus == 0)
  }

  @Test func aRecordThatCannotBeWrittenIsSaidByItsSetting() throws {
    let cell = try TestCell()
    try cell.edit("cellbusd.yaml") { $0 = $0.replacing("record: record", with: "record: roster.yaml/record") }
    let daemon = try RunningProgram("cellbusd", ["--config", cell.configuration])
    #expect(daemon.wait() == 78)
    #expect(daemon.standardError.contains("6009 output-unwritable /directories/record: "))
    #expect(daemon.standardError.contains("roster.yaml: Not a directory"))
    let check = try RunningProgram("cellbusd", ["--config", cell.configuration, "--check"])
    #expect(check.wait() == 0)
    #expect(check.standardOutput.contains("warning: ") && check.standardOutput.contains("/directories/record: "))
  }

  @Test func theJournalGetsTheLevelOfWhatStopsTheStart() throws {
    let cell = try TestCell()
    try cell.edit("roster.yaml") { $0 += "colour: blue\n" }
    func errors(journal: Bool, _ arguments: [String] = []) throws -> [Substring] {
      let pipe = pipeForChild()
      var status = stat()
      #expect(unsafe fstat(pipe.fileHandleForWriting.fileDescriptor, &status) == 0)
      let process = Process()
      process.executableURL = TestCell.program("cellbusd")
      process.arguments = ["--config", cell.configuration] + arguments
      // Another stream than the daemon's is nothing to it: a shell under a service inherits the variable.
      process.environment = ["JOURNAL_STREAM": "\(status.st_dev):\(status.st_ino + (journal ? 0 : 1))"]
      process.standardError = pipe
      try process.start()
      try pipe.fileHandleForWriting.close()
      let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.end()
      #expect(process.terminationStatus == 78)
      return text.split(separator: "\n")
    }
    let journal = try errors(journal: true)
    #expect(journal.count == 2 && journal.allSatisfy { $0.hasPrefix("<3>") })
    #expect(journal.first?.contains("2005 unknown-field /colour") == true)
    let plain = try errors(journal: false)
    #expect(plain.count == 2 && plain == journal.map { $0.dropFirst(3) })
  }

  @Test func whoSaysNoHelloIsNotKept() async throws {
    let cell = try TestCell()
    try cell.edit("cellbusd.yaml") { $0 += "limits:\n  handshake: 1000\n" }
    try cell.start()
    try await cell.isServing()
    let profile = try cell.profile("FRA.CELL-1")
    let greeted = try RawNode(profile)
    try greeted.greet()
    let silent = try RawNode(profile)
    let talking = try RawNode(profile)
    try talking.send(Ping())
    #expect(try talking.receive()?.first == Command.error.rawValue)
    #expect(try talking.bye() == .helloRequired)
    #expect(try talking.receive() == nil)
    #expect(try silent.receive() == nil)
    let isLogged = try await eventually { cell.lines("turned-away").count >= 2 }
    #expect(isLogged && cell.lines("turned-away").count == 2)
    // Older than both, and still there.
    try greeted.send(Ping())
    #expect(try greeted.receive()?.first == Command.pong.rawValue)
  }
}

private func monotonicMicroseconds() -> UInt64 {
  var time = timespec()
  unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1_000
}

/// The socket that a service manager listens on.
private final class NotifySocket {
  let path: String
  private let descriptor: Int32

  init(_ path: String) throws {
    self.path = path
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    try #require(descriptor >= 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    try #require(bytes.count < 108)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
    let bound = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0)
  }

  deinit { close(descriptor) }

  /// The next datagram that is no sign of life, by lines.
  func next() -> [String] {
    while true {
      var buffer = [UInt8](repeating: 0, count: 4_096)
      let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
      let text = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
      if text != "WATCHDOG=1" { return text.split(separator: "\n").map(String.init) }
    }
  }
}
