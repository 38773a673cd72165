import ArgumentParser
import CellCommand
import CellNode

/// Whose store a command works on: a profile by its path alone, or who you are as everywhere.
struct StoreOptions: ParsableArguments {
  @Argument(help: helpText("The node's profile, as --profile has it."))
  var file: String?

  @OptionGroup(title: spoken("Who you are")) var identity: IdentityOptions

  func validate() throws {
    if file != nil, identity.profile != nil || identity.cell != nil || identity.context != nil {
      throw ValidationError(spoken("the profile says who you are; give it once, and leave out --cell and --as"))
    }
  }

  func read() throws -> NodeProfile {
    var identity = identity
    if let file { identity.profile = file }
    return try identity.read()
  }
}
