import CellCommand
import CellSchema
import Testing

@Suite struct MessageChoiceTests {
  private func header(_ change: (inout Header) -> Void = { _ in }) -> Header {
    var header = Header(
      cell: "paris", type: "cell.liaison-note", from: "UKR.GS-1",
      serial: Serial(node: "UKR.GS-1", number: 412, year: 26)!, action: ["FRA"], precedence: .immediate,
      sentAt: "2026-03-07T10:20:00.000Z",
      label: SecurityLabel(policy: "COORDINATION-CELL", classification: "UNCLASSIFIED", releasableTo: ["FRA"]))
    change(&header)
    return header
  }

  @Test func `without a choice everything is taken`() { #expect(MessageChoice().takes(header())) }

  @Test func `a precedence means it and above`() {
    for (precedence, takes) in [(.priority, true), (.immediate, true), (.flash, false)] as [(Precedence, Bool)] {
      #expect(MessageChoice(precedence: precedence).takes(header()) == takes)
    }
  }

  @Test func `of a case is what names it`() {
    let choice = MessageChoice(caseNumber: "V-2026-0042")
    #expect(!choice.takes(header()) && choice.takes(header { $0.caseNumber = "V-2026-0042" }))
    #expect(!choice.takes(header { $0.caseNumber = "V-2026-0043" }))
  }

  @Test func `mine is what is for action of my node, my participant or a role of mine`() {
    let roles = [
      RoleStanding(role: "verification-lead", holders: ["FRA.CELL-1"]),
      RoleStanding(role: "watch", holders: ["POL.CELL-1"], alternates: ["FRA.CELL-1"]),
      RoleStanding(role: "delegation", holders: ["FRA.MNF-1"]),
    ]
    let choice = MessageChoice(addressees: MessageChoice.addressees(of: "FRA.CELL-1", roles))
    for mine in ["FRA", "FRA.CELL-1", "@verification-lead", "@watch"] as [Addressee] {
      #expect(choice.takes(header { $0.action = [mine] }), "\(mine)")
      #expect(!choice.takes(header { ($0.action, $0.info) = (["USA"], [mine]) }), "\(mine)")
    }
    for other in ["USA", "FRA.MNF-1", "@delegation", "@all"] as [Addressee] {
      #expect(!choice.takes(header { $0.action = [other] }), "\(other)")
    }
  }
}
