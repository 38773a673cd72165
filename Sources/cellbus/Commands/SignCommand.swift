import ArgumentParser
import CellCommand
import CellNode
import CellProof
import CellSchema
import Foundation

struct SignCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign", abstract: spoken("Sign a document in a file, alone or after others."),
    discussion: spoken(
      """
      The document is what cellbus publish --write FILE has written: its exact bytes are signed, and later published. The \
      signed file is an envelope of DSSE in JSON. Several sign one text one after the other, each with --add; who \
      publishes it does so with cellbus publish --signed FILE. Nothing is sent, and no broker is asked.
      """))

  @Argument(help: helpText("The document; with --add the signed file."), completion: .file()) var file: String

  @Flag(name: .long, help: helpText("Sign beside those who have signed the file."))
  var add = false

  @Option(
    name: .long, help: helpText("The signed file to write. Default: standard output; with --add, the file itself."),
    completion: .file())
  var out: String?

  @Option(
    name: .long, help: helpText("A node's profile whose signing is used. Without it: CELLBUS_PROFILE, or a context."),
    completion: .file(extensions: ["yaml"]))
  var profile: String?

  @OptionGroup(title: spoken("Signing")) var signing: SigningOptions
  @OptionGroup(title: spoken("Output")) var format: FormatOptions

  func run() async throws {
    try await reporting(format) {
      guard let signing = try Signing(signing, try ownProfile()) else {
        throw Complaint.usage(spoken("by what? --key FILE or --signer PROGRAM, or signing in the profile"))
      }
      var signed =
        add ? try SignedFile(file) : try SignedFile(document: file, type: signing.signer.documentType)
      try await signed.add(signing.signer)
      guard let target = out ?? (add ? file : nil) else { return try Terminal.print(signed.statement.json) }
      try OutputFile.write(Array((signed.statement.json + "\n").utf8), to: target, isForced: true)
      var object = JSONObject()
      object.add("file", target)
      object.add("signatures", signed.statement.signatures.map(\.keyID))
      try Terminal.print(format.isJSON ? object.text : "\(target): \(signed.words)")
    }
  }

  /// The profile, where a key is not named here together with its certificate.
  private func ownProfile() throws -> NodeProfile? {
    guard !signing.isGiven || signing.certificate == nil else { return nil }
    let choice = IdentityChoice(profile: profile, environment: ProcessInfo.processInfo.environment)
    // Who names no profile and no key is asked for a key, and not who they are.
    guard let place = try? choice.place(Contexts.ofUser) else { return nil }
    switch place {
    case .profile(let file): return try NodeProfile.read(file)
    case .node(let name, let cell): return try NodeProfile.read(try IdentityOptions.file(of: name, in: "\(cell)/nodes"))
    }
  }
}

struct SignerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "signer",
    abstract: spoken("Sign one request on standard input with a key in a file, for development."),
    discussion: spoken(
      """
      It speaks as every program for --signer does. One line of JSON comes in, {"payload": Base64, "payloadType"}; one \
      goes out, {"keyid", "sig": Base64}. The signature is over DSSE's encoding of both, which the program computes itself: \
      Ed25519, or ECDSA over P-256 with SHA-256 as r and s, 64 bytes. It has \(Limits.signerPatience) seconds, and may ask \
      its user on the terminal. A program for a card is given in its place.
      """))

  @Option(name: .long, help: helpText("The private key, PEM (PKCS 8)."), completion: .file()) var key: String

  @OptionGroup(title: spoken("Output")) var format: FormatOptions

  func run() async throws {
    try await reporting(format) {
      let secret = try SigningFiles.secret(key)
      var line: [UInt8] = []
      let input = try InputFile("-")
      while !line.contains(UInt8(ascii: "\n")), let chunk = try await input.next() {
        line += chunk
        guard line.count <= 4 * Limits.document else {
          throw Complaint(.failed, .documentTooLarge, spoken("the request is too long"))
        }
      }
      guard let request = DocumentSigner.Request(line: line),
        SigningFiles.isDocument(request.payloadType)
      else {
        throw Complaint(
          .failed, .undecodable, spoken("the request is no line {\"payload\", \"payloadType\"} of a document"))
      }
      try Terminal.print(SignerProgram.answer(try secret.signature(of: request.encoding), by: secret.publicKey))
    }
  }
}
