// 5 The service.
extension ErrorCode {
  public static let throttled = Self(
    5001, "throttled", .retryable,
    meaning: "the node or its participant has used up a quota",
    remedy: "send more slowly")

  public static let storageFull = Self(
    5002, "storage-full", .retryable,
    meaning: "the record cannot grow: the disk is full",
    remedy: "wait; the operator frees space and the broker goes on by itself")

  public static let readOnly = Self(
    5003, "read-only", .final,
    meaning: "the broker takes no messages",
    remedy: "ask the operator; status says why")

  public static let busy = Self(
    5004, "busy", .retryable,
    meaning: "a queue of the broker is full",
    remedy: "wait and send again")

  public static let clockJump = Self(
    5005, "clock-jump", .retryable,
    meaning: "the broker's clock jumped ahead and intake is stopped",
    remedy: "the operator checks the clock: right as it stands, a reload (SIGHUP) confirms it; wrong, it is set back")

  static let serviceCodes: [Self] = [
    .throttled, .storageFull, .readOnly, .busy, .clockJump,
  ]
}
