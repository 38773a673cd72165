import CellCore
import CellSchema
import ZeroMQ

/// Decides on ZAP requests: a key of the roster is let in, every other one is refused.
///
/// A connection is identified by the key that it proved, not by the name that the roster gave the key then: the node of
/// a key is looked up at every frame. So a connection let in under an old roster has no node under a new one that does
/// not list its key.
struct Doorkeeper {
  private static let burst = Double(Limits.handshakesAtOnce)
  private static let perSecond = Double(Limits.handshakesPerSecond)

  private var nodes: [CurveKeyText: NodeName] = [:]
  private var allowances: [CurveKeyText: (left: Double, at: Int64)] = [:]

  /// - Parameter withheld: nodes that the operator keeps off.
  mutating func admit(_ rulebook: Rulebook, names: Names, withheld: Set<NodeName> = []) {
    nodes = [:]
    for index in rulebook.listedNodes where !withheld.contains(names.name(index)) {
      if let node = rulebook.listed(index) { nodes[node.curveKey] = names.name(index) }
    }
    allowances = allowances.filter { nodes[$0.key] != nil }
  }

  /// The node that the roster in force lists under a key; nil if there is none.
  func node(key: CurveKeyText) -> NodeName? { nodes[key] }

  /// Forgets how often a node has connected.
  mutating func forgive(_ node: NodeName) {
    for (key, name) in nodes where name == node { allowances[key] = nil }
  }

  enum Verdict: Equatable {
    case admitted(key: CurveKeyText)
    case stranger
    case tooFast(NodeName)
  }

  mutating func judge(_ request: ZAPRequest, now: Int64) -> Verdict {
    guard case .curve(let curve) = request.credentials, let key = CurveKeyText(curve.z85), let node = nodes[key] else {
      return .stranger
    }
    var allowance = allowances[key] ?? (Self.burst, now)
    allowance.left = min(Self.burst, allowance.left + Double(now - allowance.at) / 1000 * Self.perSecond)
    allowance.at = now
    defer { allowances[key] = allowance }
    guard allowance.left >= 1 else { return .tooFast(node) }
    allowance.left -= 1
    return .admitted(key: key)
  }
}
