import CellCommand
import CellNode
import CellSchema
import Testing

@Suite struct SituationRequestTests {
  private func profile(_ nature: Nature = .operation, _ name: Line? = nil) throws -> NodeProfile {
    let key = CurveKeyText(String(repeating: "0", count: 40))!
    return try NodeProfile(
      cell: "paris", node: "FRA.CELL-1", endpoints: ["tcp://127.0.0.1:1"], serverKey: key, publicKey: key,
      secretKey: key, nature: nature, exerciseName: name)
  }

  private func query(
    of profile: NodeProfile? = nil, _ change: (inout SituationRequest) -> Void
  ) throws -> SituationQuery {
    var request = SituationRequest()
    change(&request)
    return try request.query(of: try profile ?? self.profile())
  }

  private func complaint(
    of profile: NodeProfile? = nil, _ change: (inout SituationRequest) -> Void
  ) -> Complaint? {
    #expect(throws: Complaint.self) { try query(of: profile, change) }
  }

  @Test func `words become a question`() throws {
    #expect(try query { _ in } == SituationQuery(nature: .operation))
    let all = try query {
      $0.system = "Cases"
      $0.caseNumber = "v-2026-0042"
      $0.participant = "fra"
      $0.onlyOpen = true
      $0.moment = "4128"
    }
    #expect(
      all
        == SituationQuery(
          .cases, case: "V-2026-0042", participant: "FRA", onlyOpen: true, at: .sequence(4_128), nature: .operation))
    for system in SituationSystem.allCases { #expect(try query { $0.system = system.rawValue }.system == system) }
  }

  @Test(
    arguments: [
      ("2026-03-07T10:21:00Z", "2026-03-07T10:21:00Z"), ("2026-03-07T12:21:00+02:00", "2026-03-07T10:21:00Z"),
      ("071021ZMAR26", "2026-03-07T10:21:00Z"), ("071021zmar26", "2026-03-07T10:21:00Z"),
      ("292359ZFEB28", "2028-02-29T23:59:00Z"), ("010000ZJAN00", "2000-01-01T00:00:00Z"),
      ("311200ZDEC26", "2026-12-31T12:00:00Z"),
    ] as [(String, Timestamp)])
  func `a moment is written as everywhere`(text: String, moment: Timestamp) throws {
    #expect(try query { $0.moment = text }.moment == .time(moment))
    #expect(try query { $0.moment = moment.dtg }.moment == .time(moment))
  }

  @Test func `a moment is a sequence number, with or without its mark`() throws {
    #expect(try query { $0.moment = "0" }.moment == .sequence(0))
    #expect(try query { $0.moment = "#4128" }.moment == .sequence(4_128))
    #expect(try query { $0.moment = "9007199254740991" }.moment == .sequence(9_007_199_254_740_991))
  }

  @Test(arguments: [
    "", "yesterday", "-1", "9007199254740992", "071021MAR26", "321021ZMAR26", "071060ZMAR26", "072421ZMAR26",
    "071021ZMRZ26", "290000ZFEB26", "071021ZMAR2026", "2026-03-07", "+71021ZMAR26", "žž1021ZMAR",
  ])
  func `a moment that is none is refused with its place and what may stand there`(text: String) {
    let complaint = complaint { $0.moment = text }
    #expect(complaint?.code == .usage)
    #expect(complaint?.place == "--at")
    #expect(complaint?.status == .usage)
    #expect(complaint?.detail.contains("\"\(text)\"") == true)
  }

  @Test func `a system that there is not names those that there are`() {
    let complaint = complaint { $0.system = "weather" }
    #expect(
      complaint?.text(Ink(isColoured: false)) == """
        failed 6007 usage  SYSTEM
          there is no system "weather"; there are attention, phase, declaration, guarantees, cases, force, support, \
        clock, assistance, decisions, roles.
          Next: cellbus explain 6007
        """)
  }

  @Test func `a case and a participant are well formed`() {
    #expect(complaint { $0.caseNumber = "42" }?.place == "ID")
    #expect(complaint { $0.participant = "France" }?.place == "--participant")
    #expect(complaint { $0.exercise = "" }?.place == "--exercise")
  }

  @Test func `the world is the profile's unless it is said`() throws {
    let exercising = try profile(.exercise, "PARIS-2026")
    let own = try query(of: exercising) { _ in }
    #expect(own.nature == .exercise && own.exerciseName == "PARIS-2026")
    let other = try query(of: exercising) { $0.exercise = "KYIV-2026" }
    #expect(other.nature == .exercise && other.exerciseName == "KYIV-2026")
    let operation = try query(of: exercising) { $0.nature = .operation }
    #expect(operation.nature == .operation && operation.exerciseName == nil)
    let named = try query { $0.exercise = "KYIV-2026" }
    #expect(named.nature == .exercise && named.exerciseName == "KYIV-2026")
    let drill = try query(of: profile(.drill, "D-1")) { $0.exercise = "D-2" }
    #expect(drill.nature == .drill && drill.exerciseName == "D-2")
  }

  @Test func `an exercise without a name, and a name without an exercise, are refused`() throws {
    #expect(complaint { $0.nature = .exercise }?.place == "--nature")
    #expect(complaint(of: try profile(.exercise, "PARIS-2026")) { $0.nature = .drill }?.place == "--nature")
    let named = complaint {
      $0.nature = .operation
      $0.exercise = "PARIS-2026"
    }
    #expect(named?.place == "--exercise")
  }
}
