import CellCommand
import CellSchema
import Testing

@Suite("What a proof shows, in words")
struct ProofReportTests {
  private let hash = "96936ee489e1b62b409ef69382329086ec90513724877e7398d4f5813edde409"

  private func row(_ sequence: UInt64, isChecked: Bool = true, signatures: Int? = 0) -> ProofReport.Row {
    let header = Header(
      id: "019cc7d0-8ee0-7a9b-8f1e-2c3d4e5f6071", cell: "paris", type: "cell.liaison-note", from: "UKR.GS-1",
      serial: "UKR.GS-1/0012/26", action: [.all],
      label: SecurityLabel(policy: "COORDINATION-CELL", classification: "UNCLASSIFIED", releasableTo: [.all]))
    let roster = FileReference(revision: 3, sha256: SHA256Hex(hash)!)
    let charter = CharterReference(
      name: "paris-2026-draft", revision: 1, sha256: SHA256Hex(hash)!, instrument: "paris-declaration",
      version: "draft")
    return ProofReport.Row(
      sequence: sequence, acceptedAt: "2026-11-24T17:35:00Z", node: "UKR.GS-1", header: isChecked ? header : nil,
      documentSHA256: hash, isDocumentChecked: isChecked, signatures: signatures,
      rules: isChecked ? ProofReport.Rules(roster: roster, charter: charter) : nil)
  }

  private func report(
    _ rows: [ProofReport.Row], witnessedAt: Timestamp? = nil, notBefore: Timestamp? = nil
  ) -> ProofReport {
    ProofReport(
      log: "cellbus/paris-0a1b2c3d/1", size: 12, root: hash,
      cosigned: witnessedAt.map { [("FRA.WIT-1", $0)] } ?? [], witnessedAt: witnessedAt, notBefore: notBefore,
      rows: rows)
  }

  @Test func `it says what is proved, what is claimed and what is not covered`() {
    let text = report([row(7, signatures: 2)]).text(width: 80)
    #expect(
      text == """
        log          cellbus/paris-0a1b2c3d/1
        tree         12 rows, root
                     96936ee489e1b62b409ef69382329086ec90513724877e7398d4f5813edde409
        cosigned     by no witness
        row 7        241735ZNOV26 UKR.GS-1  cell.liaison-note UKR.GS-1/0012/26
                     2 signatures, not judged here
                     under roster 3 and paris-2026-draft 1
        proved       The log's key has signed a tree in which each of these rows stands
                     at its place, with its document to the byte.
        claimed      By the log alone: when each row was accepted, and which node sent
                     it. By the documents: the office and the authority of who speaks.
        not covered  Every other row, among them any that amends or withdraws these.
                     Whether the log has signed another history for others, and when
                     this one was signed: the keys file asks for no witness.
        """)
  }

  @Test func `witnesses say when, and a row without its document says less`() {
    let witnessed = report([row(7), row(8, isChecked: false)], witnessedAt: "2026-11-24T17:40:00Z")
    let text = witnessed.text(width: 200)
    #expect(text.contains("with the hash of its document. Each stood there by 241740ZNOV26"))
    #expect(text.contains("its document is not at hand; its SHA-256 is \(hash)"))
    #expect(text.contains("cosigned     FRA.WIT-1 241740ZNOV26"))
    #expect(!text.contains("asks for no witness"))
    let many = report([row(7), row(9), row(11)]).text(width: 200)
    #expect(many.ranges(of: "from here on under roster 3 and paris-2026-draft 1").count == 1)
    let between = report([row(7)], witnessedAt: "2026-11-24T17:40:00Z", notBefore: "2026-11-24T17:30:00Z")
    #expect(between.text(width: 200).contains("Each came there between 241730ZNOV26 and 241740ZNOV26"))
    #expect(between.json.contains(#""notBefore":"2026-11-24T17:30:00.000Z","witnessedAt":"2026-11-24T17:40:00.000Z""#))
  }

  @Test(arguments: [40, 60, 80, 120]) func `it fits the screen`(width: Int) {
    for language in Language.allCases {
      let text = Voice.$current.withValue(Voice(language)) {
        report([row(7, signatures: 36)], witnessedAt: "2026-11-24T17:40:00Z").text(width: width)
      }
      for line in text.split(separator: "\n") where !line.contains(hash) {
        #expect(DisplayText.width(String(line)) <= width, "\(line)")
      }
    }
  }

  @Test func `rows are named by number, id, serial or case`() {
    #expect(RecordChoice("354") == .message(.number(354)))
    #expect(RecordChoice("#354")?.row == 354)
    #expect(RecordChoice("v-2026-0042") == .ofCase("V-2026-0042"))
    #expect(RecordChoice("ukr.gs-1/0012/26") == .message(.serial("UKR.GS-1/0012/26")))
    #expect(RecordChoice("declaration.*") == .ofType("declaration.*"))
    for name in ["hello", "*", ".*", "declaration.", "x.*.y"] { #expect(RecordChoice(name) == nil, "\(name)") }
    let header = row(7).header!
    for name in [
      "7", "019cc7d0", "019cc7d0-8ee0-7a9b-8f1e-2c3d4e5f6071", "UKR.GS-1/0012/26", "cell.*", "cell.liaison-note",
    ] {
      #expect(RecordChoice(name)?.takes(7, header) == true, "\(name)")
    }
    for name in ["8", "119cc7d0", "UKR.GS-1/0013/26", "V-2026-0042", "cell.other", "ce.*"] {
      #expect(RecordChoice(name)?.takes(7, header) == false, "\(name)")
    }
  }

  @Test func `the messages that a document names are found as they stand in its JSON`() {
    let (one, two): (MessageID, MessageID) = (
      "019cc7d0-8ee0-7a9b-8f1e-2c3d4e5f6071", "019cca47-4af0-75ed-b293-3a8ee95807b0"
    )
    func ids(_ json: String) -> Set<MessageID> { NamedMessages.ids(in: Array(json.utf8)[...]) }
    #expect(ids(#"{"a":"\#(one)","b":["\#(two)","\#(one)"]}"#) == [one, two])
    #expect(ids(#""\#(one)""#) == [one])
    for json in ["", "\"", #"{"a":"see \#(one)"}"#, #"{"a":"\#(one)1"}"#, #"{"a":"\#(one)"#] {
      #expect(ids(json) == [])
    }
  }
}
