/// What the bus says of what needs attention: in English, in one of these forms, in which `{1}` stands for the first of
/// what it names. Screens in another language say the same by the form; see ``parts(of:)``.
package enum AttentionSentence: String, CaseIterable, Sendable {
  case attackOngoingUncovered = "Attack on {1} at {2}, ongoing; no guarantee was active when it began"
  case attackOverUncovered = "Attack on {1} at {2}, over; no guarantee was active when it began"
  case attackOngoing = "Attack on {1} at {2}, ongoing; {3} obliged if it is invoked"
  case attackOver = "Attack on {1} at {2}, over; {3} obliged if it is invoked"
  case allDecided = "Invoked for {1}: all {2} obliged have decided, measures are to come or under way"
  case someDecided = "Invoked for {1}: {2} of {3} obliged have decided"
  case clockMissed = "T+{1}H, attack on {2} at {3}; EXPECTED, not owed: {4}; {5} not heard by an earlier stage"
  case clock = "T+{1}H, attack on {2} at {3}; EXPECTED, not owed: {4}"
  case contested = "CONTESTED: {1} is {2}; {3} states {4}"
  case minimize = "MINIMIZE until {1} by {2}: {3}"
  case watchVacantStays = "WATCH NOT TAKEN, handed to nobody, stays with {1}"
  case watchStays = "WATCH NOT TAKEN, stays with {1}"
  case watch = "WATCH NOT TAKEN"
  case watchOwedByNobody = "from the offgoing watch: to take"
  case watchOwed = "from {1}: to take"
  case notAcknowledged = "{1} from {2}: not acknowledged"
  case toAcknowledge = "{1} from {2}: to acknowledge"
  case notAnswered = "{1} from {2}: not answered"
  case toAnswer = "{1} from {2}: to answer"
  case asks = "{1} asks: {2}"
  case remedyNotAssessed = "{1}: {2} was to act by then: {3} (reported as done, not assessed)"
  case remedyOverdue = "{1}: {2} was to act by then: {3}"
  case remedyPartlyMet = "{1}: {2} has not complied wholly: {3}"
  case remedyUnmet = "{1}: {2} has not complied: {3}"
  case taskOverdue = "{1}: {2} was to report by then"
  case disputed = "{1}, {2}: disputed by {3}"
  case serialGap = "{1} is missing; {2} came"
  case request = "Request to the force: {1}"
  case powersUnconfirmed = "Signed by \"{1}\", which has no registered full powers: to be confirmed"
  case silenceLapsing = "Carried unless somebody objects: {1} proposed by {2}"
  case notReachedLongEnough = "NOT REACHED: not all have had it long enough: {1} proposed by {2}"
  case notReached = "NOT REACHED: {1} proposed by {2}"
  case statementOwed = "To be said on {1} proposed by {2}"
  /// In the words of a message.
  case asSaid = "{1}"

  /// The sentence with what it names.
  package func callAsFunction(_ parts: any CustomStringConvertible...) -> String {
    literals.dropFirst().enumerated().reduce(literals[0]) { $0 + parts[$1.offset].description + $1.element }
  }

  /// What a sentence of this form names; nil for one of another form.
  package func parts(of text: String) -> [String]? {
    let literals = literals
    guard text.hasPrefix(literals[0]) else { return nil }
    var rest = text.dropFirst(literals[0].count)
    var parts: [String] = []
    for (place, literal) in literals.enumerated().dropFirst() {
      if place == literals.count - 1 {
        guard rest.hasSuffix(literal), rest.count >= literal.count else { return nil }
        parts.append(String(rest.dropLast(literal.count)))
        rest = ""
      } else {
        guard let found = rest.firstRange(of: literal) else { return nil }
        parts.append(String(rest[..<found.lowerBound]))
        rest = rest[found.upperBound...]
      }
    }
    return rest.isEmpty && !parts.contains("") ? parts : nil
  }

  /// What stands before, between and behind the places.
  private var literals: [String] {
    var literals: [String] = []
    var rest = rawValue[...]
    while let open = rest.firstIndex(of: "{"), let close = rest.firstIndex(of: "}") {
      literals.append(String(rest[..<open]))
      rest = rest[close...].dropFirst()
    }
    return literals + [String(rest)]
  }
}
