import CellCommand
import CellNode
import CellProof
import CellSchema
import Foundation

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
    guard let name = words.first, !name.hasPrefix("-"), !name.contains("=") else {
      throw complaint(spoken("no program is named"))
    }
    let (input, output) = (Pipe(), Pipe())
    // env runs it by its path or its name, and reads nothing else of the words.
    guard let program = TerminalProgram([Self.runner] + words, input: input, output: output) else {
      throw complaint(spoken("no program is named"))
    }
    try? input.fileHandleForReading.close()
    try? output.fileHandleForWriting.close()
    let (status, answer) = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        Thread.detachNewThread {
          // What it does not read it need not: its answer says what it made of the rest.
          try? input.fileHandleForWriting.write(contentsOf: Data((request.line + "\n").utf8))
          try? input.fileHandleForWriting.close()
        }
        Thread.detachNewThread {
          let bytes = (try? output.fileHandleForReading.read(upToCount: Self.greatest + 1)) ?? Data()
          // Who goes on writing is told that nobody reads.
          try? output.fileHandleForReading.close()
          continuation.resume(returning: (program.wait(), bytes))
        }
      }
    } onCancel: {
      program.end()
    }
    guard status < 128 else { throw complaint(spoken("the signal \(Int(status) - 128) ended it")) }
    guard status == 0 else { throw complaint(spoken("it ended with the exit code \(Int(status))")) }
    guard answer.count <= Self.greatest else {
      throw complaint(
        spoken(
          "its answer is no line {\"keyid\", \"sig\"}: \(DisplayText.line(String(decoding: answer.prefix(100), as: UTF8.self)))"
        ))
    }
    return String(decoding: answer, as: UTF8.self)
  }

  private func complaint(_ reason: String) -> Complaint {
    Complaint(.failed, .signerFailed, at: words.first ?? "", reason, consequence: spoken("Nothing was sent."))
  }
}
