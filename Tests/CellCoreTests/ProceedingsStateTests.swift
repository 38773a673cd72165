import CellConfig
import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("Acts that the state of their matter does not allow")
struct ProceedingsStateTests {
  @Test("are refused, with the code, the place, and what would be allowed", arguments: StateCase.all)
  func refused(_ refused: StateCase) {
    let play = Play(change: refused.charter)
    refused.scene(play)
    let head = play.head
    let before = play.situation()
    let outcome = play.say(
      refused.body(play), from: refused.from, inReplyTo: refused.inReplyTo.map { play.id($0) })
    #expect(
      outcome.code == Int(refused.code.number) && outcome.pointer == refused.pointer, "\(outcome)")
    for words in refused.says {
      #expect(outcome.detail?.contains(words) == true, "\(outcome.detail ?? "") says: \(words)")
    }
    #expect(play.head == head, "nothing of it is on the record")
    #expect(play.situation() == before, "nothing has moved")
  }

  @Test("the table has every act that its state can refuse") func everyAct() {
    let acts = Fixture.charters[.draft]!.types.filter { $0.kind == .act }.map(\.type)
    // These stand by themselves: what they refer to in the header alone can refuse them.
    let alone: Set<MessageType> = ["cell.minimize", "force.contribution", "force.request", "assistance.requirement"]
    #expect(Set(StateCase.all.map(\.type)) == Set(acts).subtracting(alone).subtracting(Fixture.typesOfRules))
  }

  @Test("a fact is not among them") func noFact() {
    let facts = Set(Fixture.charters[.draft]!.types.filter { $0.kind == .fact }.map(\.type))
    #expect(facts.isDisjoint(with: StateCase.all.map(\.type)))
  }
}
