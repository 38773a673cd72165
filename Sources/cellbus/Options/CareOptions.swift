import ArgumentParser
import CellCommand

/// What is not asked, and not refused.
struct CareOptions: ParsableArguments {
  @Flag(
    name: [.long, .customShort("y")],
    help: helpText("Ask nothing. Without it, whoever types at a terminal is asked before a flash or what binds leaves.")
  )
  var yes = false

  @Flag(name: .long, help: helpText("Publish an example of the schema outside exercises and drills."))
  var allowExample = false
}
