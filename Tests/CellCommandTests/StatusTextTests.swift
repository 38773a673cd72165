import CellCommand
import CellNode
import CellSchema
import Foundation
import Testing

@Suite("How the broker is") struct StatusTextTests {
  private static let alarms = """
    {"level":"critical","kind":"disk-space","detail":"300 MiB free for the record"},
    {"level":"warning","kind":"late","node":"UKR.GS-1","detail":"12 flash messages wait, the oldest for 12 min"},
    {"level":"warning","kind":"parked","node":"FRA.CELL-1","detail":"1 of its readers took nothing | for 3 h"},
    {"level":"warning","kind":"witness-late","node":"FRA.CELL-1","detail":"has cosigned nothing for 20 min"}
    """

  private func status(alarms: String = "", takesMessages: Bool = true) throws -> BrokerStatus {
    let json = """
      {"cell":"paris","charter":"paris-2026-draft","charterRevision":1,"rosterRevision":2,
       "time":"2026-11-24T17:35:00.000Z","startedAt":"2026-11-24T16:00:00.000Z","head":606,"sessions":3,"accepted":600,
       "refused":4,"delivered":1800,"takesMessages":\(takesMessages),\(takesMessages ? "" : #""reason":"full","#)
       "alarms":[\(alarms)],"disk":{"free":13316915200,"record":314572800,"days":41},"checkpoint":600,
       "waiting":[{"node":"UKR.GS-1","lane":"flash","messages":12,"oldest":"2026-11-24T17:23:00.000Z"}],"nodes":[]}
      """
    return try JSONDecoder().decode(BrokerStatus.self, from: Data(json.utf8))
  }

  @Test func aPersonSeesWhatIsWrongFirst() throws {
    let text = StatusText.text(try status(alarms: Self.alarms), width: 80, Ink(isColoured: false))
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines[0] == "cell      paris, takes messages")
    #expect(lines[1] == "alarm     CRITICAL disk-space: 300 MiB free for the record")
    #expect(lines[2].hasPrefix("alarm     WARNING late UKR.GS-1: 12 flash messages wait"))
    #expect(lines.contains("record    606, of which a good checkpoint has 600"))
    #expect(
      lines.contains("disk      12.4 GiB free, the record has 300 MiB, full in 41 d at the rate of the"), "\(text)")
    #expect(lines.contains { $0.hasPrefix("waiting   UKR.GS-1      flash       12 since 241723ZNOV26") }, "\(text)")
    #expect(lines.allSatisfy { $0.count <= 80 })
  }

  @Test func aMonitoringSystemSeesTheWorst() throws {
    let good = StatusText.check(try status())
    #expect(good.code == 0 && good.line.hasPrefix("CELLBUS OK - cell paris, record 606, 3 sessions | head=606c "))
    #expect(good.line.hasSuffix(" disk_free=13316915200B record=314572800B days_left=41 waiting=12"), "\(good.line)")
    let bad = StatusText.check(try status(alarms: Self.alarms))
    #expect(bad.code == 2)
    #expect(bad.line.hasPrefix("CELLBUS CRITICAL - disk-space: 300 MiB free for the record; late UKR.GS-1: "))
    #expect(bad.line.contains("took nothing / for 3 h; 1 more, cell paris"), "\(bad.line)")
    let warning = StatusText.check(try status(alarms: #"{"level":"warning","kind":"parked","detail":"1"}"#))
    #expect(warning.code == 1 && warning.line.hasPrefix("CELLBUS WARNING - parked: 1, cell paris"))
    // An older broker says that it takes no messages, and lists no alarm.
    let stopped = StatusText.check(try status(takesMessages: false))
    #expect(stopped.code == 2 && stopped.line.hasPrefix("CELLBUS CRITICAL - takes no messages"), "\(stopped.line)")
  }

  @Test func aProgramSeesAllOfIt() throws {
    let json = StatusText.json(try status(alarms: Self.alarms))
    #expect(json.contains(#""alarms":[{"level":"critical","kind":"disk-space","detail":"300 MiB"#))
    #expect(json.contains(#""disk":{"freeBytes":13316915200,"recordBytes":314572800,"days":41},"checkpoint":600"#))
    #expect(json.contains(#""waiting":[{"node":"UKR.GS-1","lane":"flash","messages":12,"#))
  }
}
