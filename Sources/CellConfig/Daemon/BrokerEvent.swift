/// What the daemon's log says, one event a line: `event=… key=value …`. This is the whole vocabulary: the daemon's calls
/// go through it, and `cellbus events` prints it.
///
/// Names and fields are only ever added within a ``version``; who reads the log by a program passes over what it does not
/// know.
package enum BrokerEvent: String, CaseIterable, Sendable {
  /// Rises where an event or a field is renamed, taken away, or gets another meaning.
  package static let version = 1

  case ready
  case listening
  case endpointClosed = "endpoint-closed"
  case socketMode = "socket-mode"
  case noControl = "no-control"
  case stopping
  case stopped
  case stoppingFailed = "stopping-failed"
  case socketFailed = "socket-failed"
  case failed
  case longTurn = "long-turn"
  case logDropped = "log-dropped"
  case linesLeftOut = "lines-left-out"
  case sessionOpened = "session-opened"
  case sessionClosed = "session-closed"
  case turnedAway = "turned-away"
  case keyRefused = "key-refused"
  case handshakeFailed = "handshake-failed"
  case handshakesThrottled = "handshakes-throttled"
  case frameWithoutIdentity = "frame-without-identity"
  case peerCut = "peer-cut"
  case fault
  case nodeDropped = "node-dropped"
  case nodeReset = "node-reset"
  case messageSubmitted = "message-submitted"
  case messageRelayed = "message-relayed"
  case messageDelivered = "message-delivered"
  case messageRefused = "message-refused"
  case messagesSummed = "messages-summed"
  case subscribed
  case durableRemoved = "durable-removed"
  case subscriptionParked = "subscription-parked"
  case subscriptionResumed = "subscription-resumed"
  case setAside = "set-aside"
  case intakeStopped = "intake-stopped"
  case intakeResumed = "intake-resumed"
  case recordOpened = "record-opened"
  case recordBehind = "record-behind"
  case recordBehindClaimed = "record-behind-claimed"
  case recordUnreadable = "record-unreadable"
  case recordHeld = "record-held"
  case recordFree = "record-free"
  case stateKept = "state-kept"
  case stateNotKept = "state-not-kept"
  case stateNotUsed = "state-not-used"
  case reloaded
  case reloadProblem = "reload-problem"
  case reloadRefused = "reload-refused"
  case configurationWarning = "configuration-warning"
  case rulesDecided = "rules-decided"
  case rulesUndecided = "rules-undecided"
  case checkpointFailed = "checkpoint-failed"
  case checkpointLate = "checkpoint-late"
  case checkpointGoodAgain = "checkpoint-good-again"
  case noCheckpoints = "no-checkpoints"
  case witnessAhead = "witness-ahead"
  case badCosignature = "bad-cosignature"
  case foreignCheckpoint = "foreign-checkpoint"
  case alarm
  case alarmCritical = "alarm-critical"
  case alarmOver = "alarm-over"
  case rulesKept = "rules-kept"
  case configurationProblem = "configuration-problem"
  case metricsFailed = "metrics-failed"

  /// How grave an event is, by the levels of syslog(3).
  package enum Severity: String, Sendable, CaseIterable, Comparable {
    case info, notice, warning, error, critical

    package static func < (left: Self, right: Self) -> Bool {
      (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
  }

  /// What the vocabulary says of an event.
  package struct Entry: Sendable {
    package let severity: Severity
    /// In the order in which a line has them. One that a line does not need is left out.
    package let fields: [String]
    package let meaning: String
    /// What to do; empty where there is nothing.
    package let next: String

    fileprivate init(_ severity: Severity, _ fields: String, _ meaning: String, _ next: String = "") {
      self.severity = severity
      self.fields = fields.split(separator: " ").map(String.init)
      self.meaning = meaning
      self.next = next
    }
  }

  package var severity: Severity { entry.severity }

  package var entry: Entry {
    switch self {
    case .ready:
      Entry(.notice, "head vocabulary", "The broker serves. vocabulary is the version of this list.")
    case .listening:
      Entry(.info, "endpoint until", "Nodes can connect there; until a moment where it is a former key's.")
    case .endpointClosed:
      Entry(.notice, "endpoint", "Nodes cannot connect there any more: the broker has another key, at other endpoints.")
    case .socketMode:
      Entry(
        .warning, "endpoint reason",
        "A socket of the file system could not be given to the daemon's group alone. Keys let nobody in all the same.",
        "See who owns the directory that it lies in.")
    case .noControl:
      Entry(
        .warning, "path reason next",
        "There is no socket for cellbus node and for the outcome of a reload; all else works.",
        "Signals and files do: SIGHUP has the files read again. Make room at the path and restart.")
    case .stopping:
      Entry(
        .notice, "reason", "The broker was asked to stop: it makes every decision durable and says BYE to each node.")
    case .stopped:
      Entry(.notice, "head", "It has stopped, and the record is closed.")
    case .stoppingFailed:
      Entry(
        .critical, "reason", "It cannot go on, and ends. systemd starts it again where that can help.",
        "The reason says what failed: most often the disk.")
    case .socketFailed:
      Entry(
        .critical, "error", "The sockets failed, and the broker ends.",
        "It is started again by systemd; if it comes back, tell whoever maintains it.")
    case .failed:
      Entry(
        .critical, "reason", "It ends, or did not start.",
        "See the reason and the exit code: cellbus explain, with the number that it names.")
    case .longTurn:
      Entry(
        .notice, "wall_us processor_us seconds",
        "The longest turn of the loop in a minute was above 20 ms: everybody waited so long.",
        "Where it comes often: is the machine short of processor or memory?")
    case .logDropped:
      Entry(
        .warning, "lines reason", "Nobody took the log's lines for a while, and so many are missing.",
        "Look at who reads standard error; under systemd at the journal.")
    case .linesLeftOut:
      Entry(
        .notice, "node kind lines",
        "A node caused more lines of a kind in a minute than are written; so many were left out.",
        "Look at the node; its messages were handled all the same.")
    case .sessionOpened:
      Entry(
        .info, "node session address client",
        "A node connected and said HELLO; client is what it says of its own program.")
    case .sessionClosed:
      Entry(
        .info, "node session code detail",
        "A session ended; without a code because the node left or its connection was lost.",
        "With a code: cellbus explain CODE.")
    case .turnedAway:
      Entry(
        .notice, "address code detail again seconds",
        "A connection ended that had no session: no HELLO in time, too many of them, or a key that is not listed any more.",
        "Where an address goes on: block it at the firewall.")
    case .keyRefused:
      Entry(
        .notice, "address detail again seconds", "Somebody connected with a key that the roster does not list.",
        "A node with an old profile, or a stranger. cellbus roster show has the nodes.")
    case .handshakeFailed:
      Entry(
        .notice, "address detail again seconds", "A connection did not finish its handshake.",
        "A program that does not speak this protocol, or that knows the broker by another key.")
    case .handshakesThrottled:
      Entry(
        .notice, "address node again seconds", "A node connects more often than it may.",
        "Its program connects in a loop: tell its owner.")
    case .frameWithoutIdentity:
      Entry(
        .warning, "", "A frame came of which the transport does not say whose it is. It was passed over.",
        "Tell whoever maintains the broker.")
    case .peerCut:
      Entry(
        .warning, "node reason held", "A connection was ended because its node does not read what it is sent.",
        "Tell the node's owner; it can come back.")
    case .fault:
      Entry(
        .notice, "node code detail", "A node sent a command that is refused, or more than it may.",
        "cellbus explain CODE; tell the node's owner where it goes on.")
    case .nodeDropped:
      Entry(.notice, "node sessions reason", "The operator ended a node's sessions (cellbus node drop).")
    case .nodeReset:
      Entry(.notice, "node reason", "The operator had forgotten what counted against a node (cellbus node reset).")
    case .messageSubmitted:
      Entry(
        .info, "node seq id serial type precedence world recipients readers accepted bytes",
        "A node's message is on the record. recipients are its addressees as written, readers the nodes that may read it."
      )
    case .messageRelayed:
      Entry(
        .info, "seq id serial type precedence world recipients readers accepted cause bytes",
        "The bus itself put a message on the record: cause is the number of the row that it follows from, 0 without one."
      )
    case .messageDelivered:
      Entry(
        .info, "node session seq id serial type precedence from lane accepted",
        "A message was sent to a reader. That it was taken is said by the reader's acknowledgement: cellbus trace.")
    case .messageRefused:
      Entry(
        .notice, "node code pointer id serial type precedence world",
        "A message was refused, and nothing recorded of it. What of it could not be read is none.",
        "cellbus explain CODE; the sender has been told the same.")
    case .messagesSummed:
      Entry(
        .info, "node submitted submitted_bytes delivered delivered_bytes seconds",
        "What a node sent and was sent in a minute, without the messages that have lines of their own.")
    case .subscribed:
      Entry(.info, "node session subscription durable types", "A node reads, by a durable name or without one.")
    case .durableRemoved:
      Entry(.info, "node durable", "A node gave a durable name up, and its place with it.")
    case .subscriptionParked:
      Entry(
        .warning, "node subscription durable seconds", "Messages wait for a reader that takes none.",
        "Is the node's program stuck? Its place is kept.")
    case .subscriptionResumed:
      Entry(.notice, "node subscription durable", "A parked reader takes messages again.")
    case .setAside:
      Entry(
        .warning, "node durable sequence reason", "A reader went on without a message that it could not handle.",
        "Tell the node's owner: the message is on the record and was not handled.")
    case .intakeStopped:
      Entry(
        .error, "code detail",
        "No message is taken: the disk is full, the clock jumped, or the record lacks rows. Readers are served.",
        "cellbus explain CODE.")
    case .intakeResumed:
      Entry(.notice, "", "Messages are taken again.")
    case .recordOpened:
      Entry(
        .notice, "cell head from_state replay_ms charter charter_revision roster_revision cell_kind",
        "The record was read, and these rules are in force.")
    case .recordBehind:
      Entry(
        .critical, "code detail next", "The record lacks rows at its end. It is read-only until a person has decided.",
        "Stop the daemon and put the newest copy in its place; else cellbus record restore.")
    case .recordBehindClaimed:
      Entry(
        .error, "node code detail", "A node says that it has seen rows that this record does not have.",
        "If one node says so, look at the node; if several do, the record may be an old copy.")
    case .recordUnreadable:
      Entry(
        .error, "node code detail", "A place of the record could not be read.",
        "cellbus record verify, and look at the disk.")
    case .recordHeld:
      Entry(
        .error, "reason next", "Another process holds the record's file, and nothing becomes durable.",
        "End that process's transaction; nothing is lost.")
    case .recordFree:
      Entry(.notice, "waited_ms", "Nobody else holds the record's file any more.")
    case .stateKept:
      Entry(.info, "sequence bytes", "State was kept beside the record, for a quick start.")
    case .stateNotKept:
      Entry(
        .warning, "error", "State could not be kept: the next start reads the whole record.",
        "Look at the disk; nothing of the record is lost.")
    case .stateNotUsed:
      Entry(.warning, "reason", "The kept state was of no use: this start reads the whole record.")
    case .reloaded:
      Entry(
        .notice, "changed roster_revision roster_sha256 charter charter_revision charter_sha256 limits revoked",
        "The files were read again and are in force; revoked connections were ended.")
    case .reloadProblem:
      Entry(
        .error, "file line column code pointer detail next", "What is wrong with a file that was read again.",
        "Mend it at its place and reload.")
    case .reloadRefused:
      Entry(
        .error, "problems in_force", "The files that were read again are not in force; those before are.",
        "See the lines before it.")
    case .configurationWarning:
      Entry(
        .warning, "file line code pointer detail next",
        "Something that an operator should know of files that are in force all the same.")
    case .rulesDecided:
      Entry(
        .notice, "withheld roster_revision charter charter_revision revoked",
        "Other rules are in force, or other nodes are kept off, as the record says.")
    case .rulesUndecided:
      Entry(
        .error, "file code sha256 in_force in_force_revision next",
        "A file on disk is not what the sides of the cell decided, and changes nothing.",
        "cellbus roster propose or cellbus charter propose, or put the file in force back.")
    case .checkpointFailed:
      Entry(
        .error, "error next", "A checkpoint could not be made; it is tried again.", "Look at the disk of the record.")
    case .checkpointLate:
      Entry(
        .critical, "minutes missing next", "Not enough witnesses have cosigned for long.",
        "See that the witnesses named run and reach the broker.")
    case .checkpointGoodAgain:
      Entry(.notice, "size", "Enough witnesses cosign again.")
    case .noCheckpoints:
      Entry(
        .critical, "reason next", "No checkpoints are made: the record names another log key.",
        "Put the log key back that the record began with.")
    case .witnessAhead:
      Entry(
        .critical, "node size head next", "A witness has cosigned a larger record than this one.",
        "Compare the record with the witness's: rows were lost, or the witness is wrong.")
    case .badCosignature:
      Entry(.notice, "node size", "A witness's cosignature does not verify.", "Is its key the one of the roster?")
    case .foreignCheckpoint:
      Entry(.notice, "node", "A node showed a checkpoint that is not of this log.")
    case .alarm:
      Entry(
        .warning, "kind node detail",
        "Something is wrong before it hurts: status --check warns of it until alarm-over.",
        "See the detail; the runbook has each kind.")
    case .alarmCritical:
      Entry(
        .critical, "kind node detail", "Something is wrong and hurts, or soon will: status --check is critical.",
        "See the detail; the runbook has each kind.")
    case .alarmOver: Entry(.notice, "kind node", "What an alarm was about is over.")
    case .rulesKept:
      Entry(
        .critical, "reason next", "The broker started with the record's rules: roster or charter on disk are not good.",
        "Mend the files, check them (cellbusd --config FILE --check), and reload.")
    case .configurationProblem:
      Entry(
        .error, "file line column code pointer detail next",
        "What is wrong with the files of a start that went on with the record's rules.", "See next.")
    case .metricsFailed:
      Entry(
        .error, "place reason next", "Metrics or health cannot be served there; the bus goes on.",
        "Free the port or the path; it is tried again every 10 s.")
    }
  }
}
