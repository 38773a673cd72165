import CellCommand
import CellSchema
import Foundation
import Testing

@Suite("Moments as people write them")
struct MomentInputTests {
  private let input = MomentInput(now: "2026-03-07T10:21:00Z", zone: TimeZone(identifier: "Europe/Paris")!)

  @Test(arguments: [
    ("070205ZMAR26", "2026-03-07T02:05:00.000Z"), ("070205z mar 26", "2026-03-07T02:05:00.000Z"),
    ("0205Z", "2026-03-07T02:05:00.000Z"), ("02:05Z", "2026-03-07T02:05:00.000Z"),
    ("0405", "2026-03-07T03:05:00.000Z"), ("04:05", "2026-03-07T03:05:00.000Z"), ("now", "2026-03-07T10:21:00.000Z"),
    ("2026-03-07T02:05:00+01:00", "2026-03-07T01:05:00.000Z"),
  ]) func moments(_ text: String, _ moment: String) { #expect(input.moment(text)?.description == moment) }

  @Test(arguments: ["", "2405Z", "0260", "320205ZMAR26", "070205ZMRZ26", "070205AMAR26", "yesterday", "405"])
  func noMoments(_ text: String) { #expect(input.moment(text) == nil) }

  @Test func days() {
    #expect(input.day("07mar26") == "2026-03-07" && input.day("today") == "2026-03-07")
    #expect(input.day("2026-02-30") == nil && input.day("31FEB26") == nil)
  }

  @Test func `a precedence has words, letters and capitals`() {
    for (words, precedence) in [
      (["Z", "z", "flash", "FLASH", "fl"], Precedence.flash), (["O", "immediate"], .immediate),
      (["P", "prio"], .priority),
      (["R", "ROUTINE"], .routine), (["D"], .deferred),
    ] { for word in words { #expect(Precedence(word: word) == precedence, "\(word)") } }
    #expect(Precedence(word: "") == nil && Precedence(word: "urgent") == nil)
  }
}

/// Answers one prompt after the other.
private final class Script: ComposeScreen {
  var width: Int { 80 }
  private(set) var lines: [String] = []
  private var answers: [(prompt: String, answer: String)]

  init(_ answers: [(prompt: String, answer: String)]) { self.answers = answers }

  func say(_ line: String) { lines.append(line) }
  func note(_ message: ComposedMessage) {}

  func ask(_ prompt: String) -> String? {
    lines.append(prompt)
    guard let next = answers.first, prompt.hasPrefix(next.prompt) else {
      if !answers.isEmpty { lines.append("but \(answers[0].prompt) was expected") }
      return nil
    }
    answers.removeFirst()
    return next.answer
  }

  func find(_ number: UInt64) async throws -> MessageID { number == 12 ? .sample : try missing(number) }
  private func missing(_ number: UInt64) throws -> MessageID { throw Refusal(.notOnRecord, "there is no \(number)") }

  var isDone: Bool { answers.isEmpty }
}

@Suite("A message is composed field by field")
struct ComposeDialogueTests {
  private let moments = MomentInput(now: "2026-03-07T10:21:00Z", zone: TimeZone(identifier: "Europe/Paris")!)

  private func compose(
    _ type: MessageType, _ script: Script, corrects: Bool = false
  ) async throws -> ComposedMessage {
    let dialogue = ComposeDialogue(
      Catalogue.versions(of: type).last!, on: script, moments: moments, ink: Ink(isColoured: false))
    var message = ComposedMessage()
    do {
      try await dialogue.compose(&message)
      if corrects { try await dialogue.correct(&message) }
    } catch is ComposeEnded { Issue.record("it ended: \(script.lines.suffix(8).joined(separator: "\n"))") }
    return message
  }

  @Test func `an attack report`() async throws {
    let script = Script([
      ("target", "ukr"), ("place", ""), ("place", "Kharkiv"), ("began", "soon"), ("began", "0405"),
      ("ongoing", "maybe"), ("ongoing", "y"), ("assessed origin", "?"), ("basis", "radar, 6"), ("confidence", "high"),
      ("Which?", "weapons"), ("weapons 1", "ballistic missile, two"), ("weapons 2", ""), ("Which?", ""),
      ("action", "fra, @verification-lead"), ("precedence", "Z"), ("Which?", "info"), ("info", "cell"),
      ("Which?", "in reply"), ("in reply to", "13"), ("in reply to", "12"), ("Which?", ""),
    ])
    let message = try await compose("support.attack-report", script)
    #expect(script.isDone)
    let body = try JSONDecoder().decode(AttackReport.self, from: Data(message.body))
    #expect(body.target == .ukraine && body.place == "Kharkiv" && body.began == .known("2026-03-07T03:05:00Z"))
    #expect(body.ongoing && body.assessedOrigin == .notKnown && body.confidence == .high)
    #expect(body.basis.elements.count == 2 && body.weapons?.elements == ["ballistic missile, two"])
    let header = try message.header()
    #expect(header.action == ["FRA", "@verification-lead"] && header.info == ["CELL"])
    #expect(header.precedence == .flash && header.inReplyTo == .sample)
    #expect(script.lines.contains { $0.contains("Who is attacked.") })
    #expect(script.lines.contains { $0.contains("= 070305ZMAR26 (Paris 04:05, Kyiv 05:05)") })
  }

  @Test func `what is wrong between fields is said at once, and asked for again`() async throws {
    let script = Script([
      ("place", "Donetsk"), ("control", "N/K"), ("Which?", "latitude"), ("latitude", "48"), ("Which?", ""),
      ("precision", "minute"), ("Which?", "from"), ("from", "070205ZMAR26"), ("Which?", ""), ("means", "heard"),
      ("event", "explosion"),
      ("qualifier", "exact"), ("Which?", ""), ("action", ""), ("precedence", ""), ("Which?", ""),
      ("longitude", "37.8"), ("count", "48"),
    ])
    let message = try await compose("verification.incident-report", script, corrects: true)
    #expect(script.isDone, "\(script.lines.suffix(12).joined(separator: "\n"))")
    let body = try JSONDecoder().decode(IncidentReport.self, from: Data(message.body))
    #expect(body.count?.value == 48 && body.observedFrom.longitude != nil)
    #expect(try message.header().action == [.all])
  }

  /// Everything that the catalogue has can be answered from its example.
  @Test(arguments: Catalogue.entries.map(\.type)) func `a form has each type's fields, and is read again`(
    _ type: MessageType
  ) throws {
    let entry = Catalogue.versions(of: type).last!
    let empty = ComposeForm.text(entry, ComposedMessage(), moments: moments)
    #expect(empty.split(separator: "\n").allSatisfy { $0.count <= 120 })
    let unfilled = try ComposeForm.read(Array(empty.utf8), of: entry, file: "form.yaml", moments: moments)
    #expect(unfilled.faults.allSatisfy { $0.refusal.code == .missingField && $0.line != nil }, "\(unfilled.words)")
    let filled = ComposeForm.text(entry, ComposedMessage(body: entry.exampleBody), moments: moments)
    let read = try ComposeForm.read(Array(filled.utf8), of: entry, file: "form.yaml", moments: moments)
    #expect(read.faults.isEmpty, "\(type): \(read.words)\n\(filled)")
    func decoded<Body: Payload>(_: Body.Type) throws -> Bool {
      try JSONDecoder().decode(Body.self, from: Data(read.message.body)) == Body.example
    }
    #expect(try decoded(entry.payload), "\(String(decoding: read.message.body, as: UTF8.self))")
  }

  @Test func `a form says everything that is wrong, with its line`() throws {
    let entry = Catalogue.versions(of: AttackReport.messageType).last!
    let form = """
      header:
        action: fra
        precedence: Z
        inReplyTo: 12
      body:
        target: everybody
        place: Kharkiv
        began: 0405
        ongoing: yes
        assessedOrigin: N/K
        basis: [radar, hearsay]
        colour: red
      """
    let filled = try ComposeForm.read(Array(form.utf8), of: entry, file: "form.yaml", moments: moments)
    #expect(
      filled.faults.map { "\($0.line ?? 0) \($0.refusal.pointer) \($0.refusal.code.name)" } == [
        "6 /body/target unknown-value", "6 /body/confidence missing-field", "11 /body/basis/1 unknown-value",
        "12 /body/colour unknown-field",
      ], "\(filled.words)")
    #expect(filled.numbers.map(\.number) == [12])
    #expect(try filled.message.header().precedence == .flash)
    #expect(try ComposeForm.read(Array("# nothing\n".utf8), of: entry, file: "form.yaml", moments: moments).isEmpty)
  }
}
