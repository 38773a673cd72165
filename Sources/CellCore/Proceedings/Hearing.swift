import CellSchema

/// What a rule may ask when it looks at an act: the time, the charter's procedures, and the messages that the sender
/// may read.
struct Hearing {
  /// A message on the record.
  struct Known {
    var sequence: SequenceNumber
    /// Nil for a type that this catalogue does not have.
    var type: TypeIndex?
    var participant: ParticipantIndex
    var node: NodeIndex
  }

  var now: Microseconds
  var procedures: Procedures
  /// The charter's revision, and the moment from which on the rules have been in force.
  var rules: (revision: Revision, since: Microseconds)
  var names: Names
  /// Finds a message of the same world that the sender may read or has sent. Nil if there is none, or if the sender may
  /// not read it: the sender must not learn which.
  var message: (MessageID) -> Known?

  func code(_ participant: ParticipantIndex) -> ParticipantCode { names.code(participant) }

  /// Finds a message that an act refers to.
  ///
  /// - Parameter bodies: the types that the message may have; empty for any type.
  /// - Throws: `unknown-reference`, for a message that is not there and for one that the sender may not read alike.
  @discardableResult
  func require(_ id: MessageID, _ bodies: any Payload.Type..., at pointer: String) throws(Refusal) -> Known {
    guard let known = message(id) else {
      throw Refusal(.unknownReference, at: pointer, "\(id) is not on the record, or not yours to read")
    }
    let entry = known.type?.entry
    guard bodies.isEmpty || bodies.contains(where: { $0 == entry?.payload }) else {
      let type = entry?.type.description ?? "unknown"
      let wanted = bodies.map { "\($0.messageType)" }.joined(separator: " or ")
      throw Refusal(.unknownReference, at: pointer, "\(id) is of type \(type), not \(wanted)")
    }
    return known
  }
}

extension Refusal {
  /// The refusal of an act that the state does not allow: names the matter, its state, and what would be allowed.
  static func notNow(_ matter: String, is state: String, allows steps: [String], at pointer: String) -> Refusal {
    Refusal(
      .stateNotPermitted, at: pointer,
      "\(matter) is \(state); "
        + (steps.isEmpty ? "nothing more is allowed" : "allowed: \(steps.joined(separator: ", "))"))
  }

  /// The same refusal, with the types of message that would be allowed.
  static func notNow(
    _ matter: String, is state: String, allows types: any Payload.Type..., at pointer: String
  ) -> Refusal {
    notNow(matter, is: state, allows: types.map { "\($0.messageType)" }, at: pointer)
  }
}
