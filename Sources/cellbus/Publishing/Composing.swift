import ArgumentParser
import CellCommand
import CellNode
import CellSchema
import Dispatch
import Foundation
import Synchronization

/// Writes a message with whoever sits at the terminal, until it is sent or kept.
struct Composing {
  let entry: Catalogue.Entry
  let identity: IdentityOptions
  let format: FormatOptions
  let care: CareOptions
  let profile: NodeProfile
  /// The draft that it goes on with.
  let draft: Int?
  /// The world that was chosen; nil where the profile has it, or a draft.
  private(set) var nature: Nature?
  private(set) var exercise: Line?
  private let screen: ComposeTerminal
  private var message = ComposedMessage()
  private var id = MessageID.make()

  init(
    entry: Catalogue.Entry, identity: IdentityOptions, format: FormatOptions, care: CareOptions, profile: NodeProfile,
    draft: Int?, nature: Nature?, exercise: Line?
  ) {
    self.entry = entry
    self.identity = identity
    self.format = format
    self.care = care
    self.profile = profile
    self.draft = draft
    self.nature = nature
    self.exercise = exercise
    screen = ComposeTerminal(identity: identity, profile: profile)
  }

  /// Why a draft was kept that nobody finished.
  private static var unfinished: String { spoken("not finished") }

  /// Goes on with what was kept.
  mutating func take(_ kept: KeptDraft) {
    (nature, exercise) = (kept.header.nature, kept.header.exerciseName)
    id = kept.header.id ?? id
    message = ComposedMessage(header: kept.header, body: kept.body)
    if kept.reason == Self.unfinished { message.forgetStandards() }
  }

  private var moments: MomentInput { MomentInput() }
  private var ink: Ink { format.errorInk }
  private var dialogue: ComposeDialogue { ComposeDialogue(entry, on: screen, moments: moments, ink: ink) }

  // MARK: question and answer

  mutating func ask() async throws {
    let (dialogue, terminal) = (dialogue, screen)
    // What was typed is not lost where somebody leaves by Ctrl-C.
    let interrupts = terminal.interrupts { [self] in
      var left = self
      left.message = $0
      left.keep(Self.unfinished)
    }
    defer { interrupts.cancel() }
    do {
      try await dialogue.compose(&message)
      try await dialogue.correct(&message)
      try await review()
    } catch is ComposeEnded {
      Terminal.note("")
      try leave()
    }
  }

  // MARK: a form

  mutating func edit() async throws {
    let editor = try FormEditor()
    defer { editor.remove() }
    var faults: [String] = []
    var text = ComposeForm.text(entry, message, moments: moments)
    while true {
      let filled: ComposeForm.Filled
      let bytes = try editor.edit(text)
      do {
        filled = try ComposeForm.read(bytes, of: entry, file: editor.name, moments: moments)
      } catch {
        format.complain(Complaint(error))
        guard SecondThought.ask(spoken("Edit it again?")) else { return try leave() }
        text = String(decoding: bytes, as: UTF8.self)
        continue
      }
      guard !filled.isEmpty else { return Terminal.note(spoken("nothing was written, nothing was sent")) }
      message = filled.message
      faults = filled.words
      for (part, path, number) in filled.numbers {
        do { message.set(try await screen.find(number), in: part, path) } catch let complaint as Complaint {
          faults.append("/\(part)/\(path.joined(separator: "/")): \(number): \(complaint.detail)")
        }
      }
      if faults.isEmpty { break }
      Terminal.note(ink(ComposedMessage.words(faults: faults.count), .red))
      for fault in faults { Terminal.note("  \(DisplayText.line(fault))") }
      guard SecondThought.ask(spoken("Edit it again?")) else { return try leave() }
      text = Self.marked(String(decoding: bytes, as: UTF8.self), faults)
    }
    do { try await review() } catch is ComposeEnded { try leave() }
  }

  /// The form as it was written, with what is wrong at its top.
  private static func marked(_ text: String, _ faults: [String]) -> String {
    let written = text.split(separator: "\n", omittingEmptySubsequences: false).drop { $0.hasPrefix("#!") }
    return (faults.map { "#! \($0)" } + written.map(String.init)).joined(separator: "\n")
  }

  // MARK: the end

  private func header() throws -> HeaderDraft {
    var header = try message.header()
    header.nature = nature
    header.exerciseName = exercise
    header.id = id
    return header
  }

  /// Shows the message and who will read it, and sends it, keeps it, or has it corrected.
  private mutating func review() async throws {
    while true {
      let header = try header()
      let draft = Draft(type: entry.type, body: message.body, header: header)
      let publishing = SinglePublishing(
        identity: identity, format: format, care: care, profile: profile, draft: self.draft)
      let sent = SinglePublishing.Message(entry.type, message.body, header, nature: header.nature ?? profile.nature)
      try sent.checkExample(care)
      let check: PublishCheck?
      do {
        check = try await connected(profile, within: identity.limit) { try await $0.checkIfKnown(draft) }
      } catch {
        // It is kept with why it could not be asked.
        publishing.keep(sent, header, error)
        throw error
      }
      if let refusal = check?.refusal {
        Terminal.note("")
        Terminal.note(Complaint(refusal, consequence: spoken("Nothing was sent.")).text(ink))
        guard try await dialogue.correct(&message, refused: Refusal(refusal)) else {
          publishing.keep(sent, header, Complaint(refusal))
          throw ExitCode(Complaint(refusal).status.rawValue)
        }
        continue
      }
      publishing.show(sent, header, check, outline: message.outline(width: screen.width, ink))
      let question = spoken("Send it? y sends it, e changes something, n keeps it as a draft [y/e/N] ")
      let answer = SecondThought.key(question, among: "ye")
      if answer == "y" { return try await publishing.publish(sent, wasAsked: true) }
      guard answer == "e" else {
        publishing.keep(sent, header, spoken("declined"))
        throw ExitCode(1)
      }
      try await dialogue.correctNamed(&message)
      try await dialogue.correct(&message)
    }
  }

  private func leave() throws {
    keep(Self.unfinished)
    throw ExitCode(1)
  }

  /// Keeps what there is of it, right or not.
  private func keep(_ reason: String) {
    let publishing = SinglePublishing(identity: identity, format: format, care: care, profile: profile, draft: draft)
    let header = (try? header()) ?? HeaderDraft()
    let message = SinglePublishing.Message(entry.type, message.body, header, nature: header.nature ?? profile.nature)
    publishing.keep(message, header, reason)
  }
}

extension Refusal {
  /// The same with the broker's words.
  fileprivate init(_ error: NodeError) { self.init(error.code, at: error.pointer, error.detail) }
}

/// The terminal on which somebody composes; standard output is for the receipt.
final class ComposeTerminal: ComposeScreen, Sendable {
  private let identity: IdentityOptions
  private let profile: NodeProfile
  private let message = Mutex<ComposedMessage?>(nil)

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

  func note(_ message: ComposedMessage) { self.message.withLock { $0 = message } }

  func find(_ number: UInt64) async throws -> MessageID {
    try await connected(profile, within: identity.limit) { try await $0.message(number).header.id }
  }

  /// Ends the process at Ctrl-C, after what there is of the message was kept.
  func interrupts(_ keep: @escaping @Sendable (ComposedMessage) -> Void) -> any DispatchSourceSignal {
    _ = signal(SIGINT, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler { [self] in
      Terminal.note("")
      if let message = message.withLock({ $0 }) { keep(message) }
      exit(130)
    }
    source.resume()
    return source
  }
}

/// A file in which a form is edited, for its owner alone.
struct FormEditor {
  let name: String

  init() throws {
    let directory = FileManager.default.temporaryDirectory.path
    name = "\(directory)/cellbus-\(UUID().uuidString.prefix(8)).yaml"
    guard FileManager.default.createFile(atPath: name, contents: Data(), attributes: [.posixPermissions: 0o600]) else {
      throw Complaint(.failed, .outputUnwritable, at: name, spoken("it cannot be made"))
    }
  }

  func remove() { try? FileManager.default.removeItem(atPath: name) }

  /// Has a text edited, by `$VISUAL`, else `$EDITOR`, else vi, as the shell reads them.
  func edit(_ text: String) throws -> [UInt8] {
    try Data(text.utf8).write(to: URL(filePath: name))
    let environment = ProcessInfo.processInfo.environment
    let editor = ["VISUAL", "EDITOR"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "vi"
    // The editor has the terminal, which a process group of its own would not.
    let status = unsafe system("\(editor) '\(name.replacing("'", with: "'\\''"))'")
    guard status == 0 else {
      throw Complaint(
        .failed, .inputUnreadable, at: editor, spoken("the editor did not end well, and what it wrote is not used"))
    }
    return Array(try Data(contentsOf: URL(filePath: name)))
  }
}
