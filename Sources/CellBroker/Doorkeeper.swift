import CellCore
import ZeroMQ

/// Answers ZAP: a key of the roster is its node, every other one stays outside.
struct Doorkeeper {
  /// Handshakes that a key may make at once, and how many more each second.
  static let burst = 32.0
  static let perSecond = 4.0

  private var nodes: [String: String] = [:]
  private var allowances: [String: (left: Double, at: Int64)] = [:]

  mutating func admit(_ rulebook: Rulebook, names: Names) {
    nodes = [:]
    for (index, node) in rulebook.nodes.enumerated() {
      if let node { nodes[node.curveKey] = names.nodes[index] }
    }
    allowances = allowances.filter { nodes[$0.key] != nil }
  }

  enum Verdict: Equatable {
    case node(String)
    case stranger
    case tooFast(String)
  }

  mutating func judge(_ request: ZAPRequest, now: Int64) -> Verdict {
    guard case .curve(let key) = request.credentials, let node = nodes[key.z85] else { return .stranger }
    var allowance = allowances[key.z85] ?? (Self.burst, now)
    allowance.left = min(Self.burst, allowance.left + Double(now - allowance.at) / 1000 * Self.perSecond)
    allowance.at = now
    defer { allowances[key.z85] = allowance }
    guard allowance.left >= 1 else { return .tooFast(node) }
    allowance.left -= 1
    return .node(node)
  }
}
