import ArgumentParser
import CellCommand
import CellConfig
import CellCore
import CellNode
import CellProof
import CellSchema
import Foundation
import StrictYAML

/// The roster or the charter as a file, and how one becomes another.
struct RuleFile {
  enum Kind: String {
    case roster, charter
  }

  let kind: Kind
  let name: String
  let bytes: [UInt8]
  let reference: FileReference

  init(_ kind: Kind, _ name: String) throws(Complaint) {
    do throws(FileProblem) { try self.init(kind, name, bytes: StrictYAML.bytes(of: name)) } catch {
      throw Complaint(error)
    }
  }

  private init(_ kind: Kind, _ name: String, bytes: [UInt8]) throws(FileProblem) {
    self.kind = kind
    self.name = name
    self.bytes = bytes
    let revision =
      switch kind {
      case .roster: try StrictYAML.read(Roster.self, from: bytes, file: name).value.revision
      case .charter: try StrictYAML.read(Charter.self, from: bytes, file: name).value.revision
      }
    guard let sha256 = SHA256Hex(bytes: Digest(of: bytes).bytes) else {
      preconditionFailure("a digest has 32 bytes")
    }
    reference = FileReference(revision: revision, sha256: sha256)
  }

  /// How this file becomes another.
  ///
  /// - Throws: where the change is longer than an act holds, or is none.
  func difference(to next: RuleFile) throws(Complaint) -> FileDifference {
    guard next.reference.sha256 != reference.sha256 else {
      throw Complaint(.failed, .badChange, at: next.name, spoken("it is the file that is in force: nothing changes"))
    }
    let text = try refusing { () throws(Refusal) in try LineDifference(from: bytes, to: next.bytes).text }
    guard let difference = FileDifference(text) else {
      throw Complaint(
        .failed, .tooLong, at: next.name,
        spoken("the change has \(text.unicodeScalars.count) characters, and an act holds 24000: change it in steps"))
    }
    return difference
  }

  /// The file that a change makes of this one.
  func changed(by change: RuleFileChange, to name: String) throws(Complaint) -> RuleFile {
    guard change.from == reference else {
      throw Complaint(
        .failed, .staleBase, at: self.name,
        spoken(
          "the change builds on revision \(change.from.revision.value), \(String("\(change.from.sha256)".prefix(16))), and this file is another: give that one with --base"
        ))
    }
    let bytes = try refusing { () throws(Refusal) in
      try LineDifference.apply(change.difference.description, to: self.bytes)
    }
    do throws(FileProblem) {
      let file = try RuleFile(kind, name, bytes: bytes)
      guard file.reference == change.to else {
        throw FileProblem(.badChange, file: name, position: nil, spoken("the change does not lead to what it names"))
      }
      return file
    } catch {
      throw Complaint(error)
    }
  }

  private func refusing<Value>(_ work: () throws(Refusal) -> Value) throws(Complaint) -> Value {
    do throws(Refusal) { return try work() } catch { throw Complaint(.failed, error.code, at: name, error.detail) }
  }
}

/// A change of roster or charter that a proposal carries.
struct RuleFileChange {
  let kind: RuleFile.Kind
  let from: FileReference
  let to: FileReference
  let difference: FileDifference

  /// - Throws: a complaint about a proposal of something else.
  init(_ message: RecordedMessage, of kind: RuleFile.Kind) throws {
    try DecisionRequest.checkProposal(message)
    let act = try DocumentDecoder.body(DecisionProposal.self, of: message.document).document.bytes
    switch (kind, try DocumentDecoder.header(of: act).type) {
    case (.roster, RosterChange.messageType):
      let body = try DocumentDecoder.body(RosterChange.self, of: act)
      (self.kind, from, to, difference) = (kind, body.from, body.to, body.difference)
    case (.charter, CharterChange.messageType):
      let body = try DocumentDecoder.body(CharterChange.self, of: act)
      (self.kind, from, to, difference) = (kind, body.from, body.to, body.difference)
    case (_, let type):
      throw Complaint(
        .failed, .usage, at: "PROPOSAL",
        spoken("\(message.sequence) proposes a \(type), and no change of the \(kind.rawValue)"))
    }
  }

  /// The change, as a person reads it.
  var lines: [String] {
    let head = spoken(
      "revision \(from.revision.value), \(String("\(from.sha256)".prefix(16))), becomes \(to.revision.value), \(String("\(to.sha256)".prefix(16)))"
    )
    return [head] + difference.description.split(separator: "\n").map { DisplayText.line(String($0)) }
  }
}

/// Who changes roster or charter, and from which file.
struct RuleChangeOptions: ParsableArguments {
  @Option(
    name: .long, help: helpText("The file in force. Default: the one in the directory of --cell."),
    completion: .file(extensions: ["yaml"]))
  var base: String?

  @OptionGroup(title: spoken("Who you are")) var identity: IdentityOptions
  @OptionGroup(title: spoken("Output")) var format: FormatOptions
  @OptionGroup(title: spoken("Care")) var care: CareOptions

  func file(_ kind: RuleFile.Kind) throws -> RuleFile {
    if let base { return try RuleFile(kind, base) }
    guard let directory = try identity.choice.directory(Contexts.ofUser) else {
      throw Complaint.usage(spoken("which \(kind.rawValue) is in force? --base FILE, or the directory with --cell"))
    }
    return try RuleFile(kind, "\(directory)/\(kind.rawValue).yaml")
  }

  /// Publishes on behalf of the participant, asked as everything that binds is.
  func publish(_ type: MessageType, _ body: [UInt8], by profile: NodeProfile, inReplyTo: MessageID? = nil) async throws
  {
    var header = HeaderDraft()
    header.action = [.all]
    header.nature = .operation
    header.inReplyTo = inReplyTo
    try await SinglePublishing(
      identity: identity, format: format, care: care, profile: profile, signing: try Signing(nil, profile)
    ).publish(SinglePublishing.Message(type, body, header, nature: .operation))
  }

  // MARK: the steps

  func propose(_ kind: RuleFile.Kind, _ file: String, until: Timestamp, byAll: Bool) async throws {
    let profile = try identity.read()
    let (old, new) = (try self.file(kind), try RuleFile(kind, file))
    let difference = try old.difference(to: new)
    let now = Timestamp.now
    func act<Body: Payload>(_ body: Body) -> [UInt8] {
      DocumentEncoder.encode(
        header: Header(
          id: .make(), cell: profile.cell, type: Body.messageType, version: 1, from: profile.node,
          serial: .first(of: profile.node, at: now), action: [.all], nature: .operation, sentAt: now,
          label: SecurityLabel(policy: "COORDINATION-CELL", classification: "UNCLASSIFIED", releasableTo: [.all])),
        body: body)
    }
    let document =
      switch kind {
      case .roster: act(RosterChange(from: old.reference, to: new.reference, difference: difference))
      case .charter: act(CharterChange(from: old.reference, to: new.reference, difference: difference))
      }
    guard let carried = ProposedDocument(document) else {
      throw Complaint(
        .failed, .tooLong, at: file, spoken("the act has more characters than a proposal holds: change it in steps"))
    }
    let proposal = DecisionProposal(
      document: carried, electorate: Electorate(role: "delegation"), rule: byAll ? .all : .silence, until: until)
    try await publish(DecisionProposal.messageType, DocumentEncoder.json(proposal), by: profile)
  }

  func sign(_ kind: RuleFile.Kind, _ proposal: MessageReference) async throws {
    let profile = try identity.read()
    let message = try await connected(profile, within: identity.limit) { try await $0.find(proposal: proposal) }
    let change = try RuleFileChange(message, of: kind)
    _ = try file(kind).changed(by: change, to: "\(kind.rawValue).yaml")
    for line in change.lines { Terminal.note(line) }
    let body = DecisionStatement(proposal: message.header.id, position: .agree)
    try await publish(
      DecisionStatement.messageType, DocumentEncoder.json(body), by: profile, inReplyTo: message.header.id)
  }

  func apply(_ kind: RuleFile.Kind, _ proposal: MessageReference, out: String?) async throws {
    let profile = try identity.read()
    let (message, decision) = try await connected(profile, within: identity.limit) { node in
      let message = try await node.find(proposal: proposal)
      var query = try SituationRequest(system: "decisions").query(of: profile)
      (query.nature, query.exerciseName) = (message.header.nature, message.header.exerciseName)
      let (situation, _) = try await SituationOptions.ask(node, query, isForProgram: true)
      return (
        message, try DecisionRequest.decision(message.header.id, named: "\(proposal)", in: situation.decisions)
      )
    }
    let change = try RuleFileChange(message, of: kind)
    guard decision.state == .carried else {
      throw Complaint(
        .failed, .rulesUndecided, at: "PROPOSAL", spoken("the proposal is \(decision.state.rawValue), and not carried"))
    }
    let old = try file(kind)
    let target = out ?? old.name
    let new = try old.changed(by: change, to: target)
    try OutputFile.write(new.bytes, to: target, mode: 0o644, isForced: true)
    var object = JSONObject()
    object.add("file", target)
    object.add("revision", new.reference.revision.value)
    object.add("sha256", new.reference.sha256)
    try Terminal.print(
      format.isJSON ? object.text : spoken("\(target) is revision \(new.reference.revision.value), as decided"))
  }
}
