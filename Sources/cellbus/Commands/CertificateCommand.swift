import ArgumentParser
import CellCommand
import CellConfig
import CellProof
import CellSchema
import Foundation

struct CertificateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "certificate",
    abstract: spoken("Root keys, keys that sign documents, and the certificates between them. All off line."),
    discussion: spoken(
      """
      A participant's roots are kept off line; roster.yaml has their public halves, and how many of them have to sign. They \
      certify the keys by which the participant's nodes sign documents: in one cell, for one node, for a time. To change a \
      key, have a certificate for the next one beside the old one for a while, then take the old one out.
      """),
    subcommands: [Key.self, Issue.self, Countersign.self, Show.self])
}

extension CertificateCommand {
  struct Key: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "key", abstract: spoken("Make a key pair, for a root or for signing documents."),
      discussion: spoken(
        """
        FILE gets the private key in PEM (PKCS 8), readable for its owner alone; FILE.pub the public one. openssl genpkey \
        makes the same: -algorithm ed25519, or -algorithm EC -pkeyopt ec_paramgen_curve:P-256.
        """))

    @Argument(help: helpText("The file of the private key; it is not written over."), completion: .file())
    var file: String

    @Option(
      name: .long, help: helpText("ed25519, or ecdsa-p256 as cards have it."),
      completion: .list(SigningAlgorithm.allCases.map(\.rawValue)))
    var algorithm: SigningAlgorithm = .ed25519

    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        let secret = SigningSecret.generate(algorithm)
        let key = secret.publicKey
        for name in [file, "\(file).pub"] where FileManager.default.fileExists(atPath: name) {
          throw Complaint(.failed, .outputUnwritable, at: name, spoken("it is there already"))
        }
        try OutputFile.write(Array(secret.pem.utf8), to: file, isForced: nil)
        try OutputFile.write(Array(key.pem.utf8), to: "\(file).pub", mode: 0o644, isForced: nil)
        var object = JSONObject()
        object.add("file", file)
        object.add("algorithm", algorithm.rawValue)
        object.add("publicKey", key.text)
        object.add("sha256", key.id.hexadecimal)
        let text = """
          \(spoken("\(file) has the private key, and \(file).pub the public one:"))
          \(key.text)
          SHA-256 \(key.id.hexadecimal)

          # \(spoken("For a root, in the cell's roster.yaml, with its participant; raise the revision:"))
              roots:
                threshold: 1
                keys:
                  - \(key.text)
          """
        try Terminal.print(format.isJSON ? object.text : text)
      }
    }
  }

  struct Issue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "issue", abstract: spoken("Certify a node's key for signing documents."),
      discussion: spoken(
        """
        It is printed in one line of JSON, which is pasted into roster.yaml as it is, as an element of the node's \
        certificates. Where several roots have to sign, each signs with cellbus certificate countersign.
        """))

    @Option(name: .long, help: helpText("The private key of a root; several, several times."), completion: .file())
    var root: [String]

    @Option(name: .long, help: helpText("The node, UKR.CELL-1."), transform: leaf)
    var node: NodeName

    @Option(
      name: .long, help: helpText("The key that is certified: its file, or its public half in Base64."),
      completion: .file())
    var key: String

    @Option(name: .long, help: helpText("The participant's own count of its certificates."))
    var serial: UInt64

    @Option(
      name: .long,
      help: helpText("The first day, 2026-03-01, or the first second, 2026-03-01T12:00:00Z. Default: today."),
      transform: CertificateDay.first)
    var from: Int64?

    @Option(
      name: .long, help: helpText("The last day, or the last second."), transform: CertificateDay.last)
    var until: Int64

    @Option(
      name: .long,
      help: helpText("The cell as certificates name it, cellbus/NAME-HHHHHHHH: cellbus roster show says it."))
    var origin: String?

    @Option(name: .long, help: helpText("The file to write. Default: standard output."), completion: .file())
    var out: String?

    @OptionGroup(title: spoken("Files")) var files: CellFileOptions
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        guard let origin = SigningOrigin(try origin ?? files.load().signingOrigin) else {
          throw Complaint.usage(spoken("--origin is cellbus/NAME-HHHHHHHH, as cellbus roster show says it"))
        }
        let now = Int64(Date().timeIntervalSince1970)
        let from = from ?? now - now % 86_400
        guard from <= until else { throw Complaint.usage(spoken("--until is before --from")) }
        let key = try SigningFiles.publicKey(key)
        let roots = try root.map(SigningFiles.secret)
        guard !roots.contains(where: { $0.publicKey == key }) else {
          throw Complaint.usage(spoken("a root signs certificates alone: certify another key"))
        }
        let certificate = Certificate(
          origin: origin, participant: "\(node.participant)", node: "\(node)", use: .document, key: key, serial: serial,
          notBefore: from, notAfter: until)
        var statement = certificate.statement
        for root in roots { statement = try statement.signed(by: root) }
        try CertificateCommand.give(statement, certificate, to: out)
      }
    }
  }

  struct Countersign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "countersign", abstract: spoken("Sign a certificate with a further root."))

    @Argument(help: helpText("The certificate's file."), completion: .file()) var file: String
    @Option(name: .long, help: helpText("The private key of the root."), completion: .file()) var root: String
    @Option(name: .long, help: helpText("The file to write. Default: standard output."), completion: .file())
    var out: String?
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        let (statement, certificate) = try SigningFiles.statement(file)
        // Who signs sees what.
        for line in CertificateCommand.lines(certificate, statement) { Terminal.note(line) }
        try CertificateCommand.give(statement.signed(by: SigningFiles.secret(root)), certificate, to: out)
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: spoken("Say what a certificate says."))

    @Argument(help: helpText("The certificate's file."), completion: .file()) var file: String
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        let (statement, certificate) = try SigningFiles.statement(file)
        guard !format.isJSON else { return try Terminal.print(certificate.payload) }
        try Terminal.print(CertificateCommand.lines(certificate, statement).joined(separator: "\n"))
      }
    }
  }

  /// What a certificate says, a line a thing.
  static func lines(_ certificate: Certificate, _ statement: SignedStatement) -> [String] {
    let rows = [
      (inColumn("cell"), certificate.origin.text), (inColumn("node"), certificate.node),
      (inColumn("use"), certificate.use.rawValue), (inColumn("algorithm"), certificate.key.algorithm.rawValue),
      (inColumn("key"), certificate.key.id.hexadecimal), (inColumn("serial"), "\(certificate.serial)"),
      (inColumn("from"), UTCSecond.text(certificate.notBefore)),
      (inColumn("until"), UTCSecond.text(certificate.notAfter)),
      (inColumn("signed by"), statement.signatures.map { String($0.keyID.prefix(16)) }.joined(separator: ", ")),
    ]
    return rows.map { "\(DisplayText.column(DisplayText.line($0), 10))  \(DisplayText.line($1))" }
  }

  fileprivate static func give(_ statement: SignedStatement, _ certificate: Certificate, to file: String?) throws {
    guard let file else { return try Terminal.print(statement.json) }
    try OutputFile.write(Array((statement.json + "\n").utf8), to: file, mode: 0o644, isForced: true)
    let (key, until) = (certificate.key.id.hexadecimal.prefix(16), UTCSecond.text(certificate.notAfter))
    try Terminal.print(
      spoken("\(file): the key \(String(key)) for \(certificate.node) until \(until), ")
        + counted(statement.signatures.count, "{1} signature", "{1} signatures"))
  }
}

extension SigningAlgorithm: ExpressibleByArgument {}

/// A certificate's first or last moment, as a person writes it.
enum CertificateDay {
  static func first(_ text: String) throws -> Int64 { try moment(text, "T00:00:00Z") }
  static func last(_ text: String) throws -> Int64 { try moment(text, "T23:59:59Z") }

  private static func moment(_ text: String, _ time: String) throws -> Int64 {
    guard let moment = UTCSecond.seconds(text) ?? UTCSecond.seconds(text + time) else {
      throw notAllowed(text, spoken("a day, 2026-03-01, or a second, 2026-03-01T12:00:00Z"))
    }
    return moment
  }
}
