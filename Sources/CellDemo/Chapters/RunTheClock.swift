import CellSchema

extension Script {
  /// Reports of one attack share its clock, which runs from the earliest; an answer on any of them counts.
  func runTheClock() {
    chapter("The clock of the answer", shows: "One clock for each attack; its stages are expected, and not owed") {
      reportFurther()
      say(
        "invocation-further", from: "UKR.CELL-1",
        Invocation(
          reports: [id("attack-ukraine-further")], guarantees: [id("commitment-POL")], beneficiary: .ukraine,
          requested: [.logistics], aim: "EXERCISE: the same attack, as another participant saw it."),
        to: ["@all"], precedence: .flash, references: ["attack-ukraine-further"],
        authority: Delegation("UKR").authority)
      say(
        "response-POL-further", from: "POL.CELL-1",
        SupportResponse(
          invocation: id("invocation-further"), determination: .attackAccepted, response: .committed,
          means: [.logistics]), to: ["UKR"], info: ["@all"], precedence: .immediate, inReplyTo: "invocation-further",
        authority: Delegation("POL").authority)
      say(
        "measure-POL-further", from: "POL.CELL-1",
        SupportMeasure(
          response: id("response-POL-further"), means: .logistics, description: "EXERCISE: transit by rail.",
          status: .completed), to: ["UKR"], info: ["@all"], precedence: .immediate,
        references: ["response-POL-further"])
    }
  }

  /// Of the attack on Ukraine, by another participant: in reply to the first report, and so no attack of its own.
  private func reportFurther() {
    say(
      "attack-ukraine-further", from: "POL.CELL-1",
      AttackReport(
        target: .ukraine, place: "Exercise area ALPHA, seen from the west", began: .notKnown, ongoing: true,
        assessedOrigin: .notKnown, basis: [.radar], confidence: .moderate), to: ["@all"], precedence: .flash,
      inReplyTo: "attack-ukraine")
  }

  /// The same attack and its answer over three days.
  ///
  /// - Returns: the hour of each chapter that it adds.
  func answerByTheHour() -> [Int] {
    var hours: [Int] = []
    func at(_ hour: Int, _ title: String, _ write: () -> Void) {
      hours.append(hour)
      chapter(title, shows: "T+\(hour)H", write)
    }
    at(0, "The attack") { reportOnUkraine() }
    at(1, "Another participant reports it") { reportFurther() }
    at(3, "Ukraine calls upon the guarantees") {
      say(
        "invocation", from: "UKR.CELL-1",
        Invocation(
          reports: [id("attack-ukraine"), id("attack-ukraine-further")],
          guarantees: NonEmpty(Self.invocable.map { id("commitment-\($0.code)") })!, beneficiary: .ukraine,
          requested: [.intelligence, .logistics], aim: "EXERCISE: to restore the exercise ceasefire in area ALPHA."),
        to: ["@all"], precedence: .flash, authority: Delegation("UKR").authority)
    }
    let (early, late) = (Self.invocable.prefix(20), Self.invocable.dropFirst(20))
    at(20, "The first of the coalition answer") { for (index, one) in early.enumerated() { respond(one, index) } }
    at(50, "Others answer late") { for (index, one) in late.prefix(8).enumerated() { respond(one, index) } }
    at(60, "Measures") {
      for (index, one) in early.enumerated() where index.isMultiple(of: 4) { measure(one) }
    }
    at(70, "The United States answer") { respondAsTheUnitedStates() }
    return hours
  }

  private func measure(_ delegation: Delegation) {
    say(
      "measure-\(delegation.code)", from: delegation.node,
      SupportMeasure(
        response: id("response-\(delegation.code)"), means: .logistics, description: "EXERCISE: transit by rail.",
        status: .underWay), to: ["UKR"], info: ["@all"], precedence: .immediate,
      references: ["response-\(delegation.code)"])
  }
}
