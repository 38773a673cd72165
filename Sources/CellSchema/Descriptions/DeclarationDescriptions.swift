// Written by deploy/descriptions.py from the docstrings. Change these, and run it again.

extension Descriptions {
  static let declaration = #"""
    DeclarationAmendment
        A text goes from one version to another.
      from InstrumentVersion
        The version that is amended.
      instrument Instrument
        The text's short name.
      provisions DeclarationDraft.Provision
        The new version's provisions, in the text's order; absent: as far as is known, those of the version before.
      provisionsComplete
        Whether these are all of its provisions: then nothing is said under another one.
      summary Text
        What changes.
      texts LanguageVersion
        The new version in each of its languages.
      to InstrumentVersion
        The version that it becomes.
    DeclarationConfirmation
        A participant confirms an act of its own that was signed by an office without registered full powers: until then
        the act is shown as unconfirmed (Vienna Convention on the Law of Treaties, article 8). Of a signature, a
        commitment or a ratification that was entered later than the date of its paper, any participant confirms that
        date.
      of MessageID
        The act, by its message's identifier.
      office Line
        The office that signed the act, as the act names it. Where it had full powers it is not compared.
    DeclarationCorrigendum
        An error in the current version of a text is corrected, where nothing is changed that was agreed (Vienna
        Convention on the Law of Treaties, article 79). Signatures, commitments and ratifications carry over.
      instrument Instrument
        The text's short name.
      summary Text
        What is corrected.
      texts DeclarationCorrigendum.Correction
        The corrected text in each language in which it is corrected.
      version InstrumentVersion
        The version that is corrected: the current one.
    DeclarationCorrigendum.Correction
        The text in one language, by its hashes before and after.
      corrects SHA256Hex
        The hash of the text as it stands.
      language LanguageTag
        The language.
      sha256 SHA256Hex
        The hash of the corrected text.
    DeclarationDraft
        A version of a text, in its languages, with its provisions by number.
      instrument Instrument
        The text's short name, the same for all its versions.
      provisions DeclarationDraft.Provision
        Its provisions, in the text's order.
      provisionsComplete
        Whether these are all of its provisions: then nothing is said under another one.
      texts LanguageVersion
        The text in each of its languages.
      title Line
        The text's title.
      version InstrumentVersion
        The version.
    DeclarationDraft.Provision
        A provision, by number and heading.
      heading Line
        Its heading.
      number ProvisionNumber
        The provision's number in the text.
    DeclarationSignature
        A participant signs one version of a text, by its hash.
      capacity DeclarationSignature.Capacity
        As what the participant signs.
      domesticProcedure DeclarationSignature.DomesticProcedure
        Where its own procedure stands.
      instrument Instrument
        The text's short name.
      reservations DeclarationSignature.Reservation
        Its reservations.
      sha256 SHA256Hex
        The hash of the text that is signed: of one of the current version's authentic languages.
      version InstrumentVersion
        The version that is signed.
    DeclarationSignature.Capacity
        As what it signs.
      associate
        In support of the text, without being a party to it.
      signatory
        As a party to the text.
      witness
        To attest the signing.
    DeclarationSignature.DomesticProcedure
        Where its own procedure stands.
      approved
        It ended in approval.
      not-required
        It needs none.
      pending
        It is still to be decided.
      rejected
        It ended in rejection.
    DeclarationSignature.Reservation
        A reservation, to one provision or to the whole.
      provision ProvisionNumber
        The provision that it is to; absent: it is to the whole.
      text Text
        The reservation's words.
    LanguageVersion
        A text in one language, by the hash of its bytes.
      authentic
        Whether this language's text is authentic (Vienna Convention on the Law of Treaties, article 33).
      language LanguageTag
        The language.
      sha256 SHA256Hex
        The hash of the file's bytes as it was agreed.
    Ratification
        A body of a participant decides on a text, or the decision is deposited.
      body Line
        The body that decided: Sejm, Bundestag.
      completion MessageID
        The completion of a guarantee's terms under that version that was decided on, by its message's identifier;
        absent: the text was.
      decision Ratification.Decision
        What was decided.
      instrument Instrument
        The text's short name.
      on CalendarDate
        The day of the decision, or of the deposit.
      version InstrumentVersion
        The version that was decided on.
    Ratification.Decision
        What a body decided, or that the decision was deposited.
      approved
        The body approved the text.
      deposited
        The instrument of ratification was deposited.
      rejected
        The body rejected it.
    """#
}
