import CellSchema

/// What the rules may ask when they look at an act: the hour, the charter, and the messages that its sender may read.
struct Hearing {
  /// A message on the record.
  struct Known {
    var sequence: UInt64
    /// `verification.finding`
    var type: String
    var participant: Int
    var node: Int
  }

  /// Microseconds since 1970.
  var now: Int64
  var procedures: Procedures
  var names: Names
  /// A message of the same world that the sender may read or has said itself; nil where there is none: which of the
  /// two it is, is not for the sender to know.
  var message: (MessageID) -> Known?

  func code(_ participant: Int) -> String { names.participants[participant] }

  /// - Throws: `unknown-reference`, one answer for what is not there and what the sender may not read.
  @discardableResult
  func require(_ id: MessageID, _ types: String..., at pointer: String) throws(Refusal) -> Known {
    guard let known = message(id) else {
      throw Refusal(.unknownReference, at: pointer, "\(id) is not on the record, or not yours to read")
    }
    guard types.isEmpty || types.contains(known.type) else {
      throw Refusal(
        .unknownReference, at: pointer, "\(id) is of type \(known.type), not \(types.joined(separator: " or "))")
    }
    return known
  }
}

/// A fact contradicts what the record says otherwise: which messages, and how, in words.
struct Contradiction {
  /// Beside the fact itself.
  var with: [MessageID]
  var explanation: String
}

/// Something that the bus has to say because of what happened.
struct Saying {
  var body: any Payload
  /// It goes to those who may read all of these.
  var concerns: [MessageID]
}

extension Refusal {
  /// An act that the state does not allow: the matter, its state, and what would be allowed.
  static func notNow(_ matter: String, is state: String, allows steps: [String], at pointer: String) -> Refusal {
    Refusal(
      .stateNotPermitted, at: pointer,
      "\(matter) is \(state); "
        + (steps.isEmpty ? "nothing more is allowed" : "allowed: \(steps.joined(separator: ", "))"))
  }
}
