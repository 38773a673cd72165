import CellCore
import CellSchema

extension CharterProcedureText {
  /// What makes a checkpoint of the record good.
  var checkpoints: Clause? {
    guard let parts = charter.checkpoints?.goodWhen.elements else { return nil }
    let words = parts.map { part in counted(part.least.value, "{1} witness", "{1} witnesses") + spoken(" of \(part.of)")
    }
    return Clause(
      name: inColumn("good"),
      words: spoken(
        "a checkpoint that is cosigned by \(words.joined(separator: ", ")), where the roster has witnesses"),
      pointer: "/checkpoints/goodWhen", values: parts.map { "\($0.of) \($0.least)" })
  }
}
