import ArgumentParser
import CellCommand
import CellSchema

/// By which appointment the user acts.
struct AppointmentOption: ParsableArguments {
  @Option(
    name: .long,
    help: helpText("Your appointment, never a person's name. Without it: CELLBUS_BY, else the context's."))
  var by: String?

  /// Nil where nothing says it.
  func known(_ identity: IdentityOptions) throws -> Line? {
    by != nil ? try appointment(identity) : try? appointment(identity)
  }

  func appointment(_ identity: IdentityOptions) throws -> Line {
    try identity.choice.appointment(by, Contexts.ofUser)
  }
}
