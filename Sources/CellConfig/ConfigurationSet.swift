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
  package let contacts: Located<Contacts>?
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
  /// Where the broker is watched over HTTP, and at which Unix socket.
  package let metrics: LoopbackAddress?
  package let health: String?

  /// The cell as signatures and certificates name it, `cellbus/paris-1a2b3c4d`.
  package var signingOrigin: String {
    SigningOrigin(cell: "\(configuration.value.cell)", firstKey: logKey.namingKey.bytes).text
  }

  /// Reads `cellbusd.yaml` alone.
  package static func configuration(_ file: String) throws(FileProblems) -> Located<CellConfiguration> {
    do { return try StrictYAML.read(CellConfiguration.self, file: file) } catch { throw FileProblems([error]) }
  }

  /// Reads `cellbusd.yaml` and everything that it names.
  ///
  /// - Throws: every problem that was found, in the order of files and lines. A file that does not read has one, and
  ///   is left out of the checks between files.
  package static func load(_ file: String) throws(FileProblems) -> Self {
    let configuration = try configuration(file)
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
      collect { () throws(FileProblem) in try Self.servedKey(former, at: formerEndpoints, besides: file) }
    }
    if let roster, let former { problems += RosterCheck.problems(in: roster, broker: former.pair) }
    let logKey = collect { () throws(FileProblem) in try LogKeyFile.read(path(value.logKey)) }
    problems += RuleCheck(cell: value.cell, logKey: logKey?.publicKey, firstKey: logKey?.namingKey, broker: curveKey)
      .problems(roster: roster, charter: charter)
    let founding = value.founding.flatMap { file in
      collect { () throws(FileProblem) in try FoundingFile.read(path(file)) }
    }

    let contacts = value.contacts.flatMap { file in
      collect { () throws(FileProblem) in try StrictYAML.read(Contacts.self, file: path(file)) }
    }
    if let contacts { problems += Contacts.problems(in: contacts, roster?.value) }

    guard problems.isEmpty, let roster, let charter, let curveKey, let logKey else { throw FileProblems(problems) }
    return Self(
      configuration, roster: roster, charter: charter, contacts: contacts, endpoints: endpoints, curveKey: curveKey,
      former: former, logKey: logKey, founding: founding,
      warnings: FileProblems(
        AgreementCheck(roster: roster, charter: charter).warnings + CharterCheck.warnings(in: charter)
          + ConfigurationCheck.strangers(in: configuration, roster.value)
      ).problems, limits: ServiceLimits(value.limits))
  }

  private init(
    _ configuration: Located<CellConfiguration>, roster: Located<Roster>, charter: Located<Charter>,
    contacts: Located<Contacts>? = nil, endpoints: [Endpoint], curveKey: CurveKeyFile, former: ServedKey?,
    logKey: LogKeyFile, founding: FoundingFile?, warnings: [FileProblem], limits: ServiceLimits
  ) {
    let value = configuration.value
    func path(_ path: FilePath) -> String { path.resolved(besides: configuration.file) }
    self.configuration = configuration
    self.roster = roster
    self.charter = charter
    self.contacts = contacts
    self.endpoints = endpoints
    self.curveKey = curveKey
    self.former = former
    self.logKey = logKey
    self.founding = founding
    self.warnings = warnings
    self.limits = limits
    recordDirectory = path(value.directories.record)
    metrics = value.metrics.flatMap { LoopbackAddress("\($0)") }
    health = value.health.map(path)
  }

  private static func servedKey(
    _ former: CellConfiguration.FormerKey, at endpoints: [Endpoint], besides file: String
  ) throws(FileProblem) -> ServedKey {
    ServedKey(
      pair: try CurveKeyFile.read(former.curveKey.resolved(besides: file)), file: former.curveKey,
      endpoints: endpoints, until: former.until)
  }

  // MARK: rules of another source

  /// Where the record of a configuration is, that is not good as a whole; nil where not even that can be read.
  package static func record(of file: String) -> (cell: CellName, directory: String)? {
    guard let found = try? StrictYAML.read(CellConfiguration.self, file: file) else { return nil }
    return (found.value.cell, found.value.directories.record.resolved(besides: file))
  }

  /// Reads what a broker cannot do without, the endpoints and the keys, and takes the rules from elsewhere: from its
  /// record, where the files are not good. Limits that do not work are those of ``CellSchema/Limits``.
  ///
  /// - Parameters:
  ///   - problems: of ``load(_:)``.
  ///   - rosterBytes: of the roster file that was in force last; `charterBytes` likewise. They were checked against each
  ///     other then.
  /// - Returns: nil where a problem is of something else.
  package static func load(
    _ file: String, despite problems: FileProblems, rosterBytes: [UInt8], charterBytes: [UInt8]
  ) -> Self? {
    guard let configuration = try? StrictYAML.read(CellConfiguration.self, file: file) else { return nil }
    let value = configuration.value
    func path(_ path: FilePath) -> String { path.resolved(besides: file) }
    // Whom to call is for people, and no broker needs it.
    let rules = Set(([value.roster, value.charter] + [value.contacts].compactMap(\.self)).map(path))
    let isOfRules = problems.problems.allSatisfy { problem in
      rules.contains(problem.file) || problem.file == file && problem.pointer.hasPrefix("/limits/")
    }
    let (endpoints, formerEndpoints, _) = ConfigurationCheck.endpoints(configuration)
    guard isOfRules,
      let roster = try? StrictYAML.read(Roster.self, from: rosterBytes, file: path(value.roster)),
      let charter = try? StrictYAML.read(Charter.self, from: charterBytes, file: path(value.charter)),
      let curveKey = try? CurveKeyFile.read(path(value.curveKey)),
      let logKey = try? LogKeyFile.read(path(value.logKey))
    else { return nil }
    let founding = value.founding.flatMap { try? FoundingFile.read(path($0)) }
    let former = value.former.flatMap { try? Self.servedKey($0, at: formerEndpoints, besides: file) }
    guard founding != nil || value.founding == nil, former != nil || value.former == nil else { return nil }
    let isLimited = !problems.problems.contains { $0.pointer.hasPrefix("/limits/") && $0.file == file }
    return Self(
      configuration, roster: roster, charter: charter, endpoints: endpoints, curveKey: curveKey, former: former,
      logKey: logKey, founding: founding, warnings: [], limits: ServiceLimits(isLimited ? value.limits : nil))
  }

  /// The same with rules of another source; nil where they do not read.
  package func withRules(rosterBytes: [UInt8], charterBytes: [UInt8]) -> Self? {
    guard let roster = try? StrictYAML.read(Roster.self, from: rosterBytes, file: roster.file),
      let charter = try? StrictYAML.read(Charter.self, from: charterBytes, file: charter.file)
    else { return nil }
    return Self(
      configuration, roster: roster, charter: charter, contacts: contacts, endpoints: endpoints, curveKey: curveKey,
      former: former, logKey: logKey, founding: founding, warnings: [], limits: limits)
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
