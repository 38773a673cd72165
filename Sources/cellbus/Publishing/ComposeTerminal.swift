import CellCommand
import CellNode
import CellSchema
import Dispatch
import Foundation
import Synchronization

/// The terminal on which somebody composes; standard output is for the receipt.
final class ComposeTerminal: ComposeScreen, Sendable {
  private let identity: IdentityOptions
  private let profile: NodeProfile
  private let message = Mutex<ComposedMessage?>(nil)
  /// Nobody waits again and again for a broker that is away.
  private let isBrokerAway = Mutex(false)
  private let isKept = Mutex(false)
  /// How long an answer waits for the broker's word, in seconds.
  private static let patience = 3

  init(identity: IdentityOptions, profile: NodeProfile) {
    self.identity = identity
    self.profile = profile
  }

  var width: Int { min(100, Terminal.columns ?? 80) }

  func say(_ line: String) { Terminal.note(line) }

  func ask(_ prompt: String) -> String? {
    try? FileHandle.standardError.write(contentsOf: Data(prompt.utf8))
    return readLine(strippingNewline: true)
  }

  /// Keeps the message where nobody has: a signal and the end that it brings about both want to. Who comes second waits for
  /// the first, and ends the process after that.
  func keepOnce(_ keep: () -> Void) {
    isKept.withLock { isKept in
      if !isKept { keep() }
      isKept = true
    }
  }

  func note(_ message: ComposedMessage) { self.message.withLock { $0 = message } }

  func find(_ reference: MessageReference) async throws -> MessageID {
    try await connected(profile, within: identity.limit) { node in
      try await node.find(reference, at: "").header.id
    }
  }

  /// The broker's own judge is asked, of a note that everybody may say.
  func unknown(in header: HeaderDraft) async -> Refusal? {
    let note = LiaisonNote(subject: "Addressees", text: "Who are they?")
    let draft = Draft(type: LiaisonNote.messageType, body: DocumentEncoder.json(note), header: header)
    guard !isBrokerAway.withLock({ $0 }) else { return nil }
    let limit = TimeLimit(seconds: min(Self.patience, identity.timeout))
    do { return try await connected(profile, within: limit) { try await Self.unknown(draft, at: $0) } } catch {
      isBrokerAway.withLock { $0 = true }
      return nil
    }
  }

  private static func unknown(_ draft: Draft, at node: Node) async throws -> Refusal? {
    guard let refused = try await node.checkIfKnown(draft)?.refusal, refused.code == .unknownAddressee else {
      return nil
    }
    let nodes = try await node.status().nodes.map(\.node)
    let participants = Set(nodes.map { "\($0.participant)" }).sorted().joined(separator: ", ")
    return Refusal(refused.code, at: refused.pointer, refused.detail + spoken("; there are \(participants)"))
  }

  /// Ends the process at Ctrl-C, at a kill, and where the terminal is gone, after what there is of the message was kept.
  func interrupts(_ keep: @escaping @Sendable (ComposedMessage) -> Void) -> EndingSignals {
    EndingSignals([SIGINT, SIGTERM, SIGHUP]) { [self] in
      Terminal.note("")
      if let message = message.withLock({ $0 }) { keep(message) }
    }
  }
}
