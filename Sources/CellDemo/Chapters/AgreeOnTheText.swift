import CellSchema

extension Script {
  /// The declaration: its text, on which all governments decide together, signatures, ratifications.
  ///
  /// A silence runs for a day. So all speak, which is stricter.
  func agreeOnTheText() {
    chapter(
      "The declaration", shows: "A text by version and language, decided together; who signs and in which capacity"
    ) {
      propose(
        "text-proposal", "text",
        DeclarationDraft(
          instrument: "paris-declaration", version: text.version,
          title: "Robust Security Guarantees for a Solid and Lasting Peace in Ukraine",
          texts: texts(of: text.rawValue),
          provisions: [
            .init(number: "1", heading: "Ceasefire monitoring and verification"),
            .init(number: "2", heading: "Support for the Armed Forces of Ukraine"),
            .init(number: "3", heading: "Multinational Force for Ukraine"),
            .init(number: "4", heading: "Binding commitments to support Ukraine in a future armed attack"),
            .init(number: "5", heading: "Long-term defence cooperation"),
          ]), from: "FRA.CELL-1", by: Electorate(role: "delegation"), .all)
      for delegation in Delegation.all {
        state(delegation.code == "TUR" ? .abstain : .agree, on: "text-proposal", by: delegation.code, binds: false)
      }
      awaitResults(of: "text-proposal")
      for delegation in Delegation.all { sign(delegation) }
      for delegation in Delegation.all where Self.ratifying.contains(delegation.code) {
        say(
          "ratified-\(delegation.code)", from: delegation.node,
          Ratification(
            instrument: "paris-declaration", version: text.version, body: "Parliament (exercise)",
            decision: .approved, on: "2026-03-03"), to: ["@all"], authority: delegation.authority)
      }
      refuseBesideTheText()
    }
  }

  /// Whose parliament approves. Of those whose commitment requires it, Poland's does not yet: its legal limb waits.
  static let ratifying: Set<ParticipantCode> = Set(
    Delegation.coalition.map(\.code).filter { requiresRatification.contains($0) && $0 != "POL" } + ["UKR"])

  private func refuseBesideTheText() {
    say(
      "refused-old-version", from: "LVA.CELL-1",
      Ratification(
        instrument: "paris-declaration", version: "working-1", body: "Parliament (exercise)", decision: .approved,
        on: "2026-03-03"), to: ["@all"], authority: Delegation("LVA").authority,
      expect: .refused(.stateNotPermitted, at: "/body/version"),
      fault: "Latvia did not sign the working text")
    say(
      "refused-second-signature", from: "LVA.CELL-1",
      DeclarationSignature(
        instrument: "paris-declaration", version: text.version, sha256: texts(of: text.rawValue).elements[0].sha256,
        capacity: .signatory, domesticProcedure: .notRequired), to: ["@all"], precedence: .priority,
      authority: Delegation("LVA").authority, expect: .refused(.alreadySaid, at: "/body/version"),
      fault: "A version is signed once")
    say(
      "refused-other-text", from: "LVA.CELL-1",
      DeclarationSignature(
        instrument: "paris-declaration", version: text.version, sha256: texts(of: "working").elements[0].sha256,
        capacity: .signatory, domesticProcedure: .notRequired), to: ["@all"], precedence: .priority,
      authority: Delegation("LVA").authority, expect: .refused(.textMismatch, at: "/body/sha256"),
      fault: "It is the hash of another text")
    say(
      "refused-undecided", from: "FRA.CELL-1",
      DeclarationAmendment(
        instrument: "paris-declaration", from: text.version, to: "working-2",
        summary: "EXERCISE: this amendment must be refused.", texts: texts(of: "working")), to: ["@all"],
      precedence: .priority, expect: .refused(.decisionNeeded, at: "/header/type"),
      fault: "Nobody amends a text alone")
  }

  /// Who signs differs by charter: under the draft's also the United States, here as an associate; under the final text's
  /// it does not, and is refused.
  private func sign(_ delegation: Delegation) {
    let isUnitedStates = delegation.code == "USA"
    let isAssociate = (["AUS", "CAN", "JPN", "NZL", "TUR"] as [ParticipantCode]).contains(delegation.code)
    let awaitsParliament = (["DEU", "ESP", "NLD", "POL"] as [ParticipantCode]).contains(delegation.code)
    say(
      "signature-\(delegation.code)", from: delegation.node,
      DeclarationSignature(
        instrument: "paris-declaration", version: text.version, sha256: texts(of: text.rawValue).elements[0].sha256,
        capacity: isUnitedStates || isAssociate ? .associate : .signatory,
        domesticProcedure: awaitsParliament ? .pending : .notRequired,
        reservations: awaitsParliament
          ? [.init(provision: "3", text: "EXERCISE: each deployment takes the consent of parliament.")] : nil),
      to: ["@all"], precedence: .priority, authority: delegation.authority,
      expect: isUnitedStates ? onlyUnderTheDraft() : .accepted,
      fault: isUnitedStates && text == .final ? "In the final text the United States is not a signatory" : nil)
  }

  /// The hashes are of the exercise's own texts: the line "EXERCISE PARIS-2026, Paris Declaration, draft, en" and so
  /// on.
  func texts(of version: String) -> NonEmpty<LanguageVersion> {
    let hashes: [SHA256Hex] =
      switch version {
      case "draft":
        [
          "01b231f041c01b3c2c5ac7eb541f6e27f6ac92b6fc9d9e94f2d6fa8853a3e17e",
          "abd580002688630d40afb604c997cfc18efa2aba433d73145ce4572332125c9a",
          "f029062c0e456e134ded764fef8fc65251b3f9e7d5718707366f4538ef4093ba",
        ]
      case "final":
        [
          "d1b17b7c3118b897cd973864f76c5b6d58c5fc00dde03ff21748c494391f18b1",
          "9e741db9ce97e7164032ffbe640ed3e7edfe92702277dfa75dcca40c4c79c4b3",
          "fc11e17de788b4ed0f4af8691181d040fb288caddb3deef33cf928a5ab5f948f",
        ]
      case "corrected":
        [
          "0fd6dce8b2bdca094222f66bfbe0b4a224a09453e6c41b4a3432578f1dfe681f",
          "62dc8c5bb1c98bcfd50f896f774ff745ae4e7c4d0a73af7722d73e71d0b08637",
          "f45e61442b69f9fc96dbda1511127346126ae540d78c62b09b7881fee99aa9c6",
        ]
      default:
        [
          "6603c184feea38fd0dada5824a7dd549115d5a5df45631bd54b31f271819bb04",
          "59a42bed30a983b7ce7fe958d987316610495717a0b430cffd01dc8c0b3cd471",
          "0cff6a96b39e719bb344f779923c1a1f356b3774e97fd8bc255f5fe6a0aadcc4",
        ]
      }
    return [
      LanguageVersion(language: "en", sha256: hashes[0], authentic: true),
      LanguageVersion(language: "fr", sha256: hashes[1], authentic: true),
      LanguageVersion(language: "uk", sha256: hashes[2], authentic: version != "working"),
    ]
  }
}
