import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("What is refused, with which code and at which place")
struct RefusalTests {
  /// One message that breaks one rule.
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var code: ErrorCode
    var pointer: String
    var from: NodeName = "UKR.GS-1"
    var lane: Precedence = .routine
    var document: @Sendable (inout Documents) -> [UInt8]
  }

  static let cases: [Case] = [
    Case(testDescription: "another cell", code: .wrongCell, pointer: "/header/cell") {
      $0.note("UKR.GS-1") { $0.cell = "london" }
    },
    Case(testDescription: "another node", code: .wrongSender, pointer: "/header/from") { $0.note("FRA.CELL-1") },
    Case(testDescription: "a node of its own participant", code: .wrongSender, pointer: "/header/from") {
      $0.note("UKR.CELL-1")
    },
    Case(testDescription: "another station's serial", code: .wrongSender, pointer: "/header/serial") {
      $0.note("UKR.GS-1") { $0.serial = "UKR.GS-11/0001/26" }
    },
    Case(testDescription: "an identifier of the bus's own kind", code: .badFormat, pointer: "/header/id") {
      $0.note("UKR.GS-1") {
        $0.id = .ofBus(sequence: 2, ordinal: 0, acceptedAt: Timestamp(microseconds: Fixture.start))
      }
    },
    Case(testDescription: "what the bus alone says", code: .reservedToBus, pointer: "/header/type") {
      $0.example("system.discrepancy", "UKR.GS-1")
    },
    Case(testDescription: "a type that is another side's", code: .typeNotPermitted, pointer: "/header/type") {
      $0.example("assistance.pledge", "UKR.GS-1")
    },
    Case(
      testDescription: "a role's type, without the role", code: .typeNotPermitted, pointer: "/header/type",
      from: "FRA.CELL-1"
    ) { $0.example("verification.finding", "FRA.CELL-1") },
    Case(
      testDescription: "a delegation's type by the force, whose role is kept apart", code: .typeNotPermitted,
      pointer: "/header/type", from: "FRA.MNF-1"
    ) { $0.example("verification.dispute", "FRA.MNF-1") },
    Case(
      testDescription: "a precedence below the least", code: .precedenceNotPermitted, pointer: "/header/precedence"
    ) { $0.example("support.attack-report", "UKR.GS-1") },
    Case(
      testDescription: "a precedence above the greatest", code: .precedenceNotPermitted,
      pointer: "/header/precedence", lane: .override
    ) { $0.note("UKR.GS-1", .override) },
    Case(
      testDescription: "a nature that the roster does not give", code: .natureNotPermitted, pointer: "/header/nature",
      from: "CAN.CELL-1"
    ) { $0.note("CAN.CELL-1") },
    Case(testDescription: "an unknown participant", code: .unknownAddressee, pointer: "/header/action/1") {
      $0.note("UKR.GS-1", to: ["FRA", "POL"])
    },
    Case(testDescription: "an unknown node", code: .unknownAddressee, pointer: "/header/action/0") {
      $0.note("UKR.GS-1", to: ["FRA.CELL-9"])
    },
    Case(testDescription: "an unknown role", code: .unknownAddressee, pointer: "/header/info/0") {
      $0.note("UKR.GS-1") { $0.info = ["@quartermaster"] }
    },
    Case(
      testDescription: "an unknown participant in the label", code: .unknownAddressee,
      pointer: "/header/label/releasableTo/1"
    ) { $0.note("UKR.GS-1") { $0.label.releasableTo = ["UKR", "POL"] } },
    Case(
      testDescription: "a recipient whom the charter does not let have it", code: .recipientNotPermitted,
      pointer: "/header/action/1", from: "CELL.OPS-1"
    ) { $0.example("cell.log-entry", "CELL.OPS-1", to: ["CELL", "FRA"]) },
    Case(
      testDescription: "a release beyond the sender's", code: .notReleasable, pointer: "/header/label/releasableTo/0",
      from: "FRA.MNF-1"
    ) { $0.note("FRA.MNF-1") { $0.label.releasableTo = [.all] } },
    Case(
      testDescription: "a classification above the bus's ceiling", code: .classificationExceeded,
      pointer: "/header/label/classification"
    ) { $0.note("UKR.GS-1") { $0.label.classification = "RESTRICTED" } },
    Case(
      testDescription: "a classification above the sender's clearance", code: .classificationExceeded,
      pointer: "/header/label/classification", from: "DEU.CELL-1"
    ) { $0.note("DEU.CELL-1") },
    Case(
      testDescription: "an addressee outside the label", code: .addresseeNotReleasable, pointer: "/header/action/0"
    ) { $0.note("UKR.GS-1", to: ["FRA"]) { $0.label.releasableTo = ["DEU", "UKR"] } },
    Case(
      testDescription: "an addressee whose clearance is too low", code: .addresseeNotReleasable,
      pointer: "/header/info/0"
    ) { $0.note("UKR.GS-1", to: ["FRA"]) { $0.info = ["DEU"] } },
    Case(
      testDescription: "no authority", code: .authorityRequired, pointer: "/header/authority", from: "UKR.CELL-1"
    ) { $0.example("declaration.signature", "UKR.CELL-1") },
    Case(
      testDescription: "an expiry on what binds", code: .expiryNotAllowed, pointer: "/header/expiresAt",
      from: "UKR.CELL-1"
    ) {
      $0.example("declaration.signature", "UKR.CELL-1") {
        $0.authority = Authority(signatory: "Ukraine", office: "President")
        $0.expiresAt = Timestamp(microseconds: Fixture.start + 60_000_000)
      }
    },
    Case(testDescription: "sent in the future", code: .sentInFuture, pointer: "/header/sentAt") {
      $0.note("UKR.GS-1") { $0.sentAt = Timestamp(microseconds: Fixture.start + 300_001_000) }
    },
    Case(testDescription: "expired", code: .alreadyExpired, pointer: "/header/expiresAt") {
      $0.note("UKR.GS-1") {
        $0.sentAt = Timestamp(microseconds: Fixture.start - 60_000_000)
        $0.expiresAt = Timestamp(microseconds: Fixture.start)
      }
    },
    Case(testDescription: "another policy", code: .unknownPolicy, pointer: "/header/label/policy") {
      $0.note("UKR.GS-1") { $0.label.policy = "NATO" }
    },
    Case(
      testDescription: "a classification that the policy does not have", code: .unknownPolicy,
      pointer: "/header/label/classification"
    ) { $0.note("UKR.GS-1") { $0.label.classification = "COSMIC TOP SECRET" } },
    Case(
      testDescription: "a role and a label that nobody has in common", code: .noRecipient,
      pointer: "/header/label/releasableTo"
    ) { $0.note("UKR.GS-1", to: ["@coordination-cell"]) { $0.label.releasableTo = ["FRA"] } },
    Case(testDescription: "no document", code: .notJSON, pointer: "") { _ in Array("not a document".utf8) },
    Case(testDescription: "an unknown type", code: .unknownType, pointer: "/header/type") {
      $0.note("UKR.GS-1") { $0.type = "cell.gossip" }
    },
    Case(testDescription: "an unknown version", code: .unknownVersion, pointer: "/header/version") {
      $0.note("UKR.GS-1") { $0.version = 999 }
    },
  ]

  @Test("is named", arguments: cases) func refused(_ broken: Case) {
    let bus = Bus()
    var documents = Documents()
    let station = bus.connect(broken.from).hello(stream: 1)
    station.publish([broken.document(&documents)], broken.lane)
    bus.settle()
    #expect(
      station.decisions(broken.lane).map(\.decided)
        == [.refused(code: Int(broken.code.number), pointer: broken.pointer)],
      "\(station.receipts.flatMap(\.decisions).compactMap(\.detail))")
    #expect(bus.journal.head == 1, "nothing of it is on the record")
  }

  @Test("a type that the charter does not list is default-denied as a version that is not accepted")
  func notInCharter() {
    var charter = Fixture.charter
    charter.types.removeAll { $0.type == LiaisonNote.messageType }
    let bus = Bus(Fixture.files(Fixture.roster, charter))
    var documents = Documents()
    let station = bus.connect("UKR.GS-1").hello(stream: 1)
    station.publish([documents.note("UKR.GS-1")])
    bus.settle()
    #expect(station.decisions().map(\.decided) == [.refused(code: 3102, pointer: "/header/version")])
  }

  @Test("every node may say exactly what the charter lists it for") func mayPublish() {
    // Who is what, written down from the roster by hand.
    let parties: [NodeName: Set<String>] = [
      "FRA.CELL-1": ["all", "coalition", "european", "FRA", "@delegation", "@monitor", "@special-commission"],
      "FRA.MNF-1": ["all", "coalition", "european", "FRA", "@force-command"],
      "DEU.CELL-1": ["all", "coalition", "european", "DEU", "@delegation", "@monitor", "@special-commission"],
      "CAN.CELL-1": ["all", "coalition", "CAN", "@delegation", "@monitor", "@verification-lead"],
      "USA.CELL-1": ["all", "united-states", "USA", "@delegation", "@ceasefire-authority", "@verification-lead"],
      "UKR.CELL-1": ["all", "ukraine", "UKR", "@delegation", "@ceasefire-authority"],
      "UKR.GS-1": ["all", "ukraine", "UKR"],
      "CELL.OPS-1": ["all", "cell", "CELL", "@coordination-cell", "@watch-officer"],
    ]
    var documents = Documents()
    for node in Fixture.nodes {
      let bus = Bus()
      let station = bus.connect(node).hello(stream: 1)
      for rule in Fixture.charter.types where rule.type.system != "system" {
        let isPublisher = rule.publishers.contains { party in
          guard case .roleOf(let role, let members) = party else { return parties[node]!.contains("\(party)") }
          return parties[node]!.contains("@\(role)") && !parties[node]!.isDisjoint(with: members.map { "\($0)" })
        }
        station.forgetInbox()
        station.publish(
          [
            documents.example(rule.type, node, to: ["CELL"], rule.precedence.least) {
              $0.nature = .exercise
              $0.exerciseName = "PARIS-2026"
              $0.label.classification = "PUBLIC"
              $0.label.releasableTo = ["CELL", "FRA"]
              if rule.authority { $0.authority = Authority(signatory: "A state", office: "Prime Minister") }
            }
          ], rule.precedence.least)
        bus.settle()
        let decided = station.decisions(rule.precedence.least).map(\.decided)
        if isPublisher {
          // Whether the state allows it is another question.
          switch decided.first {
          case .accepted: continue
          // Nobody has founded this cell.
          case .refused(3229, "/header/type") where Fixture.typesOfRules.contains(rule.type): continue
          case .refused(3119, _), .refused(3201...3206, _), .refused(3214...3217, _): continue
          // The lead is there, and its alternate does not act.
          case .refused(3122, "/header/from") where node == "CAN.CELL-1" && rule.kind == .act: continue
          default: Issue.record("\(node) may say \(rule.type): \(station.receipts)")
          }
        } else {
          #expect(decided == [.refused(code: 3101, pointer: "/header/type")], "\(node) says \(rule.type)")
        }
      }
    }
  }

  @Test("sentAt holds at its bound, and any age is fine") func sentAt() {
    let bus = Bus()
    var documents = Documents()
    let station = bus.connect("UKR.GS-1").hello(stream: 1)
    station.publish([
      documents.note("UKR.GS-1") { $0.sentAt = Timestamp(microseconds: Fixture.start + 300_000_000) },
      documents.note("UKR.GS-1") { $0.sentAt = "2014-04-07T00:00:00Z" },
    ])
    bus.settle()
    #expect(bus.journal.head == 3)
  }

  @Test("a signature block above its limit is not read, at its limit it is") func signatureBlock() {
    let bus = Bus()
    var documents = Documents()
    let station = bus.connect("UKR.GS-1").hello(stream: 1)
    for (number, count) in [(1, Limits.signature), (2, Limits.signature + 1)] as [(UInt64, Int)] {
      let envelope = Envelope(
        signature: [UInt8](repeating: 7, count: count), document: documents.note("UKR.GS-1"))
      station.send(
        PublishFrame(lane: .routine, stream: StreamIdentifier(1), firstNumber: number, envelopes: [envelope]).encoded())
    }
    bus.settle()
    #expect(
      station.decisions().map(\.decided) == [
        .refused(code: 3123, pointer: "/signatures"), .refused(code: 2003, pointer: ""),
      ])
    #expect(bus.journal.head == 1)
  }

  @Test("a message accepted keeps its exact bytes") func exactBytes() {
    let bus = Bus()
    var documents = Documents()
    let station = bus.connect("UKR.GS-1").hello(stream: 1)
    let spaced = Array(
      String(decoding: documents.note("UKR.GS-1"), as: UTF8.self).replacing(",\"", with: " ,\t\"").utf8)
    station.publish([spaced])
    let reader = bus.connect("FRA.CELL-1").hello()
    reader.subscribe(types: ["cell.*"])
    bus.settle()
    #expect(reader.frames.flatMap(\.deliveries).map { Array($0.envelope.document) } == [spaced])
  }
}
