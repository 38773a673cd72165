import CellCore
import CellSchema
import StrictYAML

/// Whether every phase can come about under a charter, and with it every act that waits for one.
struct PhaseCheck {
  private let file: Located<Charter>
  private let reached: Set<CeasefirePhase>

  init(_ file: Located<Charter>) {
    self.file = file
    var reached: Set<CeasefirePhase> = [.preparation]
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      for step in PhaseStep.allCases
      where !reached.contains(step.to)
        && step.from.contains(where: { reached.contains($0) && file.value.obstacle(to: step, from: $0) == nil })
      {
        reached.insert(step.to)
        isGrowing = true
      }
    }
    self.reached = reached
  }

  var problems: [FileProblem] { facts + unreachable + stuck + acts }

  private var facts: [FileProblem] {
    file.value.types.enumerated().compactMap { index, rule in
      guard rule.kind == .fact, rule.phases != nil else { return nil }
      return file.problem(
        .ruleBroken, at: "/types/\(index)/phases", "\(rule.type) is a fact, which is never refused for a phase")
    }
  }

  /// Phases that no ceasefire can come to. One that follows another such is named only where a type waits for it.
  private var unreachable: [FileProblem] {
    CeasefirePhase.allCases.filter { !reached.contains($0) }.compactMap { phase in
      let steps = PhaseStep.allCases.filter { $0.to == phase }
      let obstacle = steps.lazy.compactMap { step in
        step.from.lazy.filter(reached.contains).compactMap { file.value.obstacle(to: step, from: $0) }.first
      }.first
      let before = steps.flatMap(\.from).map(\.rawValue).joined(separator: " or ")
      let why = obstacle.map(words) ?? "it follows \(before) alone, which cannot be reached either"
      guard let place = firstListing(of: phase) ?? obstacle?.pointer else { return nil }
      return file.problem(.incomplete, at: place, "no ceasefire can be \(phase.rawValue): \(why)")
    }
  }

  /// Steps that can never be taken although what they lead to can be reached: nobody could resume a ceasefire.
  private var stuck: [FileProblem] {
    PhaseStep.allCases.filter { reached.contains($0.to) }.compactMap { step in
      let from = step.from.filter(reached.contains)
      let obstacles = from.compactMap { file.value.obstacle(to: step, from: $0) }
      guard let obstacle = obstacles.first, obstacles.count == from.count else { return nil }
      return file.problem(.incomplete, at: obstacle.pointer, "\(step.type) can move no phase: \(words(obstacle))")
    }
  }

  /// Acts that wait for a phase which never comes.
  private var acts: [FileProblem] {
    file.value.types.enumerated().compactMap { index, rule in
      guard rule.kind == .act, let phases = rule.phases, reached.isDisjoint(with: phases) else { return nil }
      let named = CeasefirePhase.allCases.filter(phases.contains).map(\.rawValue).joined(separator: " or ")
      return file.problem(
        .incomplete, at: "/types/\(index)/phases", "nobody can ever say \(rule.type): no ceasefire can be \(named)")
    }
  }

  private func firstListing(of phase: CeasefirePhase) -> String? {
    for (index, rule) in file.value.types.enumerated() {
      if let position = rule.phases?.firstIndex(of: phase) { return "/types/\(index)/phases/\(position)" }
    }
    return nil
  }

  private func words(_ obstacle: PhaseObstacle) -> String {
    "\(obstacle.detail) (\(file.citation(of: obstacle.pointer)))"
  }
}

/// What keeps a step from being taken.
struct PhaseObstacle: Hashable {
  let pointer: String
  let detail: String
}

extension Charter {
  /// Each authority has to be able to say the step's type, in the phase in which the step begins. Who an authority is
  /// the roster says; here it has to be named itself among those who may say it.
  func obstacle(to step: PhaseStep, from phase: CeasefirePhase) -> PhaseObstacle? {
    guard let index = types.firstIndex(where: { $0.type == step.type }) else {
      return PhaseObstacle(pointer: "/types", detail: "there is no rule for \(step.type)")
    }
    let rule = types[index]
    for authority in ceasefire.authorities where !rule.publishers.contains(where: { $0.names(authority) }) {
      return PhaseObstacle(
        pointer: "/types/\(index)/publishers", detail: "\(authority) has to say \(step.type), and may not")
    }
    guard rule.isOpen(in: phase) else {
      return PhaseObstacle(
        pointer: "/types/\(index)/phases", detail: "\(step.type) is not open in \(phase.rawValue)")
    }
    return nil
  }
}

extension Party {
  /// Whether a rule that names this party names another with it, whatever the roster is.
  fileprivate func names(_ other: Party) -> Bool {
    switch (self, other) {
    case (.all, _): true
    case (.participant(let code), .node(let node)): node.participant == code
    case (.role(let role), .roleOf(let other, _)): role == other
    default: self == other
    }
  }
}
