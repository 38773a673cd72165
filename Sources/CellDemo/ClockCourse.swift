package import CellSchema

/// What `cellbus demo --until` plays: an attack under guarantees, and its answer hour by hour.
///
/// Marked and named as a ``Scenario`` is.
package struct ClockCourse: Sendable {
  /// What is said so many hours after the attack.
  package struct Hour: Sendable {
    package let hours: Int
    package let chapter: Chapter
  }

  /// Text, guarantees, the ceasefire in force, and terms: what an attack needs to be answered.
  package let before: [Chapter]
  /// The attack and its answer, the earliest hour first. At the hour 0 the clock begins.
  package let hours: [Hour]

  /// The course with fresh identifiers.
  package init(
    text: Scenario.DeclarationText = .draft, at start: Timestamp = .now,
    using generator: inout some RandomNumberGenerator
  ) {
    let script = Script(text: text, start: start, seed: generator.next())
    script.agreeOnTheText()
    script.giveGuarantees()
    script.bringTheCeasefireIntoForce()
    script.completeTheTerms()
    before = script.chapters
    let hours = script.answerByTheHour()
    self.hours = zip(hours, script.chapters[before.count...]).map { Hour(hours: $0, chapter: $1) }
  }
}
