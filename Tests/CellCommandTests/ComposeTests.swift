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

  @Test(arguments: [
    "", "2405Z", "0260", "320205ZMAR26", "070205ZMRZ26", "070205AMAR26", "yesterday", "405", "h", "0h", "1w", "+", "-",
    "30m2h", "2h2h", "1000001d", "\u{663}h",
  ])
  func noMoments(_ text: String) {
    for sense in [MomentInput.Sense.past, .ahead, .either] { #expect(input.moment(text, sense) == nil, "\(text)") }
    #expect(input.refusal(of: text).contains("8h, 2h30m or 2d ago"))
  }

  @Test func spans() {
    let spans: [(String, MomentInput.Sense, String)] = [
      ("30m", .past, "09:51"), ("8h", .past, "02:21"), ("2h30m", .past, "07:51"), ("2 h 30 m", .either, "07:51"),
      ("+2h30m", .past, "12:51"), ("-1h", .ahead, "09:21"), ("1h", .ahead, "11:21"), ("90m", .ahead, "11:51"),
    ]
    for (text, sense, moment) in spans {
      #expect(input.moment(text, sense)?.description == "2026-03-07T\(moment):00.000Z", "\(text)")
    }
    #expect(input.moment("1d12h", .past) == "2026-03-05T22:21:00Z")
  }

  /// At ten past midnight in Paris, what was at 2350 was yesterday.
  @Test func `a time of day is of the day that is meant`() {
    let night = MomentInput(now: "2026-03-06T23:10:00Z", zone: TimeZone(identifier: "Europe/Paris")!)
    #expect(night.moment("2350", .past) == "2026-03-06T22:50:00Z" && night.moment("2350") == "2026-03-06T22:50:00Z")
    #expect(night.moment("2250Z", .past) == "2026-03-06T22:50:00Z")
    #expect(night.moment("2300Z", .ahead) == "2026-03-07T23:00:00Z" && night.moment("0600") == "2026-03-07T05:00:00Z")
    #expect(night.moment("0600", .past) == "2026-03-06T05:00:00Z")
    #expect(night.moment("0600", .ahead) == "2026-03-07T05:00:00Z")
  }

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

  func find(_ reference: MessageReference) async throws -> MessageID {
    let known: [MessageReference] = [.number(12), .serial("UKR.GS-1/0012/26")]
    guard known.contains(reference) || "\(reference)" == "\(MessageID.sample)".prefix(8) else {
      throw Refusal(.notOnRecord, "there is no \(reference)")
    }
    return .sample
  }

  func unknown(in header: HeaderDraft) async -> Refusal? {
    let all = header.action + header.info
    return all.firstIndex(of: "POL").map { Refusal(.unknownAddressee, at: "/header/action/\($0)", "no POL here") }
  }

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
      ("action", "fra, pol"), ("action", "fra, @verification-lead"), ("precedence", "flsh"), ("precedence", "Z"),
      ("Which?", "info"), ("info", "cell"),
      ("Which?", "in reply"), ("in reply to", "13"), ("in reply to", "ukr.gs-1/0012/26"), ("Which?", ""),
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
    #expect(
      script.lines.contains { $0.contains("no POL here") } && script.lines.contains { $0.contains("mean flash?") })
    #expect(script.lines.allSatisfy { $0.split(separator: "\n").allSatisfy { DisplayText.width(String($0)) <= 80 } })
    #expect(script.lines.contains { $0.contains("= 070305ZMAR26 (Paris 04:05, Kyiv 05:05)") })
  }

  @Test(arguments: [Language.french, .ukrainian, .arabic])
  func `it is asked in the language, and answered in it`(language: Language) async throws {
    let (yes, label) =
      switch language {
      case .english: ("yes", "ongoing")
      case .french: ("oui", "en cours")
      case .ukrainian: ("так", "триває")
      case .arabic: ("نعم", "ongoing")
      }
    try await Voice.$current.withValue(Voice(language, isolates: true)) {
      func name(_ field: String) -> String { inColumn(listed: MessageText.words(of: field)) }
      let script = Script([
        (name("target"), "ukr"), (name("place"), "Kharkiv"), (name("began"), "0405"), (label, yes),
        (name("assessedOrigin"), "?"), (name("basis"), "radar"), (name("confidence"), "high"), ("", ""), ("", "FRA"),
        ("", "Z"), ("", ""),
      ])
      let message = try await compose("support.attack-report", script)
      #expect(script.isDone, "\(script.lines.suffix(12).joined(separator: "\n"))")
      #expect(try JSONDecoder().decode(AttackReport.self, from: Data(message.body)).ongoing)
      // What is said in English is codes and names, and no sentence.
      #expect(!script.lines.contains { $0.contains("Who is attacked") || $0.contains("such as") })
      let purpose = spoken(listed: "Who is attacked.")
      #expect(purpose != "Who is attacked." && script.lines.contains { $0.contains(purpose) })
    }
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

  @Test func `what is said already is offered, kept and taken out, and what was refused is not offered again`()
    async throws
  {
    let entry = Catalogue.versions(of: LiaisonNote.messageType).last!
    var message = ComposedMessage(
      header: HeaderDraft(action: ["FRA"], info: ["USA"], precedence: .flash),
      body: Array(#"{"subject":"Radio check","text":"Nothing"}"#.utf8))
    func change(_ answers: [(String, String)]) async throws {
      let script = Script(answers)
      let dialogue = ComposeDialogue(entry, on: script, moments: moments, ink: Ink(isColoured: false))
      try await dialogue.correctNamed(&message)
      #expect(script.isDone, "\(script.lines)")
    }
    try await change([("Which field?", "subject"), ("subject [Radio check]: ", "")])
    try await change([("Which field?", "info"), ("info [USA] (-: none): ", "-")])
    try await change([("Which field?", "precedence"), ("precedence [flash]: ", "")])
    var header = try message.header()
    #expect(header.info.isEmpty && header.precedence == .flash && header.action == ["FRA"])
    let script = Script([("precedence [routine]: ", "routine")])
    let dialogue = ComposeDialogue(entry, on: script, moments: moments, ink: Ink(isColoured: false))
    let refusal = Refusal(.precedenceNotPermitted, at: "/header/precedence", "not so low")
    #expect(try await dialogue.correct(&message, refused: refusal) && script.isDone, "\(script.lines)")
    let again = Script([("precedence: ", ""), ("precedence: ", "priority")])
    let other = ComposeDialogue(entry, on: again, moments: moments, ink: Ink(isColoured: false))
    #expect(try await other.correct(&message, refused: refusal) && again.isDone, "\(again.lines)")
    header = try message.header()
    #expect(header.precedence == .priority)
  }

  @Test func `an example is refused where it is written, in an operation`() async throws {
    let entry = Catalogue.versions(of: LiaisonNote.messageType).last!
    let script = Script([("subject", "//EXAMPLE// Radio check"), ("subject", "Radio check")])
    let dialogue = ComposeDialogue(
      entry, on: script, moments: moments, refusesExamples: true, ink: Ink(isColoured: false))
    var message = ComposedMessage()
    await #expect(throws: ComposeEnded.self) { try await dialogue.compose(&message) }
    #expect(script.isDone)
    let form = Array("body:\n  subject: //EXAMPLE// Radio check\n  text: Nothing\n".utf8)
    for refuses in [true, false] {
      let filled = try ComposeForm.read(
        form, of: entry, file: "form.yaml", moments: moments, refusesExamples: refuses)
      #expect(filled.faults.map(\.refusal.code) == (refuses ? [.exampleText] : []), "\(filled.words())")
    }
  }

  @Test func `a form takes marks and isolates in its texts, as they stand`() throws {
    let entry = Catalogue.versions(of: LiaisonNote.messageType).last!
    let text = "\u{200F}قال \u{2068}FRA\u{2069} ذلك"
    let form = "body:\n  subject: Radio check\n  text: \"\(text)\"\n"
    let filled = try ComposeForm.read(Array(form.utf8), of: entry, file: "form.yaml", moments: moments)
    #expect(filled.faults.isEmpty, "\(filled.words())")
    let note = try JSONDecoder().decode(LiaisonNote.self, from: Data(filled.message.body))
    #expect(note.text.description == text)
    #expect(ComposeForm.text(entry, filled.message, moments: moments).contains(text))
    #expect(throws: (any Error).self) {
      try ComposeForm.read(Array("body:\n  text: \u{202E}x\n".utf8), of: entry, file: "form.yaml", moments: moments)
    }
  }

  /// Everything that the catalogue has can be answered from its example.
  @Test(arguments: Catalogue.entries.map(\.type)) func `a form has each type's fields, and is read again`(
    _ type: MessageType
  ) throws {
    let entry = Catalogue.versions(of: type).last!
    let empty = ComposeForm.text(entry, ComposedMessage(), moments: moments)
    #expect(empty.split(separator: "\n").allSatisfy { $0.count <= 120 })
    let unfilled = try ComposeForm.read(Array(empty.utf8), of: entry, file: "form.yaml", moments: moments)
    #expect(unfilled.faults.allSatisfy { $0.refusal.code == .missingField && $0.line != nil }, "\(unfilled.words())")
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
      ], "\(filled.words())")
    #expect(filled.references.map(\.reference) == [.number(12)])
    #expect(try filled.message.header().precedence == .flash)
    #expect(try ComposeForm.read(Array("# nothing\n".utf8), of: entry, file: "form.yaml", moments: moments).isEmpty)
  }
}
