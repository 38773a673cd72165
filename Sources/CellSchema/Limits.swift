/// Every limit of the bus, in one place. The daemon's configuration may lower or raise those that it names.
public enum Limits {
  /// Bytes of one document.
  public static let document = 65_536
  /// Nested objects and arrays of a document.
  public static let depth = 16
  /// Bytes of one signature block.
  public static let signature = 4_096
  /// Bytes of one frame: the largest envelope and room for headers.
  public static let frame = 131_072
  /// Bytes at which a frame of several messages is closed, so that flash never waits long behind it.
  public static let batch = 32_768
  /// Messages in one frame.
  public static let batchMessages = 256
  public static let participants = 128
  /// Nodes in the roster.
  public static let nodes = 1_024
  public static let sessionsPerNode = 8
  public static let sessions = 4_096
  /// Milliseconds from one look at what is due to the next.
  package static let tick = 500
  /// Unreadable frames and misplaced commands of one session in a minute before it is cut off.
  public static let faultsPerMinute = 64
  public static let subscriptionsPerNode = 64
  /// Durable names of a node, read or not.
  public static let durablesPerNode = 64
  /// Type patterns of one subscription: room for every type of the catalogue by name.
  public static let filterTypes = 64
  /// Participants and nodes that one subscription names as senders: room for every participant of the largest cell.
  public static let filterSenders = participants
  /// Natures of one subscription: as many as there are.
  public static let filterNatures = 4
  /// Messages, and bytes, of a session that may be under way without a receipt.
  public static let windowMessages = 4_096
  public static let windowBytes = 4_194_304
  /// Messages, and bytes, that wait for one commit; beyond it intake pauses.
  public static let pendingMessages = 65_536
  public static let pendingBytes = 67_108_864
  /// Bytes of recent messages kept in memory for readers that follow; older ones are read from the record.
  public static let recentBytes = 67_108_864
  /// Rows, and bytes, of one reading of the record.
  public static let readRows = 1_024
  public static let readBytes = 262_144
  /// Milliseconds.
  public static let handshake = 5_000
  public static let heartbeatInterval = 5_000
  public static let heartbeatTimeout = 30_000
  /// Milliseconds by which `sentAt` may be ahead of the broker's clock.
  public static let sentAhead = 300_000
  /// Milliseconds by which the clock may jump ahead between two events before intake stops.
  public static let clockJump = 3_600_000
  /// Refusals a minute for a participant, beyond which its publishing is throttled.
  public static let refusalsPerMinute = 6_000
  /// Frames that wait for a peer inside libzmq, and those that wait to be read from it.
  public static let sendQueue = 256
  public static let receiveQueue = 64
  /// Bytes that the broker holds for a peer whose queue is full before it cuts the connection.
  public static let heldBytes = 16_777_216
  /// Milliseconds between commits that only move cursors.
  public static let cursorInterval = 200
  /// Decisions in one RECEIPT.
  public static let receiptDecisions = 64
  /// Bytes delivered to one subscription before the next one has its turn.
  public static let deliveryTurn = 262_144
  /// Worlds of state (operation, project, and each exercise and drill) over the life of a record.
  public static let worlds = 256
  /// Milliseconds in which a serial number that was overtaken may still come before the bus says that it is missing.
  public static let serialGrace = 60_000
  /// Overdue acknowledgements, and gaps, that the bus says at a time.
  public static let sayingsPerTick = 256
  /// Deliveries a node's trace looks back on.
  public static let deliveryMarks = 4_096
  /// Characters of the reason for which a message was set aside, and how many are kept for a durable name.
  public static let asideReason = 200
  public static let asides = 1_024
  /// Messages set aside that a node tells of in one ACK: at their longest they still fit a frame.
  public static let asidesInAck = 16
  /// Milliseconds that messages wait for a reader without credit before it counts as parked.
  public static let parkAfter = 30_000
  /// Sessions that a node opens in a minute; beyond them it is turned away for the rest of it. Below what handshakes
  /// allow, so that a node that comes back in a loop is told why.
  public static let sessionsPerMinute = 200
  /// CURVE handshakes that a key may make at once, and how many more each second; beyond them it is refused without a
  /// word, since nobody is there yet to be told one.
  public static let handshakesAtOnce = 32
  public static let handshakesPerSecond = 4
  /// Rows of the record that are looked at in one go for a reader that is behind.
  public static let scannedRows = 65_536
  /// Messages, and bytes, that wait in a node's outbox, unless its options say otherwise.
  public static let outboxMessages = 65_536
  public static let outboxBytes = 67_108_864
  /// What became of messages that were enqueued, kept in memory while nobody reads it; and how far a source of many
  /// messages is read ahead.
  public static let outcomes = 4_096
  /// Refused messages that a node's store keeps until somebody has looked at them; at so many it takes nothing new.
  public static let outboxRefusals = 1_024
  /// Messages of one transaction of a node's store.
  public static let storeBatch = 1_024
  /// Milliseconds for which what is decided stays in a node's store, to be taken off together.
  public static let storeRemoval = 100
  /// Milliseconds after which a store on a full disk is tried again.
  public static let storeRetry = 1_000
  /// Bytes that a node's store leaves free on its disk, beside what it takes to move its log: what it has can be taken off.
  public static let storeReserve = 262_144
  /// Bytes of a store's log at which it is moved into its file.
  public static let storeLog = 4_194_304
  /// How often an inbox gives a message that its application throws for, and seconds between, the first and the longest.
  public static let inboxAttempts = 8
  public static let inboxPause = 1...60
}
