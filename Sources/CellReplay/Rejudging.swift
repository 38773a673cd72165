import CellCore
import CellJournal
import CellSchema
import CellWire

/// Judges the messages of a record once more, by other rules and each at the time when it was accepted.
///
/// The machine is the broker's own, with its clock at the record's times. What nodes said is given to it in the record's
/// order; what the bus said on the record is not, since it says its own.
struct Rejudging {
  private var rehearsal: Rehearsal
  private let deliveries = Deliveries()
  private let rows: Rows

  /// Which electors had a proposal, as the record says.
  private final class Deliveries {
    var electors: [MessageID: Set<ParticipantCode>] = [:]
  }

  /// The rows of this course of events: it has only some of the record's, and under other numbers the same bytes.
  private final class Rows {
    let journal: any JournalReader
    var known: [SequenceNumber: SequenceNumber] = [:]

    init(_ journal: any JournalReader) { self.journal = journal }

    func read(_ sequences: [SequenceNumber]) throws(JournalError) -> [RecordRow] {
      var found = try journal.rows(sequences.compactMap { known[$0] }, bytes: Limits.readBytes)
      for (place, sequence) in zip(found.indices, sequences) { found[place].sequence = sequence }
      return found
    }
  }

  /// - Parameters:
  ///   - rules: the rules that hold from the first row on.
  ///   - journal: the record, from which what is released is carried.
  init(
    _ rules: RuleFiles, cell: CellName, at first: Microseconds, logKey: PublicKeyText, journal: any JournalReader
  ) throws(Refusal) {
    rows = Rows(journal)
    rehearsal = try Rehearsal(
      rules, cell: cell, at: first, logKey: logKey, client: "cellbus what-if", rows: rows.read)
    rehearsal.assumeDelivered { [deliveries] proposal, node in
      deliveries.electors[proposal]?.contains(node.participant) == true
    }
    rehearsal.assumePresence()
    rehearsal.assumeRules()
  }

  /// Goes on to a row's time, and judges its message if a node said it.
  ///
  /// - Parameter rules: those that come into force with the row; nil where none do.
  mutating func judge(_ row: RecordRow, adopting rules: RuleFiles? = nil) throws(Refusal) -> [Rehearsal.Outcome] {
    var outcomes = rehearsal.pass(to: row.acceptedAt)
    if let rules { outcomes += try rehearsal.adopt(rules) }
    if row.node == Announcer.busNode {
      return outcomes + note(row)
    }
    let own = rehearsal.publish(row.envelope, in: row.lane, from: row.node)
    guard own.contains(where: \.isDecision) else {
      throw Refusal(.internalFault, "row \(row.sequence) was neither taken nor refused")
    }
    for case .accepted(let taken) in own { rows.known[taken.sequence] = row.sequence }
    return outcomes + own
  }

  /// What only a broker with its nodes can know: who was delivered a proposal, and whose holders were away.
  private mutating func note(_ row: RecordRow) -> [Rehearsal.Outcome] {
    guard let message = try? RawMessage(document: Array(row.envelope.document)) else { return [] }
    if message.isOf(ProposalDelivered.self), let body = try? message.body(as: ProposalDelivered.self) {
      deliveries.electors[body.proposal, default: []].formUnion(body.electors.elements)
    }
    guard message.isOf(AlternateActing.self), let body = try? message.body(as: AlternateActing.self) else { return [] }
    return rehearsal.assumeAbsence(
      body, in: World(nature: message.header.nature, exercise: message.header.exerciseName))
  }
}
