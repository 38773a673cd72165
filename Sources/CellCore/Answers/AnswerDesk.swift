import CellSchema
import CellWire

/// Answers questions from the archive, one at a time and in turns.
///
/// What a question selects is worked out once and kept for the pages that follow, and for the same question asked again:
/// a page costs what is on it.
package struct AnswerDesk: Sendable {
  /// What an answer depends on.
  private struct Key: Equatable {
    let world: World
    let node: NodeIndex
    let through: SequenceNumber
    let moment: Microseconds
    let rules: RulesVersion
    let question: SituationQuestion
  }

  private var queue = QuestionQueue<SituationRequest>()
  private var searches = QuestionQueue<SearchRequest>()
  /// The last selection of each participant, the one used last at the end.
  private var kept: [(participant: ParticipantIndex, key: Key, selection: Situation)] = []

  package init() {}

  package var isEmpty: Bool { queue.isEmpty && searches.isEmpty }

  package mutating func add(_ request: SituationRequest) { queue.add(request) }
  package mutating func add(_ request: SearchRequest) { searches.add(request) }

  /// Searches for whose turn it is next; nil where nobody waits.
  package mutating func searchNext(in archive: Archive) -> SearchAnswer? {
    searches.takeNext().map { archive.search($0) }
  }

  /// Answers the question whose turn it is; nil where none waits.
  package mutating func answerNext(from archive: Archive) -> SituationAnswer? {
    queue.takeNext().map { answer($0, from: archive) }
  }

  private mutating func answer(_ request: SituationRequest, from archive: Archive) -> SituationAnswer {
    // An overview of the present depends on who is connected, and has no second page.
    guard request.question.system != nil || request.question.moment != nil else { return archive.answer(request) }
    let (through, moment) = archive.point(of: request)
    var question = request.question
    question.skip = 0
    question.moment = nil
    let key = Key(
      world: request.world, node: request.node, through: through, moment: moment, rules: request.rules,
      question: question)
    let place = kept.firstIndex { $0.participant == request.participant }
    let known = place.map { kept.remove(at: $0) }
    let selection = known.flatMap { $0.key == key ? $0.selection : nil } ?? archive.selection(request)
    if kept.count == Limits.keptSelections { kept.removeFirst() }
    kept.append((request.participant, key, selection))
    return archive.answer(request, from: selection)
  }
}
