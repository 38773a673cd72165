import CellCommand
import CellDemo
import CellNode
import CellSchema

/// One JSON object a line: receipts and refusals in the scenario's order, then what it came to.
struct DemoLines: DemoOutput {
  /// Each accepted message follows its receipt.
  let isVerbose: Bool

  func begin(_ cell: DemoCell, _ scenario: Scenario) {}
  func welcomed(_ count: Int, of all: Int) {}
  func begin(_ chapter: Chapter) {}
  func end(_ chapter: Chapter, after time: Duration) {}
  func waiting(for what: String) {}

  func show(_ played: [Played]) throws {
    for message in played {
      switch message.result {
      case .success(let receipt):
        try Terminal.print(ReceiptText(receipt).json())
        guard isVerbose else { continue }
        try Terminal.print(
          MessageJSON.line(
            sequence: receipt.sequence, acceptedAt: receipt.acceptedAt, document: message.document[...]))
      case .failure(let error): try Terminal.print(Complaint(error).json)
      }
    }
  }

  func conclude(_ conclusion: DemoConclusion) throws {
    let reckoning = conclusion.reckoning
    var summary = JSONObject()
    summary.add("passed", conclusion.hasPassed)
    summary.add("milliseconds", Int(conclusion.time / .milliseconds(1)))
    summary.add("nodes", conclusion.nodes)
    summary.add("accepted", reckoning.acceptedCount)
    summary.add("refused", reckoning.refusals.sorted { $0.key < $1.key }.map(refused))
    summary.add("delivered", reckoning.deliveries.sorted { $0.key < $1.key }.map(delivered))
    summary.add("promises", conclusion.checks.map(promise))
    if let directory = conclusion.directory { summary.add("directory", directory) }
    try Terminal.print(summary.text)
  }

  private func refused(_ refusals: Dictionary<ErrorCode, Int>.Element) -> JSONObject {
    var object = JSONObject()
    object.add("code", refusals.key.number)
    object.add("name", refusals.key.name)
    object.add("count", refusals.value)
    return object
  }

  private func delivered(_ deliveries: (key: ParticipantCode, value: (expected: Int, received: Int))) -> JSONObject {
    var object = JSONObject()
    object.add("participant", deliveries.key)
    object.add("expected", deliveries.value.expected)
    object.add("received", deliveries.value.received)
    return object
  }

  private func promise(_ check: Reckoning.Check) -> JSONObject {
    var object = JSONObject()
    object.add("promise", check.promise)
    object.add("kept", check.isKept)
    object.add("breaches", check.breaches)
    return object
  }
}
