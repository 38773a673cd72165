import CellCommand
import CellSchema
import Testing

@Suite struct ExplainTextTests {
  @Test func `a code is found by number and by name`() {
    #expect(ExplainText.find("3107") == .notReleasable)
    #expect(ExplainText.find("not-releasable") == .notReleasable)
    #expect(ExplainText.find("9999") == nil)
  }

  @Test func `a name that is nearly right finds its neighbours`() {
    #expect(ExplainText.near("releasable").contains(.notReleasable))
    #expect(ExplainText.near("x").isEmpty)
  }
}
