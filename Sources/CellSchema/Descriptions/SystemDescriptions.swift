// Written by deploy/descriptions.py from the docstrings. Change these, and run it again.

extension Descriptions {
  static let system = #"""
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
    FileReference
        A file that governs the cell, by revision and hash. The record keeps its bytes.
      revision Revision
        The number in the file, which rises with each version of it.
      sha256 SHA256Hex
        The hash of the file's bytes.
    Genesis
        The first row of a record: which cell it is, and what governed it on the first day.
      cell CellName
        The cell whose record it is.
      charter CharterReference
        The charter of the first day.
      logKey PublicKeyText
        The key that signs the record's checkpoints.
      roster FileReference
        The roster of the first day.
    GuaranteeActivated
        The conditions of a commitment are met. It states that, and creates no obligation itself.
      causes MessageID
        The messages that met its conditions, by their identifiers.
      commitment MessageID
        The commitment, by its message's identifier.
      effectiveAt Timestamp
        From when on it is.
      track GuaranteeActivated.Track
        On which tracks it is active.
    GuaranteeActivated.Track
        On which tracks a commitment is active.
      both
        Politically and legally.
      political
        Politically.
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
        The record was restored from a copy. What nodes saw beyond its end is lost here, and said so.
      lastSequence RecordSequence
        The sequence number of the copy's last row.
      restoredAt Timestamp
        When it was restored.
      seenSequence RecordSequence
        The highest sequence number that a node says it saw.
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
