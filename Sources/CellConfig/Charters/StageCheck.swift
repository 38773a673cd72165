import CellCore
import CellSchema
import StrictYAML

/// Whether the stages of the clock after an attack follow each other, and are not too many.
enum StageCheck {
  static func problems(in file: Located<Charter>) -> [FileProblem] {
    let stages = file.value.support.stages?.elements ?? []
    var problems: [FileProblem] = []
    if stages.count > Limits.stagesOfClock {
      problems.append(
        file.problem(
          .ruleBroken, at: "/support/stages", "there are \(stages.count) stages; \(Limits.stagesOfClock) are allowed"))
    }
    for target in Beneficiary.allCases {
      var last: StageDelay?
      for (index, stage) in stages.enumerated() where stage.target == nil || stage.target == target {
        if let last, stage.after.inMinutes <= last.inMinutes {
          let pointer = "/support/stages/\(index)/after"
          let problem = file.problem(
            .ruleBroken, at: pointer, "\(stage.after) is not after \(last): the earliest stage comes first")
          if !problems.contains(problem) { problems.append(problem) }
        }
        last = stage.after
      }
    }
    return problems
  }
}
