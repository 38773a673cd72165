package import CellSchema
import Foundation

/// Where things stand, for programs: one JSON object a line, `part` first, which says what it is.
///
/// The first line is the `situation` itself: which world, when, up to which row, whether it is all. Then come the items,
/// with the fields that the type has in CellSchema. `kind` would have been a better name than `part`, but some of the
/// items have a `kind` of their own.
package enum SituationJSON {
  package static func lines(_ situation: Situation, _ asked: SituationAsked) -> [String] {
    let force = situation.force
    let assistance = situation.assistance
    var lines = [line("situation", Head(situation, asked))]
    lines += situation.attention.map { line("attention", $0) }
    lines += situation.ceasefires.map { line("ceasefire", $0) }
    lines += situation.powers.map { line("powers", $0) }
    lines += situation.texts.map { line("text", $0) }
    lines += situation.guarantees.map { line("guarantee", $0) }
    lines += situation.cases.map { line("case", $0) }
    if let constitution = force.constitution { lines.append(line("constitution", constitution)) }
    lines += force.changes.map { line("force-change", $0) }
    lines += force.contributions.map { line("contribution", $0) }
    lines += force.activities.map { line("activity", $0) }
    lines += force.regeneration.map { line("regeneration", $0) }
    lines += force.support.map { line("force-support", $0) }
    lines += force.requests.map { line("request", $0) }
    lines += situation.attacks.map { line("attack", $0) }
    lines += situation.invocations.map { line("invocation", $0) }
    lines += situation.clocks.map { line("clock", $0) }
    lines += assistance.money.map { line("money", $0) }
    lines += assistance.goods.map { line("goods", $0) }
    lines += assistance.requirements.map { line("requirement", $0) }
    lines += assistance.pledges.map { line("pledge", $0) }
    lines += situation.contested.map { line("contested", $0) }
    lines += situation.decisions.map { line("decision", $0) }
    lines += situation.roles.map { line("role", $0) }
    return lines
  }

  /// One proposal alone.
  package static func line(_ decision: DecisionStanding) -> String { line("decision", decision) }

  private static func line(_ part: String, _ item: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let json = try? encoder.encode(item) else {
      preconditionFailure("an item is made of values that always encode")
    }
    var object = JSONObject()
    object.add("part", part)
    object.addFields(encoded: json)
    return object.text
  }

  /// What is not an item of a list. What was not asked for is absent.
  private struct Head: Encodable {
    let cell: CellName
    let nature: Nature
    let exerciseName: Line?
    let charter: Line
    let asOf: Timestamp
    let throughSequence: RecordSequence
    let isPartial: Bool
    let omitted: Int
    let omissions: [SituationOmission]?
    let counts: SituationCounts?
    let phase: CeasefirePhase
    let incidentsWithoutCase: Int?
    let incidentsOfForce: Int?
    let silentNodes: [NodeName]?
    let sinceHandover: SinceHandover?

    init(_ situation: Situation, _ asked: SituationAsked) {
      let isOverview = asked.system == nil
      cell = situation.cell
      nature = situation.nature
      exerciseName = situation.exerciseName
      charter = situation.charter
      asOf = situation.asOf
      throughSequence = situation.throughSequence
      isPartial = situation.isPartial
      omitted = situation.omitted
      omissions = situation.omissions
      counts = situation.counts
      phase = situation.phase
      incidentsWithoutCase = isOverview || asked.system == .cases ? situation.incidentsWithoutCase : nil
      incidentsOfForce = isOverview || asked.system == .force ? situation.force.incidents : nil
      silentNodes = isOverview && !asked.isPast ? situation.silentNodes : nil
      sinceHandover = isOverview ? situation.sinceHandover : nil
    }
  }
}
