import ArgumentParser
import CellCommand
import CellNode
import CellSchema
import Foundation

/// Publishes one message: whoever types at a terminal is asked where harm can be done, and what did not get onto the
/// record is kept as a draft.
struct SinglePublishing {
  /// A message before it is sent.
  struct Message {
    let type: MessageType
    let body: [UInt8]
    /// The nature of its world.
    let nature: Nature
    /// The header; nil where the broker has to look up another message for it first.
    let known: HeaderDraft?
    /// The header, with other messages looked up.
    let header: (Node) async throws -> HeaderDraft
    let chosen: (HeaderDraft) -> ChosenHeader

    init(
      type: MessageType, body: [UInt8], nature: Nature, known: HeaderDraft?,
      header: @escaping (Node) async throws -> HeaderDraft, chosen: @escaping (HeaderDraft) -> ChosenHeader
    ) {
      self.type = type
      self.body = body
      self.nature = nature
      self.known = known
      self.header = header
      self.chosen = chosen
    }

    init(_ type: MessageType, _ body: [UInt8], _ header: HeaderDraft, nature: Nature) {
      self.init(
        type: type, body: body, nature: nature, known: header, header: { _ in header },
        chosen: { ChosenHeader($0, action: true, precedence: true) })
    }

    /// What it says in one line.
    var gist: String { Gist.of(type, body: body[...]) }

    /// - Throws: `example-text`, whatever else is said.
    func checkExample(_ care: CareOptions) throws(Complaint) {
      guard !care.allowExample else { return }
      do throws(Refusal) { try ExampleMark.check(body, of: type, in: nature) } catch {
        throw Complaint(error, consequence: spoken("Nothing was sent."))
      }
    }
  }

  let identity: IdentityOptions
  let format: FormatOptions
  let care: CareOptions
  let profile: NodeProfile
  /// The number of the draft that the message is: it is dropped when the message is on the record.
  var draft: Int?
  /// What signs it; nil where nothing does.
  var signing: Signing?
  /// The message as it was signed in a file: its bytes are published as they are.
  var signed: Draft?

  /// As it is given to the node.
  private func draft(_ message: Message, _ header: HeaderDraft) -> Draft {
    signed ?? Draft(type: message.type, body: message.body, header: header)
  }

  // MARK: a check

  /// Says what would become of it, and sends nothing.
  func check(_ message: Message) async throws {
    try message.checkExample(care)
    let (check, said, gist, elsewhere) = try await connected(profile, within: identity.limit) { node in
      let said = try await message.header(node)
      let gist = try await MessageBook().numbered(message.gist, node)
      let check = try await node.check(draft(message, said))
      return (check, said, gist, await DeskFrame.elsewhere(than: world(of: message, said), node, format))
    }
    if let refusal = check.refusal { throw Complaint(refusal, consequence: spoken("Nothing was recorded.")) }
    let text = PublishCheckText(
      check, type: message.type, header: said, world: world(of: message, said), gist: gist,
      width: Terminal.columns)
    guard !format.isJSON else { return try Terminal.print(text.json) }
    let (place, output) = (world(of: message, said), WorkOutput())
    output.print(
      receipt: text.text(format.ink), of: place.nature, place.exercise, elsewhere: elsewhere, on: profile.nature,
      format.ink)
    try output.finish(spoken("Nothing was recorded."))
  }

  // MARK: publishing

  /// Writes the document as it would be published, and sends nothing.
  func write(_ message: Message, to file: String) async throws {
    try message.checkExample(care)
    let document = try await connected(profile, within: identity.limit) { node in
      let said = try await message.header(node)
      return try await node.document(of: draft(message, said))
    }
    try OutputFile.write(document, to: file, isForced: true)
    let text = spoken("\(file) has the document, of \(document.count) bytes. Sign it: cellbus sign \(file)")
    var object = JSONObject()
    object.add("file", file)
    object.add("bytes", document.count)
    try Terminal.print(format.isJSON ? object.text : text)
  }

  private struct Declined: Error {}

  /// Whether somebody types who can be asked about it.
  func asks(_ message: Message) -> Bool {
    Terminal.isPerson && !care.yes && message.nature == .operation && message.type != Acknowledgement.messageType
  }

  /// - Parameter wasAsked: the person has seen who will read it, and said yes.
  func publish(_ message: Message, wasAsked: Bool = false) async throws {
    try message.checkExample(care)
    var said = message.known
    // One message, however often it is tried.
    if said?.id == nil { said?.id = .make() }
    let receipt: PublishReceipt
    let isProofDue: Bool
    let elsewhere: Elsewhere?
    do {
      if !wasAsked, asks(message) { said = try await secondThought(message, said) }
      (receipt, isProofDue, said, elsewhere) = try await send(message, said)
    } catch is Declined {
      keep(message, said, KeptDraft.declined)
      throw ExitCode(1)
    } catch {
      if Terminal.isPerson { keep(message, said, error) }
      throw error
    }
    if let draft { try? DraftStore().drop(draft) }
    let (text, output) = (ReceiptText(receipt), WorkOutput())
    let chosen = message.chosen(said ?? HeaderDraft())
    if format.isJSON {
      output.print(text.json())
    } else {
      let place = world(of: message, chosen.header)
      output.print(
        receipt: text.text(chosen, profile: profile, format.ink), of: place.nature, place.exercise,
        elsewhere: elsewhere, on: profile.nature, format.ink)
    }
    try output.finish(spoken("\(receipt.id) is on the record as \(receipt.sequence)."))
    if isProofDue { try await proved(receipt) }
  }

  private func proofFile(_ receipt: PublishReceipt) -> String? {
    profile.checking.map { profile.resolved("\($0.state)") + "/\(receipt.sequence).tlog-proof" }
  }

  /// Waits for the proof that a signed message is under a good checkpoint, where the profile checks that. On the record
  /// it is, by the broker's word, in any case.
  private func proved(_ receipt: PublishReceipt) async throws {
    let time = Duration.seconds(60)
    let told: @Sendable (NodeEvent) -> Void = { event in
      // What is waited for is said at the end.
      if case .proven = event { return }
      tellChecked(event)
    }
    let isProved = try await connected(profile, within: TimeLimit(seconds: 75), told: told) { node in
      try await node.proofs(of: [receipt.sequence], within: time).isEmpty
    }
    guard !isProved else {
      let file = DisplayText.line(proofFile(receipt) ?? "")
      return Terminal.note(spoken("proved: \(receipt.id), \("\(receipt.sequence)"), in \(file)"))
    }
    Terminal.note(spoken("No good checkpoint has \(receipt.sequence) yet. Later: cellbus check --once"))
  }

  /// - Returns: the receipt, and whether a proof is to follow it.
  private func send(
    _ message: Message, _ known: HeaderDraft?
  ) async throws -> (PublishReceipt, Bool, HeaderDraft, Elsewhere?) {
    let limit = identity.limit
    return try await connected(profile, within: limit, publishes: true) { node in
      var said = known
      if said == nil { said = try await message.header(node) }
      let header = said ?? HeaderDraft()
      do {
        let receipt = try await node.publish(draft(message, header), signing, within: limit)
        // It may be there already.
        let isProofDue =
          try await !node.proofs(of: [receipt.sequence], within: .zero).isEmpty
          || proofFile(receipt).map { FileManager.default.fileExists(atPath: $0) } ?? false
        let elsewhere = await DeskFrame.elsewhere(than: world(of: message, header), node, format)
        return (receipt, isProofDue, header, elsewhere)
      } catch let error as NodeError where limit.isOver && error.code == .nodeClosed {
        var complaint = limit.complaint(spoken("no receipt came"))
        complaint.consequence = PublishCommand.unsettled(profile)
        throw complaint
      } catch let error as NodeError {
        throw Complaint(error, consequence: PublishCommand.consequence(of: error))
      }
    }
  }

  /// Leaves it to the profile's store.
  func queue(_ message: Message) async throws {
    try message.checkExample(care)
    guard let header = message.known else { throw Complaint.usage(spoken("--queue names other messages by their ids")) }
    if asks(message), header.precedence >= .flash, !ask(message, header, nil, message.gist) {
      keep(message, header, KeptDraft.declined)
      throw ExitCode(1)
    }
    let queued = try await QueuePublishing(profile: profile, timeout: identity.timeout)
      .run(draft(message, header), signing)
    if let draft { try? DraftStore().drop(draft) }
    let (text, output) = (QueuedText(queued), WorkOutput())
    output.print(format.isJSON ? text.json() : text.text(format.ink))
    try output.finish(spoken("\(queued.id) is queued."))
  }

  // MARK: a second thought

  /// Has the broker judge it, and asks before a flash or what binds.
  ///
  /// - Returns: the header, with everything looked up.
  private func secondThought(_ message: Message, _ known: HeaderDraft?) async throws -> HeaderDraft {
    let (header, check, gist) = try await connected(profile, within: identity.limit) { node in
      var said = known
      if said == nil { said = try await message.header(node) }
      var header = said ?? HeaderDraft()
      header.id = header.id ?? .make()
      let check = try await node.checkIfKnown(draft(message, header))
      return (header, check, try await MessageBook().numbered(message.gist, node))
    }
    if let refusal = check?.refusal { throw Complaint(refusal, consequence: spoken("Nothing was recorded.")) }
    let isGrave = header.precedence >= .flash || check?.binds == true
    guard !isGrave || ask(message, header, check, gist) else { throw Declined() }
    return header
  }

  /// Shows what is to be sent, and asks. What ends the process meanwhile keeps it.
  func ask(_ message: Message, _ header: HeaderDraft, _ check: PublishCheck?, _ gist: String) -> Bool {
    show(message, header, check, gist: gist)
    let (left, number, output) = (kept(message, header, KeptDraft.unfinished), self.draft, format)
    let signals = EndingSignals([SIGINT, SIGTERM, SIGHUP, SIGQUIT]) {
      Terminal.note("")
      left.keep(as: number, output)
    }
    defer { signals.cancel() }
    return SecondThought.ask(spoken("Send it?"))
  }

  /// Shows the world, what the message is, and who would read it.
  ///
  /// - Parameters:
  ///   - check: nil where nobody could say.
  ///   - outline: the body in full.
  ///   - gist: the body in a line, where there is no outline.
  func show(
    _ message: Message, _ header: HeaderDraft, _ check: PublishCheck?, outline: [String] = [], gist: String? = nil
  ) {
    let ink = format.errorInk
    let grave = [
      header.precedence >= .flash ? header.precedence.rawValue.uppercased() : "", check?.binds == true ? "BINDING" : "",
    ]
    let what = grave.filter { !$0.isEmpty }.joined(separator: ", ")
    let world = world(of: message, header)
    let name = world.nature.rawValue.uppercased() + (world.exercise.map { " \($0)" } ?? "")
    let shown = DisplayText.line(name)
    Terminal.note(ink(" \(what.isEmpty ? shown : spoken("\(what) in the \(shown)")) ", .reverse))
    for line in outline { Terminal.note(line) }
    let text = PublishCheckText(
      check ?? PublishCheck(refusal: nil), type: message.type, header: header, world: world,
      gist: gist, width: Terminal.columns)
    for row in text.rows(ink, showsReaders: check != nil) { Terminal.note(row) }
  }

  /// The world into which a message goes.
  private func world(of message: Message, _ header: HeaderDraft) -> (nature: Nature, exercise: Line?) {
    (message.nature, header.exerciseName ?? (message.nature == profile.nature ? profile.exerciseName : nil))
  }

  // MARK: drafts

  /// Keeps what did not get onto the record, and says how it is sent.
  func keep(_ message: Message, _ header: HeaderDraft?, _ reason: String) {
    keep(message, header, reason, isRefused: false)
  }

  func keep(_ message: Message, _ header: HeaderDraft?, _ error: any Error) {
    let complaint = PublishCommand.complaint(error)
    keep(message, header, complaint.reason, isRefused: complaint.verb == .refused)
  }

  private func keep(_ message: Message, _ header: HeaderDraft?, _ reason: String, isRefused: Bool) {
    // What was signed is in its file.
    guard signed == nil else { return }
    guard let header else {
      return Terminal.note(spoken("no draft was kept: a message that it names by its number could not be looked up"))
    }
    kept(message, header, reason).keep(as: draft, isRefused: isRefused, format)
  }

  private func kept(_ message: Message, _ header: HeaderDraft, _ reason: String) -> KeptDraft {
    KeptDraft(
      node: profile.node, cell: profile.cell, reason: reason, type: message.type, header: header, body: message.body
    ).inWorld(profile.nature, profile.exerciseName)
  }
}

extension Node {
  /// What would become of a draft; nil from a broker that does not check.
  func checkIfKnown(_ draft: Draft) async throws -> PublishCheck? {
    do { return try await check(draft) } catch let error as NodeError where error.code == .unknownQuery { return nil }
  }
}
