// 1 The session.
extension ErrorCode {
  public static let helloRequired = Self(
    1001, "hello-required", .retryable,
    meaning: "a command came before HELLO, or after the broker forgot the session",
    remedy: "open a new session with HELLO")

  public static let versionUnsupported = Self(
    1002, "version-unsupported", .final,
    meaning: "none of the protocol versions that HELLO offers is spoken here",
    remedy: "update the node; WELCOME and this error list the broker's versions")

  public static let cellMismatch = Self(
    1003, "cell-mismatch", .final,
    meaning: "HELLO names another cell than the one this broker serves",
    remedy: "check the profile's cell and endpoint")

  public static let malformedFrame = Self(
    1004, "malformed-frame", .final,
    meaning: "a frame does not have the layout of its command",
    remedy: "compare the frame with WireProtocol.md")

  public static let unknownCommand = Self(
    1005, "unknown-command", .final,
    meaning: "the first byte of a frame is no command of this version",
    remedy: "compare the frame with WireProtocol.md")

  public static let frameTooLarge = Self(
    1006, "frame-too-large", .final,
    meaning: "a frame is longer than WELCOME allows",
    remedy: "send fewer messages in a frame")

  public static let superseded = Self(
    1007, "superseded", .final,
    meaning: "a newer session of the same node took over this stream or durable name",
    remedy: "nothing, if that was meant; else give each process its own stream or durable name")

  public static let heartbeatLost = Self(
    1008, "heartbeat-lost", .retryable,
    meaning: "nothing was heard from the peer within the timeout",
    remedy: "the node connects again by itself")

  public static let shuttingDown = Self(
    1009, "shutting-down", .retryable,
    meaning: "the broker is stopping",
    remedy: "the node connects again by itself")

  public static let tooManySessions = Self(
    1010, "too-many-sessions", .retryable,
    meaning: "the node, or the broker, holds as many sessions as it may",
    remedy: "close one, or wait until an old one times out")

  public static let revoked = Self(
    1011, "revoked", .final,
    meaning: "the roster no longer lists this key",
    remedy: "ask the cell; a key is entered in roster.yaml")

  public static let alreadyGreeted = Self(
    1012, "already-greeted", .final,
    meaning: "HELLO came twice in one session",
    remedy: "open one session a connection")

  public static let recordBehind = Self(
    1013, "record-behind", .final,
    meaning: "the node has seen a later state of the record than the broker has",
    remedy: "tell the operator at once: the record may have been restored from an old copy; once that is accepted,"
      + " cellbus adopt-record lets the node go on")

  public static let recordReplaced = Self(
    1015, "record-replaced", .final,
    meaning: "the broker's record begins with another genesis than the record that the node knows",
    remedy: "ask the operator why; cellbus adopt-record lets the node go on with the new record")

  public static let dropped = Self(
    1016, "dropped", .retryable,
    meaning: "the cell's operator ended the node's sessions, and it may come back at once",
    remedy: "the node connects again by itself")

  public static let internalFault = Self(
    1014, "internal-fault", .retryable,
    meaning: "the broker met a state that it should not be able to reach",
    remedy: "tell the operator; the broker's log has the event")

  public static let numberGap = Self(
    1101, "number-gap", .retryable,
    meaning: "a number skips one that the broker has not decided",
    remedy: "resume at the number that the error names")

  public static let numberReused = Self(
    1102, "number-reused", .final,
    meaning: "a number was used again for other bytes",
    remedy: "never change a message that was sent; give the new one a new number")

  public static let windowExceeded = Self(
    1103, "window-exceeded", .retryable,
    meaning: "more is under way than the publish window allows",
    remedy: "wait for receipts before sending more")

  public static let laneMismatch = Self(
    1104, "lane-mismatch", .final,
    meaning: "a message's precedence is not that of the lane that it was sent in",
    remedy: "send each message in the lane of its precedence")

  public static let streamTaken = Self(
    1105, "stream-taken", .final,
    meaning: "the stream belongs to another node",
    remedy: "make a new random stream identifier")

  public static let noStream = Self(
    1106, "no-stream", .final,
    meaning: "PUBLISH without a stream in HELLO, or with another one",
    remedy: "name the stream in HELLO")

  public static let unknownSubscription = Self(
    1201, "unknown-subscription", .final,
    meaning: "the session has no subscription of that number",
    remedy: "subscribe first")

  public static let tooManySubscriptions = Self(
    1202, "too-many-subscriptions", .final,
    meaning: "the node holds as many subscriptions as it may",
    remedy: "end one, or widen a pattern to cover several")

  public static let badFilter = Self(
    1203, "bad-filter", .final,
    meaning: "a type pattern, sender or starting point of a subscription is not well formed",
    remedy: "patterns are a type, or a system followed by .*, or *")

  public static let durableDiffers = Self(
    1204, "durable-differs", .final,
    meaning: "the durable name stands for another filter",
    remedy: "use a new name, or remove the old subscription")

  public static let ackBeyondDelivered = Self(
    1205, "ack-beyond-delivered", .final,
    meaning: "an acknowledgement reaches past what was delivered",
    remedy: "acknowledge what was delivered")

  public static let creditWithdrawn = Self(
    1206, "credit-withdrawn", .final,
    meaning: "a credit total is lower than an earlier one",
    remedy: "credit is a total since the subscription began and only rises")

  public static let unknownQuery = Self(
    1207, "unknown-query", .final,
    meaning: "QUERY asks for something that this version does not answer",
    remedy: "compare the query with WireProtocol.md")

  public static let notOnRecord = Self(
    1208, "not-on-record", .final,
    meaning: "nothing of that identifier is on the record, or it is not yours to read",
    remedy: "check the identifier")

  public static let subscriptionParked = Self(
    1209, "subscription-parked", .retryable,
    meaning: "messages wait for a reader that gives no credit; its place is kept, and it goes on when credit comes",
    remedy: "look for what holds the reader up; nothing is lost meanwhile")

  public static let filterTooLong = Self(
    1210, "filter-too-long", .final,
    meaning: "a subscription lists more type patterns, senders or natures than it may",
    remedy: "widen a pattern to cover several, name participants for their nodes, or leave the list out for all")

  public static let tooManyDurableNames = Self(
    1211, "too-many-durable-names", .final,
    meaning: "the node has as many durable names as it may, whether they are read or not",
    remedy: "remove one that is not needed any more; cellbus subscriptions lists them")

  public static let ambiguousReference = Self(
    1212, "ambiguous-reference", .final,
    meaning: "several messages are named by what was given",
    remedy: "give the number of the one that is meant, or more of its identifier")

  static let sessionCodes: [Self] = [
    .helloRequired, .versionUnsupported, .cellMismatch, .malformedFrame, .unknownCommand, .frameTooLarge,
    .superseded, .heartbeatLost, .shuttingDown, .tooManySessions, .revoked, .alreadyGreeted, .recordBehind,
    .internalFault, .recordReplaced, .dropped, .numberGap, .numberReused, .windowExceeded, .laneMismatch, .streamTaken,
    .noStream,
    .unknownSubscription, .tooManySubscriptions, .badFilter, .durableDiffers, .ackBeyondDelivered,
    .creditWithdrawn, .unknownQuery, .notOnRecord, .subscriptionParked, .filterTooLong, .tooManyDurableNames,
    .ambiguousReference,
  ]
}
