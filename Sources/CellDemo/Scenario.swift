package import CellSchema

/// What `cellbus demo` plays: chapters of messages, each with what must become of it.
///
/// Values only. Everything in it is marked as of the exercise ``exerciseName``. What it invents says EXERCISE and names
/// no person; who does harm in it is `EXOP`, the exercise's opposing force. What is carried over from reports of the
/// OSCE names its source.
package struct Scenario: Sendable {
  /// The charter that is in force, and so the text that is agreed.
  package enum DeclarationText: String, CaseIterable, Sendable {
    case draft, final

    /// The charter that ships with the program.
    package var charter: String { "paris-2026-\(rawValue)" }
    /// The version of the text that the charter follows.
    package var version: InstrumentVersion { InstrumentVersion(stringLiteral: "\(rawValue)-2026-01-06") }
  }

  /// `PARIS-2026`
  package static let exerciseName: Line = "PARIS-2026"

  package let text: DeclarationText
  package let chapters: [Chapter]

  /// The scenario with fresh identifiers.
  ///
  /// - Parameters:
  ///   - start: the moment from which the identifiers are: now, where it is played.
  ///   - generator: the source of the identifiers' randomness.
  package init(
    text: DeclarationText = .draft, at start: Timestamp = .now, using generator: inout some RandomNumberGenerator
  ) {
    let script = Script(text: text, start: start, seed: generator.next())
    script.openTheCell()
    script.agreeOnTheText()
    script.giveGuarantees()
    script.bringTheCeasefireIntoForce()
    script.monitor()
    script.verify()
    script.closeACase()
    script.decideTogether()
    script.closeAfterCompliance()
    script.buildTheForce()
    script.completeTheTerms()
    script.answerAnAttack()
    script.runTheClock()
    script.speakForAState()
    script.assist()
    script.handOverTheWatch()
    script.refuseForms()
    script.refuseWhatIsNotAgreed()
    self.text = text
    chapters = script.chapters
  }

  package var steps: [Step] { chapters.flatMap(\.steps) }

  /// Every node that sends.
  package var senders: Set<NodeName> { Set(steps.map(\.sender)) }

  /// Nodes that the scenario needs beside those that `cellbus init` writes.
  package static let additionalNodes: [AdditionalNode] = [
    // A node for the press: cleared for nothing but what is public, and for exercises alone.
    AdditionalNode(name: "CELL.PRESS-1", clearance: "PUBLIC", natures: [.exercise])
  ]
}

/// Messages that belong together.
package struct Chapter: Sendable {
  package let title: String
  /// What it shows, in a line.
  package let shows: String
  package internal(set) var steps: [Step] = []
}

/// What must become of a message.
package enum Expectation: Hashable, Sendable {
  case accepted
  /// Refused with this code, at this JSON Pointer.
  case refused(ErrorCode, at: String)
}

/// A node of the demo's roster that `cellbus init` does not write.
package struct AdditionalNode: Hashable, Sendable {
  package let name: NodeName
  package let clearance: Classification
  package let natures: [Nature]

  /// Its entry in `roster.yaml`, under `nodes`.
  ///
  /// - Parameter curveKey: its public key in Z85.
  package func rosterEntry(curveKey: String) -> String {
    """
      - name: \(name)
        curveKey: '\(curveKey)'
        clearance: \(clearance)
        natures: [\(natures.map(\.rawValue).joined(separator: ", "))]

    """
  }
}
