import ArgumentParser
import CellCommand
import CellNode
import CellSchema
import Foundation

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
  /// By which its author acts, where that is known.
  var appointment: Line?
  private let screen: ComposeTerminal
  private var message = ComposedMessage()
  /// The form as it was kept.
  private var form: String?
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
  private static var unfinished: String { KeptDraft.unfinished }

  /// Goes on with what was kept.
  mutating func take(_ kept: KeptDraft) {
    (nature, exercise) = (kept.header.nature, kept.header.exerciseName)
    id = kept.header.id ?? id
    message = ComposedMessage(header: kept.header, body: kept.body)
    form = kept.form
    if kept.reason == Self.unfinished { message.forgetStandards() }
  }

  private var moments: MomentInput { MomentInput() }
  private var ink: Ink { format.errorInk }
  private var dialogue: ComposeDialogue {
    ComposeDialogue(
      entry, on: screen, moments: moments, appointment: appointment, refusesExamples: refusesExamples,
      ink: ink)
  }
  /// An example is no message, but in an exercise.
  private var refusesExamples: Bool { !care.allowExample && !(nature ?? profile.nature).isExercise }

  // MARK: question and answer

  mutating func ask() async throws {
    let (dialogue, terminal) = (dialogue, screen)
    let interrupts = terminal.interrupts(keeping(as: nil))
    defer { interrupts.cancel() }
    for line in await DeskFrame.known(to: identity, ink)?.top ?? [] { Terminal.note(line) }
    do {
      try await dialogue.compose(&message)
      try await dialogue.correct(&message)
      try await review()
    } catch is ComposeEnded {
      Terminal.note("")
      try leave()
    }
  }

  /// What was written is not lost where somebody leaves by Ctrl-C.
  private func keeping(as form: String?) -> @Sendable (ComposedMessage) -> Void {
    { [self] in
      var left = self
      (left.message, left.form) = ($0, form)
      left.keep(Self.unfinished)
    }
  }

  // MARK: a form

  mutating func edit() async throws {
    let editor = try FormEditor()
    defer { editor.remove() }
    var faults: [String] = []
    var text = form ?? ComposeForm.text(entry, message, moments: moments)
    while true {
      let filled: ComposeForm.Filled
      let bytes = try edited(text, by: editor)
      form = String(decoding: bytes, as: UTF8.self)
      do {
        filled = try ComposeForm.read(
          bytes, of: entry, file: editor.name, moments: moments, refusesExamples: refusesExamples)
      } catch {
        format.complain(Complaint(error))
        guard SecondThought.ask(spoken("Edit it again?")) else { return try leave() }
        text = String(decoding: bytes, as: UTF8.self)
        continue
      }
      guard !filled.isEmpty else { return Terminal.note(spoken("nothing was written, nothing was sent")) }
      message = filled.message
      faults = []
      screen.note(message)
      let interrupts = screen.interrupts(keeping(as: form))
      defer { interrupts.cancel() }
      for (part, path, reference) in filled.references {
        do { message.set(try await screen.find(reference), in: part, path) } catch {
          let complaint = ComposeCommand.complaint(error)
          faults.append("/\(part)/\(path.joined(separator: "/")): \(complaint.detail)")
        }
      }
      if faults.isEmpty, filled.faults.isEmpty { break }
      let written = String(decoding: bytes, as: UTF8.self)
      // They stand above the form, one a line, instead of those of the last time.
      faults = filled.words(movedBy: faults.count + filled.faults.count - Self.marks(in: written)) + faults
      Terminal.note(ink(ComposedMessage.words(faults: faults.count), .red))
      for fault in faults { Terminal.note("  \(DisplayText.line(fault))") }
      guard SecondThought.ask(spoken("Edit it again?")) else { return try leave() }
      text = Self.marked(written, faults)
    }
    form = nil
    let interrupts = screen.interrupts(keeping(as: nil))
    defer { interrupts.cancel() }
    do { try await review() } catch is ComposeEnded { try leave() }
  }

  /// What the editor made of a text. Where that does not end well, or a kill or the end of the terminal comes first, what
  /// the file has is kept.
  private func edited(_ text: String, by editor: FormEditor) throws -> [UInt8] {
    @Sendable func keepWritten() {
      guard let bytes = try? editor.written, bytes != Array(text.utf8) || form != nil else { return editor.remove() }
      editor.remove()
      keeping(as: String(decoding: bytes, as: UTF8.self))(message)
    }
    let signals = EndingSignals([SIGTERM, SIGHUP]) { keepWritten() }
    defer { signals.cancel() }
    do { return try editor.edit(text) } catch {
      keepWritten()
      throw error
    }
  }

  /// The form as it was written, with what is wrong at its top.
  private static func marked(_ text: String, _ faults: [String]) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return (faults.map { "#! \($0)" } + lines.dropFirst(marks(in: text)).map(String.init)).joined(separator: "\n")
  }

  /// How many lines at the top of a form say what is wrong with it.
  private static func marks(in text: String) -> Int {
    text.split(separator: "\n", omittingEmptySubsequences: false).prefix { $0.hasPrefix("#!") }.count
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
        identity: identity, format: format, care: care, profile: profile, draft: self.draft,
        signing: try Signing(nil, profile))
      let sent = SinglePublishing.Message(entry.type, message.body, header, nature: header.nature ?? profile.nature)
      do throws(Complaint) { try sent.checkExample(care) } catch {
        Terminal.note("")
        Terminal.note(error.text(ink))
        try await dialogue.correctNamed(&message)
        continue
      }
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
        publishing.keep(sent, header, KeptDraft.declined)
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
    screen.keepOnce { write(reason) }
  }

  private func write(_ reason: String) {
    var header = message.soundHeader
    header.id = id
    // Said with the draft: begun in an exercise, it is of that exercise, whoever goes on with it.
    header.nature = nature ?? profile.nature
    header.exerciseName = nature == nil ? profile.exerciseName : exercise
    KeptDraft(
      node: profile.node, cell: profile.cell, reason: reason, type: entry.type, header: header, body: message.body,
      form: form
    )
    .keep(as: draft, isRefused: true, format)
  }
}

extension Refusal {
  /// The same with the broker's words.
  fileprivate init(_ error: NodeError) { self.init(error.code, at: error.pointer, error.detail) }
}
