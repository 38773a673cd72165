import CellSchema

/// The rules for a MINIMIZE that holds what is below priority: how long, and one at a time in each world.
struct MinimizeRules {
  let recorder: Recorder

  func check(_ matter: RecordRules.Matter) throws(Refusal) {
    guard let longest = recorder.rulebook.procedures.terms.minimize, let entry = matter.entry,
      case .cell(.minimize(let body)) = entry.act, matter.links.amends?.kind.takesBack != true
    else { return }
    let now = entry.acceptedAt
    let known = recorder.minimize(in: matter.found.world, at: now)
    if let amends = matter.links.amends {
      guard let known, known.id == amends.id else {
        throw Refusal(.stateNotPermitted, at: "/header/amends/id", "it is not in force any more: say a new one")
      }
      return try check(body.until, from: known.from, known.longest)
    }
    guard body.until.moment > now else { throw Refusal(.badMoment, at: "/body/until", "\(body.until) is past") }
    try check(body.until, from: now, longest)
    guard let known else { return }
    let isKnown = recorder.mayKnow(known.sequence, matter.found.node)
    throw Refusal(
      .alreadySaid, at: "/header/type",
      isKnown
        ? "MINIMIZE is in force until \(Timestamp(known.until)) (#\(known.sequence)): supersede it, or cancel it"
        : "MINIMIZE is in force")
  }

  private func check(_ until: Timestamp, from: Microseconds, _ longest: Microseconds) throws(Refusal) {
    guard until.moment > from + longest else { return }
    throw Refusal(
      .badMoment, at: "/body/until",
      "it holds for \(longest.inSeconds / 60) minutes at most: until \(Timestamp(from + longest)), and not \(until)")
  }
}
