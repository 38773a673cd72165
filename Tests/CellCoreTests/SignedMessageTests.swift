import CellCore
import CellProof
import CellSchema
import CellTestSupport
import CellWire
import Testing

/// Who signs is verified before a message is accepted, by the rules that are then in force.
@Suite("Signed messages") struct SignedMessageTests {
  private static let cast = SigningCast()
  private static let root = SigningSecret.generate(.ed25519)
  private static let (old, new, french) = (
    SigningSecret.generate(.ed25519), SigningSecret.generate(.ecdsaP256), SigningSecret.generate(.ed25519)
  )
  private static let frenchRoot = SigningSecret.generate(.ecdsaP256)

  /// Notes are signed by who has roots: Ukraine, and France.
  private static func files(
    _ revision: Revision = 1, ukraine keys: [SigningSecret] = [old], in force: ClosedRange<Int64> = SigningCast.always
  ) -> RuleFiles {
    var roster = cast.roster("UKR.GS-1", root: root, keys: keys, in: force)
    roster = cast.roster("FRA.CELL-1", root: frenchRoot, keys: [french], of: roster)
    roster.revision = revision
    return Fixture.files(roster, charter)
  }

  private static let charter: Charter = {
    var charter = Fixture.charter
    for place in charter.types.indices where charter.types[place].type == LiaisonNote.messageType {
      charter.types[place].signature = true
    }
    return charter
  }()

  private let bus = Bus(files())
  private var documents = Documents()

  private func decided(_ station: Station, _ envelopes: Envelope...) throws -> [Decided] {
    let stream = try #require(station.stream)
    let before = station.decisions().count
    station.send(
      PublishFrame(
        lane: .routine, stream: stream, firstNumber: station.next[.routine], envelopes: envelopes
      ).encoded())
    station.next[.routine] += UInt64(envelopes.count)
    bus.settle()
    return Array(station.decisions().map(\.decided).dropFirst(before))
  }

  private func ahead(_ envelope: Envelope, of station: Station) throws -> PreparedFrame {
    let node = try #require(bus.core.rulebook.node(named: station.node))
    var preparer = bus.core.preparer
    let preparation = preparer.preparation(
      of: envelope, from: node, name: station.node, lane: .routine, at: bus.now.wall)
    let frame = PublishFrame(
      lane: .routine, stream: try #require(station.stream), firstNumber: 1, envelopes: [envelope])
    return PreparedFrame(peer: station.peer, frame: frame, preparations: [preparation])
  }

  @Test("who has roots signs what the charter has signed, and who has none does not") mutating func whoOwesOne() throws
  {
    let (ukraine, germany) = (bus.connect("UKR.GS-1").hello(stream: 1), bus.connect("DEU.CELL-1").hello(stream: 2))
    let note = documents.note("UKR.GS-1")
    #expect(try decided(ukraine, Envelope(document: note)) == [.refused(code: 3111, pointer: "/signatures")])
    #expect(
      try decided(ukraine, Self.cast.envelope(note, by: [Self.old]))
        == [.accepted(sequence: 2, acceptedAt: Fixture.start)])
    let german = documents.note("DEU.CELL-1") { $0.label.classification = "PUBLIC" }
    #expect(
      try decided(germany, Envelope(document: german)) == [.accepted(sequence: 3, acceptedAt: Fixture.start)])
    // What nobody asks for is signed rightly all the same.
    #expect(
      try decided(germany, Envelope(signature: [1, 2, 3], document: documents.note("DEU.CELL-1")))
        == [.refused(code: 3108, pointer: "/header/label/classification")])
    let other = documents.note("DEU.CELL-1") { $0.label.classification = "PUBLIC" }
    #expect(
      try decided(germany, Envelope(signature: [1, 2, 3], document: other))
        == [.refused(code: 3123, pointer: "/signatures")])
  }

  @Test("each fault has its code and its place") mutating func faults() throws {
    let ukraine = bus.connect("UKR.GS-1").hello(stream: 1)
    let note = documents.note("UKR.GS-1")
    let stranger = SigningSecret.generate(.ed25519)
    let good = Self.cast.block(over: note, by: [Self.old])
    var flipped = good
    flipped[90] ^= 1
    let other = SigningCast(origin: "cellbus/paris-00000000")
    let both = try SignatureBlock(Self.cast.block(over: note, by: [Self.old, Self.french])[...])
    let place = try #require(both.entries.firstIndex { $0.key == Self.french.publicKey.id })
    let wrong = both.entries.map { entry in
      SignatureBlock.Entry(
        key: entry.key,
        signature: entry.key == Self.french.publicKey.id ? both.entries[1 - place].signature : entry.signature)
    }
    let cases: [([UInt8], Int, String)] = [
      (flipped, 3127, "/signatures/0"), (good + [0], 3123, "/signatures"),
      (Self.cast.block(over: note, by: [stranger]), 3124, "/signatures/0"),
      (Self.cast.block(over: note, by: [Self.french]), 3125, "/signatures"),
      (Self.cast.block(over: documents.note("UKR.GS-1"), by: [Self.old]), 3127, "/signatures/0"),
      (other.block(over: note, by: [Self.old]), 3127, "/signatures/0"),
      (try SignatureBlock(wrong).bytes, 3127, "/signatures/\(place)"),
      // A root signs certificates alone.
      (Self.cast.block(over: note, by: [Self.root]), 3124, "/signatures/0"),
    ]
    for (block, code, pointer) in cases {
      #expect(
        try decided(ukraine, Envelope(signature: block, document: note)) == [.refused(code: code, pointer: pointer)])
    }
    #expect(bus.journal.head == 1, "nothing came of them")
    #expect(
      try decided(ukraine, Envelope(signature: both.bytes, document: note))
        == [.accepted(sequence: 2, acceptedAt: Fixture.start)], "others sign beside the sender")
  }

  @Test("a key takes another's place while both are in force") mutating func rotation() throws {
    let ukraine = bus.connect("UKR.GS-1").hello(stream: 1)
    func say(_ key: SigningSecret) throws -> [Decided] {
      try decided(ukraine, Self.cast.envelope(documents.note("UKR.GS-1"), by: [key]))
    }
    #expect(try say(Self.new) == [.refused(code: 3124, pointer: "/signatures/0")])
    try bus.change(Self.files(2, ukraine: [Self.old, Self.new]))
    for key in [Self.old, Self.new] {
      guard case .accepted? = try say(key).first else {
        Issue.record("both are in force")
        return
      }
    }
    try bus.change(Self.files(3, ukraine: [Self.new]))
    #expect(try say(Self.old) == [.refused(code: 3124, pointer: "/signatures/0")])
    guard case .accepted? = try say(Self.new).first else {
      Issue.record("the new one is in force")
      return
    }
  }

  @Test("who signed is told by the roster of that place, also after the key is gone") mutating func named() throws {
    let ukraine = bus.connect("UKR.GS-1").hello(stream: 1)
    let note = documents.note("UKR.GS-1")
    _ = try decided(ukraine, Self.cast.envelope(note, by: [Self.old, Self.french]))
    try bus.change(Self.files(2, ukraine: [Self.new]))
    ukraine.send(Query(query: 7, .message(.number(SequenceNumber(2)))))
    bus.settle()
    let answers = ukraine.inbox.compactMap { frame -> QueryAnswer? in
      if case .answer(let answer) = frame { answer } else { nil }
    }
    let signers = try #require(answers.last?.message?.signers)
    #expect(Set(signers.map(\.node)) == ["UKR.GS-1", "FRA.CELL-1"])
    #expect(Set(signers.map { "\($0.key)" }) == Set([Self.old, Self.french].map(\.publicKey.id.hexadecimal)))
  }

  @Test("a check of a draft says that it has to be signed") mutating func check() throws {
    let (ukraine, germany) = (bus.connect("UKR.GS-1").hello(stream: 1), bus.connect("DEU.CELL-1").hello(stream: 2))
    func check(_ station: Station, _ document: [UInt8]) -> CheckAnswer? {
      station.send(Query(query: 9, .check(document)))
      bus.settle()
      return station.inbox.compactMap { frame in
        if case .answer(let answer) = frame { answer.check } else { nil }
      }.last
    }
    let own = try #require(check(ukraine, documents.note("UKR.GS-1")))
    #expect(own.accepted && own.signature == true)
    let other = try #require(check(germany, documents.note("DEU.CELL-1") { $0.label.classification = "PUBLIC" }))
    #expect(other.accepted && other.signature == nil)
  }

  // MARK: between check and decision

  @Test("a key that is revoked after its signature was verified signs nothing") mutating func revokedMeanwhile() throws
  {
    let ukraine = bus.connect("UKR.GS-1").hello(stream: 1)
    let frame = try ahead(Self.cast.envelope(documents.note("UKR.GS-1"), by: [Self.old]), of: ukraine)
    try bus.change(Self.files(2, ukraine: [Self.new]))
    bus.handle(.prepared(frame))
    bus.settle()
    #expect(ukraine.decisions().map(\.decided) == [.refused(code: 3124, pointer: "/signatures/0")])
  }

  @Test("a certificate counts at the moment of acceptance") mutating func dates() throws {
    let start = Fixture.start / 1_000_000
    try bus.change(Self.files(2, in: start...start + 5))
    let ukraine = bus.connect("UKR.GS-1").hello(stream: 1)
    let frame = try ahead(Self.cast.envelope(documents.note("UKR.GS-1"), by: [Self.old]), of: ukraine)
    bus.now = Instant(wall: bus.now.wall + .milliseconds(5_999), monotonic: bus.now.monotonic + 5_999)
    bus.handle(.prepared(frame))
    bus.settle()
    guard case .accepted? = ukraine.decisions().map(\.decided).first else {
      Issue.record("the last second is in force to its end")
      return
    }
    bus.now = Instant(wall: bus.now.wall + .milliseconds(1), monotonic: bus.now.monotonic + 1)
    let late = Self.cast.envelope(documents.note("UKR.GS-1"), by: [Self.old])
    ukraine.next[.routine] = 2
    #expect(try decided(ukraine, late) == [.refused(code: 3126, pointer: "/signatures/0")])
    try bus.change(Self.files(3, in: start + 60...start + 100))
    #expect(try decided(ukraine, late) == [.refused(code: 3126, pointer: "/signatures/0")])
  }

  @Test("a text has the signatures of 36 participants") mutating func multilateral() throws {
    var roster = Fixture.roster
    let members: [(code: ParticipantCode, node: NodeName, key: SigningSecret)] = (0..<35).map { number in
      let code = ParticipantCode(
        "X\(["A", "B", "C"][number / 13])\(Character(UnicodeScalar(65 + UInt8(number % 13))))")!
      return (code, NodeName("\(code).CELL-1")!, SigningSecret.generate(number % 2 == 0 ? .ed25519 : .ecdsaP256))
    }
    for member in members {
      roster.participants.append(Participant(code: member.code, name: Line("\(member.code)")!, side: .coalition))
      roster.nodes.append(Fixture.node(member.node))
      roster = Self.cast.roster(member.node, root: .generate(.ed25519), keys: [member.key], of: roster)
    }
    roster = Self.cast.roster("UKR.GS-1", root: Self.root, keys: [Self.old], of: roster)
    roster.revision = 2
    try bus.change(Fixture.files(roster, Self.charter))
    let ukraine = bus.connect("UKR.GS-1").hello(stream: 1)
    let envelope = Self.cast.envelope(documents.note("UKR.GS-1"), by: members.map(\.key) + [Self.old])
    #expect(envelope.signature.count == 2 + 36 * 96)
    #expect(try decided(ukraine, envelope) == [.accepted(sequence: 3, acceptedAt: Fixture.start)])
    let named = bus.core.rulebook.signatures.named(in: envelope.signature)
    #expect(Set(named.compactMap(\.signer?.node.participant)).count == 36)
  }
}
