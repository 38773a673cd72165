import CellConfig
import CellCore
import CellJournal
import CellProof
import CellRecord
import CellSchema
import CellWire
import Foundation
import ZeroMQ

/// Makes the record's checkpoints on a thread of its own, beside the commits: acceptance never waits for a witness.
struct LogThread {
  private let queue = WorkQueue<LogTask>()
  private let worker: Worker

  /// - Parameters:
  ///   - directory: the record's.
  ///   - key: the log's; a record whose genesis names another key has no checkpoints.
  ///   - isBehind: whether rows are known to be missing: then nothing is signed, and the last checkpoint stays what it is.
  init(
    directory: String, cell: CellName, key: LogKey, isBehind: Bool, mailbox: Mailbox<Letter>, log: EventLog
  ) {
    let queue = queue
    worker = Worker("log", share: .small) {
      var work = Work(directory: directory, cell: cell, key: key, isBehind: isBehind, mailbox: mailbox, log: log)
      while let tasks = queue.take(waiting: work.patience) { work.run(tasks) }
    }
  }

  func add(_ tasks: [LogTask]) { for task in tasks { queue.add(task) } }

  func finish() {
    queue.close()
    worker.join()
  }

  /// The thread's own state.
  private struct Work {
    private let directory: String
    private let cell: CellName
    private let key: LogKey
    private let mailbox: Mailbox<Letter>
    private let log: EventLog
    private let file: CheckpointFile
    private var witnesses: [WitnessPeriod] = []
    /// From the first durable row on, which names the log's key.
    private var open: (desk: CheckpointDesk, tree: RecordTree)?
    private var isImpossible = false
    /// The record is not the one that the log has signed, until a person has decided.
    private var isBehind: Bool

    init(
      directory: String, cell: CellName, key: LogKey, isBehind: Bool, mailbox: Mailbox<Letter>, log: EventLog
    ) {
      self.isBehind = isBehind
      self.directory = directory
      self.cell = cell
      self.key = key
      self.mailbox = mailbox
      self.log = log
      file = CheckpointFile(directory: directory)
    }

    /// Seconds until something is due.
    var patience: Double {
      guard let open, !isBehind else { return 3_600 }
      let now = Clocks.now().monotonic
      return Double(max(1, open.desk.due(after: now) - now)) / 1_000
    }

    mutating func run(_ tasks: [LogTask]) {
      do {
        try begin(tasks)
        guard open != nil else { return }
        for task in tasks where !isBehind || task.isQuestion { try run(task) }
        guard !isBehind else { return }
        try perform { desk, tree, now in try desk.step(at: now, tree) }
      } catch {
        log.write(.checkpointFailed, ["error": "\(error)", "next": "nothing is lost; it is tried again"])
      }
    }

    private mutating func run(_ task: LogTask) throws {
      try perform { desk, tree, now in
        switch task {
        case .grew: []
        case .witnesses(let periods): desk.adopt(periods, tree)
        case .welcomed(let node): try desk.welcomed(node, tree)
        case .cosigned(let node, let answer): try desk.cosigned(node, answer, at: now, tree)
        case .shown(let node, let note): try desk.shown(node, note.description, tree)
        case .prove(let request): try desk.prove(request, tree)
        }
      }
    }

    private mutating func perform(
      _ work: (inout CheckpointDesk, RecordTree, Int64) throws -> [CheckpointDesk.Outcome]
    ) throws {
      guard var open else { return }
      self.open = nil
      defer { self.open = open }
      for outcome in try work(&open.desk, open.tree, Clocks.now().monotonic) {
        switch outcome {
        case .tell(let news): mailbox.post(.event(.log(news)))
        case .keep(let note): try file.write(note.description)
        case .keepShown(let note):
          isBehind = true
          try CheckpointFile(shownTo: directory).write(note.description)
        case .note(let event, let fields): log.write(event, fields)
        }
      }
    }

    /// Opens the tree when the first row is there.
    private mutating func begin(_ tasks: [LogTask]) throws {
      for case .witnesses(let periods) in tasks { witnesses = periods }
      guard open == nil, !isImpossible else { return refuse(tasks) }
      guard tasks.contains(where: { if case .grew(let head) = $0 { head > .none } else { false } }) else { return }
      let tree = try RecordTree(directory: directory, cell: cell)
      guard tree.log.key == key.publicText else {
        isImpossible = true
        log.write(
          .noCheckpoints,
          [
            "reason": "the record names another log key: \(tree.log.key)",
            "next": "put the log key back that this record began with",
          ])
        return refuse(tasks)
      }
      let kept = file.read().flatMap { try? SignedNote($0) }
      var desk = CheckpointDesk(.init(origin: tree.log.origin, key: key), good: kept)
      for case .tell(let news) in desk.adopt(witnesses, tree) { mailbox.post(.event(.log(news))) }
      open = (desk, tree)
    }

    /// Who asks is told, also where there will be no checkpoint.
    private func refuse(_ tasks: [LogTask]) {
      guard isImpossible else { return }
      for case .prove(let request) in tasks {
        let refusal = Refusal(.notOnRecord, "this broker makes no checkpoints: see its log")
        mailbox.post(.event(.log(.proved(request, .failure(refusal)))))
      }
    }
  }
}

/// The record as the desk asks it.
private struct RecordTree: CheckpointDesk.Tree {
  private let reader: SQLiteReader
  private let cell: CellName
  /// The log of the epoch that goes on.
  let log: LogOfEpoch

  init(directory: String, cell: CellName) throws {
    reader = try SQLiteReader.open(directory: directory, cell: cell)
    self.cell = cell
    log = try reader.log()
  }

  func index(of sequence: SequenceNumber) -> UInt64? { log.epoch.index(of: sequence) }

  func head() throws -> (size: UInt64, root: Digest) {
    let tree = try reader.tree()
    return (tree.size, tree.root)
  }

  func root(of size: UInt64) throws -> Digest { try reader.root(of: size) }

  func consistency(from old: UInt64, to size: UInt64) throws -> [Digest] {
    try reader.consistency(from: old, to: size)
  }

  func inclusion(of sequence: SequenceNumber, in size: UInt64) throws -> (leaf: [UInt8], path: [Digest]) {
    guard let row = try reader.rows([sequence], bytes: 0).first, row.sequence == sequence else {
      throw JournalError.damaged("row \(sequence) is not there")
    }
    return (
      RecordLeaf(row: row, cell: cell).bytes,
      try reader.inclusion(of: sequence, in: size, epoch: row.epoch)
    )
  }
}

extension LogTask {
  /// Whether nothing follows from it but an answer.
  fileprivate var isQuestion: Bool {
    switch self {
    case .shown, .prove: true
    case .grew, .witnesses, .welcomed, .cosigned: false
    }
  }
}
