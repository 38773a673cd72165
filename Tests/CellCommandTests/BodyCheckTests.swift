import CellCommand
import CellSchema
import Testing

@Suite("Everything that is wrong with a body")
struct BodyCheckTests {
  private func faults(_ json: String, of type: MessageType = "verification.incident-report") -> [String] {
    let entry = Catalogue.versions(of: type).last!
    return BodyCheck.faults(in: Array(json.utf8), of: entry.shape).map {
      "\($0.line ?? 0) \($0.refusal.pointer) \($0.refusal.code.name)"
    }
  }

  @Test("no example has a fault, whatever its type") func examples() {
    for entry in Catalogue.entries {
      #expect(BodyCheck.faults(in: entry.exampleBody, of: entry.shape).isEmpty, "\(entry.type)")
      let marked = ExampleMark.body(of: entry)
      #expect(BodyCheck.faults(in: marked, of: entry.shape).isEmpty, "\(entry.type)")
    }
  }

  @Test("each fault is named, with its line, in the words of the strict check") func all() {
    let json = """
      {
        "observedFrom": {"place": "Donetsk", "latitude": 48.0},
        "period": {"from": "2016-02-30T04:00:00Z", "to": "2016-09-10T15:00:00Z", "precision": "day"},
        "means": "smelt",
        "means": "heard",
        "event": "explosion",
        "directions": ["NNE", "UP"],
        "colour": "red"
      }
      """
    #expect(
      faults(json) == [
        "2 /observedFrom/control missing-field", "2 /observedFrom/longitude rule-broken", "3 /period/from bad-format",
        "4 /means unknown-value", "5 /means duplicate-field", "7 /directions/1 unknown-value",
        "8 /colour unknown-field", "1 /qualifier missing-field",
      ])
  }

  @Test("what is no JSON has one fault, and so has what is nested too deep") func malformed() {
    #expect(faults(#"{"place": }"#).map { String($0.split(separator: " ").last!) } == ["not-json"])
    let deep = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
    #expect(faults(#"{"place": \#(deep)}"#).map { String($0.split(separator: " ").last!) } == ["too-deep"])
    #expect(faults("[]") == ["1  wrong-type"])
  }

  /// Takes one field after the other away, and puts nonsense in its place.
  @Test("a body has a fault exactly where the strict check refuses it") func agreement() throws {
    for entry in Catalogue.entries {
      let checker = ValueChecker(entry.shape)
      let members = try JSONMembers(of: entry.exampleBody[...]).members
      for member in members {
        for nonsense in ["null", "\"\"", "[]", "{}", "-1", "\"\u{202E}\""] {
          var body = entry.exampleBody
          body.replaceSubrange(member.value, with: Array(nonsense.utf8))
          let found = BodyCheck.faults(in: body, of: entry.shape)
          do throws(Refusal) {
            try checker.check(body.span)
            #expect(found.isEmpty, "\(entry.type) \(member.name) \(nonsense)")
          } catch {
            #expect(found.contains { $0.refusal == error }, "\(entry.type) \(member.name) \(nonsense): \(error)")
          }
        }
      }
    }
  }
}

@Suite("The mark of an example")
struct ExampleMarkTests {
  @Test("every example is known again, marked or not, and refused outside exercises and drills") func known() throws {
    for entry in Catalogue.entries {
      for body in [ExampleMark.body(of: entry), entry.exampleBody] {
        #expect(ExampleMark.isIn(body, of: entry.type), "\(entry.type)")
        for nature in Nature.allCases {
          let refusal = Result { () throws(Refusal) in try ExampleMark.check(body, of: entry.type, in: nature) }
          switch refusal {
          case .success: #expect(nature.isExercise)
          case .failure(let error): #expect(!nature.isExercise && error.code == .exampleText)
          }
        }
      }
    }
    let body = Array(#"{"subject":"Radio check","text":"//EXAMPLE is no mark"}"#.utf8)
    #expect(!ExampleMark.isIn(body, of: LiaisonNote.messageType))
    #expect(throws: Refusal.self) { try ExampleMark.check(line: Array("{//EXAMPLE//".utf8)[...], in: .operation) }
  }

  @Test("the mark stands in the first text") func first() {
    let entry = Catalogue.versions(of: AttackReport.messageType).last!
    #expect(String(decoding: ExampleMark.body(of: entry), as: UTF8.self).contains(#""place":"//EXAMPLE// Kharkiv""#))
  }
}
