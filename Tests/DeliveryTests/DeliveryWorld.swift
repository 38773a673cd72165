import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire

/// What all simulated deliveries have in common: a few nodes, rosters and messages, and by the naive rules who may read
/// which of them, in which lane.
struct DeliveryWorld: Sendable {
  static let shared = DeliveryWorld()

  struct Template: Sendable {
    var action: NonEmpty<Addressee>
    var info: NonEmpty<Addressee>?
    var releasableTo: NonEmpty<Releasable> = [.all]
    var classification: Classification = "PUBLIC"
    var length = 40
    var expires = false
    var refers = false
    var isBroken = false
  }

  static let nodes: [NodeName] = ["UKR.GS-1", "FRA.CELL-1", "USA.CELL-1", "DEU.CELL-1"]
  static let templates: [Template] = [
    Template(action: [.all]),
    Template(action: [.all], classification: "UNCLASSIFIED"),
    Template(action: ["FRA"], info: ["USA", "UKR"]),
    Template(action: ["USA", "UKR"], releasableTo: ["USA", "UKR", "CELL"], classification: "UNCLASSIFIED"),
    Template(action: [.all], releasableTo: ["coalition", "ukraine"]),
    Template(action: ["DEU"], info: ["FRA", "UKR"], length: 1_500),
    Template(action: [.all], length: 3_500),
    Template(action: [.all], expires: true),
    Template(action: [.all], refers: true),
    Template(action: ["UKR", "FRA"], refers: true),
    Template(action: [.all], isBroken: true),
  ]
  static let long = 6
  /// A liaison note goes at flash at most.
  static let lanes = 5
  static let variants = 4
  /// How many times a history may change its rules.
  static let changes = 6

  /// By variant, then by how manieth change.
  let files: [[RuleFiles]]
  /// By variant at acceptance, variant now, template and node.
  private let readers: [Bool]
  /// By template and node: it is addressed for information alone.
  private let isInfo: [Bool]
  private let documents: [Draft]

  private struct Draft: Sendable {
    var bytes: [UInt8]
    var id: Int
    var expires: Int?
    var reference: Int?
  }

  private static let someTime = Timestamp(microseconds: Fixture.start + 123_456_000)
  private static let someMessage: MessageID = "019ccc55-7005-7f3e-844d-af0bc4ba3a43"

  private init() {
    let rosters = (0..<Self.variants).map(Self.roster)
    files = rosters.map { roster in
      (1...Self.changes + 2).map { revision in
        var roster = roster
        roster.revision = Revision(revision)!
        return Fixture.files(roster)
      }
    }
    let rules = rosters.map { ReadingRules(roster: $0, charter: Fixture.charter) }
    var maker = Documents()
    let headers = Self.templates.map { Self.header($0, "UKR.GS-1", .routine, &maker) }
    var readers: [Bool] = []
    for before in rules {
      for now in rules {
        for header in headers {
          readers += Self.nodes.map { before.isAddressed($0, header) && now.isPermitted($0, header) }
        }
      }
    }
    self.readers = readers
    isInfo = headers.flatMap { header in
      var action = header
      action.info = nil
      return Self.nodes.map { header.info != nil && !rules[0].isAddressed($0, action) }
    }
    var documents: [Draft] = []
    for template in Self.templates {
      for node in Self.nodes {
        for lane in Precedence.allCases { documents.append(Self.draft(template, node, lane, &maker)) }
      }
    }
    self.documents = documents
  }

  /// 0: as it is. 1: the United States' node has left. 2: Germany is cleared. 3: France is cleared for what is public.
  private static func roster(_ variant: Int) -> Roster {
    var roster = Fixture.roster
    func put(_ node: RosterNode) { roster.nodes = roster.nodes.map { $0.name == node.name ? node : $0 } }
    switch variant {
    case 1: roster.nodes.removeAll { $0.name == "USA.CELL-1" }
    case 2: put(Fixture.node("DEU.CELL-1"))
    case 3: put(Fixture.node("FRA.CELL-1", clearance: "PUBLIC"))
    default: break
    }
    return roster
  }

  private static func header(
    _ template: Template, _ node: NodeName, _ lane: Precedence, _ maker: inout Documents
  ) -> Header {
    let own = node
    var header = maker.header(own, to: template.action)
    header.serial = .first(of: own, at: Timestamp(microseconds: Fixture.start))
    header.info = template.info
    header.precedence = lane
    header.infoPrecedence = template.info == nil ? nil : Precedence(lane: min(lane.lane, 1))
    header.label.releasableTo = template.releasableTo
    header.label.classification = template.classification
    header.expiresAt = template.expires ? someTime : nil
    header.references = template.refers ? [someMessage] : nil
    return header
  }

  private static func draft(
    _ template: Template, _ node: NodeName, _ lane: Precedence, _ maker: inout Documents
  ) -> Draft {
    let header = header(template, node, lane, &maker)
    let text = Text(String(repeating: "word ", count: template.length / 5))!
    let bytes = DocumentEncoder.encode(header: header, body: LiaisonNote(subject: "Radio check", text: text))
    let document = String(decoding: bytes, as: UTF8.self)
    func place(_ part: String) -> Int {
      document.utf8.distance(from: document.startIndex, to: document.firstRange(of: part)!.lowerBound)
    }
    return Draft(
      bytes: template.isBroken ? Array(bytes.dropLast()) : bytes, id: place("\(header.id)"),
      expires: template.expires ? place("\(someTime)") : nil,
      reference: template.refers ? place("\(someMessage)") : nil)
  }

  // MARK: questions

  func mayRead(_ node: Int, _ template: Int, acceptedUnder before: Int, now: Int) -> Bool {
    readers[((before * Self.variants + now) * Self.templates.count + template) * Self.nodes.count + node]
  }

  /// All that may, bit by bit.
  func readers(of template: Int, acceptedUnder before: Int, now: Int) -> UInt8 {
    Self.nodes.indices.reduce(0) { mayRead($1, template, acceptedUnder: before, now: now) ? $0 | 1 << $1 : $0 }
  }

  /// The lane in which a node gets a message.
  func lane(_ node: Int, _ template: Int, sentIn lane: Precedence) -> Precedence {
    isInfo[template * Self.nodes.count + node] ? min(lane, .routine) : lane
  }

  func document(
    _ template: Int, _ node: Int, lane: Precedence, id: MessageID, expires: Int64?, reference: MessageID?
  ) -> [UInt8] {
    let draft = documents[(template * Self.nodes.count + node) * Precedence.laneCount + Int(lane.lane)]
    var bytes = draft.bytes
    func put(_ text: String, at place: Int) { bytes.replaceSubrange(place..<place + text.utf8.count, with: text.utf8) }
    put("\(id)", at: draft.id)
    if let place = draft.expires, let expires {
      // Whole milliseconds that are not whole tenths: the text keeps its length.
      put("\(Timestamp(microseconds: expires / 1_000_000 * 1_000_000 + 456_000))", at: place)
    }
    if let place = draft.reference, let reference { put("\(reference)", at: place) }
    return bytes
  }

  static func expiry(_ moment: Int64) -> Int64 { moment / 1_000_000 * 1_000_000 + 456_000 }
}
