import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("Deciding together: silence, its moment, down time and delivery")
struct SilenceTests {
  /// A silence of two days that every elector was delivered at once.
  private func running(minutes: Int = 2 * Play.day, _ change: ((inout Charter) -> Void)? = nil) -> Play {
    let play = Play(change: change)
    play.listen("FRA.CELL-1", "DEU.CELL-1")
    play.propose(play.proposal(until: play.second(minutes: minutes)))
    play.pass(seconds: 1)
    play.bus.pass(milliseconds: 1_000)
    return play
  }

  /// Time passes up to so many seconds after the moment.
  private func pass(_ play: Play, toMomentAnd seconds: Int64) {
    guard let until = play.decision()?.until else { return }
    let left = until.moment + .milliseconds(seconds * 1_000) - play.bus.now.wall
    play.bus.advance(milliseconds: left.value / 1_000)
  }

  @Test("nothing at the moment, carried a second after it") func carries() {
    let play = running()
    pass(play, toMomentAnd: -1)
    play.pass()
    #expect(play.results.isEmpty)
    pass(play, toMomentAnd: 0)
    play.pass()
    #expect(play.results.isEmpty)
    pass(play, toMomentAnd: 1)
    play.pass()
    #expect(play.lastResult == .carried)
    #expect(play.situation().texts.count == 1)
  }

  @Test("an objection breaks it at once, up to the moment and not after", arguments: [-1, 0, 1])
  func objection(_ seconds: Int64) {
    let play = running()
    pass(play, toMomentAnd: seconds)
    let outcome = play.state(.object, from: "DEU.CELL-1", reason: "Not so.")
    #expect(outcome.code == (seconds > 0 ? 3202 : nil))
    #expect(play.lastResult == (seconds > 0 ? .carried : .broken), "in the same commit")
    if seconds <= 0 {
      #expect(play.results.last?.cause == outcome.sequence)
      #expect(play.results.last?.body.causes?.elements == [outcome.id])
    }
    play.pass(minutes: 3 * Play.day)
    #expect(play.results.count == 1)
  }

  @Test("an objection has a reason") func reason() {
    let play = running()
    let outcome = play.say(
      DecisionStatement(proposal: play.id("proposal"), position: .object), from: "DEU.CELL-1")
    #expect(outcome.pointer == "/body/reason", "\(outcome)")
    #expect(play.results.isEmpty)
  }

  @Test("it is put off by its proposer, and carries by the later moment") func postponed() {
    let play = running()
    let first = play.decision()!.until
    play.must(
      play.say(
        DecisionPostponement(proposal: play.id("proposal"), until: first.adding(seconds: 3_600)), from: "FRA.CELL-1"))
    #expect(play.decision()?.until == first.adding(seconds: 3_600))
    #expect(play.decision()?.proposedUntil == first)
    pass(play, toMomentAnd: -3_599)
    play.pass()
    #expect(play.results.isEmpty)
    pass(play, toMomentAnd: 1)
    #expect(
      play.say(
        DecisionPostponement(proposal: play.id("proposal"), until: first.adding(seconds: 7_200)), from: "FRA.CELL-1"
      ).code == 3202, "and not once it has come")
    #expect(play.lastResult == .carried)
  }

  // MARK: down time

  @Test("down time puts it off by its length, by 30 minutes at least", arguments: [1, 29, 30, 31, 90, 3 * 1_440])
  func down(_ minutes: Int) {
    let play = running()
    let until = play.decision()!.until
    let last = play.rows(of: ProposalDelivered.self).last!.acceptedAt
    play.restart(afterMinutes: minutes)
    let delays = play.rows(of: SilenceDelayed.self)
    #expect(delays.count == 1)
    #expect(delays.first?.body.downFrom.moment.value == last && delays.first?.body.downTo == play.now)
    let length = max(30 * 60, (play.bus.now.wall.value - last + 999_999) / 1_000_000)
    #expect(delays.first?.body.until == until.adding(seconds: length))
    #expect(play.decision()?.until == until.adding(seconds: length))
    #expect(play.decision()?.delays.count == 1)
    pass(play, toMomentAnd: 0)
    play.pass()
    #expect(play.results.isEmpty)
    pass(play, toMomentAnd: 1)
    play.pass()
    #expect(play.lastResult == .carried)
  }

  @Test("a moment that passed while the broker was down is still to come") func passedWhileDown() {
    let play = running()
    play.restart(afterMinutes: 2 * Play.day + 5)
    #expect(play.results.isEmpty)
    #expect(play.state(.object, from: "DEU.CELL-1").isAccepted)
    #expect(play.lastResult == .broken)
  }

  @Test("a deadline is not put off: it is decided by what was said") func deadlineWhileDown() {
    let play = Play()
    play.propose(play.proposal(.nOfM, n: 1))
    play.must(play.state(.agree, from: "DEU.CELL-1"))
    play.restart(afterMinutes: 120)
    #expect(play.state(.object, from: "DEU.CELL-1").code == 3202)
    #expect(play.lastResult == .carried && play.rows(of: SilenceDelayed.self).isEmpty)
  }

  @Test("a disk that was full is down time") func fullDisk() {
    let play = running()
    let until = play.decision()!.until
    play.bus.holdsCommits = true
    let station = play.bus.connect("USA.CELL-1").hello(stream: 77)
    _ = station
    play.bus.handle(.tick)
    play.say(LiaisonNote.example, from: "USA.CELL-1")
    play.bus.refuseCommit()
    play.bus.pass(milliseconds: 3_600_000)
    play.bus.holdsCommits = false
    play.bus.settle()
    play.pass(seconds: 1)
    #expect(play.rows(of: SilenceDelayed.self).count == 1)
    #expect(play.decision()!.until >= until.adding(seconds: 3_599))
  }

  // MARK: delivery

  @Test("it does not carry before every elector had it for the minimum") func notReached() {
    let play = Play()
    play.listen("FRA.CELL-1")
    play.propose()
    play.pass(minutes: Play.day + 1)
    #expect(play.results.isEmpty)
    #expect(play.decision()?.state == .notReached)
    #expect(play.situation().attention.first { $0.kind == .decisionNotReached }?.waitingFor == ["DEU"])
    play.listen("DEU.CELL-1")
    play.bus.pass(milliseconds: 2_000)
    #expect(play.rows(of: ProposalDelivered.self).flatMap { $0.body.electors.elements } == ["DEU"])
    #expect(play.decision()?.electors.allSatisfy { $0.delivered != nil } == true)
    play.pass(minutes: Play.day - 1)
    #expect(play.results.isEmpty && play.decision()?.state == .notReached)
    play.pass(minutes: 2)
    #expect(play.lastResult == .carried)
  }

  @Test("who is not reached may still break it") func brokenWhileNotReached() {
    let play = Play()
    play.propose()
    play.pass(minutes: 3 * Play.day)
    #expect(play.state(.object, from: "DEU.CELL-1").isAccepted)
    #expect(play.lastResult == .broken)
  }

  @Test("another node of the elector does not stand for the one that speaks") func otherNode() {
    let play = Play()
    play.listen("FRA.MNF-1", "DEU.CELL-1")
    play.propose(play.proposal(by: Electorate(participants: ["FRA", "DEU"]), from: "DEU.CELL-1"), from: "DEU.CELL-1")
    play.pass(seconds: 2)
    #expect(play.decision()?.electors.first { $0.participant == "FRA" }?.delivered == nil)
  }

  @Test("an acknowledgement or a statement is a delivery as well") func acknowledged() {
    let play = Play()
    play.propose(play.proposal(by: Electorate(participants: ["DEU", "UKR"])))
    play.must(play.say(Acknowledgement(of: play.id("proposal"), by: "Duty officer"), from: "DEU.CELL-1"))
    play.must(play.state(.abstain, from: "UKR.CELL-1"))
    play.pass(seconds: 2)
    #expect(play.decision()?.electors.allSatisfy { $0.delivered != nil } == true)
  }

  @Test("who is struck need not be reached") func struck() throws {
    let play = Play()
    play.listen("FRA.CELL-1")
    play.propose()
    play.pass(minutes: Play.day + 1)
    var roster = play.roster
    roster.revision = 2
    roster.participants[roster.participants.firstIndex { $0.code == "DEU" }!].memberships = []
    try play.bus.change(Fixture.files(roster, play.charter))
    play.pass(seconds: 1)
    #expect(play.lastResult == .carried)
  }

  // MARK: the same by replay

  /// Restarts at any point, with state kept or not, and all of it again from the rows: the same.
  @Test("replay and kept state say the same as was lived") func replayed() throws {
    let play = running()
    play.must(play.state(.abstain, from: "DEU.CELL-1"))
    play.restart(afterMinutes: 45)
    play.change { $0.decisions = DecisionProcedure(silence: 10_080, voices: [.role("delegation")]) }
    let before = play.situation()
    let snapshot = play.bus.archive.snapshot()
    try play.bus.restart(from: snapshot)
    var after = play.situation()
    #expect(after.decisions.map(\.electors) == before.decisions.map(\.electors))
    #expect(after.decisions.map(\.rosterRevision) == before.decisions.map(\.rosterRevision))
    pass(play, toMomentAnd: 1)
    play.pass()
    #expect(play.lastResult == .carried)
    let carried = play.situation()
    play.restart()
    after = play.situation()
    #expect(after.decisions == carried.decisions && after.texts == carried.texts)
    #expect(play.results.count == 1)
  }

  @Test("the time decides under the rules of that time, and the roster that changes then comes after it")
  func rulesAtTheMoment() throws {
    let play = Play()
    play.propose(play.proposal(.nOfM, n: 2))
    play.must(play.state(.agree, from: "DEU.CELL-1"))
    play.must(play.state(.agree, from: "FRA.CELL-1"))
    var charter = play.charter
    charter.revision = 2
    charter.types[charter.types.firstIndex { $0.type == "declaration.draft" }!].decision = nil
    play.bus.advance(milliseconds: 61 * 60_000)
    play.restart(files: Fixture.files(play.roster, charter))
    #expect(play.lastResult == .carried)
    #expect(play.results.last!.sequence < play.rows(of: CharterChanged.self).last!.sequence)
  }

  // MARK: attention

  @Test("a silence about to lapse, and a statement that is owed, are shown") func attention() {
    let play = running()
    func kinds() -> [SituationAttention.Kind] { play.situation().attention.map(\.kind) }
    #expect(!kinds().contains(.silenceLapsing) && !kinds().contains(.statementOwed))
    pass(play, toMomentAnd: -3_600)
    #expect(kinds().contains(.silenceLapsing))
    play.pass(minutes: 61)
    play.propose(
      play.proposal(
        .nOfM, n: 1, of: play.act(play.amendment(), from: "FRA.CELL-1")))
    let owed = play.situation().attention.first { $0.kind == .statementOwed }
    #expect(owed?.waitingFor == ["DEU", "FRA"])
    play.must(play.state(.agree, from: "DEU.CELL-1"))
    #expect(play.situation().attention.first { $0.kind == .statementOwed }?.waitingFor == ["FRA"])
  }
}
