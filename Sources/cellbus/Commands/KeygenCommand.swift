import ArgumentParser
import CellCommand
import CellSchema
import ZeroMQ

struct KeygenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keygen",
    abstract: spoken("Make a CURVE key pair for a node: its profile's part, and the line for the roster."),
    discussion: spoken(
      "The secret key is printed and stored nowhere. It never leaves the node; the roster has the public one.")
  )

  @OptionGroup(title: spoken("Output")) var format: FormatOptions

  @Option(name: .long, help: helpText("The node, UKR.GS-1."), transform: leaf)
  var node: NodeName?

  func run() async throws {
    try await reporting(format) {
      let pair = try CurveKeyPair.generate()
      try Terminal.print(format.isJSON ? json(pair) : text(pair))
    }
  }

  private func text(_ pair: CurveKeyPair) -> String {
    let keys = "publicKey: '\(pair.publicKey.z85)'\nsecretKey: '\(pair.secretKey.z85)'"
    guard let node else { return keys }
    return """
      # \(spoken("For the node's profile, nodes/\(node).yaml (mode 600):"))
      node: \(node)
      \(keys)

      # \(spoken("For the cell's roster.yaml, under nodes; raise its revision:"))
        - name: \(node)
          curveKey: '\(pair.publicKey.z85)'
          clearance: UNCLASSIFIED
          natures: [operation, exercise, drill, project]
      """
  }

  private func json(_ pair: CurveKeyPair) -> String {
    var object = JSONObject()
    if let node { object.add("node", node) }
    object.add("publicKey", pair.publicKey.z85)
    object.add("secretKey", pair.secretKey.z85)
    return object.text
  }
}
