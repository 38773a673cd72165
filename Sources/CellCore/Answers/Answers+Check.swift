import CellSchema
import CellWire

// What would become of a document if its sender published it now.
extension Answers {
  /// What is decided and not durable yet is judged by as well: the answer waits for it.
  func answer(_ answer: QueryAnswer, _ session: Session, _ turn: inout Turn) {
    guard recorder.hasUndurable else { return turn.send(answer, to: session) }
    recorder.afterCommit(.send(session.peer, ControlCodec.encode(answer)))
  }

  func check(_ document: [UInt8], _ session: Session, at now: Instant) -> CheckAnswer {
    do throws(Refusal) {
      let (found, binds, needsSignature) = try intake.check(document, of: session, at: now)
      let readers = readers(of: found)
      return .accepted(
        binds: binds, signature: needsSignature, begins: begins(found, session.node),
        readers: Array(readers.prefix(Limits.readersShown)),
        omitted: max(0, readers.count - Limits.readersShown))
    } catch {
      return .refused(error)
    }
  }

  /// Whether it would be the first message of its exercise or drill, as far as its sender may know.
  private func begins(_ found: MessageClass, _ node: NodeIndex) -> Bool {
    guard found.world.nature.isExercise else { return false }
    let rulebook = recorder.rulebook
    return !recorder.state.index.classes.values.contains { $0.world == found.world && rulebook.mayKnow($0, node) }
  }

  /// Whom the sender addresses and lets read it: that is the sender's to know, as of a trace.
  private func readers(of found: MessageClass) -> [CheckAnswer.Reader] {
    let (names, rulebook) = (recorder.names, recorder.rulebook)
    return rulebook.listedNodes.filter { rulebook.mayRead(found, $0) }.map { node in
      let acts = found.action.contains(node, of: names.participant(of: node))
      return CheckAnswer.Reader(node: names.name(node), addressed: acts ? "action" : "info")
    }
    .sorted { $0.node.description < $1.node.description }
  }
}
