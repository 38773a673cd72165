/// Every limit of the bus, in one place. The daemon's configuration may lower or raise some of them.
public enum Limits {
  /// Bytes of one document.
  public static let document = 65_536
  /// Bytes of a document that the bus carries in one of its own, in Base64, with its signature block and whom it goes to.
  public static let carriedDocument = 32_768
  /// Nested objects and arrays of a document.
  public static let depth = 16
  /// Bytes of one signature block.
  public static let signature = 4_096
  /// Signatures of one document: one of each participant of a large cell.
  public static let signatures = 40
  /// Root keys of a participant, and certificates of a node at a time.
  public static let roots = 16
  public static let certificates = 16
  /// Hours after which a hold of a node lapses, unless its participant confirms it.
  public static let hold = 72
  /// Seconds that a signer has for one signature: somebody may have to type a number into a card's reader.
  public static let signerPatience = 120
  /// Bytes of one frame: the largest envelope and room for headers.
  public static let frame = 131_072
  /// Bytes at which a frame of several messages is closed, so that flash never waits long behind it.
  public static let batch = 32_768
  /// Messages in one frame.
  public static let batchMessages = 256
  /// Participants over the life of a record.
  public static let participants = 128
  /// Nodes in the roster.
  public static let nodes = 1_024
  /// Entries in the roster's register of full powers.
  public static let fullPowers = 1_024
  /// Sessions of one node at a time.
  public static let sessionsPerNode = 8
  /// Connections of all nodes at a time.
  public static let sessions = 4_096
  /// Milliseconds between two ticks, at which deadlines are looked at.
  package static let tick = 500
  /// Unreadable frames and misplaced commands of one session in a minute before it is cut off.
  public static let faultsPerMinute = 64
  /// Subscriptions of one node at a time.
  public static let subscriptionsPerNode = 64
  /// Durable names of a node, with or without a session that reads them.
  public static let durablesPerNode = 64
  /// Type patterns of one subscription: room for every type of the catalogue by name.
  public static let filterTypes = 128
  /// Participants and nodes that one subscription names as senders: room for every participant of the largest cell.
  public static let filterSenders = participants
  /// Natures of one subscription: as many as there are.
  public static let filterNatures = 4
  /// Messages of a session that may be under way without a receipt.
  public static let windowMessages = 4_096
  /// Bytes of a session that may be under way without a receipt.
  public static let windowBytes = 4_194_304
  /// Bytes of a refused command in which its subject is looked for.
  public static let commandSubject = 4_096
  /// Messages of one frame that are decided at once; others are heard before the rest.
  public static let messagesAtOnce = 32
  /// Entries of a history that refused acts have looked at for their reasons in one turn of the loop; the next turns go
  /// on with the rest.
  public static let entriesLookedAt = 4_096
  /// Messages that wait for one commit; beyond them intake stops.
  public static let pendingMessages = 65_536
  /// Bytes that wait for one commit; beyond them intake stops.
  public static let pendingBytes = 67_108_864
  /// Messages whose expiry is settled in one turn of the loop; the next turns go on with the rest.
  public static let expiriesPerTurn = 32
  /// Bytes of recent messages kept in memory for readers that follow; older ones are read from the record.
  public static let recentBytes = 67_108_864
  /// Rows in one read of the record.
  public static let readRows = 1_024
  /// Bytes of envelopes in one read of the record.
  public static let readBytes = 262_144
  /// Milliseconds that a peer has for its CURVE handshake.
  public static let handshake = 5_000
  /// Milliseconds without traffic after which a PING is due.
  public static let heartbeatInterval = 5_000
  /// Milliseconds without traffic after which a peer counts as gone.
  public static let heartbeatTimeout = 30_000
  /// Milliseconds by which `sentAt` may be ahead of the broker's clock.
  public static let sentAhead = 300_000
  /// Days by which a delivery's date may be after its message's `sentAt`: five years.
  public static let deliveryAhead = 1_826
  /// Milliseconds by which the clock may jump ahead between two events before intake stops.
  public static let clockJump = 3_600_000
  /// Refusals a minute for a participant, beyond which its publishing is throttled.
  public static let refusalsPerMinute = 6_000
  /// Questions of a node where things stand that may be open at a time.
  public static let openQuestionsPerNode = 16
  /// Questions of a participant's nodes where things stand that may be open at a time.
  public static let openQuestionsPerParticipant = 64
  /// Questions of any kind a minute for a participant; further ones are answered with `throttled`.
  public static let questionsPerMinute = 6_000
  /// Documents a minute that a participant has checked without publishing them; further ones are answered with
  /// `throttled`.
  public static let checksPerMinute = 600
  /// Readers of a document that the answer to a check names; the others are counted.
  public static let readersShown = 256
  /// Participants of whom the last selection is kept for its next pages.
  package static let keptSelections = 8
  /// Refusals a minute for one of its nodes.
  public static let refusalsPerNode = 3_000
  /// Messages a second for a node.
  public static let messagesPerSecond = 50_000
  /// Mebibytes of messages a day for a node.
  public static let mebibytesPerDay = 8_192
  /// Messages a second, and mebibytes a day, for all nodes of a participant.
  public static let participantMessagesPerSecond = 200_000
  public static let participantMebibytesPerDay = 32_768
  /// What a node may publish in flash and above, beside the rest.
  public static let flashPerSecond = 1_000
  public static let flashMebibytesPerDay = 1_024
  public static let flashRefusalsPerMinute = 600
  /// Seconds of a rate that may be used at once.
  public static let quotaSeconds = 10
  /// SUBSCRIBE and UNSUBSCRIBE of a node in a minute.
  public static let subscribesPerMinute = 1_200
  /// Messages that a node sets aside in a minute.
  public static let asidesPerMinute = 6_000
  /// PING of a node in a minute.
  public static let pingsPerMinute = 60_000
  /// QUERY of a node in a minute.
  public static let queriesPerMinute = 6_000
  /// Lines of one kind that a node causes in the broker's log in a minute; the rest are counted in one.
  public static let notesPerMinute = 200
  /// Lines on single messages that a node causes in the broker's log in a minute, as sender or as reader; the rest are
  /// counted in one.
  public static let messageLinesPerMinute = 1_200
  /// Frames that wait inside libzmq to be sent to a peer.
  public static let sendQueue = 256
  /// Frames that wait inside libzmq to be read from a peer.
  public static let receiveQueue = 64
  /// Bytes that the broker holds for a peer whose queue is full before it cuts the connection.
  public static let heldBytes = 16_777_216
  /// Milliseconds between commits that only move cursors.
  public static let cursorInterval = 200
  /// Decisions in one RECEIPT.
  public static let receiptDecisions = 64
  /// Bytes delivered to one subscription before the next one has its turn.
  public static let deliveryTurn = 262_144
  /// Worlds of state (operation, project, and each exercise and drill) that are not closed.
  public static let worlds = 256
  /// Exercises and drills that one participant opened and that are not closed.
  public static let worldsOfParticipant = 16
  /// Worlds over the life of a record, closed ones included.
  public static let worldsOfRecord = 1_024
  /// Worlds of which an answer tells what is open elsewhere, and messages that it names of each.
  public static let worldsElsewhere = 16
  public static let mattersElsewhere = 16
  /// Completions of a commitment without their ratification that an answer names.
  public static let pendingCompletionsShown = 64
  /// Amendments of a message that an answer names, the oldest.
  public static let amendmentsShown = 64
  /// Messages that are named where one was looked for and several are meant, the newest.
  public static let candidates = 8
  /// Messages that a contradiction names besides the fact that it is of.
  public static let contradicted = 200
  /// Pledges that stand in each other's place, one after the other.
  public static let replacements = 64
  /// Pairs of a report and a guarantee that one invocation names.
  public static let pairsOfInvocation = 1_024
  /// Stages of the clock after an attack in a charter.
  public static let stagesOfClock = 16
  /// Stages of clocks that the bus says have passed, in one tick.
  public static let stagesPerTick = 32
  /// Corrigenda of one version of a text.
  public static let corrigenda = 64
  /// Changes of one force.
  public static let forceChanges = 256
  /// Proposals without a result, over all worlds.
  public static let openDecisions = 512
  /// Proposals of one participant without a result, over all worlds.
  public static let openDecisionsOfParticipant = 16
  /// Minutes by which a silence is put off at least where the broker was down while it ran.
  public static let leastDelay = 30
  /// Proposals whose deliveries are looked at in one tick.
  public static let decisionsPerLook = 16
  /// Minutes after a handover by which somebody has taken the watch.
  public static let watchTaken = 30
  /// Minutes before its moment at which a silence needs attention.
  public static let silenceLapsing = 360
  /// Milliseconds for which a missing serial may still come before the bus announces the gap.
  public static let serialGrace = 60_000
  /// Gaps of one count of serials that are kept apart; beyond them neighbours are taken for one.
  public static let serialGaps = 64
  /// Messages with a serial used before that the bus has not said so of; more come only from records of before it did.
  public static let serialRepeats = 4_096
  /// Messages with a serial used before that one message of the bus names.
  public static let repeatedSerialsInSaying = 200
  /// Counts of a node in which refused serials are remembered.
  public static let refusedCounts = 16
  /// Bytes of a node's serials in WELCOME.
  public static let welcomeCounts = 98_304
  /// Overdue acknowledgements and answers, watches not taken and serial gaps that the bus announces at one tick.
  public static let sayingsPerTick = 256
  /// Deliveries to a node that are remembered for traces.
  public static let deliveryMarks = 4_096
  /// Characters of the reason for an aside.
  public static let asideReason = 200
  /// Asides that are kept for a durable name.
  public static let asides = 1_024
  /// Asides in one ACK: with the longest reasons they still fit a frame.
  public static let asidesInAck = 16
  /// Milliseconds that messages wait for a reader without credit before it counts as parked.
  public static let parkAfter = 30_000
  /// Sessions that a node may open in a minute; further ones are refused until the minute is over. Fewer than its
  /// handshakes, so that a node that reconnects in a loop is told why.
  public static let sessionsPerMinute = 200
  /// CURVE handshakes that a key may make at once. Further ones are refused with the status 500, since no session exists
  /// yet to tell a reason.
  public static let handshakesAtOnce = 32
  /// CURVE handshakes that a key may make each second beyond ``handshakesAtOnce``.
  public static let handshakesPerSecond = 4
  /// Connections that have not said HELLO; beyond them the longest waiting one of the address that has most is let go.
  public static let halfOpenConnections = 256
  /// Rows of the record that are looked at in one go for a reader that is behind.
  public static let scannedRows = 65_536
  /// Messages that wait in a node's outbox, unless its options say otherwise.
  public static let outboxMessages = 65_536
  /// Bytes that wait in a node's outbox, unless its options say otherwise.
  public static let outboxBytes = 67_108_864
  /// Outcomes of enqueued messages that are kept in memory while they are not read; also how far a source of many
  /// messages is read ahead.
  public static let outcomes = 4_096
  /// Refused messages that a node's store keeps until they are discarded; at this number nothing more is enqueued.
  public static let outboxRefusals = 1_024
  /// Messages in one transaction of a node's store.
  public static let storeBatch = 1_024
  /// Milliseconds for which decided messages stay in a node's store, to be removed together.
  public static let storeRemoval = 100
  /// Milliseconds after which writing to a store on a full disk is tried again.
  public static let storeRetry = 1_000
  /// Bytes that a node's store leaves free on its disk, beside those needed to move its log, so that decided messages
  /// can be removed.
  public static let storeReserve = 262_144
  /// Bytes of a store's log at which it is moved into its file.
  public static let storeLog = 4_194_304
  /// How often an inbox gives a message to a closure that throws, unless the node's options say otherwise.
  public static let inboxAttempts = 8
  /// Seconds between two attempts at a message in an inbox: the first pause and the longest.
  public static let inboxPause = 1...60
  /// Rows that are looked at in one tick to learn what waits for readers that are not there.
  public static let latenessRows = 8_192
  /// Readers' lanes in which messages wait, and alarms, that one answer names: the ones that wait longest, the worst.
  public static let waitingListed = 64
  /// MiB free on the record's disk below which it is a warning: days of ordinary traffic, and hours of a bad day's.
  public static let freeWarning = 2_048
  /// MiB free on the record's disk below which it is critical: at 64 KiB a message, some 8,000 are left.
  public static let freeCritical = 512
  /// Days that the disk lasts at the rate of the last day, below which it is a warning: time to buy one.
  public static let daysWarning = 30
  /// Days that the disk lasts at the rate of the last day, below which it is critical: a long week-end.
  public static let daysCritical = 3
  /// Seconds that a message of immediate or above waits for a node before it is a warning.
  public static let lateUrgent = 600
  /// Seconds that a message below immediate waits for a node before it is a warning.
  public static let lateOther = 86_400
  /// Seconds that a message of flash or above waits for a node before it is critical.
  public static let lateFlash = 3_600
  /// Seconds for which rows have no good checkpoint, and a witness has cosigned none, before it is a warning. Witnesses
  /// are asked every ten minutes at least.
  public static let checkpointLate = 900
  /// Seconds between two looks at the disk.
  public static let diskInterval = 5
}
