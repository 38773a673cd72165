import Foundation

/// Switches with a `default:`. Over an enumeration of ours there is none, so that a new case does not compile until
/// somebody has decided what it means there.
enum OpenSwitches {
  /// The targets that are held to it.
  static let targets = [
    "CellCore", "CellBroker", "CellMetrics", "CellNode", "CellNodeStore", "CellDemo", "CellCommand", "cellbus",
  ]

  /// Where there is one all the same, and what it switches over: a value of which nobody lists every case.
  static let permitted: Set<String> = [
    // Types of messages.
    "CellCore/Record/RuleDesk.swift: type",
    // Bytes and characters.
    "CellCore/Intake/CheckedHeader.swift: byte",
    "CellCommand/Messages/Schemas.swift: byte",
    "CellCommand/Text/CompactJSON.swift: byte",
    "CellCommand/Text/DisplayText.swift: scalar.properties.generalCategory",
    "CellCommand/Text/DisplayText.swift: scalar.value",
    "CellCommand/Text/JSONMembers.swift: bytes[at]",
    "CellCommand/Text/JSONTree.swift: byte",
    "CellCommand/Text/JSONTree.swift: json.first",
    "CellCommand/Text/JSONObject.swift: scalar",
    "CellBroker/EventLog.swift: scalar",
    "CellCommand/Situation/SituationPhrase.swift: letter.1.value",
    "CellCommand/Languages/PortableObject.swift: letter",
    "CellCommand/Languages/PortableObject.swift: rest.popFirst()",
    // Words that a person or a file wrote.
    "CellCommand/Messages/DraftReader.swift: member.name",
    "CellCommand/Languages/PortableObject.swift: keyword",
    "CellDemo/Chapters/AgreeOnTheText.swift: version",
    "cellbus/Commands/SubscribeCommand.swift: argument",
    "CellMetrics/Exposition.swift: parts.first",
    "CellMetrics/MetricsService.swift: request.path",
    // Numbers.
    "cellbus/Watch/Watch.swift: number",
    "CellCore/Snapshot/RestoredState.swift: snapshotBit",
    "CellDemo/Chapters/AnswerAnAttack.swift: delegation.code == \"GBR\" ? 0 : index % 4",
    "CellDemo/OSCE/SMMObservation.swift: month",
    // Types of message and codes of errors, which a later version of the bus adds to: structures and no enumerations.
    "CellCommand/Charter/CharterProcedureText.swift: type",
    "CellCommand/Complaints/ExitStatus.swift: code",
    "CellCommand/Complaints/ExitStatus.swift: thousand",
    "CellCommand/Complaints/ExplainText.swift: code.number / 1_000",
    "CellNode/Session/NodeSession+Closing.swift: code",
    "CellNode/Session/NodeSession+Publishing.swift: code",
    // Errors of others.
    "CellNodeStore/StoreFile.swift: error.resultCode",
    "cellbus/Reporting.swift: error",
  ]

  /// What each switch of a file that has a `default:`, or a case that takes everything, switches over.
  static func subjects(in text: String) -> [String] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let code = House.code(text).split(separator: "\n", omittingEmptySubsequences: false)
    return code.indices.compactMap { place in
      let line = code[place].drop { $0 == " " }
      guard ["default:", "case _:", "case (_, _):", "case let _:"].contains(where: line.hasPrefix) else { return nil }
      // Cases begin at the column at which the line with their `switch` does.
      let indent = code[place].prefix { $0 == " " }
      let opening = code[..<place].lastIndex { line in
        line.prefix { $0 == " " } == indent && House.words(String(line)).contains("switch")
      }
      guard let opening, let start = lines[opening].range(of: "switch ") else { return "?" }
      let subject = lines[opening][start.upperBound...]
      return String(subject[..<(subject.range(of: " {", options: .backwards)?.lowerBound ?? subject.endIndex)])
    }
  }
}
