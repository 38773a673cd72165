import ArgumentParser
import CellCommand

/// By what a document is signed.
struct SigningOptions: ParsableArguments {
  @Option(
    name: .long, help: helpText("The certificate of the key, as it stands in the roster. Default: the profile's."),
    completion: .file())
  var certificate: String?

  @Option(
    name: .long,
    help: helpText("A private key in a file, PEM (PKCS 8), as openssl and cellbus certificate key write it."),
    completion: .file())
  var key: String?

  @Option(
    name: .long, parsing: .remaining,
    help: helpText("A program that signs, with its arguments: all that follows. No shell reads it. See cellbus signer.")
  )
  var signer: [String] = []

  /// Whether a key or a program is named here.
  var isGiven: Bool { key != nil || !signer.isEmpty }

  func validate() throws {
    if key != nil, !signer.isEmpty { throw ValidationError(spoken("--key and --signer exclude each other")) }
    if certificate != nil, !isGiven { throw ValidationError(spoken("--certificate goes with --key or --signer")) }
  }
}
