/// The one table of error codes. A number is never used for anything else, and never removed.
enum ErrorTable {
  struct Entry: Sendable {
    let number: UInt16
    let name: String
    let isRetryable: Bool
    let meaning: String
    let remedy: String
  }

  static func entry(_ number: UInt16) -> Entry? { byNumber[number] }

  private static let byNumber = Dictionary(uniqueKeysWithValues: entries.map { ($0.number, $0) })

  static let entries: [Entry] = [
    // 1 The session
    Entry(
      number: 1001, name: "hello-required", isRetryable: true,
      meaning: "a command came before HELLO, or after the broker forgot the session",
      remedy: "open a new session with HELLO"),
    Entry(
      number: 1002, name: "version-unsupported", isRetryable: false,
      meaning: "none of the protocol versions that HELLO offers is spoken here",
      remedy: "update the node; WELCOME and this error list the broker's versions"),
    Entry(
      number: 1003, name: "cell-mismatch", isRetryable: false,
      meaning: "HELLO names another cell than the one this broker serves",
      remedy: "check the profile's cell and endpoint"),
    Entry(
      number: 1004, name: "malformed-frame", isRetryable: false,
      meaning: "a frame does not have the layout of its command",
      remedy: "compare the frame with WireProtocol.md"),
    Entry(
      number: 1005, name: "unknown-command", isRetryable: false,
      meaning: "the first byte of a frame is no command of this version",
      remedy: "compare the frame with WireProtocol.md"),
    Entry(
      number: 1006, name: "frame-too-large", isRetryable: false,
      meaning: "a frame is longer than WELCOME allows",
      remedy: "send fewer messages in a frame"),
    Entry(
      number: 1007, name: "superseded", isRetryable: false,
      meaning: "a newer session of the same node took over this stream or durable name",
      remedy: "nothing, if that was meant; else give each process its own stream or durable name"),
    Entry(
      number: 1008, name: "heartbeat-lost", isRetryable: true,
      meaning: "nothing was heard from the peer within the timeout",
      remedy: "the node connects again by itself"),
    Entry(
      number: 1009, name: "shutting-down", isRetryable: true,
      meaning: "the broker is stopping",
      remedy: "the node connects again by itself"),
    Entry(
      number: 1010, name: "too-many-sessions", isRetryable: true,
      meaning: "the node, or the broker, holds as many sessions as it may",
      remedy: "close one, or wait until an old one times out"),
    Entry(
      number: 1011, name: "revoked", isRetryable: false,
      meaning: "the roster no longer lists this key",
      remedy: "ask the cell; a key is entered in roster.yaml"),
    Entry(
      number: 1012, name: "already-greeted", isRetryable: false,
      meaning: "HELLO came twice in one session",
      remedy: "open one session a connection"),
    Entry(
      number: 1013, name: "record-behind", isRetryable: false,
      meaning: "the node has seen a later state of the record than the broker has",
      remedy: "tell the operator at once: the record may have been restored from an old copy"),
    Entry(
      number: 1014, name: "internal-fault", isRetryable: true,
      meaning: "the broker met a state that it should not be able to reach",
      remedy: "tell the operator; the broker's log has the event"),
    Entry(
      number: 1101, name: "number-gap", isRetryable: true,
      meaning: "a number skips one that the broker has not decided",
      remedy: "resume at the number that the error names"),
    Entry(
      number: 1102, name: "number-reused", isRetryable: false,
      meaning: "a number was used again for other bytes",
      remedy: "never change a message that was sent; give the new one a new number"),
    Entry(
      number: 1103, name: "window-exceeded", isRetryable: true,
      meaning: "more is under way than the publish window allows",
      remedy: "wait for receipts before sending more"),
    Entry(
      number: 1104, name: "lane-mismatch", isRetryable: false,
      meaning: "a message's precedence is not that of the lane that it was sent in",
      remedy: "send each message in the lane of its precedence"),
    Entry(
      number: 1105, name: "stream-taken", isRetryable: false,
      meaning: "the stream belongs to another node",
      remedy: "make a new random stream identifier"),
    Entry(
      number: 1106, name: "no-stream", isRetryable: false,
      meaning: "PUBLISH without a stream in HELLO, or with another one",
      remedy: "name the stream in HELLO"),
    Entry(
      number: 1201, name: "unknown-subscription", isRetryable: false,
      meaning: "the session has no subscription of that number",
      remedy: "subscribe first"),
    Entry(
      number: 1202, name: "too-many-subscriptions", isRetryable: false,
      meaning: "the node holds as many subscriptions as it may",
      remedy: "end one, or widen a pattern to cover several"),
    Entry(
      number: 1203, name: "bad-filter", isRetryable: false,
      meaning: "a type pattern, sender or starting point of a subscription is not well formed",
      remedy: "patterns are a type, or a system followed by .*, or *"),
    Entry(
      number: 1204, name: "durable-differs", isRetryable: false,
      meaning: "the durable name stands for another filter",
      remedy: "use a new name, or remove the old subscription"),
    Entry(
      number: 1205, name: "ack-beyond-delivered", isRetryable: false,
      meaning: "an acknowledgement reaches past what was delivered",
      remedy: "acknowledge what was delivered"),
    Entry(
      number: 1206, name: "credit-withdrawn", isRetryable: false,
      meaning: "a credit total is lower than an earlier one",
      remedy: "credit is a total since the subscription began and only rises"),
    Entry(
      number: 1207, name: "unknown-query", isRetryable: false,
      meaning: "QUERY asks for something that this version does not answer",
      remedy: "compare the query with WireProtocol.md"),
    Entry(
      number: 1208, name: "not-on-record", isRetryable: false,
      meaning: "nothing of that identifier is on the record, or it is not yours to read",
      remedy: "check the identifier"),
    Entry(
      number: 1209, name: "subscription-parked", isRetryable: true,
      meaning: "messages wait for a reader that gives no credit; its place is kept, and it goes on when credit comes",
      remedy: "look for what holds the reader up; nothing is lost meanwhile"),
    Entry(
      number: 1210, name: "filter-too-long", isRetryable: false,
      meaning: "a subscription lists more type patterns, senders or natures than it may",
      remedy: "widen a pattern to cover several, name participants for their nodes, or leave the list out for all"),
    Entry(
      number: 1211, name: "too-many-durable-names", isRetryable: false,
      meaning: "the node has as many durable names as it may, whether they are read or not",
      remedy: "remove one that is not needed any more; cellbus subscriptions lists them"),
    // 2 The form of a document
    Entry(
      number: 2001, name: "not-utf8", isRetryable: false,
      meaning: "the document is not well-formed UTF-8",
      remedy: "encode it as UTF-8"),
    Entry(
      number: 2002, name: "not-json", isRetryable: false,
      meaning: "the document is not well-formed JSON",
      remedy: "correct the place that is named"),
    Entry(
      number: 2003, name: "document-too-large", isRetryable: false,
      meaning: "the document is longer than the limit",
      remedy: "shorten it, or split it into several messages"),
    Entry(
      number: 2004, name: "too-deep", isRetryable: false,
      meaning: "objects and arrays are nested deeper than the limit",
      remedy: "flatten it"),
    Entry(
      number: 2005, name: "unknown-field", isRetryable: false,
      meaning: "the type has no field of that name",
      remedy: "cellbus schema show TYPE lists its fields"),
    Entry(
      number: 2006, name: "duplicate-field", isRetryable: false,
      meaning: "a field stands twice in one object",
      remedy: "write it once"),
    Entry(
      number: 2007, name: "missing-field", isRetryable: false,
      meaning: "a mandatory field is absent",
      remedy: "add it; cellbus schema show TYPE lists the fields"),
    Entry(
      number: 2008, name: "wrong-type", isRetryable: false,
      meaning: "a value has another JSON type than its field",
      remedy: "cellbus schema show TYPE lists the fields"),
    Entry(
      number: 2009, name: "out-of-range", isRetryable: false,
      meaning: "a number is outside its range",
      remedy: "cellbus schema show TYPE lists the ranges"),
    Entry(
      number: 2010, name: "unknown-value", isRetryable: false,
      meaning: "a value is not one of those that the field allows",
      remedy: "cellbus schema show TYPE lists the values"),
    Entry(
      number: 2011, name: "bad-format", isRetryable: false,
      meaning: "a string does not have its field's format",
      remedy: "cellbus schema show TYPE shows an example"),
    Entry(
      number: 2012, name: "too-long", isRetryable: false,
      meaning: "a string or an array is longer than its field allows",
      remedy: "shorten it"),
    Entry(
      number: 2013, name: "too-short", isRetryable: false,
      meaning: "a string or an array is shorter than its field allows",
      remedy: "fill it, or leave the field out where it is optional"),
    Entry(
      number: 2014, name: "forbidden-character", isRetryable: false,
      meaning: "a string has a control or bidirectional character",
      remedy: "remove it"),
    Entry(
      number: 2015, name: "trailing-data", isRetryable: false,
      meaning: "something follows the document",
      remedy: "send one document a message"),
    Entry(
      number: 2016, name: "header-first", isRetryable: false,
      meaning: "a document is an object of header and body, in this order",
      remedy: "put the header first"),
    Entry(
      number: 2017, name: "rule-broken", isRetryable: false,
      meaning: "fields of one object contradict each other",
      remedy: "correct the fields that are named"),
    Entry(
      number: 2018, name: "unknown-type", isRetryable: false,
      meaning: "the catalogue has no such type",
      remedy: "cellbus schema list shows the types"),
    Entry(
      number: 2019, name: "unknown-version", isRetryable: false,
      meaning: "the catalogue has the type, but not in this version",
      remedy: "cellbus schema list shows the versions"),
    // 3 What the participants agreed
    Entry(
      number: 3001, name: "wrong-sender", isRetryable: false,
      meaning: "header.from is not the node whose key was used",
      remedy: "each node speaks for itself alone"),
    Entry(
      number: 3002, name: "wrong-cell", isRetryable: false,
      meaning: "header.cell is not this cell",
      remedy: "write the cell's name that WELCOME gives"),
    Entry(
      number: 3101, name: "type-not-permitted", isRetryable: false,
      meaning: "the charter does not let this node say this type",
      remedy: "cellbus charter explain TYPE lists who may"),
    Entry(
      number: 3102, name: "version-not-accepted", isRetryable: false,
      meaning: "the charter accepts another version of this type",
      remedy: "cellbus charter explain TYPE names the version"),
    Entry(
      number: 3103, name: "precedence-not-permitted", isRetryable: false,
      meaning: "the precedence is outside what the charter allows for this type",
      remedy: "cellbus charter explain TYPE names the bounds"),
    Entry(
      number: 3104, name: "nature-not-permitted", isRetryable: false,
      meaning: "the roster does not let this node speak in this nature",
      remedy: "use the nature of the node's profile, or ask the cell"),
    Entry(
      number: 3105, name: "unknown-addressee", isRetryable: false,
      meaning: "no participant, node or role of that name",
      remedy: "cellbus roster show lists them"),
    Entry(
      number: 3106, name: "recipient-not-permitted", isRetryable: false,
      meaning: "the charter does not let this addressee receive this type",
      remedy: "cellbus charter explain TYPE names who may receive it"),
    Entry(
      number: 3107, name: "not-releasable", isRetryable: false,
      meaning: "the label releases it to somebody outside what the sender may release to",
      remedy: "name fewer in label.releasableTo"),
    Entry(
      number: 3108, name: "classification-exceeded", isRetryable: false,
      meaning: "the classification is above the bus's ceiling or the node's clearance",
      remedy: "use the system that is approved for it"),
    Entry(
      number: 3109, name: "addressee-not-releasable", isRetryable: false,
      meaning: "an addressee is named whom the label does not release it to, or whose clearance is too low",
      remedy: "release it to the addressee, or do not address it"),
    Entry(
      number: 3110, name: "authority-required", isRetryable: false,
      meaning: "the charter asks for header.authority on this type",
      remedy: "say who signs, in which office and with which powers"),
    Entry(
      number: 3111, name: "signature-required", isRetryable: false,
      meaning: "the charter asks for a signature on this type",
      remedy: "sign the document"),
    Entry(
      number: 3112, name: "expiry-not-allowed", isRetryable: false,
      meaning: "what binds does not expire",
      remedy: "leave expiresAt out"),
    Entry(
      number: 3113, name: "sent-in-future", isRetryable: false,
      meaning: "sentAt is ahead of the broker's clock by more than five minutes",
      remedy: "set the node's clock"),
    Entry(
      number: 3114, name: "id-reused", isRetryable: false,
      meaning: "the identifier is on the record already",
      remedy: "make a new UUIDv7 for each message"),
    Entry(
      number: 3115, name: "unknown-policy", isRetryable: false,
      meaning: "the label's policy or classification is not one of the charter's",
      remedy: "cellbus charter show lists them"),
    Entry(
      number: 3116, name: "already-expired", isRetryable: false,
      meaning: "expiresAt is in the past",
      remedy: "send it without, or with a later time"),
    Entry(
      number: 3117, name: "reserved-to-bus", isRetryable: false,
      meaning: "only the bus itself says this type",
      remedy: "none: it cannot be published"),
    Entry(
      number: 3118, name: "no-recipient", isRetryable: false,
      meaning: "nobody is left to receive it: the addressees and the label have nobody in common",
      remedy: "widen the label or the addressees"),
    Entry(
      number: 3119, name: "unknown-reference", isRetryable: false,
      meaning: "it names a message that is not on the record of this world, or not the sender's to read",
      remedy: "name the identifier of a message that you can read"),
    Entry(
      number: 3201, name: "phase-not-permitted", isRetryable: false,
      meaning: "the charter does not let this act be said in the phase of the ceasefire",
      remedy: "cellbus phase shows the phase; cellbus charter explain shows when the type may be said"),
    Entry(
      number: 3202, name: "state-not-permitted", isRetryable: false,
      meaning: "the matter is not in a state that allows this act",
      remedy: "the detail names the state and what it allows; cellbus situation shows where things stand"),
    Entry(
      number: 3203, name: "unknown-case", isRetryable: false,
      meaning: "there is no case of that number in this world, or it is not the sender's to read",
      remedy: "cellbus cases lists the cases that you may read"),
    Entry(
      number: 3204, name: "already-said", isRetryable: false,
      meaning: "the record has it already: it is done once",
      remedy: "refer to the message that the detail names"),
    Entry(
      number: 3205, name: "text-mismatch", isRetryable: false,
      meaning: "the version or the hash is not that of the text in force",
      remedy: "cellbus declaration shows the current version and its hashes"),
    Entry(
      number: 3206, name: "not-entitled", isRetryable: false,
      meaning: "the procedure gives this act to somebody else",
      remedy: "cellbus charter explain shows whose it is"),
    Entry(
      number: 3207, name: "amendment-not-permitted", isRetryable: false,
      meaning: "this message cannot be amended so, or not by this sender",
      remedy: "cellbus explain 3207; say it by a new message where that is allowed"),
    Entry(
      number: 3208, name: "amendment-incomplete", isRetryable: false,
      meaning: "an amendment reaches all who had the original, and this one does not",
      remedy: "address and release it to all who had the original"),
    Entry(
      number: 3209, name: "too-many-worlds", isRetryable: false,
      meaning: "the record holds as many exercises and drills as it may",
      remedy: "use the name of an exercise that exists"),
    // 5 The service
    Entry(
      number: 5001, name: "throttled", isRetryable: true,
      meaning: "the participant has used up a quota",
      remedy: "send more slowly"),
    Entry(
      number: 5002, name: "storage-full", isRetryable: true,
      meaning: "the record cannot grow: the disk is full",
      remedy: "wait; the operator frees space and the broker goes on by itself"),
    Entry(
      number: 5003, name: "read-only", isRetryable: false,
      meaning: "the broker takes no messages",
      remedy: "ask the operator; status says why"),
    Entry(
      number: 5004, name: "busy", isRetryable: true,
      meaning: "a queue of the broker is full",
      remedy: "wait and send again"),
    Entry(
      number: 5005, name: "clock-jump", isRetryable: true,
      meaning: "the broker's clock jumped ahead and intake is stopped",
      remedy: "the operator checks the clock"),
    // 6 The node's own side
    Entry(
      number: 6001, name: "unreachable", isRetryable: true,
      meaning: "no broker answers at the endpoint",
      remedy: "check the endpoint and that the broker runs"),
    Entry(
      number: 6002, name: "timed-out", isRetryable: true,
      meaning: "the answer did not come in time",
      remedy: "try again"),
    Entry(
      number: 6003, name: "node-closed", isRetryable: false,
      meaning: "the node was closed",
      remedy: "open a new one"),
    Entry(
      number: 6004, name: "outbox-full", isRetryable: true,
      meaning: "as many messages wait as the outbox holds, or refusals to be looked at, or the disk under it is full",
      remedy: "wait for receipts, look at what was refused (cellbus outbox), or make room on the disk"),
    Entry(
      number: 6005, name: "not-authenticated", isRetryable: false,
      meaning: "the broker did not accept the key, or it is not the broker that the profile names",
      remedy: "check the profile's keys against the roster"),
    Entry(
      number: 6006, name: "undecodable", isRetryable: false,
      meaning: "a message on the record is not of the Swift type that was asked for",
      remedy: "subscribe untyped, or to the right type"),
    Entry(
      number: 6007, name: "usage", isRetryable: false,
      meaning: "the command line is not well formed",
      remedy: "see --help"),
    Entry(
      number: 6008, name: "input-unreadable", isRetryable: false,
      meaning: "a file cannot be read",
      remedy: "check its name and permissions"),
    Entry(
      number: 6009, name: "output-unwritable", isRetryable: false,
      meaning: "a file cannot be written, or is there already",
      remedy: "choose another name"),
    Entry(
      number: 6010, name: "protocol-violated", isRetryable: false,
      meaning: "the broker sent what the protocol does not allow",
      remedy: "tell the operator which versions were in use"),
    Entry(
      number: 6011, name: "store-unusable", isRetryable: false,
      meaning: "the node's store on disk cannot be opened, read or written, or is another node's",
      remedy: "see the detail; one process has a store open at a time, and a store belongs to one node of one cell"),
    Entry(
      number: 6012, name: "set-aside", isRetryable: false,
      meaning: "an application could not handle a message and went on without it",
      remedy: "the message stands on the record; handle it by hand, and look at the reason"),
    // 7 A file that a person edits
    Entry(
      number: 7001, name: "bad-yaml", isRetryable: false,
      meaning: "the file is not well-formed YAML, or uses a part of YAML that is not allowed here",
      remedy: "correct the place that is named"),
    Entry(
      number: 7002, name: "bad-key", isRetryable: false,
      meaning: "a key is not well formed or does not fit its counterpart",
      remedy: "make one with cellbus keygen"),
    Entry(
      number: 7003, name: "duplicate-entry", isRetryable: false,
      meaning: "two entries have the same name or key",
      remedy: "keep one"),
    Entry(
      number: 7004, name: "unknown-name", isRetryable: false,
      meaning: "a participant, node, role, group, type or classification is named that is not defined",
      remedy: "define it or correct it"),
    Entry(
      number: 7005, name: "incompatible-roles", isRetryable: false,
      meaning: "one node holds two roles that the charter keeps apart",
      remedy: "give one of them to another node"),
    Entry(
      number: 7006, name: "incomplete", isRetryable: false,
      meaning: "something that must be covered is not",
      remedy: "add what is named"),
    Entry(
      number: 7007, name: "older-revision", isRetryable: false,
      meaning: "the file's revision is not above the one on the record",
      remedy: "raise revision when you edit the file"),
    Entry(
      number: 7008, name: "bad-limit", isRetryable: false,
      meaning: "a limit or address is outside what works",
      remedy: "choose one within the range that is named"),
    Entry(
      number: 7009, name: "needs-restart", isRetryable: false,
      meaning: "a setting changed that a running broker cannot take over",
      remedy: "restart the broker to put it in force, or put it back"),
    // 8 The record
    Entry(
      number: 8001, name: "record-damaged", isRetryable: false,
      meaning: "the record's file is damaged",
      remedy: "keep the file, restore the last backup beside it, compare the two; never delete it"),
    Entry(
      number: 8002, name: "record-foreign", isRetryable: false,
      meaning: "the file is not a record of this cell",
      remedy: "check directories.record in cellbusd.yaml"),
    Entry(
      number: 8003, name: "record-locked", isRetryable: false,
      meaning: "another process has the record open",
      remedy: "stop the other broker"),
    Entry(
      number: 8004, name: "record-unsafe", isRetryable: false,
      meaning: "the database does not give the durability that was asked of it",
      remedy: "check the file system and the SQLite build"),
    Entry(
      number: 8005, name: "record-conflict", isRetryable: false,
      meaning: "the head of the record is not the one that was expected",
      remedy: "stop: two writers met"),
    Entry(
      number: 8006, name: "sync-failed", isRetryable: false,
      meaning: "the disk reported a failure while the record was being made durable",
      remedy: "check the disk before starting again"),
  ]
}

extension ErrorCode {
  // MARK: 1 The session
  /// A command came before HELLO, or after the broker forgot the session.
  public static let helloRequired = ErrorCode(number: 1001)
  /// None of the protocol versions that HELLO offers is spoken here.
  public static let versionUnsupported = ErrorCode(number: 1002)
  /// HELLO names another cell than the one this broker serves.
  public static let cellMismatch = ErrorCode(number: 1003)
  /// A frame does not have the layout of its command.
  public static let malformedFrame = ErrorCode(number: 1004)
  /// The first byte of a frame is no command of this version.
  public static let unknownCommand = ErrorCode(number: 1005)
  /// A frame is longer than WELCOME allows.
  public static let frameTooLarge = ErrorCode(number: 1006)
  /// A newer session of the same node took over this stream or durable name.
  public static let superseded = ErrorCode(number: 1007)
  /// Nothing was heard from the peer within the timeout.
  public static let heartbeatLost = ErrorCode(number: 1008)
  /// The broker is stopping.
  public static let shuttingDown = ErrorCode(number: 1009)
  /// The node, or the broker, holds as many sessions as it may.
  public static let tooManySessions = ErrorCode(number: 1010)
  /// The roster no longer lists this key.
  public static let revoked = ErrorCode(number: 1011)
  /// HELLO came twice in one session.
  public static let alreadyGreeted = ErrorCode(number: 1012)
  /// The node has seen a later state of the record than the broker has.
  public static let recordBehind = ErrorCode(number: 1013)
  /// The broker met a state that it should not be able to reach.
  public static let internalFault = ErrorCode(number: 1014)
  /// A number skips one that the broker has not decided.
  public static let numberGap = ErrorCode(number: 1101)
  /// A number was used again for other bytes.
  public static let numberReused = ErrorCode(number: 1102)
  /// More is under way than the publish window allows.
  public static let windowExceeded = ErrorCode(number: 1103)
  /// A message's precedence is not that of the lane that it was sent in.
  public static let laneMismatch = ErrorCode(number: 1104)
  /// The stream belongs to another node.
  public static let streamTaken = ErrorCode(number: 1105)
  /// PUBLISH without a stream in HELLO, or with another one.
  public static let noStream = ErrorCode(number: 1106)
  /// The session has no subscription of that number.
  public static let unknownSubscription = ErrorCode(number: 1201)
  /// The node holds as many subscriptions as it may.
  public static let tooManySubscriptions = ErrorCode(number: 1202)
  /// A type pattern, sender or starting point of a subscription is not well formed.
  public static let badFilter = ErrorCode(number: 1203)
  /// The durable name stands for another filter.
  public static let durableDiffers = ErrorCode(number: 1204)
  /// An acknowledgement reaches past what was delivered.
  public static let ackBeyondDelivered = ErrorCode(number: 1205)
  /// A credit total is lower than an earlier one.
  public static let creditWithdrawn = ErrorCode(number: 1206)
  /// QUERY asks for something that this version does not answer.
  public static let unknownQuery = ErrorCode(number: 1207)
  /// Nothing of that identifier is on the record, or it is not yours to read.
  public static let notOnRecord = ErrorCode(number: 1208)
  /// Messages wait for a reader that gives no credit.
  public static let subscriptionParked = ErrorCode(number: 1209)
  /// A subscription lists more type patterns, senders or natures than it may.
  public static let filterTooLong = ErrorCode(number: 1210)
  /// The node has as many durable names as it may, whether they are read or not.
  public static let tooManyDurableNames = ErrorCode(number: 1211)

  // MARK: 2 The form of a document
  /// The document is not well-formed UTF-8.
  public static let notUTF8 = ErrorCode(number: 2001)
  /// The document is not well-formed JSON.
  public static let notJSON = ErrorCode(number: 2002)
  /// The document is longer than the limit.
  public static let documentTooLarge = ErrorCode(number: 2003)
  /// Objects and arrays are nested deeper than the limit.
  public static let tooDeep = ErrorCode(number: 2004)
  /// The type has no field of that name.
  public static let unknownField = ErrorCode(number: 2005)
  /// A field stands twice in one object.
  public static let duplicateField = ErrorCode(number: 2006)
  /// A mandatory field is absent.
  public static let missingField = ErrorCode(number: 2007)
  /// A value has another JSON type than its field.
  public static let wrongType = ErrorCode(number: 2008)
  /// A number is outside its range.
  public static let outOfRange = ErrorCode(number: 2009)
  /// A value is not one of those that the field allows.
  public static let unknownValue = ErrorCode(number: 2010)
  /// A string does not have its field's format.
  public static let badFormat = ErrorCode(number: 2011)
  /// A string or an array is longer than its field allows.
  public static let tooLong = ErrorCode(number: 2012)
  /// A string or an array is shorter than its field allows.
  public static let tooShort = ErrorCode(number: 2013)
  /// A string has a control or bidirectional character.
  public static let forbiddenCharacter = ErrorCode(number: 2014)
  /// Something follows the document.
  public static let trailingData = ErrorCode(number: 2015)
  /// A document is an object of header and body, in this order.
  public static let headerFirst = ErrorCode(number: 2016)
  /// Fields of one object contradict each other.
  public static let ruleBroken = ErrorCode(number: 2017)
  /// The catalogue has no such type.
  public static let unknownType = ErrorCode(number: 2018)
  /// The catalogue has the type, but not in this version.
  public static let unknownVersion = ErrorCode(number: 2019)

  // MARK: 3 What the participants agreed
  /// Header.from is not the node whose key was used.
  public static let wrongSender = ErrorCode(number: 3001)
  /// Header.cell is not this cell.
  public static let wrongCell = ErrorCode(number: 3002)
  /// The charter does not let this node say this type.
  public static let typeNotPermitted = ErrorCode(number: 3101)
  /// The charter accepts another version of this type.
  public static let versionNotAccepted = ErrorCode(number: 3102)
  /// The precedence is outside what the charter allows for this type.
  public static let precedenceNotPermitted = ErrorCode(number: 3103)
  /// The roster does not let this node speak in this nature.
  public static let natureNotPermitted = ErrorCode(number: 3104)
  /// No participant, node or role of that name.
  public static let unknownAddressee = ErrorCode(number: 3105)
  /// The charter does not let this addressee receive this type.
  public static let recipientNotPermitted = ErrorCode(number: 3106)
  /// The label releases it to somebody outside what the sender may release to.
  public static let notReleasable = ErrorCode(number: 3107)
  /// The classification is above the bus's ceiling or the node's clearance.
  public static let classificationExceeded = ErrorCode(number: 3108)
  /// An addressee is named whom the label does not release it to, or whose clearance is too low.
  public static let addresseeNotReleasable = ErrorCode(number: 3109)
  /// The charter asks for header.authority on this type.
  public static let authorityRequired = ErrorCode(number: 3110)
  /// The charter asks for a signature on this type.
  public static let signatureRequired = ErrorCode(number: 3111)
  /// What binds does not expire.
  public static let expiryNotAllowed = ErrorCode(number: 3112)
  /// SentAt is ahead of the broker's clock by more than five minutes.
  public static let sentInFuture = ErrorCode(number: 3113)
  /// The identifier is on the record already.
  public static let idReused = ErrorCode(number: 3114)
  /// The label's policy or classification is not one of the charter's.
  public static let unknownPolicy = ErrorCode(number: 3115)
  /// ExpiresAt is in the past.
  public static let alreadyExpired = ErrorCode(number: 3116)
  /// Only the bus itself says this type.
  public static let reservedToBus = ErrorCode(number: 3117)
  /// Nobody is left to receive it: the addressees and the label have nobody in common.
  public static let noRecipient = ErrorCode(number: 3118)
  /// It names a message that is not on the record of this world, or not the sender's to read.
  public static let unknownReference = ErrorCode(number: 3119)
  /// The charter does not let this act be said in the phase of the ceasefire.
  public static let phaseNotPermitted = ErrorCode(number: 3201)
  /// The matter is not in a state that allows this act.
  public static let stateNotPermitted = ErrorCode(number: 3202)
  /// There is no case of that number in this world, or it is not the sender's to read.
  public static let unknownCase = ErrorCode(number: 3203)
  /// The record has it already: it is done once.
  public static let alreadySaid = ErrorCode(number: 3204)
  /// The version or the hash is not that of the text in force.
  public static let textMismatch = ErrorCode(number: 3205)
  /// The procedure gives this act to somebody else.
  public static let notEntitled = ErrorCode(number: 3206)
  /// This message cannot be amended so, or not by this sender.
  public static let amendmentNotPermitted = ErrorCode(number: 3207)
  /// An amendment reaches all who had the original, and this one does not.
  public static let amendmentIncomplete = ErrorCode(number: 3208)
  /// The record holds as many exercises and drills as it may.
  public static let tooManyWorlds = ErrorCode(number: 3209)

  // MARK: 5 The service
  /// The participant has used up a quota.
  public static let throttled = ErrorCode(number: 5001)
  /// The record cannot grow: the disk is full.
  public static let storageFull = ErrorCode(number: 5002)
  /// The broker takes no messages.
  public static let readOnly = ErrorCode(number: 5003)
  /// A queue of the broker is full.
  public static let busy = ErrorCode(number: 5004)
  /// The broker's clock jumped ahead and intake is stopped.
  public static let clockJump = ErrorCode(number: 5005)

  // MARK: 6 The node's own side
  /// No broker answers at the endpoint.
  public static let unreachable = ErrorCode(number: 6001)
  /// The answer did not come in time.
  public static let timedOut = ErrorCode(number: 6002)
  /// The node was closed.
  public static let nodeClosed = ErrorCode(number: 6003)
  /// As many messages wait as the outbox holds, or the disk under it is full.
  public static let outboxFull = ErrorCode(number: 6004)
  /// The broker did not accept the key, or it is not the broker that the profile names.
  public static let notAuthenticated = ErrorCode(number: 6005)
  /// A message on the record is not of the Swift type that was asked for.
  public static let undecodable = ErrorCode(number: 6006)
  /// The command line is not well formed.
  public static let usage = ErrorCode(number: 6007)
  /// A file cannot be read.
  public static let inputUnreadable = ErrorCode(number: 6008)
  /// A file cannot be written, or is there already.
  public static let outputUnwritable = ErrorCode(number: 6009)
  /// The broker sent what the protocol does not allow.
  public static let protocolViolated = ErrorCode(number: 6010)
  /// A node's store on disk cannot be used.
  public static let storeUnusable = ErrorCode(number: 6011)
  /// An application went on without a message that it could not handle.
  public static let setAside = ErrorCode(number: 6012)

  // MARK: 7 A file that a person edits
  /// The file is not well-formed YAML, or uses a part of YAML that is not allowed here.
  public static let badYAML = ErrorCode(number: 7001)
  /// A key is not well formed or does not fit its counterpart.
  public static let badKey = ErrorCode(number: 7002)
  /// Two entries have the same name or key.
  public static let duplicateEntry = ErrorCode(number: 7003)
  /// A participant, node, role, group, type or classification is named that is not defined.
  public static let unknownName = ErrorCode(number: 7004)
  /// One node holds two roles that the charter keeps apart.
  public static let incompatibleRoles = ErrorCode(number: 7005)
  /// Something that must be covered is not.
  public static let incomplete = ErrorCode(number: 7006)
  /// The file's revision is not above the one on the record.
  public static let olderRevision = ErrorCode(number: 7007)
  /// A limit or address is outside what works.
  public static let badLimit = ErrorCode(number: 7008)
  /// A setting changed that a running broker cannot take over.
  public static let needsRestart = ErrorCode(number: 7009)

  // MARK: 8 The record
  /// The record's file is damaged.
  public static let recordDamaged = ErrorCode(number: 8001)
  /// The file is not a record of this cell.
  public static let recordForeign = ErrorCode(number: 8002)
  /// Another process has the record open.
  public static let recordLocked = ErrorCode(number: 8003)
  /// The database does not give the durability that was asked of it.
  public static let recordUnsafe = ErrorCode(number: 8004)
  /// The head of the record is not the one that was expected.
  public static let recordConflict = ErrorCode(number: 8005)
  /// The disk reported a failure while the record was being made durable.
  public static let syncFailed = ErrorCode(number: 8006)
}
