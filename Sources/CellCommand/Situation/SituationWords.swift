import CellSchema

// The words, letters and colours of states, the same on every view.

extension CeasefirePhase {
  var shown: SituationPhrase {
    switch self {
    case .preparation: SituationPhrase(inColumn("PREPARATION"))
    case .agreed: SituationPhrase(inColumn("AGREED"), .cyan)
    case .inForce: SituationPhrase(inColumn("IN FORCE"), .green)
    case .suspended: SituationPhrase(inColumn("SUSPENDED"), .yellow)
    case .terminated: SituationPhrase(inColumn("TERMINATED"), .red)
    }
  }
}

extension CeasefireScope {
  /// `general`, `energy, sea`, `Kharkiv (land)`.
  var shown: String {
    let areas = areas?.elements.map(\.description).joined(separator: ", ") ?? ""
    let domains = domains?.elements.map(\.rawValue).joined(separator: ", ") ?? ""
    return switch kind {
    case .general: inColumn("general")
    case .area: domains.isEmpty ? areas : "\(areas) (\(domains))"
    case .domain: domains
    }
  }
}

extension SituationAttention.Kind {
  /// `!` for what is late or dangerous, `?` for what does not fit or is still to come.
  var mark: SituationPhrase { SituationPhrase(isPressing ? "!" : "?", colour) }
  var shown: SituationPhrase { SituationPhrase(words, colour) }

  private var colour: Ink.Colour { self == .attackReported ? .alarm : isPressing ? .red : .yellow }

  var isPressing: Bool {
    switch self {
    case .attackReported, .invocationOpen, .phaseContested, .minimize, .watchNotTaken, .acknowledgementOverdue,
      .replyOverdue,
      .remedyUnmet, .remedyOverdue, .taskOverdue, .silenceLapsing, .decisionNotReached:
      true
    case .clockRunning, .watchOwed, .acknowledgementOwed, .replyOwed, .powersUnconfirmed, .caseDisputed, .discrepancy,
      .serialGap, .requestUnanswered, .statementOwed:
      false
    }
  }

  /// Never put together with others of its kind.
  var standsAlone: Bool { self == .attackReported || self == .invocationOpen || self == .phaseContested }

  /// As a column has it.
  var words: String {
    switch self {
    case .attackReported: inColumn("ATTACK")
    case .invocationOpen: inColumn("INVOCATION")
    case .clockRunning: inColumn("CLOCK")
    case .phaseContested: inColumn("CONTESTED")
    case .minimize: "MINIMIZE"
    case .silenceLapsing: inColumn("SILENCE")
    case .decisionNotReached: inColumn("NOT REACHED")
    case .statementOwed: inColumn("SAY OWED")
    case .acknowledgementOverdue: inColumn("ACK LATE")
    case .acknowledgementOwed: inColumn("ACK OWED")
    case .replyOverdue: inColumn("REPLY LATE")
    case .replyOwed: inColumn("REPLY OWED")
    case .watchNotTaken: inColumn("NO WATCH")
    case .watchOwed: inColumn("WATCH OWED")
    case .remedyUnmet: inColumn("UNMET")
    case .remedyOverdue: inColumn("REMEDY LATE")
    case .taskOverdue: inColumn("TASK LATE")
    case .powersUnconfirmed: inColumn("UNCONFIRMED")
    case .caseDisputed: inColumn("DISPUTED")
    case .discrepancy: inColumn("DISCREPANCY")
    case .serialGap: inColumn("SERIAL GAP")
    case .requestUnanswered: inColumn("UNANSWERED")
    }
  }
}

extension CaseStanding.State {
  var shown: SituationPhrase {
    switch self {
    case .opened: SituationPhrase(inColumn("opened"))
    case .tasked: SituationPhrase(inColumn("tasked"))
    case .assessed: SituationPhrase(inColumn("assessed"), .cyan)
    case .found: SituationPhrase(inColumn("found"), .cyan)
    case .closed: SituationPhrase(inColumn("closed"), .faint)
    case .attributed: SituationPhrase(inColumn("attributed"), .yellow)
    case .remedied: SituationPhrase(inColumn("remedied"), .green)
    case .disputed: SituationPhrase(inColumn("DISPUTED"), .red)
    case .suspended: SituationPhrase(inColumn("suspended"), .yellow)
    case .reopened: SituationPhrase(inColumn("reopened"), .cyan)
    }
  }
}

extension CaseStanding {
  /// Whether it is marked: something in it is disputed, or late.
  var isPressing: Bool { state == .disputed || hasOverdueRemedy }

  /// Why it stands where it stands, where the state alone does not say it: `complied (#88)`, `remedy late`.
  var why: SituationPhrase? {
    if let closing {
      return SituationPhrase("\(closing.kind.rawValue) (\(closing.sequence.shown)): \(closing.grounds)")
    }
    if let suspension { return SituationPhrase(spoken("since \(suspension.sequence): \(suspension.reason)")) }
    if hasOverdueRemedy { return SituationPhrase(inColumn("REMEDY LATE"), .red) }
    return evidenceAfterFinding.map {
      SituationPhrase(spoken("NEW EVIDENCE after the finding (\($0.sequence.shown))"), .yellow)
    }
  }

  /// Those with an overdue remedy and the disputed first, then the more pressing, then the older.
  static func worstFirst(_ left: Self, _ right: Self) -> Bool {
    left.rank == right.rank ? left.sequence < right.sequence : left.rank > right.rank
  }

  private var rank: Int {
    (isFinished ? 0 : 100) + (hasOverdueRemedy ? 20 : 0) + (state == .disputed ? 10 : 0) + priority.rank
  }
}

extension Priority {
  fileprivate var rank: Int {
    switch self {
    case .low: 0
    case .normal: 1
    case .high: 2
    case .urgent: 3
    }
  }

  var shown: SituationPhrase {
    switch self {
    case .urgent: SituationPhrase(rawValue, .red)
    case .high: SituationPhrase(rawValue, .yellow)
    case .normal, .low: SituationPhrase(rawValue)
    }
  }
}

extension RemedyStanding {
  /// What became of it: `complied`, `OVERDUE`; nil while its time runs.
  var shown: SituationPhrase? {
    switch assessment {
    case .complied: SituationPhrase(inColumn("complied"), .green)
    case .partly: SituationPhrase(inColumn("complied in part"), .red)
    case .not: SituationPhrase(inColumn("not complied"), .red)
    case .notKnown where !isOverdue: SituationPhrase(inColumn("compliance N/K"), .yellow)
    case .notKnown, nil: isOverdue ? SituationPhrase(inColumn("OVERDUE"), .red) : nil
    }
  }
}

extension FindingStanding {
  /// `verified (high), not final`.
  var shown: String {
    outcome.rawValue + (confidence == .notStated ? "" : " (\(confidence.rawValue))")
      + (isFinal ? "" : spoken(", not final"))
  }
}

extension AttributionStanding {
  /// `RUS`, `undetermined`, `not adopted: RUS`; with the dissents.
  var shown: String {
    let who = responsible.isEmpty ? spoken("undetermined") : responsible.map(\.description).joined(separator: ", ")
    return (decision == .adopted ? "" : spoken("not adopted: ")) + who
      + (dissents > 0 ? ", " + counted(dissents, "{1} dissent", "{1} dissents") : "")
  }
}

extension SignatureStanding {
  var isRatified: Bool { ratification == .approved || ratification == .deposited }
  var isRejected: Bool { ratification == .rejected || (ratification == nil && domesticProcedure == .rejected) }
  var isPending: Bool { ratification == nil && domesticProcedure == .pending }
}

extension ResponseStanding {
  /// It has decided; that it consults is not yet an answer.
  var isDecided: Bool { determination != nil && response != .inConsultation }
}

extension GuaranteeStanding.State {
  var shown: SituationPhrase {
    switch self {
    case .dormant: SituationPhrase(inColumn("dormant"))
    case .active: SituationPhrase(inColumn("active"), .green)
    case .invoked: SituationPhrase(inColumn("INVOKED"), .red)
    case .ended: SituationPhrase(inColumn("ended"), .faint)
    }
  }
}

extension ForceReadiness.Level {
  var shown: SituationPhrase {
    switch self {
    case .full: SituationPhrase(rawValue, .green)
    case .substantial: SituationPhrase(rawValue)
    case .limited: SituationPhrase(rawValue, .yellow)
    case .notReady: SituationPhrase(rawValue, .red)
    case .notKnown: SituationPhrase(rawValue, .faint)
    }
  }
}

extension AmountTotal {
  /// `1,250,000.50`, with cents, so that amounts stand below each other.
  var shown: String {
    let parts = description.split(separator: ".")
    return grouped(Substring(parts[0])) + "." + (parts.count > 1 ? parts[1] : "00")
  }
}

extension Period {
  /// `071021ZMAR26 to 081021ZMAR26`, `from 071021ZMAR26`.
  var shown: String { to.map { spoken("\(from.dtg) to \($0.dtg)") } ?? spoken("from \(from.dtg)") }
}

extension Beneficiary {
  /// As a beneficiary or a target: `Ukraine`, `the force`.
  var shown: String {
    switch self {
    case .ukraine: spoken("Ukraine")
    case .force: spoken("the force")
    }
  }
}

extension RecordSequence {
  /// How a person sees a message that is named beside something else: what can be pasted after `cellbus`.
  var shown: String { "show \(self)" }
}

extension Timestamp {
  /// Seven columns: `071021Z` in the month that is, `07MAR26` in any other.
  func short(in moment: Timestamp) -> String {
    dtg.suffix(5) == moment.dtg.suffix(5) ? String(dtg.prefix(7)) : String(dtg.prefix(2) + dtg.suffix(5))
  }
}

/// `1,250,000`.
func grouped(_ digits: Substring) -> String {
  digits.count <= 3 ? String(digits) : grouped(digits.dropLast(3)) + "," + digits.suffix(3)
}

func grouped(_ number: Int) -> String { grouped(Substring(String(number))) }
