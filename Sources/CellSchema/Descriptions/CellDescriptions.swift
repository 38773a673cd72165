// Written by deploy/descriptions.py from the docstrings. Change these, and run it again.

extension Descriptions {
  static let cell = #"""
    Acknowledgement
        That an appointment has read a message. It is never automatic, and never an agreement.
      by Line
        The appointment that read it, 'duty officer', never a personal name.
      note Line
        What is done about it.
      of MessageID
        The message that was read, by its identifier.
    AlternateActing
        The alternates of a role act from now on, or do not act any more: in the world of this message, and in no other.
        What they did while they acted stays.
      alternates NodeName
        The alternates, by node.
      isSaid
        Whether a holder says so itself (cell.absence, which has its reason); absent: nobody was seen.
      participant ParticipantCode
        The participant whose holders are meant; absent: all holders of the role.
      role RoleName
        The role.
      since Timestamp
        Since when no holder is there.
      state AlternateActing.State
        Whether they act.
    AlternateActing.State
        Whether the alternates act.
      acting
        They act, because no holder is there.
      ended
        They do not act any more: a holder has spoken.
    CharterChange
        The charter of a founded cell is exchanged for another. It has effect by a decision alone, from the row on that
        says so.
      difference FileDifference
        How one file becomes the other.
      from FileReference
        The charter in force, on which the change builds.
      to FileReference
        The charter from then on.
    FileDifference
        How one file of lines becomes another: a unified difference without names of files, 1 to 24,000 Unicode scalars,
        as 'diff -u' writes one and patch takes it.
    InformationAnswer
        The answer to a request; the header's inReplyTo names it.
      text Text
        The answer.
    KeyChange
        A participant exchanges keys of its own nodes in the roster of a founded cell. Its roots sign the change, and
        nobody else decides on it; any node may carry it to the bus.
      difference FileDifference
        How one file becomes the other.
      from FileReference
        The roster in force, on which the change builds.
      participant ParticipantCode
        The participant whose keys they are.
      roots KeyChange.RootSignature
        As many of the participant's roots as have to sign.
      to FileReference
        The roster from then on.
    KeyChange.RootSignature
        A root's signature over the change (DSSE).
      keyid SHA256Hex
        The SHA-256 of the root's key.
      sig SignatureText
        The signature's 64 bytes in Base64.
    LiaisonNote
        A note from one liaison team to another.
      subject Line
        What the note is about.
      text Text
        The note.
    LogEntry
        An entry in the watch log. A fact: it is never refused for the state of anything.
      at Timestamp
        When it happened; the entry itself may be made later.
      text Text
        What happened.
    Minimize
        Only what cannot wait goes out (MINIMIZE, ACP 121): what is below priority in its world waits at the broker
        until then, for as long as the charter lets it. It is ended before by whoever said it, who cancels or supersedes
        it.
      reason Line
        Why.
      scope Line
        Where, or about what, traffic is to be cut down.
      until Timestamp
        Until when it holds.
    ReleaseDecision
        The originator's answer to a release request. What is granted is this one message, with its corrections and
        without what it refers to. Refused after it was granted, the release ends: what was carried stays carried.
      decision ReleaseDecision.Decision
        Whether the originator agrees.
      request MessageID
        The request that is decided, by its message's identifier.
      to Releasable
        Whom the message is released to, as the participants that these are now; absent: those that the request names.
    ReleaseDecision.Decision
        What the originator decides.
      granted
        The originator agrees.
      refused
        The originator does not agree, or not any more.
    ReleaseRequest
        Asks a message's originator to let others read it.
      message MessageID
        The message to be released, by its identifier.
      to Releasable
        Whom it should be released to.
    RequestForInformation
        A question to which an answer is due.
      question Text
        What is asked.
      replyBy Timestamp
        Until when the answer is due.
    RoleAbsence
        A holder of a role cannot act for now: its alternates act until a holder speaks again.
      reason Line
        Why it cannot act.
      role RoleName
        The role that the sender's node holds.
    RosterChange
        The roster of a founded cell is exchanged for another. It has effect by a decision alone, from the row on that
        says so.
      difference FileDifference
        How one file becomes the other.
      from FileReference
        The roster in force, on which the change builds.
      to FileReference
        The roster from then on.
    SignatureText
        A signature, Ed25519 or ECDSA over P-256 as r and s: 64 bytes in Base64 (RFC 4648 §4), 88 characters.
    SituationReport
        What a participant sees of the situation over a period.
      asOf Timestamp
        The report says what was known at this moment.
      period Period
        The span of time that it covers.
      sections SituationReport.Section
        The parts, in the order in which they are to be read.
      summary Text
        The whole in short.
    SituationReport.Section
        A part of the report under its own heading.
      heading Line
        The heading.
      text Text
        What stands under it.
    WatchAssumption
        A watch officer takes its participant's watch, which nobody has taken.
      by Line
        The appointment that takes the watch, never a personal name.
      handover MessageID
        The handover that left the watch untaken, by its message's identifier.
      reason Line
        Why the watch is assumed so, and not handed over.
    WatchHandover
        One watch of a participant hands over to the next. The watch is the participant's own, and goes over when the
        oncoming appointment, or another node of the participant, acknowledges it.
      at Timestamp
        When the watch goes over.
      checkpoint WatchHandover.SeenCheckpoint
        The state of the record that the offgoing watch last saw, where the broker has given it a checkpoint.
      offgoing Line
        The appointment that hands over.
      oncoming Line
        The appointment that takes over; vacant where nobody does: the watch stays with the offgoing until somebody
        assumes it.
      openCases CaseNumber
        The cases that are open, by their numbers.
      overdue MessageID
        Messages whose acknowledgement or answer is overdue, by their identifiers.
      silentNodes NodeName
        Nodes that should be heard and are not.
    WatchHandover.SeenCheckpoint
        The state of the record that the offgoing watch last saw: how many rows, and the root over them (RFC 6962 §2.1).
      root SHA256Hex
        The hash of the Merkle tree over them (RFC 6962 section 2.1).
      size RecordSequence
        How many rows the record had: the number of the last one.
    """#
}
