package import CellSchema

extension CeasefireScope {
  /// The scope with areas and domains sorted and without duplicates, so that scopes that mean the same are equal.
  var normal: Self {
    Self(
      kind: kind, areas: areas.flatMap { NonEmpty(Set($0).sorted { $0.description < $1.description }) },
      domains: domains.flatMap { NonEmpty(Set($0).sorted { $0.rawValue < $1.rawValue }) })
  }

  /// Whether another scope lies within this one.
  func covers(_ other: Self) -> Bool {
    switch kind {
    case .general: return true
    case .domain:
      guard let own = domains, let others = other.domains else { return false }
      return Set(others).isSubset(of: Set(own))
    case .area:
      guard other.kind == .area, let own = areas, let others = other.areas, Set(others).isSubset(of: Set(own)) else {
        return false
      }
      guard let domains else { return true }
      return other.domains.map { Set($0).isSubset(of: Set(domains)) } ?? false
    }
  }

  /// The scope in words: `general`, `energy`, `Zaporizhzhia nuclear power plant`.
  package var words: String {
    let areas = areas?.map(\.description).joined(separator: ", ")
    let domains = domains?.map(\.rawValue).joined(separator: ", ")
    return [areas, domains].compactMap { $0 }.joined(separator: ": ").isEmpty
      ? kind.rawValue : [areas, domains].compactMap { $0 }.joined(separator: ": ")
  }
}
