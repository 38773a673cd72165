import CellCommand
import Testing

@Suite("cellbus doctor judges what was looked at")
struct DoctorTests {
  private typealias Place = DoctorFacts.Place

  /// A sound service.
  private func facts(_ change: (inout DoctorFacts) -> Void = { _ in }) -> DoctorFacts {
    var facts = DoctorFacts(
      file: "/etc/cellbus/cellbusd.yaml", cell: "paris", nodes: 7, account: "cellbus", warnings: [],
      keys: [
        Place(path: "/etc/cellbus/keys/broker.key", mode: 0o400, owner: "cellbus"),
        Place(path: "/etc/cellbus/keys/log.key", mode: 0o400, owner: "cellbus"),
      ],
      places: [Place(path: "/etc/cellbus", mode: 0o750, owner: "root")],
      record: DoctorFacts.RecordDirectory(
        path: "/var/lib/cellbus/record",
        place: Place(path: "/var/lib/cellbus/record", mode: 0o700, owner: "cellbus"), obstacle: nil, free: 90 << 30,
        size: 100 << 30),
      endpoints: [("tcp://192.0.2.10:7740", .served), ("ipc:///run/cellbus/cellbus.sock", .served)],
      clock: DoctorFacts.Clock(isSynchronized: true, ahead: [("FRA.CELL-1", -0.2), ("UKR.GS-1", -3_600)]),
      unit: DoctorFacts.Unit(properties: [
        "LoadState": "loaded", "ActiveState": "active", "SubState": "running", "NRestarts": "0",
        "ProtectSystem": "strict", "UMask": "0077",
      ]))
    change(&facts)
    return facts
  }

  /// What is not sound, each as its level and its text, and the next step.
  private func ailments(_ change: (inout DoctorFacts) -> Void) -> [String] {
    Doctor(facts(change)).findings.filter { $0.level != .sound }
      .map { "\($0.level.rawValue) \($0.subject): \($0.text) -> \($0.next ?? "")" }
  }

  @Test("a sound service has nothing wrong, late messages or not") func sound() {
    let doctor = Doctor(facts())
    #expect(doctor.faults == 0 && doctor.findings.allSatisfy { $0.level == .sound })
    let lines = doctor.text(Ink(isColoured: false)).split(separator: "\n")
    #expect(lines.first == "OK       files    /etc/cellbus/cellbusd.yaml: cell paris, 7 nodes")
    #expect(lines.contains("OK       clock    2 clocks are not ahead of it"))
    #expect(lines.last == "nothing is wrong")
  }

  @Test("keys are the daemon's alone") func keys() {
    #expect(
      ailments { $0.keys[0].mode = 0o640 } == [
        "WARNING keys: /etc/cellbus/keys/broker.key can be read by others than its owner (mode 640) -> "
          + "chmod 0400 /etc/cellbus/keys/broker.key"
      ])
    #expect(ailments { $0.keys[0].mode = 0o644 }.first?.hasPrefix("FAULT keys: ") == true)
    #expect(
      ailments { $0.keys[1].owner = "root" } == [
        "FAULT keys: /etc/cellbus/keys/log.key is root's, and the daemon runs as cellbus -> "
          + "chown cellbus: /etc/cellbus/keys/log.key"
      ])
  }

  @Test("files that others can change are a fault") func files() {
    #expect(
      ailments { $0.places[0].mode = 0o777 } == [
        "FAULT files: /etc/cellbus can be changed by others than its owner (mode 777) -> chmod go-w /etc/cellbus"
      ])
  }

  @Test("the record can be written, and there is room") func record() {
    #expect(ailments { $0.record.place = nil } == [])
    #expect(
      ailments { $0.record.place?.owner = "root" }.first?.hasSuffix("-> chown -R cellbus: /var/lib/cellbus/record")
        == true)
    #expect(
      ailments { $0.record.obstacle = "Read-only file system" }.first?.hasPrefix("FAULT record: Read-only") == true)
    #expect(
      ailments { $0.record.free = Doctor.freeWarning - 1 }.first?.hasPrefix("WARNING disk: 2,047 MiB free of 102,400")
        == true)
    #expect(ailments { $0.record.free = Doctor.freeFault - 1 }.first?.hasPrefix("FAULT disk: ") == true)
  }

  @Test("endpoints that nobody serves, and addresses of other hosts") func endpoints() {
    #expect(
      ailments { $0.endpoints[0].reach = .silent } == [
        "WARNING ports: tcp://192.0.2.10:7740: nobody listens -> systemctl start cellbusd"
      ])
    #expect(ailments { $0.endpoints[0].reach = .foreign }.first?.hasPrefix("FAULT ports: ") == true)
  }

  @Test("a clock that most others are ahead of is behind; one that is ahead is that node's") func clock() {
    #expect(
      ailments { $0.clock.ahead = [("FRA.CELL-1", 61), ("UKR.GS-1", 60), ("USA.CELL-1", -1)] }.first?.hasPrefix(
        "FAULT clock: this host's clock is 60 s or more behind those of 2 of 3 nodes and witnesses") == true)
    #expect(
      ailments { $0.clock.ahead = [("FRA.CELL-1", 61), ("UKR.GS-1", 0), ("USA.CELL-1", -1)] } == [
        "WARNING clock: FRA.CELL-1 is 61 s ahead of this host's clock -> "
      ])
    #expect(ailments { $0.clock.isSynchronized = false }.first?.hasPrefix("WARNING clock: it follows no time") == true)
  }

  @Test("the unit: failed, started again, or changed") func unit() {
    #expect(
      ailments {
        $0.unit?.properties.merge([
          "ActiveState": "failed", "SubState": "failed", "Result": "exit-code", "ExecMainStatus": "78",
        ]) { $1 }
      } == [
        "FAULT service: failed (failed): exit-code, 78 -> journalctl --namespace=+cellbus -u cellbusd -e; "
          + "systemctl reset-failed cellbusd; systemctl start cellbusd"
      ])
    #expect(
      ailments { $0.unit?.properties["NRestarts"] = "3" }.first?.hasPrefix(
        "WARNING service: active (running), started again 3 times") == true)
    #expect(
      ailments { $0.unit?.properties["ProtectSystem"] = "no" } == [
        "WARNING service: ProtectSystem is no, and was shipped as strict -> systemctl cat cellbusd"
      ])
  }
}
