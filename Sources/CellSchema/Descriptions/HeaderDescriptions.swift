// Written by deploy/descriptions.py from the docstrings. Change these, and run it again.

extension Descriptions {
  static let header = #"""
    Amends
        What a message does to an earlier one of the same participant.
      id MessageID
        The earlier message, by its identifier.
      kind Amends.Kind
        What is done to the earlier message.
      reason Line
        Why, in a line.
    Amends.Kind
        What an amendment does to the earlier message.
      cancel
        The earlier one is void.
      correct
        This is the right version; the earlier one was wrong in part.
      retract
        The earlier one should not have been said.
      supersede
        This takes the earlier one's place from now on.
    Authority
        By what right the message binds its participant.
      fullPowers Authority.FullPowers
        How full powers are shown; absent: not stated.
      office Line
        The office that signs, 'Minister for Foreign Affairs'.
      reference Line
        The document that shows the full powers.
      signatory Line
        The state or organisation on whose behalf the message is signed.
    Authority.FullPowers
        How full powers are shown (Vienna Convention on the Law of Treaties, article 7).
      instrument
        An instrument of full powers was produced.
      none-claimed
        No full powers are claimed.
      office
        By virtue of the office: head of state or government, minister for foreign affairs.
    Classification
        A classification of the policy, UNCLASSIFIED: up to 32 capitals, digits, spaces and hyphens.
    EnteredBy
        States that a message first went another way and was entered into the bus later.
      means EnteredBy.Means
        The way the message first went.
      originalSentAt Timestamp
        When the message was sent the other way.
    EnteredBy.Means
        The way the message first went.
      other-system
        Through another system.
      paper
        On paper.
      telephone
        By telephone.
    Header
        The header of a message (after STANAG 4406 with RFC 6477, and STANAG 4774).
      acknowledge
        Whether the sender asks for an acknowledgement, which is owed anyway from immediate on, or where the charter
        says so.
      action Addressee
        The addressees who are to act on the message.
      amends Amends
        The earlier message that this one corrects, cancels, supersedes or retracts.
      authority Authority
        By what right the message binds its participant.
      case CaseNumber
        The case that the message belongs to.
      cell CellName
        The cell for which the message is meant: a signature is valid in this cell alone.
      enteredBy EnteredBy
        How the message first went, if it was entered into the bus later.
      exerciseName Line
        The name of an exercise or a drill; absent for the other natures. One blank between words, Unicode normalisation
        form C.
      expiresAt Timestamp
        From when on the message is of no use and not delivered any more; not before sentAt, and not allowed on a
        binding message.
      from NodeName
        The node that sends the message.
      id MessageID
        The message's identifier: a UUID of version 7 from a node, of version 8 from the bus itself.
      inReplyTo MessageID
        The message that this one answers, by its identifier.
      info Addressee
        The addressees for information.
      infoPrecedence Precedence
        The precedence for those in info, if it is another; never above precedence.
      label SecurityLabel
        Who may read the message, and how it is marked.
      language LanguageTag
        The language of the body's texts.
      nature Nature
        Whether the message is of an operation, an exercise, a drill or a project.
      precedence Precedence
        The precedence for those in action; it decides the lane in which the message is published.
      references MessageID
        Other messages that this one refers to, by their identifiers.
      releasedBy Line
        The appointment that released the message, never a personal name.
      replyBy Timestamp
        Until when an answer is wanted; not before sentAt.
      sentAt Timestamp
        When the sender composed the message, by its own clock; at most five minutes ahead of the broker's.
      serial Serial
        The sending station's serial. A gap in the count is accepted, and raises system.serial-gap.
      type MessageType
        The message's type, verification.finding.
      version MessageVersion
        The version of the type that the body has; 1 unless the type's list says otherwise.
    Nature
        Whether a message is meant in earnest (the message type of STANAG 4406): operation, exercise, drill or project.
        State, cases, serials and references of each are kept apart.
      drill
        A drill, which has a name.
      exercise
        An exercise, which has a name.
      operation
        In earnest.
      project
        Of a project that is neither operation nor exercise, such as a trial.
    PolicyName
        A policy's name, COORDINATION-CELL: up to 32 letters, digits, spaces and hyphens, a capital first.
    Precedence
        How fast a message is to travel (STANAG 4406, ACP 121). Each precedence has a lane of its own.
      deferred
        Whenever there is room.
      flash
        To be read within 10 minutes, unless the charter says otherwise, and acknowledged.
      immediate
        To be read within 30 minutes, unless the charter says otherwise, and acknowledged.
      override
        The highest precedence, which by default is granted to nobody.
      priority
        To be read within 3 hours, unless the charter says otherwise.
      routine
        To be read within 6 hours, unless the charter says otherwise.
    SecurityLabel
        Who may read a message, and how it is marked (after STANAG 4774). The charter names the policy and its
        classifications.
      classification Classification
        The message's classification, one of the policy's.
      control SecurityLabel.Control
        Who controls further release; absent: not stated.
      policy PolicyName
        The marking policy that the charter names.
      releasableTo Releasable
        Participants, groups or ALL to whom the message may be released; nobody else may read it.
    SecurityLabel.Control
        Who controls further release.
      originator
        Further release needs the originator's consent.
    """#
}
