import CellJournal
import CellSchema
import CellTestSupport
import CellWire

/// A ceasefire by the rules of the house, written down a second time: an agreement with its parts, and what each
/// authority stated last.
struct HistoryCeasefire {
  struct Statement {
    var step: String
    var effectiveAt: Int64?
    var sequence: UInt64
  }

  struct Part {
    var scope: CeasefireScope
    var phase: CeasefirePhase
    /// By participant.
    var statements: [String: Statement] = [:]
    /// From when on it was in force first.
    var entered: Int64?
    /// When it ended.
    var ended: Int64?

    var key: String { HistoryCeasefire.key(scope) }
  }

  var ids: [MessageID]
  var bodies: [String: CeasefireAgreement]
  /// The whole first.
  var parts: [Part]

  /// Which step leads from which phase to which.
  static let steps: [(step: String, from: [CeasefirePhase], to: CeasefirePhase)] = [
    ("agreement", [.preparation], .agreed),
    ("entry-into-force", [.agreed], .inForce),
    ("suspension", [.inForce], .suspended),
    ("resumption", [.suspended], .inForce),
    ("termination", [.agreed, .inForce, .suspended], .terminated),
  ]

  static func allows(_ step: String, in phase: CeasefirePhase) -> Bool {
    steps.contains { $0.step == step && $0.from.contains(phase) }
  }

  /// A scope in words of one order.
  static func key(_ scope: CeasefireScope) -> String {
    let areas = Set((scope.areas?.elements ?? []).map(\.description)).sorted()
    let domains = Set((scope.domains?.elements ?? []).map(\.rawValue)).sorted()
    return "\(scope.kind.rawValue) \(areas) \(domains)"
  }

  /// A part stands as the whole does until something is said of it alone, and ends with it.
  func phase(_ key: String) -> CeasefirePhase {
    if parts[0].phase == .terminated { return .terminated }
    return parts.first { $0.key == key }?.phase ?? parts[0].phase
  }

  mutating func place(_ scope: CeasefireScope) -> Int {
    let key = Self.key(scope)
    if let place = parts.firstIndex(where: { $0.key == key }) { return place }
    parts.append(Part(scope: scope, phase: parts[0].phase))
    return parts.count - 1
  }

  /// What all authorities state alike of a part.
  func agreed(_ part: Part, _ authorities: Set<String>) -> Statement? {
    var first: Statement?
    for authority in authorities.sorted() {
      guard let statement = part.statements[authority] else { return nil }
      if let first, first.step != statement.step || first.effectiveAt != statement.effectiveAt { return nil }
      first = first ?? statement
    }
    guard first?.step == "agreement" else { return first }
    let stated = authorities.compactMap { self.bodies[$0] }
    let alike = stated.allSatisfy { Self.terms($0) == Self.terms(stated[0]) }
    return alike ? first : nil
  }

  private static func terms(_ body: CeasefireAgreement) -> [String] {
    [
      "\(Set(body.parties.map(\.description)).sorted())", key(body.scope), body.effectiveAt?.description ?? "",
      body.expiresAt?.description ?? "",
    ]
  }

  /// Whether a part has to move by now.
  func isDue(_ part: Part, _ authorities: Set<String>, at moment: Int64) -> Bool {
    guard parts[0].phase != .terminated, let statement = agreed(part, authorities),
      Self.allows(statement.step, in: part.phase)
    else { return false }
    return statement.effectiveAt.map { $0 <= moment } ?? true
  }
}
