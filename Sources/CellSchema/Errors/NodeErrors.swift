// 6 The node's own side.
extension ErrorCode {
  public static let unreachable = Self(
    6001, "unreachable", .retryable,
    meaning: "no broker answers at the endpoint",
    remedy: "check the endpoint and that the broker runs")

  public static let timedOut = Self(
    6002, "timed-out", .retryable,
    meaning: "the answer did not come in time",
    remedy: "try again")

  public static let nodeClosed = Self(
    6003, "node-closed", .final,
    meaning: "the node was closed",
    remedy: "open a new one")

  public static let outboxFull = Self(
    6004, "outbox-full", .retryable,
    meaning: "as many messages wait as the outbox holds, or refusals to be looked at, or the disk under it is full",
    remedy: "wait for receipts, look at what was refused (cellbus outbox), or make room on the disk")

  public static let notAuthenticated = Self(
    6005, "not-authenticated", .final,
    meaning: "the broker did not accept the key, or it is not the broker that the profile names",
    remedy: "check the profile's keys against the roster")

  public static let undecodable = Self(
    6006, "undecodable", .final,
    meaning: "a message on the record is not of the Swift type that was asked for",
    remedy: "subscribe untyped, or to the right type")

  public static let usage = Self(
    6007, "usage", .final,
    meaning: "the command line is not well formed",
    remedy: "see --help")

  public static let inputUnreadable = Self(
    6008, "input-unreadable", .final,
    meaning: "a file cannot be read",
    remedy: "check its name and permissions")

  public static let outputUnwritable = Self(
    6009, "output-unwritable", .final,
    meaning: "a file cannot be written, or is there already",
    remedy: "choose another name")

  public static let protocolViolated = Self(
    6010, "protocol-violated", .final,
    meaning: "the broker sent what the protocol does not allow",
    remedy: "tell the operator which versions were in use")

  public static let storeUnusable = Self(
    6011, "store-unusable", .final,
    meaning: "the node's store on disk cannot be opened, read or written, or is another node's",
    remedy: "see the detail; one process has a store open at a time, and a store belongs to one node of one cell")

  public static let setAside = Self(
    6012, "set-aside", .final,
    meaning: "an application could not handle a message and went on without it",
    remedy: "the message stands on the record; handle it by hand, and look at the reason")

  public static let socketForbidden = Self(
    6013, "socket-forbidden", .retryable,
    meaning: "the socket in the file system does not let this user connect",
    remedy: "have the operator give the user access to the socket and its directory, or use a tcp endpoint")

  public static let outputLost = Self(
    6014, "output-lost", .final,
    meaning: "what was asked for was done, and standard output could not be written",
    remedy: "look at what became of it: cellbus trace, or the same command with another output")

  public static let exampleText = Self(
    6015, "example-text", .final,
    meaning: "the body is an example of the schema, and not meant for an exercise or a drill",
    remedy: "write what is the case and take the mark //EXAMPLE// out, or give --allow-example if you mean it")

  public static let alreadyAcknowledged = Self(
    6016, "already-acknowledged", .final,
    meaning: "this appointment has acknowledged the message already",
    remedy: "nothing is left to do; to say more, give the acknowledgement a note")

  public static let ownMessage = Self(
    6017, "own-message", .final,
    meaning: "who sent a message neither acknowledges nor answers it",
    remedy: "to say more, publish another message that refers to it, or amends it")

  public static let signerFailed = Self(
    6018, "signer-failed", .final,
    meaning: "nothing was signed: the signer did not answer, refused, or gave no signature of the certified key",
    remedy: "see the detail; cellbus sign tries the same signer on a file, and sends nothing")

  static let nodeCodes: [Self] = [
    .unreachable, .timedOut, .nodeClosed, .outboxFull, .notAuthenticated, .undecodable, .usage,
    .inputUnreadable, .outputUnwritable, .protocolViolated, .storeUnusable, .setAside, .socketForbidden, .outputLost,
    .exampleText, .alreadyAcknowledged, .ownMessage, .signerFailed,
  ]
}
