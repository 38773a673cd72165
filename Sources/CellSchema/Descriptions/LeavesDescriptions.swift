// Written by deploy/descriptions.py from the docstrings. Change these, and run it again.

extension Descriptions {
  static let leaves = #"""
    Addressee
        Whom a message is addressed to: FRA, UKR.GS-1, @verification-lead or @all.
    Base64Text
        Bytes in Base64 (RFC 4648 §4): 1 to 32,768 bytes, in at most 43,692 characters.
    CalendarDate
        A day of the calendar without a time, 2026-01-06 (RFC 3339 full-date).
    CaseNumber
        A case's number, V-2026-0042: the letter of its register (V is verification's), the year, a count of four to six
        digits. The lead mints it.
    CellName
        A cell's name, paris: the origin that binds a message to one cell. A small letter, then up to 31 small letters,
        digits and hyphens.
    Count
        How many, 0 to 1,000,000,000.
    CurrencyCode
        A currency in use by its code of ISO 4217, EUR.
    DecimalAmount
        An exact decimal number, 1250000.50: up to 15 digits, and up to 6 after the point. The number is never a binary
        fraction, and keeps the zeros that it was written with.
    GroupName
        A group of participants by name, european or a side such as united-states: a small letter, then up to 31 small
        letters, digits and hyphens.
    Instrument
        A text's short name, paris-declaration: a small letter, then up to 63 small letters, digits and hyphens.
    InstrumentVersion
        A text's version, draft-2 or final: up to 32 small letters, digits, dots and hyphens.
    Kilometres
        A distance in kilometres, 0 to 10,000.
    LanguageTag
        A language, uk or en-GB (BCP 47): two or three small letters, then subtags.
    Latitude
        Degrees north of the equator (WGS 84), -90 to 90.
    Line
        One line of text: 1 to 200 Unicode scalars, not blanks alone, no control characters, and of the bidirectional
        ones marks (U+200E, U+200F, U+061C) and isolates that are closed (U+2066 to U+2069).
    Longitude
        Degrees east of Greenwich (WGS 84), -180 to 180.
    MessageID
        A message's identifier, in small letters: a UUID of version 7 (RFC 9562 section 5.7), made by the sender and
        unique on the record; of version 8 where the bus itself says the message.
    MessageType
        A type of message, verification.incident-report: the system, a dot, the name.
    MessageVersion
        The version of a message type, 1 to 999.
    Millimetres
        A calibre in millimetres, 1 to 2,000.
    Money
        An amount of money, exact, with its currency.
      currency CurrencyCode
        The currency of the amount.
      value DecimalAmount
        The amount in whole units of the currency. It is above 0, except as what arrived of a delivery, or as what is
        left of a pledge.
    NodeName
        A participant's node, UKR.GS-1: the participant's code, a dot, up to 16 capital letters, digits and hyphens.
    NoticeToMove
        How long a unit needs from the order until it moves: days, P10D, or hours, PT72H (ISO 8601 durations), to 999.
    ParticipantCode
        A participant: an ISO 3166-1 alpha-3 code (FRA), one of the user-assigned EU and NATO, or CELL, the coordination
        cell itself. Two to four capital letters.
    PositiveCount
        How many, 1 to 1,000,000,000.
    ProvisionNumber
        A provision of a text by its number, 4 or 2.1(b).
    PublicKeyText
        An Ed25519 public key (RFC 8032): 32 bytes in Base64 (RFC 4648 §4), 44 characters.
    RecordSequence
        A sequence number of the record, or a count of its rows: 0 to 2⁵³ − 1, which every JSON reader holds exactly.
    Releasable
        Whom a message may be released to: FRA, a group such as european, or ALL (the tag set 'Releasable To' of NATO's
        policy, STANAG 4774).
    ReportNumber
        A daily report's number, 114/2021: a count of the year, then the year.
    Revision
        The rising revision of a file that a person edits, 1 to 1,000,000,000.
    RoleName
        A role that the charter defines and the roster assigns, verification-lead: a small letter, then up to 31 small
        letters, digits and hyphens.
    SHA256Hex
        A SHA-256 hash (FIPS 180-4) as 64 small hexadecimal digits.
    Serial
        A station's own count of what it sent: UKR.GS-1/0412/26, made of node, number (at least four digits) and year
        (two digits). In each world the number begins at 1 each year (UTC).
    SourceGrade
        A source's reliability (A completely reliable to E unreliable, F not to be judged) and its information's
        credibility (1 confirmed to 5 improbable, 6 not to be judged), after the grading of NATO's AJP-2.1.
    StageDelay
        How long after an attack began a stage of its clock comes: whole days, hours or minutes, P3D, PT24H, PT90M (ISO
        8601 durations), to 999.
    SubjectCode
        A party in a text or a place of the facts: who agreed, fired, stated or gave. The same form as a participant's
        code, but never an addressee: RUS is one, without being a participant.
    Text
        Text of several lines: 1 to 8,192 Unicode scalars, not blanks alone; line feeds and tabs are the only control
        characters, and marks and closed isolates the only bidirectional ones.
    Timestamp
        A moment, to the microsecond: RFC 3339 with any offset and up to six digits of a second's fraction. There are no
        leap seconds.
    """#
}
