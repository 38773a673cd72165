package import CellCore
import CellProof
package import CellSchema
package import StrictYAML

/// The three files that a person edits, read and checked against each other, and the keys that they name.
///
/// It is made whole or not at all: the daemon starts with it, and swaps it for a newer one on SIGHUP.
package struct ConfigurationSet: Sendable {
  package let configuration: Located<CellConfiguration>
  package let roster: Located<Roster>
  package let charter: Located<Charter>
  package let endpoints: [Endpoint]
  package let curveKey: CurveKeyFile
  /// The broker's key before ``curveKey``, served beside it for a while; nil: there is none.
  package let former: ServedKey?
  package let logKey: LogKeyFile
  /// The founding statement that the configuration names, with the signatures that it has. Whether it fits is looked at
  /// when a record begins.
  package let founding: FoundingFile?
  /// What an operator should know of roster and charter, which may be used all the same: in the order of ``FileProblems``.
  package let warnings: [FileProblem]
  /// As seen from where the program runs.
  package let recordDirectory: String
  package let limits: ServiceLimits

  /// The cell as signatures and certificates name it, `cellbus/paris-1a2b3c4d`.
  package var signingOrigin: String {
    SigningOrigin(cell: "\(configuration.value.cell)", firstKey: logKey.namingKey.bytes).text
  }

  /// Reads `cellbusd.yaml` and everything that it names.
  ///
  /// - Throws: every problem that was found, in the order of files and lines. A file that does not read has one, and
  ///   is left out of the checks between files.
  package static func load(_ file: String) throws(FileProblems) -> Self {
    let configuration: Located<CellConfiguration>
    do { configuration = try StrictYAML.read(CellConfiguration.self, file: file) } catch { throw FileProblems([error]) }
    func path(_ path: FilePath) -> String { path.resolved(besides: file) }
    let value = configuration.value

    let (endpoints, formerEndpoints, endpointProblems) = ConfigurationCheck.endpoints(configuration)
    var problems = endpointProblems + ConfigurationCheck.problems(in: configuration)
    func collect<Part>(_ read: () throws(FileProblem) -> Part) -> Part? {
      do { return try read() } catch {
        problems.append(error)
        return nil
      }
    }
    let roster = collect { () throws(FileProblem) in try StrictYAML.read(Roster.self, file: path(value.roster)) }
    let charter = collect { () throws(FileProblem) in try StrictYAML.read(Charter.self, file: path(value.charter)) }
    let curveKey = collect { () throws(FileProblem) in try CurveKeyFile.read(path(value.curveKey)) }
    let former = value.former.flatMap { former in
      collect { () throws(FileProblem) in
        ServedKey(
          pair: try CurveKeyFile.read(path(former.curveKey)), file: former.curveKey, endpoints: formerEndpoints,
          until: former.until)
      }
    }
    if let roster, let former { problems += RosterCheck.problems(in: roster, broker: former.pair) }
    let logKey = collect { () throws(FileProblem) in try LogKeyFile.read(path(value.logKey)) }
    problems += RuleCheck(cell: value.cell, logKey: logKey?.publicKey, firstKey: logKey?.namingKey, broker: curveKey)
      .problems(roster: roster, charter: charter)
    let founding = value.founding.flatMap { file in
      collect { () throws(FileProblem) in try FoundingFile.read(path(file)) }
    }

    guard problems.isEmpty, let roster, let charter, let curveKey, let logKey else { throw FileProblems(problems) }
    return Self(
      configuration: configuration, roster: roster, charter: charter,
      endpoints: endpoints, curveKey: curveKey, former: former, logKey: logKey, founding: founding,
      warnings: FileProblems(
        AgreementCheck(roster: roster, charter: charter).warnings + CharterCheck.warnings(in: charter)
          + ConfigurationCheck.strangers(in: configuration, roster.value)
      ).problems,
      recordDirectory: path(value.directories.record), limits: ServiceLimits(value.limits))
  }
}

/// A key pair of the broker's, and where it is served.
package struct ServedKey: Hashable, Sendable {
  package let pair: CurveKeyFile
  /// As the configuration names it.
  package let file: FilePath
  package let endpoints: [Endpoint]
  /// When its endpoints close; nil: they do not.
  package let until: Timestamp?
}

extension ConfigurationSet {
  /// The broker's keys, the first one first.
  package var served: [ServedKey] {
    [ServedKey(pair: curveKey, file: configuration.value.curveKey, endpoints: endpoints, until: nil)]
      + (former.map { [$0] } ?? [])
  }
}

/// Everything that is wrong with a set of files.
package struct FileProblems: Error, Hashable, Sendable, CustomStringConvertible {
  /// By file, in the order in which they were read, and line.
  package let problems: [FileProblem]

  package init(_ problems: [FileProblem]) {
    var files: [String: Int] = [:]
    for problem in problems where files[problem.file] == nil { files[problem.file] = files.count }
    // Two problems may stand at one place; their order is that in which they were found.
    self.problems = problems.enumerated().sorted { left, right in
      let (first, second) = (left.element, right.element)
      return (files[first.file] ?? 0, first.line, first.column, left.offset)
        < (files[second.file] ?? 0, second.line, second.column, right.offset)
    }.map(\.element)
  }

  package var description: String { problems.map(\.description).joined(separator: "\n") }
}
