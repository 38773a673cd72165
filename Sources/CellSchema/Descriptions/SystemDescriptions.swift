// Written by deploy/descriptions.py from the docstrings. Change these, and run it again.

extension Descriptions {
  static let system = #"""
    AccessChanged
        The operator keeps a node off the bus, at once and by itself, or lets it on again. It changes no roster, no
        electorate and no quorum.
      confirmation MessageID
        The message by which the node's participant confirms the hold.
      node NodeName
        The node.
      reason Line
        Why.
      standing AccessChanged.Standing
        How it stands from this row on.
      until Timestamp
        When a hold lapses by itself; absent of one that the node's participant has confirmed.
    AccessChanged.Standing
        How a node stands from this row on.
      held
        It is kept off for a while.
      restored
        It may connect again.
      revoked
        It is kept off until the operator lets it on again, or the roster changes.
    AcknowledgementOverdue
        An acknowledgement that was owed has not come in time.
      dueAt Timestamp
        When it was due.
      message MessageID
        The message that is to be acknowledged, by its identifier.
      owedBy Addressee
        The participants and nodes that owe it.
    CharterChanged
        The charter was exchanged for another.
      from CharterReference
        The charter before.
      to CharterReference
        The charter from now on.
    CharterReference
        The charter, by name, revision and hash, and the text that it carries out.
      instrument Instrument
        The text that it carries out.
      name Line
        The charter's name.
      revision Revision
        The number in the file, which rises with each version of it.
      sha256 SHA256Hex
        The hash of the file's bytes.
      version InstrumentVersion
        The version of that text.
    ClockStage
        A stage of the clock after an attack has passed: what was expected by then, of whom, who has done it and who has
        not. The bus says it once of each stage. It is expected and not owed, and obliges nobody.
      after StageDelay
        How long after that the stage comes.
      attack MessageID
        The attack, by the identifier of the first report of it.
      began Timestamp
        From when on the clock runs.
      causes MessageID
        The messages from which it follows, by their identifiers.
      expectations ClockStage.Expectation
        Of whom; absent where nobody is left of those whom the charter names.
      expected ExpectedAnswer
        What the charter expects by then.
      explanation Text
        Who has done it and who has not, in words.
      passedAt Timestamp
        The stage's moment. What was said at or before it was in time.
      target Beneficiary
        What was attacked.
      text Line
        The same in the charter's words.
    ClockStage.Expectation
        What is expected of one participant.
      by MessageID
        The first message by which it did that in time; absent where it has not.
      expected ExpectedAnswer
        What is expected of it: where no final terms of a guarantee of its own counted when the attack began,
        consultation at most.
      participant ParticipantCode
        The participant.
    DeliveryExpired
        A message expired before it was delivered to all to whom it was addressed. They do not get it any more; the
        record keeps it. Its sender's participant is told.
      expiredAt Timestamp
        When it did: its own expiresAt.
      message MessageID
        The message that expired, by its identifier.
      undelivered NodeName
        Nodes of which this broker has no sign that the message reached them.
    Discrepancy
        Facts on the record contradict each other. None of them is changed by it.
      concerns MessageID
        The messages that contradict each other, by their identifiers.
      explanation Text
        What does not fit, in words.
    EpochNumber
        The number of an epoch that follows a loss, 2 to 1,000,000,000.
    ExpectedAnswer
        What a stage of the clock after an attack expects of a participant. It is the cell's own expectation, and
        obliges nobody: what is owed follows from guarantees.
      support.consultation
        It consults: a consultation of its own, or any response.
      support.invocation
        It calls upon the guarantees.
      support.measure
        It acts: a measure under its response, or a response that it does not.
      support.response
        It determines for itself what it does: a response other than that it consults.
    FileReference
        A file that governs the cell, by revision and hash. The record keeps its bytes.
      revision Revision
        The number in the file, which rises with each version of it.
      sha256 SHA256Hex
        The hash of the file's bytes.
    FoundingText
        The payload of a founding statement, JSON: 2 to 16,384 Unicode scalars. Its bytes are those of the string in
        UTF-8.
    Genesis
        The first row of a record: which cell it is, and what governed it on the first day.
      cell CellName
        The cell whose record it is.
      charter CharterReference
        The charter of the first day.
      founding FoundingText
        What the roots of the sides signed, exactly: the payload of the founding statement.
      kind Genesis.Kind
        By whose hand the cell came about. In records of earlier versions it is absent: one hand.
      logKey PublicKeyText
        The key that signs the record's checkpoints.
      roster FileReference
        The roster of the first day.
    Genesis.Kind
        By whose hand a cell came about.
      development
        One hand wrote roster and charter and changes them. It is never founded later: a founded cell is another one.
      founded
        The roots of the sides signed who takes part and what governs; only the sides change it.
    GuaranteeActivated
        The conditions of a commitment, or of its other limb, are met. It states that, and creates no obligation itself.
      causes MessageID
        The messages that met its conditions, by their identifiers.
      commitment MessageID
        The commitment, by its message's identifier.
      effectiveAt Timestamp
        From when on it is.
      track GuaranteeActivated.Track
        On which tracks it is active.
      uncontestedFrom Timestamp
        From when on it would be by what was on the record alone, where a paper with an earlier date was entered later.
        Between the two it is contested.
      underRevision Revision
        The charter's revision, where its coming into force and nothing else met the conditions.
    GuaranteeActivated.Track
        On which tracks a commitment is active.
      both
        Politically and legally.
      political
        Politically.
    GuaranteeObliged
        Whether a guarantee obliges its participant because of an attack, as the record stands when it is invoked. The
        bus says it once of each report and guarantee that an invocation names; what is said later releases nobody.
      beganEarliest Timestamp
        The earliest moment at which the attack may have begun, as it counts here.
      beganLatest Timestamp
        The latest moment at which it may have begun, never after the report's acceptance.
      causes MessageID
        The messages from which it follows, by their identifiers.
      commitment MessageID
        The commitment, by its message's identifier.
      explanation Text
        Why it stands so, in words.
      invocation MessageID
        The invocation, by its message's identifier.
      marks GuaranteeObliged.Mark
        What is not certain about it.
      means SupportMeans
        The means that it gave then; there where it obliges and names any.
      report MessageID
        The attack report, by its message's identifier.
      standing GuaranteeObliged.Standing
        How the commitment stands to the attack.
      terms GuaranteeCommitment.Terms
        Its terms then; there where it obliges. Open terms oblige to consultation alone.
      track GuaranteeActivated.Track
        The tracks on which the commitment was active then; there where it obliges.
    GuaranteeObliged.Mark
        What is not certain about an obligation. It obliges all the same.
      began-uncertain
        The guarantee was not active, or not with these terms, at every moment at which the attack may have begun.
      date-contested
        It was active then by a paper that was entered after the attack.
    GuaranteeObliged.Standing
        How a guarantee stands to an attack.
      beneficiary-differs
        It is for another than was attacked.
      not-yet-active
        It was not active yet when the attack began.
      obliged
        It was active at some moment at which the attack may have begun: its participant is obliged.
      replaced
        Another commitment of its participant, under a later version of the text, stood in its place when the attack
        began.
      withdrawn
        It was withdrawn when the attack began.
    HoldConfirmation
        A participant confirms that the operator holds one of its nodes: the hold does not lapse by itself any more.
      node NodeName
        The node, one of the sender's participant.
      reason Text
        Why.
    MessageReleased
        A message is released to participants that were not to read it, and is carried to them, since their cursors have
        passed it. A correction of it follows in a message of its own.
      acceptedAt Timestamp
        When it was accepted.
      document Base64Text
        Its document: the exact bytes as they were accepted.
      message MessageID
        The message, by its identifier.
      sequence RecordSequence
        Its row on the record.
      sha256 SHA256Hex
        The hash of its document's bytes.
      signature Base64Text
        Its signature block; absent if it has none.
      to ParticipantCode
        Whom it is released to.
    PhaseChanged
        A ceasefire's phase changed, or is contested.
      agreement MessageID
        The agreement, by its message's identifier.
      causes MessageID
        The messages from which it follows, by their identifiers.
      contested
        Whether the authorities' messages are missing in part or differ.
      effectiveAt Timestamp
        From when on the phase counts, as the authorities state it.
      from CeasefirePhase
        The phase before.
      scope CeasefireScope
        The scope whose phase changed.
      to CeasefirePhase
        The phase from now on.
    RecordRestored
        The record was restored from a copy, and messages were lost: the log ended, and another epoch begins with this
        message.
      approvals Line
        Who accepted the loss, in the words of whoever restored.
      charter CharterReference
        The charter in force.
      checkpoint Text
        The highest checkpoint that is known of the log that ended, to the letter.
      epoch EpochNumber
        The number of the epoch that begins.
      lastSequence RecordSequence
        The sequence number of the copy's last message: what followed it is lost.
      logKey PublicKeyText
        The key that signs the checkpoints of this epoch.
      origin Line
        The log that ended, as its checkpoints name it.
      restoredAt Timestamp
        When it was restored.
      restoredRoot SHA256Hex
        The root of the tree over them.
      restoredSize Count
        How many messages of the log that ended the copy has.
      roster FileReference
        The roster in force.
      seenSequence RecordSequence
        The highest sequence number that is known of what is lost.
      source Line
        Which copy it was.
    ReplyOverdue
        An answer that a message asked for has not come in time.
      dueAt Timestamp
        When it was due: the message's own replyBy.
      message MessageID
        The message that is to be answered, by its identifier.
      owedBy Addressee
        The participants that owe the answer.
    RosterChanged
        The roster was exchanged for another.
      from FileReference
        The roster before.
      to FileReference
        The roster from now on.
    SerialGap
        A station's count skipped: something that it sent may be missing.
      expected Serial
        The first serial that is missing.
      message MessageID
        The message that bears the serial received, by its identifier.
      received Serial
        The serial that came.
      station NodeName
        The node whose count skipped.
    WatchNotTaken
        Nobody has taken a watch that was handed over. It stays with the offgoing until somebody does.
      dueAt Timestamp
        When it was to be taken at the latest.
      handover MessageID
        The handover, by its message's identifier.
      participant ParticipantCode
        The participant whose watch it is.
    """#
}
