import CellCommand
import CellNode
import CellProof
import CellSchema
import Foundation
import Subprocess

/// A program that signs: it reads one line of JSON, `{"payload", "payloadType"}`, and writes one, `{"keyid", "sig"}`, the
/// signature in Base64. What it says on standard error is shown.
struct SignerProgram: Sendable {
  let words: [String]

  private struct Answer: Codable {
    var keyid: String?
    var sig: String
  }

  /// The answer's line.
  static func answer(_ signature: [UInt8], by key: SigningKey) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let answer = Answer(keyid: key.id.hexadecimal, sig: StrictBase64.text(signature))
    guard let json = try? encoder.encode(answer) else { preconditionFailure("strings encode") }
    return String(decoding: json, as: UTF8.self)
  }

  private static let runner = "env"
  /// Bytes of an answer.
  private static let greatest = 4_096

  /// - Throws: ``Complaint`` with `signer-failed`.
  func signature(of request: DocumentSigner.Request) async throws -> [UInt8] {
    let output = try await withThrowingTaskGroup(of: String?.self) { group in
      group.addTask { try await answer(to: request) }
      group.addTask {
        try await Task.sleep(for: .seconds(Limits.signerPatience))
        return nil
      }
      defer { group.cancelAll() }
      guard let output = try await group.next() ?? nil else {
        throw complaint(spoken("it did not answer within \(Limits.signerPatience) s"))
      }
      return output
    }
    let lines = output.split(separator: "\n", omittingEmptySubsequences: true)
    guard lines.count == 1, let answer = try? JSONDecoder().decode(Answer.self, from: Data(lines[0].utf8)),
      let signature = StrictBase64.bytes(answer.sig)
    else {
      throw complaint(
        spoken("its answer is no line {\"keyid\", \"sig\"}: \(DisplayText.line(String(output.prefix(100))))"))
    }
    return signature
  }

  private func answer(to request: DocumentSigner.Request) async throws -> String {
    guard let program = words.first, !program.hasPrefix("-"), !program.contains("=") else {
      throw complaint(spoken("no program is named"))
    }
    var options = PlatformOptions()
    options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(2))]
    do {
      // env runs it by its path or its name, and reads nothing else of the words.
      let outcome = try await run(
        .name(Self.runner), arguments: Arguments(words), platformOptions: options, input: .string(request.line + "\n"),
        output: .string(limit: Self.greatest), error: .currentStandardError)
      switch outcome.terminationStatus {
      case .exited(0): break
      case .exited(let code): throw complaint(spoken("it ended with the exit code \(Int(code))"))
      case .signaled(let number): throw complaint(spoken("the signal \(Int(number)) ended it"))
      }
      return outcome.standardOutput
    } catch let error as SubprocessError {
      throw complaint("\(error)")
    }
  }

  private func complaint(_ reason: String) -> Complaint {
    Complaint(.failed, .signerFailed, at: words.first ?? "", reason, consequence: spoken("Nothing was sent."))
  }
}
