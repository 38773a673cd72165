import CellNode
import CellSchema
import CellWire
import Testing

/// What a question leaves open, the profile says.
@Suite struct SituationQueryTests {
  private func profile(_ nature: Nature, _ name: Line? = nil) throws -> NodeProfile {
    let key = CurveKeyText(String(repeating: "0", count: 40))!
    return try NodeProfile(
      cell: "paris", node: "FRA.CELL-1", endpoints: ["tcp://127.0.0.1:1"], serverKey: key, publicKey: key,
      secretKey: key, nature: nature, exerciseName: name)
  }

  @Test func theWorldIsTheProfilesUnlessItIsSaid() throws {
    let exercise = try profile(.exercise, "PARIS-2026")
    let own = SituationQuery.overview.question(of: exercise)
    #expect(own.nature == .exercise)
    #expect(own.exerciseName == "PARIS-2026")
    let operation = SituationQuery(nature: .operation).question(of: exercise)
    #expect(operation.nature == .operation)
    #expect(operation.exerciseName == nil)
    let other = SituationQuery(exerciseName: "KYIV-2026").question(of: try profile(.operation))
    #expect(other.nature == .exercise)
    #expect(other.exerciseName == "KYIV-2026")
    for question in [own, operation, other] { try question.check() }
  }

  @Test func aCaseIsOfTheCases() throws {
    let question = SituationQuery(.force, case: "V-2026-0042").question(of: try profile(.operation))
    #expect(question.system == .cases)
    #expect(question.caseNumber == "V-2026-0042")
  }

  @Test func everyPartIsAsked() throws {
    let query = SituationQuery(
      .cases, participant: "FRA", onlyOpen: true, at: .sequence(4_128), nature: .drill, exerciseName: "D-1", skip: 3)
    #expect(
      query.question(of: try profile(.operation))
        == SituationQuestion(
          system: .cases, participant: "FRA", onlyOpen: true, moment: .sequence(4_128), nature: .drill,
          exerciseName: "D-1", skip: 3))
  }
}
