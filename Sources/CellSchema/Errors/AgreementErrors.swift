// 3 What the participants agreed.
extension ErrorCode {
  public static let wrongSender = Self(
    3001, "wrong-sender", .final,
    meaning: "header.from is not the node whose key was used",
    remedy: "each node speaks for itself alone")

  public static let wrongCell = Self(
    3002, "wrong-cell", .final,
    meaning: "header.cell is not this cell",
    remedy: "write the cell's name that WELCOME gives")

  public static let typeNotPermitted = Self(
    3101, "type-not-permitted", .final,
    meaning: "the charter does not let this node say this type",
    remedy: "cellbus charter explain TYPE lists who may")

  public static let versionNotAccepted = Self(
    3102, "version-not-accepted", .final,
    meaning: "the charter accepts another version of this type",
    remedy: "cellbus charter explain TYPE names the version")

  public static let precedenceNotPermitted = Self(
    3103, "precedence-not-permitted", .final,
    meaning: "the precedence is outside what the charter allows for this type",
    remedy: "cellbus charter explain TYPE names the bounds")

  public static let natureNotPermitted = Self(
    3104, "nature-not-permitted", .final,
    meaning: "the roster does not let this node speak in this nature",
    remedy: "use the nature of the node's profile, or ask the cell")

  public static let unknownAddressee = Self(
    3105, "unknown-addressee", .final,
    meaning: "no participant, node or role of that name",
    remedy: "cellbus roster show lists them")

  public static let recipientNotPermitted = Self(
    3106, "recipient-not-permitted", .final,
    meaning: "the charter does not let this addressee receive this type",
    remedy: "cellbus charter explain TYPE names who may receive it")

  public static let notReleasable = Self(
    3107, "not-releasable", .final,
    meaning: "the label releases it to somebody outside what the sender may release to",
    remedy: "name fewer in label.releasableTo")

  public static let classificationExceeded = Self(
    3108, "classification-exceeded", .final,
    meaning: "the classification is above the bus's ceiling or the node's clearance",
    remedy: "use the system that is approved for it")

  public static let addresseeNotReleasable = Self(
    3109, "addressee-not-releasable", .final,
    meaning: "an addressee is named whom the label does not release it to, or whose clearance is too low",
    remedy: "release it to the addressee, or do not address it")

  public static let authorityRequired = Self(
    3110, "authority-required", .final,
    meaning: "the charter asks for header.authority on this type",
    remedy: "say who signs, in which office and with which powers")

  public static let signatureRequired = Self(
    3111, "signature-required", .final,
    meaning: "the charter asks for a signature on this type, and the sender's participant has roots in the roster",
    remedy: "sign the document with a key that the roster certifies for the sending node: cellbus publish --signer")

  public static let expiryNotAllowed = Self(
    3112, "expiry-not-allowed", .final,
    meaning: "what binds does not expire",
    remedy: "leave expiresAt out")

  public static let sentInFuture = Self(
    3113, "sent-in-future", .final,
    meaning: "sentAt is ahead of the broker's clock by more than five minutes",
    remedy: "set the node's clock")

  public static let idReused = Self(
    3114, "id-reused", .final,
    meaning: "the identifier is on the record already",
    remedy: "make a new UUIDv7 for each message")

  public static let unknownPolicy = Self(
    3115, "unknown-policy", .final,
    meaning: "the label's policy or classification is not one of the charter's",
    remedy: "cellbus charter show lists them")

  public static let alreadyExpired = Self(
    3116, "already-expired", .final,
    meaning: "expiresAt is in the past",
    remedy: "send it without, or with a later time")

  public static let reservedToBus = Self(
    3117, "reserved-to-bus", .final,
    meaning: "only the bus itself says this type",
    remedy: "none: it cannot be published")

  public static let noRecipient = Self(
    3118, "no-recipient", .final,
    meaning: "nobody is left to receive it: the addressees and the label have nobody in common",
    remedy: "widen the label or the addressees")

  public static let unknownReference = Self(
    3119, "unknown-reference", .final,
    meaning: "it names a message that is not on the record of this world, or not the sender's to read",
    remedy: "name the identifier of a message that you can read")

  public static let powersNotRegistered = Self(
    3121, "powers-not-registered", .final,
    meaning: "the office is not in the roster's register of full powers for its participant at that time",
    remedy: "let an office in the register say it, or have it entered; cellbus roster show lists them")

  public static let alternateNotActing = Self(
    3122, "alternate-not-acting", .final,
    meaning: "the node is an alternate, and the holders of the role have not been absent for long enough",
    remedy: "cellbus situation roles shows who acts; a holder may say cell.absence")

  public static let malformedSignatures = Self(
    3123, "malformed-signatures", .final,
    meaning: "the signature block does not have its form",
    remedy: "version 1, a count, and 96 bytes a signature, ascending by the key's hash: cellbus sign writes it")

  public static let unknownSigner = Self(
    3124, "unknown-signer", .final,
    meaning: "a signature is by a key for which the roster in force has no certificate",
    remedy: "have the certificate entered, or sign with a key that is: cellbus roster show lists them")

  public static let wrongSigner = Self(
    3125, "wrong-signer", .final,
    meaning: "the charter asks for the sending node's own signature, and only others have signed",
    remedy: "sign with a key that the roster certifies for the sending node, beside the others: cellbus sign --add")

  public static let certificateNotInForce = Self(
    3126, "certificate-not-in-force", .final,
    meaning: "the certificate of a key that signed was not yet, or no longer, in force when the message was accepted",
    remedy: "sign with a key whose certificate is in force: cellbus roster show gives the dates")

  public static let badSignature = Self(
    3127, "bad-signature", .final,
    meaning: "a signature is not one of its key over this document in this cell",
    remedy: "sign the exact bytes that are published, with the cell's origin: cellbus sign")

  public static let phaseNotPermitted = Self(
    3201, "phase-not-permitted", .final,
    meaning: "the charter does not let this act be said in the phase of the ceasefire",
    remedy: "cellbus phase shows the phase; cellbus charter explain shows when the type may be said")

  public static let stateNotPermitted = Self(
    3202, "state-not-permitted", .final,
    meaning: "the matter is not in a state that allows this act",
    remedy: "the detail names the state and what it allows; cellbus situation shows where things stand")

  public static let unknownCase = Self(
    3203, "unknown-case", .final,
    meaning: "there is no case of that number in this world, or it is not the sender's to read",
    remedy: "cellbus cases lists the cases that you may read")

  public static let alreadySaid = Self(
    3204, "already-said", .final,
    meaning: "the record has it already: it is done once",
    remedy: "refer to the message that the detail names")

  public static let textMismatch = Self(
    3205, "text-mismatch", .final,
    meaning: "the version or the hash is not that of the text in force",
    remedy: "cellbus declaration shows the current version and its hashes")

  public static let notEntitled = Self(
    3206, "not-entitled", .final,
    meaning: "the procedure gives this act to somebody else",
    remedy: "cellbus charter explain shows whose it is")

  public static let amendmentNotPermitted = Self(
    3207, "amendment-not-permitted", .final,
    meaning: "this message cannot be amended so, or not by this sender",
    remedy: "cellbus explain 3207; say it by a new message where that is allowed")

  public static let amendmentIncomplete = Self(
    3208, "amendment-incomplete", .final,
    meaning: "an amendment reaches all who had the original, and this one does not",
    remedy: "address and release it to all who had the original")

  public static let tooManyWorlds = Self(
    3209, "too-many-worlds", .final,
    meaning: "the sender's participant, or the record, has as many exercises and drills as it may",
    remedy: "use the name of an exercise that exists, or ask the cell to close one in the roster")

  public static let exerciseClosed = Self(
    3210, "exercise-closed", .final,
    meaning: "the roster closes the exercise or drill",
    remedy: "use the name of one that is open, or ask the cell")

  public static let exerciseLooksAlike = Self(
    3211, "exercise-looks-alike", .final,
    meaning: "an open exercise has a name that looks like this one",
    remedy: "write the exercise's name as its messages do, or choose another name")

  public static let badExerciseName = Self(
    3212, "bad-exercise-name", .final,
    meaning: "no exercise is begun under a name with blanks at its ends, or with what nobody can see",
    remedy: "separate words by one plain blank, and write letters in normalisation form C")

  public static let dateTooFar = Self(
    3120, "date-too-far", .final,
    meaning: "a date is further ahead than such a date can be",
    remedy: "correct the date; the detail names the limit")

  public static let decisionNeeded = Self(
    3213, "decision-needed", .final,
    meaning: "the charter has this act decided together: nobody says it alone",
    remedy: "put it into a decision.proposal, as the act that is proposed")

  public static let noElectorate = Self(
    3214, "no-electorate", .final,
    meaning: "nobody, or fewer than have to agree, would decide on the proposal",
    remedy: "cellbus roster show lists who holds which role and who is in which group")

  public static let electorCannotRead = Self(
    3215, "elector-cannot-read", .final,
    meaning: "an elector has no node that may read the proposal and speak on it",
    remedy: "address and release the proposal to every elector")

  public static let badMoment = Self(
    3216, "bad-moment", .final,
    meaning: "the moment of a decision is past, too near, not a whole second in UTC, or earlier than before",
    remedy: "the detail names the earliest moment that would do")

  public static let notDecidable = Self(
    3217, "not-decidable", .final,
    meaning: "the charter does not let this act be decided together, or it is of another world, or amends another",
    remedy: "cellbus charter explain TYPE says whether the type takes a decision")

  public static let tooManyDecisions = Self(
    3218, "too-many-decisions", .final,
    meaning: "as many proposals are open in this world as there may be",
    remedy: "wait for a result, or withdraw a proposal")

  public static let tooManyPairs = Self(
    3219, "too-many-pairs", .final,
    meaning: "an invocation names more pairs of report and guarantee than the bus judges at once",
    remedy: "invoke by several messages: a later invocation adds reports and guarantees")

  public static let notFounded = Self(
    3229, "not-founded", .final,
    meaning: "a development cell's rules are its operator's files: nobody decides on them",
    remedy: "change roster.yaml or charter.yaml, and send the broker SIGHUP")

  public static let staleBase = Self(
    3230, "stale-base", .final,
    meaning: "a change of roster or charter builds on another one than is in force",
    remedy: "make the change anew from the file in force, and propose that")

  public static let badChange = Self(
    3231, "bad-change", .final,
    meaning: "a change of roster or charter does not lead to the file that it names, or that file may not be in force",
    remedy: "see the detail; cellbus roster check and cellbus charter check look at the file before it is proposed")

  public static let rootsRequired = Self(
    3232, "roots-required", .final,
    meaning: "too few of the roots that have to sign it have signed it",
    remedy: "have it signed by the participants' roots that are named, off line")

  public static let decidedOtherwise = Self(
    3228, "decided-otherwise", .final,
    meaning: "the charter has this act decided by others, by a stricter rule, or with the agreement of somebody else",
    remedy: "cellbus charter explain TYPE says who decides on it, and by which rule at the least")

  static let agreementCodes: [Self] = [
    .wrongSender, .wrongCell, .typeNotPermitted, .versionNotAccepted, .precedenceNotPermitted,
    .natureNotPermitted, .unknownAddressee, .recipientNotPermitted, .notReleasable, .classificationExceeded,
    .addresseeNotReleasable, .authorityRequired, .signatureRequired, .expiryNotAllowed, .sentInFuture,
    .idReused, .unknownPolicy, .alreadyExpired, .reservedToBus, .noRecipient, .unknownReference, .dateTooFar,
    .powersNotRegistered, .alternateNotActing, .malformedSignatures, .unknownSigner, .wrongSigner,
    .certificateNotInForce, .badSignature,
    .phaseNotPermitted, .stateNotPermitted, .unknownCase, .alreadySaid, .textMismatch, .notEntitled,
    .amendmentNotPermitted, .amendmentIncomplete, .tooManyWorlds, .exerciseClosed, .exerciseLooksAlike,
    .badExerciseName, .decisionNeeded, .noElectorate, .electorCannotRead, .badMoment, .notDecidable,
    .tooManyDecisions, .tooManyPairs, .decidedOtherwise, .notFounded, .staleBase, .badChange, .rootsRequired,
  ]
}
