package import CellSchema

/// A change of a founded cell's roster or charter, as an act says it.
package enum RuleChange: Sendable {
  case roster(RosterChange)
  case charter(CharterChange)
  case keys(KeyChange)

  private static let rosterType = Catalogue.index(of: RosterChange.self)
  private static let charterType = Catalogue.index(of: CharterChange.self)
  private static let keysType = Catalogue.index(of: KeyChange.self)

  /// Nil of a document of another type.
  init?(_ type: TypeIndex?, _ document: [UInt8]) throws(Refusal) {
    switch type {
    case Self.rosterType: self = .roster(try DocumentDecoder.body(RosterChange.self, of: document))
    case Self.charterType: self = .charter(try DocumentDecoder.body(CharterChange.self, of: document))
    case Self.keysType: self = .keys(try DocumentDecoder.body(KeyChange.self, of: document))
    case _: return nil
    }
  }

  package var from: FileReference {
    switch self {
    case .roster(let body): body.from
    case .charter(let body): body.from
    case .keys(let body): body.from
    }
  }

  package var to: FileReference {
    switch self {
    case .roster(let body): body.to
    case .charter(let body): body.to
    case .keys(let body): body.to
    }
  }

  package var difference: FileDifference {
    switch self {
    case .roster(let body): body.difference
    case .charter(let body): body.difference
    case .keys(let body): body.difference
    }
  }

  package var isOfCharter: Bool { if case .charter = self { true } else { false } }

  /// Whether it takes a decision; else the roots of whose keys they are have signed it.
  var isDecided: Bool { if case .keys = self { false } else { true } }
}

/// Makes one roster or charter of another, and checks it as the files of a start are checked. The core has neither the
/// files' language nor cryptography.
package protocol RuleEditor: Sendable {
  /// - Parameter files: those in force, on which the change builds.
  /// - Throws: `bad-change` or `roots-required`, with the place in the act.
  func edited(_ files: RuleFiles, by change: RuleChange) throws(Refusal) -> RuleFiles
}

/// Judges changes of a founded cell's rules, and has those in force that are decided: in the turn in which they are.
final class RuleDesk {
  private let recorder: Recorder
  private let editor: (any RuleEditor)?
  /// The roster and the charter in force, with what was decided in this turn; nil before the first rules.
  private(set) var inForce: RuleFiles?
  /// Nothing is judged: the rules change otherwise.
  private var isAssumed = false
  /// What is decided and does not hold yet, with the row that says so.
  private var decided: [(files: RuleFiles, cause: SequenceNumber)] = []

  init(recorder: Recorder, editor: (any RuleEditor)?) {
    self.recorder = recorder
    self.editor = editor
  }

  func note(inForce files: RuleFiles) { inForce = files }
  func assume() { isAssumed = true }

  /// What is on disk changes nothing in a founded cell.
  func checkUnchanged(_ files: RuleFiles) throws(Refusal) {
    guard let recorded = recorder.state.rules.recorded else { return }
    for (name, own, file) in [
      ("roster", recorded.roster.sha256, files.roster.sha256),
      ("charter", recorded.charter.sha256, files.charter.sha256),
    ] where own != file {
      throw Refusal(
        .rulesUndecided,
        "the \(name) on disk, \("\(file)".prefix(16)), is not the one in force, \("\(own)".prefix(16)): only the sides"
          + " change it, so that this is no more than a proposal: cellbus \(name) propose FILE")
    }
  }

  /// The files that an act leads to; nil of an act that changes no rules.
  ///
  /// - Throws: the refusal of a change that may not be as things stand, with the place in the act.
  func judge(_ prepared: Prepared, _ document: [UInt8]) throws(Refusal) -> RuleFiles? {
    let found = prepared.messageClass
    guard !isAssumed, let change = try RuleChange(found.type, document) else { return nil }
    guard recorder.isFounded, let editor, let inForce else {
      throw Refusal(.notFounded, at: "/header/type", "this cell is a development cell: its operator changes the files")
    }
    guard found.world == .operation else {
      throw Refusal(.badChange, at: "/header/nature", "rules are changed in operation alone")
    }
    let (revision, sha256) =
      change.isOfCharter
      ? (inForce.charter.revision, inForce.charter.sha256) : (inForce.roster.revision, inForce.roster.sha256)
    guard change.from == FileReference(revision: revision, sha256: sha256) else {
      throw Refusal(
        .staleBase, at: "/body/from",
        "it builds on revision \(change.from.revision), \("\(change.from.sha256)".prefix(16)), and revision"
          + " \(revision), \("\(sha256)".prefix(16)), is in force")
    }
    guard change.to.revision > change.from.revision else {
      throw Refusal(
        .badChange, at: "/body/to/revision",
        "\(change.to.revision) is not above \(change.from.revision), which is in force")
    }
    let files = try editor.edited(inForce, by: change)
    let before = try inForce.compiled(recorder.names).rulebook.witnesses
    try files.compiled(recorder.names).checkWitnesses(after: before)
    return files
  }

  /// Judges a message that is said by itself: keys are changed so, and nothing else.
  func judge(said prepared: Prepared, _ document: ArraySlice<UInt8>) throws(Refusal) -> RuleFiles? {
    guard !isAssumed, RuleChange.areRules(prepared.messageClass.type) else { return nil }
    let document = Array(document)
    let files = try judge(prepared, document)
    if try RuleChange(prepared.messageClass.type, document)?.isDecided == true {
      throw Refusal(
        .decisionNeeded, at: "/header/type",
        "\(prepared.messageClass.typeName) is decided together: propose it by \(DecisionProposal.messageType)")
    }
    return files
  }

  /// Has files hold at the end of this turn.
  ///
  /// - Parameter cause: the row that says so.
  func decide(_ files: RuleFiles, cause: SequenceNumber) {
    inForce = files
    decided.append((files, cause))
  }

  func nextDecided() -> (files: RuleFiles, cause: SequenceNumber)? { decided.isEmpty ? nil : decided.removeFirst() }
}

extension RuleChange {
  static func areRules(_ type: TypeIndex?) -> Bool { type == rosterType || type == charterType || type == keysType }
}
