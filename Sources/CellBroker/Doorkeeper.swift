import CellCore
import CellSchema
import ZeroMQ

/// Answers ZAP: a key of the roster is let in, every other one stays outside.
///
/// A connection is known by the key that it proved, not by the name that the roster gave it then: whose key it is, is
/// asked again at every frame. So a connection that was let in under an old roster is nobody's under the new one.
struct Doorkeeper {
  private static let burst = Double(Limits.handshakesAtOnce)
  private static let perSecond = Double(Limits.handshakesPerSecond)

  private var nodes: [String: String] = [:]
  private var allowances: [String: (left: Double, at: Int64)] = [:]

  mutating func admit(_ rulebook: Rulebook, names: Names) {
    nodes = [:]
    for (index, node) in rulebook.nodes.enumerated() {
      if let node { nodes[node.curveKey] = names.nodes[index] }
    }
    allowances = allowances.filter { nodes[$0.key] != nil }
  }

  /// Whose key it is now; nil where it is nobody's.
  func node(key: String) -> String? { nodes[key] }

  enum Verdict: Equatable {
    case admitted(key: String)
    case stranger
    case tooFast(String)
  }

  mutating func judge(_ request: ZAPRequest, now: Int64) -> Verdict {
    guard case .curve(let curve) = request.credentials else { return .stranger }
    let key = curve.z85
    guard let node = nodes[key] else { return .stranger }
    var allowance = allowances[key] ?? (Self.burst, now)
    allowance.left = min(Self.burst, allowance.left + Double(now - allowance.at) / 1000 * Self.perSecond)
    allowance.at = now
    defer { allowances[key] = allowance }
    guard allowance.left >= 1 else { return .tooFast(node) }
    allowance.left -= 1
    return .admitted(key: key)
  }
}
