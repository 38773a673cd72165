import CellSchema
import StrictYAML

/// What `cellbusd.yaml` has to be beyond its shape.
enum ConfigurationCheck {
  static func problems(in file: Located<CellConfiguration>) -> [FileProblem] {
    endpoints(file) + limits(file)
  }

  private static func endpoints(_ file: Located<CellConfiguration>) -> [FileProblem] {
    var problems: [FileProblem] = []
    var seen = Duplicates()
    for (index, text) in file.value.endpoints.enumerated() {
      let pointer = "/endpoints/\(index)"
      do {
        let endpoint = try Endpoint("\(text)")
        seen.note("\(endpoint)", "endpoint", at: pointer, in: file, into: &problems)
      } catch {
        problems.append(file.problem(.badLimit, at: pointer, "\"\(text)\": \(error.detail)"))
      }
    }
    return problems
  }

  private static func limits(_ file: Located<CellConfiguration>) -> [FileProblem] {
    guard let settings = file.value.limits else { return [] }
    var problems: [FileProblem] = []
    for rule in LimitSettings.rules {
      guard let value = settings[keyPath: rule.path]?.value, !rule.range.contains(value) else { continue }
      problems.append(
        file.problem(
          .badLimit, at: "/limits/\(rule.name)",
          "\(value) does not work; allowed: \(rule.range.lowerBound) to \(rule.range.upperBound)"))
    }
    let limits = ServiceLimits(settings)
    if limits.heartbeatTimeout < 2 * limits.heartbeatInterval {
      let name = settings.heartbeatTimeout == nil ? "heartbeatInterval" : "heartbeatTimeout"
      problems.append(
        file.problem(
          .badLimit, at: "/limits/\(name)",
          "one late heartbeat would end a session: the timeout (\(limits.heartbeatTimeout)) is less than twice "
            + "the interval (\(limits.heartbeatInterval))"))
    }
    return problems
  }
}

/// Finds what stands twice, and says where it stood first.
struct Duplicates {
  private var first: [String: String] = [:]

  mutating func note<Value>(
    _ name: String, _ kind: String, at pointer: String, in file: Located<Value>, into problems: inout [FileProblem]
  ) {
    if let earlier = first[name] {
      problems.append(
        file.problem(
          .duplicateEntry, at: pointer, "the \(kind) \(name) stands twice, first in line \(file.line(of: earlier))"))
    } else {
      first[name] = pointer
    }
  }
}
