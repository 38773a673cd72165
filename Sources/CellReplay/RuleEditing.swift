package import CellConfig
package import CellCore
import CellProof
package import CellSchema
import StrictYAML

/// Makes one roster or charter of another by what an act says, and checks it as the files of a start are checked.
package struct RuleEditing: RuleEditor {
  private let origin: SigningOrigin?
  private let check: RuleCheck

  package init(_ set: ConfigurationSet) {
    origin = SigningOrigin(set.signingOrigin)
    check = RuleCheck(
      cell: set.configuration.value.cell, logKey: set.logKey.publicKey, firstKey: set.logKey.namingKey,
      broker: set.curveKey)
  }

  package func edited(_ files: RuleFiles, by change: RuleChange) throws(Refusal) -> RuleFiles {
    let base = change.isOfCharter ? files.charterBytes : files.rosterBytes
    let bytes = try LineDifference.apply(change.difference.description, to: base)
    let hash = Digest(of: bytes).hexadecimal
    guard hash == change.to.sha256.description else {
      throw Refusal(
        .badChange, at: "/body/to/sha256", "the difference leads to a file with the SHA-256 \(hash.prefix(16))")
    }
    let roster = try Self.read(Roster.self, change.isOfCharter ? files.rosterBytes : bytes, "roster.yaml")
    let charter = try Self.read(Charter.self, change.isOfCharter ? bytes : files.charterBytes, "charter.yaml")
    if let problem = FileProblems(check.problems(roster: roster, charter: charter)).problems.first {
      throw Self.refusal(problem)
    }
    let revision = change.isOfCharter ? charter.value.revision : roster.value.revision
    guard revision == change.to.revision else {
      throw Refusal(.badChange, at: "/body/to/revision", "the file has revision \(revision)")
    }
    do throws(Refusal) { try FoundingTerms.check(charter.value) } catch {
      throw Refusal(.badChange, at: "/body/to", error.detail)
    }
    if case .keys(let body) = change {
      try checkKeys(body, from: Self.read(Roster.self, base, "roster.yaml").value, to: roster.value)
    }
    return RuleFiles(roster: roster, charter: charter)
  }

  private static func read<Value: Codable & Sendable>(
    _ type: Value.Type, _ bytes: [UInt8], _ file: String
  ) throws(Refusal) -> Located<Value> {
    do throws(FileProblem) { return try StrictYAML.read(type, from: bytes, file: file) } catch {
      throw refusal(error)
    }
  }

  private static func refusal(_ problem: FileProblem) -> Refusal {
    Refusal(
      .badChange, at: "/body/to",
      "\(problem.file):\(problem.line): \(problem.code) \(problem.pointer): \(problem.detail)")
  }

  /// Keys of the participant's own nodes change and nothing else, and its roots in force have signed that.
  private func checkKeys(_ body: KeyChange, from old: Roster, to new: Roster) throws(Refusal) {
    var expected = old
    expected.revision = new.revision
    guard old.nodes.map(\.name) == new.nodes.map(\.name) else {
      throw Refusal(.badChange, at: "/body/difference", "it adds, removes or moves nodes: the sides decide on that")
    }
    for place in expected.nodes.indices where expected.nodes[place].name.participant == body.participant {
      expected.nodes[place].curveKey = new.nodes[place].curveKey
      expected.nodes[place].certificates = new.nodes[place].certificates
    }
    guard expected == new else {
      throw Refusal(
        .badChange, at: "/body/difference",
        "it changes more than CURVE keys and certificates of \(body.participant)'s nodes: the sides decide on that")
    }
    guard let origin, let roots = old.rootKeys.participants["\(body.participant)"] else {
      throw Refusal(.rootsRequired, at: "/body/participant", "\(body.participant) has no roots in the roster in force")
    }
    guard let from = Digest(hexadecimal: "\(body.from.sha256)"), let to = Digest(hexadecimal: "\(body.to.sha256)")
    else {
      preconditionFailure("a hash has 64 digits")
    }
    var statement = KeyChangeStatement(
      origin: origin, participant: "\(body.participant)", from: from, to: to
    ).statement
    statement.signatures = body.roots.map {
      .init(keyID: "\($0.keyid)", bytes: StrictBase64.bytes($0.sig.description) ?? [])
    }
    do throws(StatementError) {
      let signed = try statement.verified(by: roots.keys)
      guard signed.count >= roots.threshold else {
        throw .malformed(
          "\(signed.count) of the roots of \(body.participant) have signed it; \(roots.threshold) have to")
      }
    } catch {
      throw Refusal(.rootsRequired, at: "/body/roots", error.description)
    }
  }
}
