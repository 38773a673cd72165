package import CellBroker
import CellCore
import CellSchema

/// Every metric of the daemon. Labels are nodes of the roster, lanes, codes and words of ours: never a name that a peer
/// makes up.
package struct MetricList {
  package private(set) var families: [MetricFamily] = []

  /// - Parameters:
  ///   - process: nil where the kernel does not tell.
  ///   - version: of the daemon.
  package init(_ reading: MeasureBoard.Reading, process: ProcessMeasures?, version: String) {
    addService(reading, version)
    if let measures = reading.measures {
      addState(measures)
      addMessages(measures)
      addNodes(measures)
      addRecord(measures)
      add(.histogram, "cellbus_loop_turn_duration_seconds", "Turns of the loop, in which nobody else is served.") {
        $0.add(measures.turns)
      }
    }
    add(.histogram, "cellbus_commit_duration_seconds", "From a batch's first statement until it is durable.") {
      $0.add(reading.commits)
    }
    add(.histogram, "cellbus_sync_duration_seconds", "Of that, the write of the record's log and its fsync.") {
      $0.add(reading.syncs)
    }
    if let process { add(process) }
  }

  private mutating func add(
    _ kind: MetricFamily.Kind, _ name: String, _ help: String, _ fill: (inout MetricFamily) -> Void
  ) {
    var family = MetricFamily(kind, name, help)
    fill(&family)
    families.append(family)
  }

  private mutating func gauge(_ name: String, _ help: String, _ value: some BinaryInteger) {
    add(.gauge, name, help) { $0.add(value) }
  }

  // MARK: the service

  private mutating func addService(_ reading: MeasureBoard.Reading, _ version: String) {
    let cell = reading.measures?.cell.description ?? ""
    add(.info, "cellbus_build", "The daemon's version, and the cell that it serves.") {
      $0.add(1, ["version": version, "cell": cell])
    }
    gauge("cellbus_ready", "1 while the daemon serves and takes messages, as /readyz.", Health(reading).isReady ? 1 : 0)
    add(.gauge, "cellbus_measures_age_seconds", "How long ago the loop told what it measures: twice a second.") {
      $0.add(Double(reading.age) / 1_000)
    }
  }

  private mutating func addState(_ measures: Measures) {
    add(.gauge, "cellbus_start_time_seconds", "When this run began, in seconds since 1970.") {
      $0.add(Double(measures.startedAt.value) / 1_000_000)
    }
    gauge("cellbus_takes_messages", "1 while new messages are taken.", measures.intakeStop == nil ? 1 : 0)
    add(.gauge, "cellbus_intake_stopped", "1 while no message is taken, by the code that says why.") {
      if let stop = measures.intakeStop { $0.add(1, ["code": "\(stop.code.number)"]) }
    }
    add(.gauge, "cellbus_alarms", "What an operator has to see to, by level and kind, as cellbus status lists it.") {
      for kind in Alarm.Kind.allCases {
        for level in Alarm.Level.allCases {
          let count = measures.alarms.count { $0.kind == kind && $0.level == level }
          $0.add(count, ["level": level.rawValue, "kind": kind.rawValue])
        }
      }
    }
    gauge(
      "cellbus_reload_refused", "1 while the last reload was refused.",
      measures.alarms.contains { $0.kind == .reloadRefused } ? 1 : 0)
    gauge(
      "cellbus_rules_kept", "1 while the rules are the record's, because the files were not good at the start.",
      measures.alarms.contains { $0.kind == .rulesKept } ? 1 : 0)
    gauge("cellbus_roster_revision", "The roster's revision.", measures.rosterRevision)
    gauge("cellbus_charter_revision", "The charter's revision.", measures.charterRevision)
    add(.counter, "cellbus_clock_jumps", "How often the wall clock jumped ahead.") { $0.add(measures.clockJumps) }
    gauge("cellbus_pending_messages", "Messages decided that wait for the next commit.", measures.pendingMessages)
    gauge("cellbus_pending_bytes", "Bytes decided that wait for the next commit.", measures.pendingBytes)
    gauge("cellbus_rows_held", "Rows held in memory for readers that are behind.", measures.rowsHeld)
  }

  private mutating func addMessages(_ measures: Measures) {
    add(.counter, "cellbus_accepted", "Messages accepted, by node and lane.") {
      for node in measures.nodes where node.accepted.elements.contains(where: { $0 > 0 }) {
        for lane in Precedence.allCases {
          $0.add(node.accepted[lane], ["node": "\(node.node)", "lane": lane.rawValue])
        }
      }
    }
    add(.counter, "cellbus_said", "Messages that the bus itself said, by lane.") {
      for lane in Precedence.allCases { $0.add(measures.saidByBus[lane], ["lane": lane.rawValue]) }
    }
    add(.counter, "cellbus_refused", "Messages refused, by node and code.") {
      for node in measures.nodes {
        for (code, count) in node.refused.sorted(by: { $0.key.number < $1.key.number }) {
          $0.add(count, ["node": "\(node.node)", "code": "\(code.number)"])
        }
      }
    }
    add(.counter, "cellbus_faults", "Commands that were refused or could not be read, by code.") {
      for (code, count) in measures.faults.sorted(by: { $0.key.number < $1.key.number }) {
        $0.add(count, ["code": "\(code.number)"])
      }
    }
    add(.counter, "cellbus_delivered", "Messages delivered, by lane; one to three readers counts three times.") {
      for lane in Precedence.allCases { $0.add(measures.delivered[lane], ["lane": lane.rawValue]) }
    }
    add(.counter, "cellbus_questions", "Questions, by what was asked.") {
      for (ask, count) in measures.questions.sorted(by: { $0.key < $1.key }) { $0.add(count, ["ask": ask]) }
    }
    add(.histogram, "cellbus_answer_duration_seconds", "From a question to its answer, beside the loop.") {
      $0.add(measures.answers)
    }
  }

  private mutating func addNodes(_ measures: Measures) {
    func ofEach(_ value: @escaping (Measures.OfNode) -> Double?) -> (inout MetricFamily) -> Void {
      { family in
        for node in measures.nodes {
          if let value = value(node) { family.add(value, ["node": "\(node.node)"]) }
        }
      }
    }
    add(.gauge, "cellbus_sessions", "Open sessions, by node.", ofEach { Double($0.sessions) })
    add(.gauge, "cellbus_subscriptions", "Subscriptions of open sessions, by node and state.") {
      for node in measures.nodes where node.credit != nil {
        for (state, count) in [("flowing", node.flowing), ("starved", node.starved), ("parked", node.parked)] {
          $0.add(count, ["node": "\(node.node)", "state": state])
        }
      }
    }
    add(
      .gauge, "cellbus_credit_messages", "Messages that a node's readers still give credit for.",
      ofEach { $0.credit.map { Double($0) } })
    add(.gauge, "cellbus_waiting_messages", "Messages that wait for a node's durable readers, by lane.") {
      for node in measures.nodes {
        for lane in Precedence.allCases where node.waiting[lane].oldest != nil {
          $0.add(node.waiting[lane].messages, ["node": "\(node.node)", "lane": lane.rawValue])
        }
      }
    }
    add(.gauge, "cellbus_waiting_oldest_seconds", "How long the oldest of them has waited.") {
      for node in measures.nodes {
        for lane in Precedence.allCases {
          guard let oldest = node.waiting[lane].oldest else { continue }
          $0.add(
            Double(max(0, (measures.time - oldest).value)) / 1_000_000,
            ["node": "\(node.node)", "lane": lane.rawValue])
        }
      }
    }
    add(
      .gauge, "cellbus_witness_rows", "Rows that a witness has cosigned in this run.",
      ofEach { $0.cosigned.map { Double($0) } })
    add(
      .gauge, "cellbus_witness_age_seconds", "How long ago a witness cosigned, or became one.",
      ofEach { $0.sinceCosigned.map { Double($0) / 1_000 } })
  }

  // MARK: the record, and the process

  private mutating func addRecord(_ measures: Measures) {
    gauge("cellbus_record_head", "The last durable number of the record.", measures.head.value)
    gauge("cellbus_checkpoint_rows", "Rows of the last good checkpoint.", measures.checkpoint)
    add(.gauge, "cellbus_checkpoint_age_seconds", "How long ago a checkpoint became good, in this run.") {
      $0.add(Double(measures.sinceCheckpoint) / 1_000)
    }
    guard let disk = measures.disk else { return }
    gauge("cellbus_record_bytes", "Bytes of the record's files.", disk.record)
    gauge("cellbus_disk_free_bytes", "Bytes free on the record's disk.", disk.free)
    add(.gauge, "cellbus_disk_left_seconds", "How long the disk lasts at the rate of the last day, once that is known.")
    {
      if let perDay = disk.perDay, perDay > 0 { $0.add(Double(disk.free) / Double(perDay) * 86_400) }
    }
  }

  private mutating func add(_ process: ProcessMeasures) {
    gauge("process_resident_memory_bytes", "Memory in use.", process.residentBytes)
    gauge("process_virtual_memory_bytes", "Addresses in use.", process.virtualBytes)
    add(.counter, "process_cpu_seconds", "Processor time used.") { $0.add(process.processorSeconds) }
    gauge("process_open_fds", "Open descriptors.", process.openFiles)
    gauge("process_max_fds", "The most descriptors that may be open.", process.mostFiles)
    gauge("cellbus_threads", "Threads.", process.threads)
  }
}
