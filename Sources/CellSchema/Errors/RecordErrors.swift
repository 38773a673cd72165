// 8 The record.
extension ErrorCode {
  public static let recordDamaged = Self(
    8001, "record-damaged", .final,
    meaning: "the record's file is damaged",
    remedy: "keep the file, restore the last backup beside it, compare the two; never delete it")

  public static let recordForeign = Self(
    8002, "record-foreign", .final,
    meaning: "the file is not a record of this cell",
    remedy: "check directories.record in cellbusd.yaml")

  public static let recordLocked = Self(
    8003, "record-locked", .final,
    meaning: "another process has the record open",
    remedy: "stop the other broker")

  public static let recordUnsafe = Self(
    8004, "record-unsafe", .final,
    meaning: "the database does not give the durability that was asked of it",
    remedy: "check the file system and the SQLite build")

  public static let recordConflict = Self(
    8005, "record-conflict", .final,
    meaning: "the head of the record is not the one that was expected",
    remedy: "stop: two writers met")

  public static let syncFailed = Self(
    8006, "sync-failed", .final,
    meaning: "the disk reported a failure while the record was being made durable",
    remedy: "check the disk before starting again")

  public static let proofInvalid = Self(
    8007, "proof-invalid", .final,
    meaning: "a proof, a checkpoint or a bundle does not show what it is to show",
    remedy: "keep the file as it is, and ask whoever made it for another; what does not fit is named")

  public static let logForked = Self(
    8008, "log-forked", .final,
    meaning: "the log's key has signed two trees of which neither is the beginning of the other",
    remedy: "keep both checkpoints, which together are the proof; publish nothing that binds, and tell the others")

  static let recordCodes: [Self] = [
    .recordDamaged, .recordForeign, .recordLocked, .recordUnsafe, .recordConflict, .syncFailed, .proofInvalid,
    .logForked,
  ]
}
