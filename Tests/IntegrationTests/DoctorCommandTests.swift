import Foundation
import Testing

/// `cellbus doctor` on a cell of this host.
@Suite(.serialized) struct DoctorCommandTests {
  private func doctor(_ cell: TestCell) throws -> (code: Int32, lines: [String]) {
    let program = try RunningProgram("cellbus", ["doctor", "--cell", cell.directory])
    let code = program.wait()
    return (code, program.standardOutput.split(separator: "\n").map(String.init))
  }

  @Test func whatIsWrongIsNamedWithWhatToDo() async throws {
    let cell = try TestCell()
    let early = try doctor(cell)
    #expect(early.lines.contains { $0.hasPrefix("WARNING  ports ") && $0.hasSuffix(": nobody listens") }, "\(early)")
    #expect(early.lines.contains { $0.hasSuffix("is not there yet; the daemon makes it") })
    try cell.start()
    try await cell.isServing()
    let sound = try doctor(cell)
    #expect(!sound.lines.contains { $0.hasPrefix("FAULT") && !$0.contains("MiB free") }, "\(sound)")
    #expect(sound.lines.count { $0.hasSuffix(": somebody listens") } == 2, "\(sound)")
    let key = "\(cell.directory)/keys/log.key"
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: key)
    let read = try doctor(cell)
    #expect(read.lines.contains { $0.hasPrefix("WARNING  keys ") && $0.hasSuffix("(mode 640)") })
    #expect(read.lines.contains { $0.hasSuffix("Next: chmod 0400 \(key)") })
    try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: cell.directory)
    let open = try doctor(cell)
    #expect(open.code == 78 && open.lines.last?.contains("wrong") == true)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: cell.directory)
  }
}
