import CellConfig
import CellSchema
import Foundation
import Glibc
import StrictYAML
import Testing

@Suite("What lies around a broker's files")
struct FilesAroundABrokerTests {
  private func created(_ directory: URL) throws -> CellDirectory.Created {
    try CellFixture.create(CellDirectory(participants: ["FRA"], port: 7400), at: directory.appending(path: "cell"))
  }

  private func problems(_ created: CellDirectory.Created) -> [FileProblem] {
    do throws(FileProblems) {
      _ = try ConfigurationSet.load(created.configuration)
      return []
    } catch {
      return error.problems
    }
  }

  @Test(arguments: ["broker.key", "log.key"]) func `a secret key that others can read is refused`(key: String) throws {
    try TemporaryDirectory.with { directory in
      let created = try created(directory)
      for (mode, isRefused) in [(0o600, false), (0o400, false), (0o640, false), (0o644, true), (0o660, true)] {
        let file = "\(created.directory)/keys/\(key)"
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        let found = problems(created)
        #expect(found.map(\.code) == (isRefused ? [.notPrivate] : []), "\(String(mode, radix: 8))")
        if isRefused { #expect(found.first?.detail.contains("mode \(String(mode, radix: 8))") == true) }
      }
    }
  }

  @Test func `what lies where the socket is to be made, and is none, is named and kept`() throws {
    try TemporaryDirectory.with { directory in
      let created = try created(directory)
      let path = "\(created.directory)/cellbus.sock"
      let files = FileManager.default
      try Data("mine".utf8).write(to: URL(filePath: path))
      #expect(problems(created).map(\.code) == [.pathTaken])
      try files.removeItem(atPath: path)
      try files.createDirectory(atPath: path, withIntermediateDirectories: false)
      #expect(problems(created).first?.detail.hasPrefix("a directory lies at") == true)
      try files.removeItem(atPath: path)
      try files.createSymbolicLink(atPath: path, withDestinationPath: "/nowhere")
      #expect(problems(created).first?.detail.hasPrefix("a symbolic link lies at") == true)
      try files.removeItem(atPath: path)
      #expect(problems(created).isEmpty)
    }
  }

  @Test func `a new cell's directory is its owner's alone, whatever the umask`() async {
    await #expect(processExitsWith: .success) {
      _ = umask(0)
      let directory = FileManager.default.temporaryDirectory.appending(path: "cellbus-umask-\(UUID())")
      defer { try? FileManager.default.removeItem(at: directory) }
      let created = try CellFixture.create(CellDirectory(participants: ["FRA"], port: 7400), at: directory)
      for (path, mode) in [("", 0o700), ("/keys", 0o700), ("/nodes", 0o700), ("/keys/broker.key", 0o600)] {
        let attributes = try FileManager.default.attributesOfItem(atPath: created.directory + path)
        #expect(attributes[.posixPermissions] as? Int == mode, "\(path)")
      }
    }
  }
}

@Suite struct WhereANodeConnects {
  @Test(arguments: [
    "tcp://127.0.0.1:7400", "tcp://[::1]:7400", "tcp://[fe80::1%eth0]:7400", "tcp://localhost:7400",
    "tcp://bus.example.org:7400", "tcp://cell_bus-1:7400", "ipc:///run/a b.sock", "ipc:///tmp/київ.sock",
  ])
  func `an address, a name or a path`(_ text: String) throws {
    #expect(try Endpoint(connectingTo: text).description == text)
  }

  @Test(arguments: [
    "", "http://127.0.0.1:7400", "tcp://localhost", "tcp://localhost:0", "tcp://:7400", "tcp://a..b:7400",
    "tcp://127.0.0.256:7400", "tcp://1.2.3:7400", "tcp://-a:7400", "tcp://a b:7400", "tcp://[::1%]:7400",
    "tcp://*:7400", "ipc://relative.sock", "ipc:///", "tcp://київ:7400",
  ])
  func `what no transport takes is refused, with an example`(_ text: String) {
    let problem = #expect(throws: Endpoint.Problem.self) { try Endpoint(connectingTo: text) }
    #expect(problem?.detail.contains("://") == true || problem?.detail.contains("[::1]") == true || problem != nil)
  }
}
