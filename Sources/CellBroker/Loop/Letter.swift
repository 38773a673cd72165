import CellConfig
import CellCore
import CellSchema

/// What other threads tell the loop.
///
/// The number of waiting letters is bounded: there is at most one commit, one read a subscription, one look-up a frame,
/// one answer a query, one of each frame that is prepared, one adoption, and one look at the disk in seconds.
enum Letter: Sendable {
  case event(Event)
  /// Something that was sent in the line is prepared.
  case prepared(PeerLane)
  case adopt(Adoption)
  /// Whom the operator keeps off the bus, and whether who is in neither list is let on again.
  case withhold(KeptOff, givingBack: Bool)
  /// The record's disk was looked at.
  case disk(DiskFacts)
  /// The files were read again: why they are not in force, nil where they are; and from where on something is an alarm.
  case reloaded(FileTrouble?, AlarmLimits)
  /// Other limits, and how much the log says of messages.
  case settings(ServiceLimits, LogSettings)
  case act(NodeAct)
  /// The broker's keys and where they are served.
  case gates(GateChange)
  case stop
  /// The process cannot go on.
  case fatal(code: Int32, String)
}

/// Where nodes are to connect from now on.
struct GateChange: Sendable {
  enum Outcome: Sendable {
    case open
    case failed(String)
  }

  let plans: [Gate.Plan]
  let outcome: WorkQueue<Outcome>
}

/// Rule files that were read again, for the loop to put in force.
struct Adoption: Sendable {
  enum Outcome: Sendable {
    /// The rules are in force, and so many connections were ended.
    case inForce(revoked: Int)
    case refused(Refusal)
  }

  let files: RuleFiles
  let logKey: PublicKeyText
  let outcome: WorkQueue<Outcome>
}
