import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire

/// What all simulated histories have in common: a few rosters, a few messages, and who may read which of them under
/// which roster, by the naive rules.
struct SimulationWorld: Sendable {
  static let shared = SimulationWorld()

  struct Template: Sendable {
    var action: NonEmpty<Addressee>
    var info: NonEmpty<Addressee>?
    var releasableTo: NonEmpty<Releasable>
    var classification: Classification = "UNCLASSIFIED"
    /// What is wrong with it.
    var fault: Fault?
  }

  enum Fault: Int, Sendable {
    case wrongSender = 3001
    case unknownAddressee = 3105
    case typeNotPermitted = 3101
    case notJSON = 2002
  }

  static let nodes: [NodeName] = ["FRA.CELL-1", "DEU.CELL-1", "USA.CELL-1", "UKR.GS-1", "UKR.CELL-1"]
  static let templates: [Template] = [
    Template(action: [.all], releasableTo: [.all]),
    Template(action: ["FRA"], releasableTo: ["FRA", "UKR"]),
    Template(action: ["UKR.CELL-1"], info: ["@monitor"], releasableTo: [.all]),
    Template(action: ["@verification-lead"], releasableTo: [.all]),
    Template(action: ["@special-commission"], releasableTo: ["european"]),
    Template(action: [.all], releasableTo: ["coalition", "ukraine"], classification: "PUBLIC"),
    Template(action: ["USA", "UKR"], releasableTo: ["USA", "UKR", "CELL"]),
    Template(action: ["@coordination-cell"], releasableTo: ["FRA"]),
    Template(action: ["DEU"], releasableTo: [.all]),
    Template(action: [.all], releasableTo: [.all], fault: .wrongSender),
    Template(action: ["POL"], releasableTo: [.all], classification: "PUBLIC", fault: .unknownAddressee),
    Template(action: [.all], releasableTo: [.all], fault: .typeNotPermitted),
    Template(action: [.all], releasableTo: [.all], fault: .notJSON),
  ]

  static let lanes: [Precedence] = [.deferred, .routine, .routine, .priority, .immediate, .flash]
  static let variants = 4
  /// How many times a history may change its rules.
  static let changes = 5

  /// By variant, then by how manieth change.
  let files: [[RuleFiles]]
  /// By variant at acceptance, variant now, template and node.
  private let readers: [Bool]
  /// By variant, template and node: the code that a message gets, 0 for accepted.
  private let outcomes: [Int]
  /// By template, node and lane: the document, with the place of its identifier.
  private let documents: [[UInt8]]
  private let identifierPlaces: [Int]

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
    var readers: [Bool] = []
    for before in rules {
      for now in rules {
        for template in Self.templates {
          let header = Self.header(template, "UKR.GS-1", .routine, &maker)
          readers += Self.nodes.map { before.isAddressed($0, header) && now.isPermitted($0, header) }
        }
      }
    }
    var outcomes: [Int] = []
    for rule in rules {
      for template in Self.templates {
        for node in Self.nodes {
          outcomes.append(Self.outcome(template, node, Self.header(template, node, .routine, &maker), rule))
        }
      }
    }
    var documents: [[UInt8]] = []
    var places: [Int] = []
    for template in Self.templates {
      for node in Self.nodes {
        for lane in Precedence.allCases {
          let header = Self.header(template, node, lane, &maker)
          let body = Catalogue.versions(of: header.type)[0].exampleBody
          let document = DocumentEncoder.encode(header: header, rawBody: body)
          let text = String(decoding: document, as: UTF8.self)
          places.append(text.utf8.distance(from: text.startIndex, to: text.firstRange(of: "\(header.id)")!.lowerBound))
          documents.append(template.fault == .notJSON ? Array(document.dropLast()) : document)
        }
      }
    }
    self.readers = readers
    self.outcomes = outcomes
    self.documents = documents
    identifierPlaces = places
  }

  /// 0: as it is. 1: the United States have left, Canada is European. 2: another lead, Germany cleared.
  /// 3: France's office is cleared for what is public alone and decides nothing any more.
  private static func roster(_ variant: Int) -> Roster {
    var roster = Fixture.roster
    func assign(_ role: RoleName, _ holders: [RoleHolder]) {
      roster.roles = roster.roles.map { $0.name == role ? RoleAssignment(name: role, holders: holders) : $0 }
    }
    switch variant {
    case 1:
      roster.nodes.removeAll { $0.name == "USA.CELL-1" }
      roster.participants[2].memberships = ["european"]
    case 2:
      assign("verification-lead", [.participant("CAN"), .node("UKR.CELL-1")])
      roster.nodes = roster.nodes.map { $0.name == "DEU.CELL-1" ? Fixture.node("DEU.CELL-1") : $0 }
    case 3:
      roster.nodes = roster.nodes.map {
        $0.name == "FRA.CELL-1" ? Fixture.node("FRA.CELL-1", clearance: "PUBLIC") : $0
      }
      assign("special-commission", [.participant("DEU")])
    default: break
    }
    return roster
  }

  private static func header(
    _ template: Template, _ node: NodeName, _ lane: Precedence, _ maker: inout Documents
  ) -> Header {
    let type: MessageType = template.fault == .typeNotPermitted ? "cell.minimize" : LiaisonNote.messageType
    let own = node
    var header = maker.header(template.fault == .wrongSender ? "CELL.OPS-1" : own, type: type, to: template.action)
    header.serial = .first(of: own, at: Timestamp(microseconds: Fixture.start))
    header.info = template.info
    header.precedence = lane
    header.label.releasableTo = template.releasableTo
    header.label.classification = template.classification
    return header
  }

  /// Whoever is named must be able to read it, and somebody has to.
  private static func outcome(_ template: Template, _ node: NodeName, _ header: Header, _ rules: ReadingRules) -> Int {
    if let fault = template.fault {
      return fault.rawValue
    }
    guard let sender = rules.roster.nodes.first(where: { $0.name == node }) else { return -1 }
    if template.classification == "UNCLASSIFIED", sender.clearance == "PUBLIC" { return 3108 }
    for list in [template.action, template.info].compactMap({ $0 }) {
      for entry in list where !"\(entry)".hasPrefix("@") {
        var alone = header
        alone.action = [entry]
        alone.info = nil
        if !Fixture.nodes.contains(where: { rules.mayRead($0, alone) }) { return 3109 }
      }
    }
    return Fixture.nodes.contains { rules.mayRead($0, header) } ? 0 : 3118
  }

  // MARK: questions

  func mayRead(_ node: Int, _ template: Int, acceptedUnder before: Int, now: Int) -> Bool {
    readers[((before * Self.variants + now) * Self.templates.count + template) * Self.nodes.count + node]
  }

  func outcome(_ template: Int, _ node: Int, under variant: Int) -> Int {
    outcomes[(variant * Self.templates.count + template) * Self.nodes.count + node]
  }

  func document(_ template: Int, _ node: Int, _ lane: Precedence, _ id: MessageID) -> [UInt8] {
    let index = (template * Self.nodes.count + node) * Precedence.laneCount + Int(lane.lane)
    var document = documents[index]
    let place = identifierPlaces[index]
    document.replaceSubrange(place..<place + 36, with: Array(id.description.utf8))
    return document
  }
}
