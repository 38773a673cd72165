import CellSchema

extension Chapter {
  /// Its steps in the order in which they are played, cut into waves.
  ///
  /// The messages of a wave are of one type and none of them names another one: they may be under way at the same
  /// time. A wave begins when the one before it is on the record, so that no answer stands before its question, and when
  /// what its first message awaits is decided.
  package var waves: [ArraySlice<Step>] {
    var waves: [ArraySlice<Step>] = []
    var start = steps.startIndex
    var identifiers: Set<MessageID> = []
    for (index, step) in steps.enumerated() {
      if step.type != steps[start].type || !identifiers.isDisjoint(with: step.named)
        || (index > start && !step.awaits.isEmpty)
      {
        waves.append(steps[start..<index])
        start = index
        identifiers = []
      }
      identifiers.insert(step.id)
    }
    if start < steps.endIndex { waves.append(steps[start...]) }
    return waves
  }
}

extension Step {
  /// The messages that its header names.
  var named: Set<MessageID> {
    Set([header.inReplyTo, header.amends?.id].compactMap(\.self) + (header.references?.elements ?? []))
  }
}
