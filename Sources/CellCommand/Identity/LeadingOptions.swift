/// Options that may stand before the command as well as behind it, `cellbus --as FRA tail`: they are put behind it.
package enum LeadingOptions {
  private static let valued: Set<String> = [
    "--profile", "--cell", "--as", "--context", "--by", "--timeout", "--format", "-o",
  ]
  private static let flags: Set<String> = ["--no-colour", "--no-color", "--quiet", "-q", "--verbose", "-v"]

  /// Options that say who somebody is.
  package static let identity: Set<String> = ["--profile", "--cell", "--as", "--context", "--by"]

  /// The same arguments without some options and their values.
  package static func without(_ options: Set<String>, _ arguments: [String]) -> [String] {
    var kept: [String] = []
    var rest = arguments[...]
    while let first = rest.popFirst() {
      if first == "--" { return kept + [first] + rest }
      if options.contains(first) {
        _ = rest.popFirst()
      } else if !options.contains(where: { first.hasPrefix("\($0)=") }) {
        kept.append(first)
      }
    }
    return kept
  }

  /// The same arguments with those options behind all others, or before a `--`.
  package static func behind(_ arguments: [String]) -> [String] {
    var leading: [String] = []
    var rest = arguments[...]
    while let first = rest.first {
      if flags.contains(first) || valued.contains(where: { $0.hasPrefix("--") && first.hasPrefix("\($0)=") }) {
        leading.append(rest.removeFirst())
      } else if valued.contains(first), rest.count > 1 {
        leading += rest.prefix(2)
        rest = rest.dropFirst(2)
      } else {
        break
      }
    }
    // Without a command there is nothing that they could be put behind.
    guard let command = rest.first, !command.hasPrefix("-") else { return arguments }
    let end = rest.firstIndex(of: "--") ?? rest.endIndex
    return rest[..<end] + leading + rest[end...]
  }
}
