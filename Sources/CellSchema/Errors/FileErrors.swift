// 7 A file that a person edits.
extension ErrorCode {
  public static let badYAML = Self(
    7001, "bad-yaml", .final,
    meaning: "the file is not well-formed YAML, or uses a part of YAML that is not allowed here",
    remedy: "correct the place that is named")

  public static let badKey = Self(
    7002, "bad-key", .final,
    meaning: "a key is not well formed or does not fit its counterpart",
    remedy: "make one with cellbus keygen")

  public static let duplicateEntry = Self(
    7003, "duplicate-entry", .final,
    meaning: "two entries have the same name or key",
    remedy: "keep one")

  public static let unknownName = Self(
    7004, "unknown-name", .final,
    meaning: "a participant, node, role, group, type or classification is named that is not defined",
    remedy: "define it or correct it")

  public static let incompatibleRoles = Self(
    7005, "incompatible-roles", .final,
    meaning: "one node holds two roles that the charter keeps apart",
    remedy: "give one of them to another node")

  public static let incomplete = Self(
    7006, "incomplete", .final,
    meaning: "something that must be covered is not",
    remedy: "add what is named")

  public static let olderRevision = Self(
    7007, "older-revision", .final,
    meaning: "the file's revision is not above the one on the record",
    remedy: "raise revision when you edit the file")

  public static let badLimit = Self(
    7008, "bad-limit", .final,
    meaning: "a limit or address is outside what works",
    remedy: "choose one within the range that is named")

  public static let needsRestart = Self(
    7009, "needs-restart", .final,
    meaning: "a setting changed that a running broker cannot take over",
    remedy: "restart the broker to put it in force, or put it back")

  public static let notPrivate = Self(
    7010, "not-private", .final,
    meaning: "others than its owner can read a file with a secret key",
    remedy: "chmod 600 FILE, and a new key if somebody may have read it")

  public static let pathTaken = Self(
    7011, "path-taken", .final,
    meaning: "something else than a socket lies where the broker is to make its socket",
    remedy: "move it away, or choose another path")

  public static let wrongHolder = Self(
    7012, "wrong-holder", .final,
    meaning: "the charter does not let this participant or node hold the role",
    remedy: "name a holder of those that heldBy lists, or leave the role vacant")

  public static let bareSide = Self(
    7013, "bare-side", .final,
    meaning: "every node of a side or a participant is meant where one should speak for its government",
    remedy: "in the charter name a role within the side, {role: delegation, of: [SIDE]}; in the roster name the node")

  public static let vacantRole = Self(
    7014, "vacant-role", .final,
    meaning: "no node holds a role of the charter: nobody does what the role is for",
    remedy: "name a holder in the roster when there is one")

  public static let badCertificate = Self(
    7015, "bad-certificate", .final,
    meaning: "a certificate is not in its form, is for another cell, node or use, or too few of the roots signed it",
    remedy: "see the detail; cellbus certificate show FILE tells what a certificate says")

  public static let badFounding = Self(
    7016, "bad-founding", .final,
    meaning: "a founding statement does not fit the cell, or the cell came about otherwise",
    remedy: "see the detail; a cell is founded before its record begins, and never afterwards")

  public static let rulesUndecided = Self(
    7017, "rules-undecided", .final,
    meaning: "in a founded cell a roster or charter on disk is not the one in force: it changes nothing",
    remedy: "propose it with cellbus roster propose or cellbus charter propose, or put the one in force back")

  public static let byHand = Self(
    7020, "by-hand", .final,
    meaning: "a file is written in a way in which no command changes it",
    remedy: "edit it at the place that is named, raise the revision, and reload the broker")

  static let fileCodes: [Self] = [
    .badYAML, .badKey, .duplicateEntry, .unknownName, .incompatibleRoles, .incomplete, .olderRevision,
    .badLimit, .needsRestart, .notPrivate, .pathTaken, .wrongHolder, .bareSide, .vacantRole,
    .badCertificate, .badFounding, .rulesUndecided, .byHand,
  ]
}
