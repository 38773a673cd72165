import CellSchema

/// A force as it was constituted, with what was said of it since.
struct Force {
  let constitution: Said<ForceConstitution>
  /// In the record's order.
  let changes: [Said<ForceChange>]

  /// From when on a change counts: not before it is on the record.
  static func counting(_ change: Said<ForceChange>) -> Microseconds {
    max(change.body.effectiveAt.moment, change.entry.acceptedAt)
  }

  /// The last value that changes give it up to a moment: of two that count from one moment, the later one on the record.
  private func last<Value>(at moment: Microseconds, _ value: (ForceChange) -> Value?) -> Value? {
    changes.compactMap { change in value(change.body).map { (Self.counting(change), $0) } }
      .filter { $0.0 <= moment }
      .reduce(nil as (Microseconds, Value)?) { last, next in
        if let last, last.0 > next.0 { last } else { next }
      }?.1
  }

  func lead(at moment: Microseconds) -> [ParticipantCode] {
    last(at: moment) { $0.lead?.elements } ?? constitution.body.lead.elements
  }

  func headquarters(at moment: Microseconds) -> Line {
    last(at: moment, \.headquarters) ?? constitution.body.headquarters
  }

  func mandate(at moment: Microseconds) -> Text { last(at: moment, \.mandate) ?? constitution.body.mandate }

  /// When it ended, or is to end.
  var end: Microseconds? { changes.filter { $0.body.what == .end }.map(Self.counting).min() }

  func stands(at moment: Microseconds) -> Bool { end.map { moment < $0 } ?? true }
}
