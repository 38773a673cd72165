import CellCommand
import CellConfig
import CellSchema
import Testing

@Suite struct ExplainingACharter {
  private func row(_ name: String, of type: MessageType, in text: CharterText) -> [String] {
    CharterFixture.rows(text, type).filter { $0.hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) }
  }

  private static let powers =
    "powers: by itself as Head of State or under 15 other titles, else as the roster registers them; another office is"
    + " accepted, and unconfirmed until declaration.confirmation"

  @Test func `an entry into force says who states it, what it moves and what it activates`() throws {
    #expect(
      CharterFixture.rows(try CharterFixture.text(), "ceasefire.entry-into-force") == [
        "it is: an act: refused where the phase or the state of a case does not allow it",
        "said by: @ceasefire-authority (UKR.CELL-1, USA.CELL-1)",
        "when: in every phase",
        "received by: everybody",
        "precedence: priority to flash",
        "acknowledged: always",
        "within: 10 minutes at flash, 30 minutes at immediate, 3 hours at priority",
        "authority: must say who signs, in which office, with which powers", Self.powers,
        "binds: it has no expiry and is never cancelled, only withdrawn",
        "signed: by the sending node, where its participant has roots in the roster; who has none signs nothing",
        "moves: the ceasefire in its scope, from agreed to in force",
        "takes: the same from each of @ceasefire-authority (UKR, USA); until then the phase "
          + "stays, as contested",
        "activates: the guarantees, where it enters into force in the scope general",
      ])
  }

  @Test(
    arguments: [
      ("ceasefire.agreement", "from in preparation to agreed"), ("ceasefire.suspension", "from in force to suspended"),
      ("ceasefire.resumption", "from suspended to in force"),
      ("ceasefire.termination", "from agreed, in force or suspended to terminated"),
    ] as [(MessageType, String)])
  func `a step says from where to where it moves the ceasefire`(_ type: MessageType, _ words: String) throws {
    let text = try CharterFixture.text()
    #expect(row("moves", of: type, in: text) == ["the ceasefire in its scope, \(words)"])
    #expect(row("takes", of: type, in: text).count == 1)
    #expect(row("activates", of: type, in: text).isEmpty)
  }

  @Test(
    arguments: [
      ("force.constitution", "only while the ceasefire (general) is in force"),
      ("verification.case", "only while the ceasefire (general) is in force, suspended or terminated"),
      ("verification.incident-report", "in every phase"), ("guarantee.commitment", "in every phase"),
    ] as [(MessageType, String)])
  func `a type says in which phases it may be said`(_ type: MessageType, _ words: String) throws {
    #expect(try row("when", of: type, in: CharterFixture.text()) == [words])
  }

  @Test func `a commitment says when it is active, how it is signed and what ratifies it`() throws {
    let rows = CharterFixture.rows(try CharterFixture.text(), "guarantee.commitment")
    #expect(
      rows.suffix(5) == [
        "active: at the entry into force of a ceasefire in the scope general, not before",
        "once signed: its text and version, as signatory or associate",
        "ratified: by a ratification that is approved, where it requires one",
        "politically: active before a ratification that it takes, where it binds politically and legally",
        "late: after the ceasefire's end a ratification activates what was signed before it",
      ])
    #expect(
      CharterFixture.rows(try CharterFixture.text(), "guarantee.withdrawal").last
        == "leaves: from the date that it states, and not before P12M after its acceptance")
  }

  @Test func `who may commit itself differs with the text`() throws {
    let draft = try CharterFixture.text(.draft)
    let final = try CharterFixture.text(.final)
    #expect(
      row("said by", of: "guarantee.commitment", in: draft) == [
        "whoever holds @delegation and is of coalition or united-states (FRA.CELL-1, DEU.CELL-1, USA.CELL-1)"
      ])
    #expect(
      row("said by", of: "guarantee.commitment", in: final) == [
        "whoever holds @delegation and is of coalition (FRA.CELL-1, DEU.CELL-1)"
      ])
  }

  @Test(
    arguments: [
      (
        "declaration.signature", "carries",
        [
          "commitments, where it is signed as signatory or associate; one as witness "
            + "carries none"
        ]
      ),
      ("declaration.ratification", "ratifies", ["the commitments that require it, once a body approved"]),
      ("force.constitution", "led by", ["none but european (FRA, DEU)"]),
      (
        "force.activity", "on request",
        [
          "reassurance-land, reassurance-sea and reassurance-air only to answer a "
            + "force.request; training and deployment without one"
        ]
      ),
      (
        "force.request", "answered by",
        [
          "a force.activity of the kind reassurance-land, reassurance-sea or "
            + "reassurance-air"
        ]
      ),
      (
        "force.support", "kinds",
        [
          "the text names intelligence and logistics; another kind is accepted and marked as "
            + "beyond it"
        ]
      ),
      (
        "support.invocation", "invoked",
        [
          "for Ukraine by ukraine (UKR)",
          "for the force by european (FRA, DEU)",
        ]
      ),
      (
        "cell.answer", "within",
        [
          "10 minutes at flash, 30 minutes at immediate, 3 hours at priority, 6 hours at "
            + "routine, 24 hours at deferred"
        ]
      ),
    ] as [(MessageType, String, [String])])
  func `a type says what its procedure adds`(_ type: MessageType, _ name: String, _ words: [String]) throws {
    #expect(try row(name, of: type, in: CharterFixture.text()) == words)
  }

  @Test func `other procedures are said in other words`() throws {
    let text = try CharterFixture.text { charter in
      charter.replace("ratifiedBy: approved", with: "ratifiedBy: deposited")
      charter.replace("capacities: [signatory, associate]", with: "capacities: [signatory, associate, witness]")
      charter.replace("onRequest: [reassurance-land, reassurance-sea, reassurance-air]", with: "onRequest: []")
      charter.replace("namedSupport: [intelligence, logistics]", with: "namedSupport: []")
      charter.replace("    - {beneficiary: force, by: [european]}\n", with: "")
      charter.replace("[{kind: general}]", with: "[{kind: area, areas: [Odesa], domains: [sea, air]}]")
      charter.replace("flash: 10, immediate: 30", with: "flash: 1, immediate: 60")
    }
    #expect(
      row("ratifies", of: "declaration.ratification", in: text)
        == ["the commitments that require it, once it is deposited; approval alone does not"])
    #expect(
      row("carries", of: "declaration.signature", in: text)
        == ["commitments, where it is signed as signatory, associate or witness"])
    #expect(row("answered by", of: "force.request", in: text) == ["no activity has to wait for it"])
    #expect(
      row("on request", of: "force.activity", in: text)
        == ["reassurance-land, reassurance-sea, reassurance-air, training and deployment without one"])
    #expect(
      row("kinds", of: "force.support", in: text)
        == ["the text names no kind; each is accepted and marked as beyond it"])
    #expect(row("invoked", of: "support.invocation", in: text).last == "for the force by nobody")
    #expect(
      row("when", of: "force.constitution", in: text)
        == ["only while the ceasefire (area Odesa: air, sea) is in force"])
    #expect(
      row("within", of: "support.attack-report", in: text) == ["1 minute at flash, 1 hour at immediate"])
  }

  @Test func `a group that nobody belongs to yet is said`() throws {
    let text = try CharterFixture.text(participants: ["CAN"])
    #expect(row("led by", of: "force.constitution", in: text) == ["none but european (nobody today)"])
    #expect(row("invoked", of: "support.invocation", in: text).first == "for Ukraine by ukraine (nobody today)")
  }

  @Test func `each row cites the line of its rule`() throws {
    let text = try CharterFixture.text()
    let explanation = try #require(text.explanation(of: "force.constitution"))
    let lines = String(decoding: ShippedCharter.draft.bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    func cited(_ name: String) throws -> String {
      let row = try #require(explanation.split(separator: "\n").first { $0.hasPrefix("  \(name) ") })
      let number = try #require(row.split(separator: "charter.yaml:").last.flatMap { Int($0) })
      return lines[number - 1].trimmingPrefix { $0 == " " }.description
    }
    #expect(try cited("when") == "phases: [in-force]")
    #expect(try cited("led by") == "leads: [european]")
    #expect(try cited("within").hasPrefix("speedOfService:"))
  }

  @Test func `programs get phases and procedures as data`() throws {
    let text = try CharterFixture.text()
    let json = try #require(text.json(of: "support.invocation"))
    #expect(json.contains(#""phases":["in-force","suspended","terminated"]"#))
    #expect(json.contains(#""procedures":[{"rule":"/support/invokers/0","values":["ukraine"],"place":"charter.yaml:"#))
    let note = try #require(text.json(of: "cell.liaison-note"))
    #expect(note.contains(#""phases":["preparation","agreed","in-force","suspended","terminated"]"#))
    #expect(note.contains(#""procedures":[]"#))
  }

  @Test func `a stage is told where it is expected: not owed, of whom, and in which words`() throws {
    let text = try CharterFixture.text()
    #expect(
      row("expected", of: "support.invocation", in: text) == [
        "PT24H after an attack on Ukraine, not owed: support.invocation of ukraine (UKR): A diplomatic warning, and"
          + " Ukraine's forces act where needed."
      ])
    #expect(row("expected", of: "system.clock-stage", in: text).count == 3)
    #expect(row("expected", of: "support.measure", in: text).first?.contains("with the United States") == true)
    #expect(row("expected", of: "support.consultation", in: text).isEmpty)
  }

  @Test func `the whole charter shows its procedures and phases`() throws {
    let text = try CharterFixture.text().text(width: nil)
    let shown = text.split(separator: "\nPROCEDURES\n").last?.split(separator: "\n\n").first ?? ""
    #expect(shown.split(separator: "\n").count == 22)
    #expect(text.contains("act   @delegation of european to all; phases in-force  charter.yaml:"))
    for width in [60, 80] {
      let narrow = try CharterFixture.text()
      let explained = narrow.explanation(of: "support.attack-report", width: width) ?? ""
      for line in (narrow.text(width: width) + "\n" + explained).split(separator: "\n") {
        #expect(DisplayText.width(String(line)) <= width, "\(line)")
      }
    }
  }
}

@Suite struct ShowingDifferences {
  private func text(_ from: ShippedCharter, _ to: ShippedCharter) throws -> CharterDifferenceText {
    CharterDifferenceText(try CharterDifference.all(from: from.read(), to: to.read()), Ink(isColoured: false))
  }

  @Test func `what differs is shown before and after, with the line of what counts now`() throws {
    let lines = try text(.draft, .final).text(from: "draft", to: "final").split(separator: "\n")
    #expect(lines.first == "draft → final: 9 differences")
    #expect(lines.count == 10)
    let line = try #require(lines.first { $0.hasPrefix("/types/guarantee.commitment") })
    #expect(
      line.hasPrefix(
        "/types/guarantee.commitment/publishers: @delegation of coalition, united-states → @delegation of coalition"
          + "  (paris-2026-final.yaml:"))
  }

  @Test func `for programs a difference is an object with place, before and after`() throws {
    let lines = try text(.final, .draft).json
    #expect(lines.count == 9)
    #expect(lines.first == #"{"place":"/name","before":"paris-2026-final","after":"paris-2026-draft"}"#)
  }

  @Test func `equal charters have nothing to show`() throws {
    #expect(try text(.draft, .draft).text(from: "a", to: "b") == "a → b: no difference")
    #expect(try text(.draft, .draft).json == [])
  }
}
