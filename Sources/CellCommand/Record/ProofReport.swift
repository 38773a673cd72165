package import CellSchema

/// What a proof or a bundle shows, in plain words: what is proved, what is only claimed, and what it does not cover.
package struct ProofReport: Sendable {
  /// The roster and the charter in force at a row.
  package struct Rules: Sendable, Hashable {
    package var roster: FileReference
    package var charter: CharterReference

    package init(roster: FileReference, charter: CharterReference) {
      self.roster = roster
      self.charter = charter
    }
  }

  /// A row that stands in the log's tree.
  package struct Row: Sendable {
    package var sequence: UInt64
    package var acceptedAt: Timestamp
    package var node: NodeName
    /// What the message says of itself; nil where its document is not at hand.
    package var header: Header?
    package var documentSHA256: String
    /// Whether the document's bytes were compared with the hash.
    package var isDocumentChecked: Bool
    /// Of the signature block: how many signatures it has; nil where the block is not at hand.
    package var signatures: Int?
    /// The nodes whose certified keys have signed it; nil where that was not judged.
    package var signers: [String]?
    /// The rules in force at its place; nil where nothing shows them.
    package var rules: Rules?

    package init(
      sequence: UInt64, acceptedAt: Timestamp, node: NodeName, header: Header?, documentSHA256: String,
      isDocumentChecked: Bool, signatures: Int?, signers: [String]? = nil, rules: Rules?
    ) {
      self.sequence = sequence
      self.acceptedAt = acceptedAt
      self.node = node
      self.header = header
      self.documentSHA256 = documentSHA256
      self.isDocumentChecked = isDocumentChecked
      self.signatures = signatures
      self.signers = signers
      self.rules = rules
    }
  }

  package var log: String
  package var size: UInt64
  package var root: String
  /// Who has cosigned the checkpoint, and when by its own clock.
  package var cosigned: [(witness: String, at: Timestamp)]
  /// When the quorum had cosigned; nil where the keys file asks for none.
  package var witnessedAt: Timestamp?
  /// When an earlier checkpoint without the rows was cosigned.
  package var notBefore: Timestamp?
  package var rows: [Row]
  /// How many certificates are enclosed.
  package var certificates: Int
  /// How the cell came about; nil where nothing shows it.
  package var founding: FoundingWords?

  package init(
    log: String, size: UInt64, root: String, cosigned: [(witness: String, at: Timestamp)], witnessedAt: Timestamp?,
    notBefore: Timestamp?, rows: [Row], certificates: Int = 0, founding: FoundingWords? = nil
  ) {
    self.founding = founding
    self.log = log
    self.size = size
    self.root = root
    self.cosigned = cosigned
    self.witnessedAt = witnessedAt
    self.notBefore = notBefore
    self.rows = rows
    self.certificates = certificates
  }

  // MARK: for people

  /// - Parameter width: of the screen, in columns.
  package func text(width: Int) -> String {
    var fields: [(name: String, words: [String])] = [
      (inColumn("log"), [log]),
      (inColumn("tree"), [spoken("\("\(size)") rows, root \(root)")]),
      (inColumn("cosigned"), [cosigners]),
    ]
    if let founding { fields.append((inColumn("cell"), founding.lines)) }
    fields += rows.indices.map { (inColumn("row \("\(rows[$0].sequence)")"), words(ofRow: $0)) }
    fields += [(inColumn("proved"), [proved]), (inColumn("claimed"), [claimed]), (inColumn("not covered"), notCovered)]
    let column = (fields.map { DisplayText.width($0.name) }.max() ?? 0) + 2
    return fields.flatMap { field -> [String] in
      let lines = field.words.flatMap { DisplayText.wrapped(DisplayText.line($0), to: max(20, width - column)) }
      return lines.enumerated().map { DisplayText.column($0.offset == 0 ? field.name : "", column) + $0.element }
    }.joined(separator: "\n")
  }

  private var cosigners: String {
    cosigned.isEmpty
      ? spoken("by no witness") : cosigned.map { "\($0.witness) \($0.at.dtg)" }.joined(separator: ", ")
  }

  private func words(ofRow place: Int) -> [String] {
    let row = rows[place]
    var lines = ["\(row.acceptedAt.dtg) \(row.node)"]
    if let header = row.header {
      lines[0] += "  \(header.type) \(header.serial)"
    }
    if !row.isDocumentChecked {
      lines.append(spoken("its document is not at hand; its SHA-256 is \(row.documentSHA256)"))
    }
    if let signers = row.signers {
      if !signers.isEmpty { lines.append(spoken("signed by \(signers.joined(separator: ", "))")) }
    } else if let signatures = row.signatures, signatures > 0 {
      lines.append(counted(signatures, "{1} signature, not judged here", "{1} signatures, not judged here"))
    }
    // The rules of many rows are said once, and where they change.
    if let rules = row.rules, place == 0 || rules != rows[place - 1].rules {
      let (roster, charter, revision) = (rules.roster.revision, rules.charter.name, rules.charter.revision)
      lines.append(
        rows.count == 1
          ? spoken("under roster \(roster) and \(charter) \(revision)")
          : spoken("from here on under roster \(roster) and \(charter) \(revision)"))
    }
    return lines
  }

  private var proved: String {
    let what =
      rows.allSatisfy(\.isDocumentChecked)
      ? spoken(
        "The log's key has signed a tree in which each of these rows stands at its place, with its document to the byte."
      )
      : spoken(
        "The log's key has signed a tree in which each of these rows stands at its place, with the hash of its document."
      )
    guard let witnessedAt else { return what }
    guard let notBefore else {
      return what + " " + spoken("Each stood there by \(witnessedAt.dtg), as a quorum of witnesses says.")
    }
    return what + " "
      + spoken("Each came there between \(notBefore.dtg) and \(witnessedAt.dtg), as a quorum of witnesses says.")
  }

  private var claimed: String {
    spoken("By the log alone: when each row was accepted, and which node sent it.") + " "
      + spoken("By the documents: the office and the authority of who speaks.")
  }

  private var notCovered: [String] {
    var lines = [spoken("Every other row, among them any that amends or withdraws these.")]
    if certificates > 0 {
      lines.append(
        counted(
          certificates, "{1} certificate that is enclosed, not judged here",
          "{1} certificates that are enclosed, not judged here"))
    }
    if witnessedAt == nil {
      lines.append(
        spoken(
          "Whether the log has signed another history for others, and when this one was signed: the keys file asks for no witness."
        ))
    }
    return lines
  }

  // MARK: for programs

  package var json: String {
    var object = JSONObject()
    object.add("log", log)
    object.add("size", size)
    object.add("root", root)
    object.add(
      "cosigned",
      cosigned.map { witness, time in
        var object = JSONObject()
        object.add("witness", witness)
        object.add("at", time)
        return object
      })
    if let notBefore { object.add("notBefore", notBefore) }
    if let witnessedAt { object.add("witnessedAt", witnessedAt) }
    object.add("rows", rows.map(Self.json))
    if certificates > 0 { object.add("certificates", certificates) }
    founding?.add(to: &object)
    return object.text
  }

  private static func json(_ row: Row) -> JSONObject {
    var object = JSONObject()
    object.add("seq", row.sequence)
    object.add("acceptedAt", row.acceptedAt)
    object.add("node", row.node)
    if let header = row.header {
      object.add("type", header.type)
      object.add("id", header.id)
      object.add("serial", header.serial)
    }
    object.add("documentSHA256", row.documentSHA256)
    object.add("documentChecked", row.isDocumentChecked)
    if let signatures = row.signatures { object.add("signatures", signatures) }
    if let signers = row.signers { object.add("signers", signers) }
    if let rules = row.rules {
      object.add("rosterSHA256", rules.roster.sha256)
      object.add("charterSHA256", rules.charter.sha256)
    }
    return object
  }
}
