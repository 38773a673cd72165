import ArgumentParser
import CellCommand
import CellNode
import CellSchema

/// What stands around a screen that needs no broker, where somebody who has a profile looks at it.
enum DeskFrame {
  /// What is urgent in other worlds than that of a receipt, for a person who gets one; nothing fails for it.
  static func elsewhere(
    than world: (nature: Nature, exercise: Line?), _ node: Node, _ format: FormatOptions
  ) async -> Elsewhere? {
    guard Terminal.isOutput, !format.isJSON else { return nil }
    return try? await node.known(elsewhereThan: world.nature, world.exercise)
  }

  /// What waits in other worlds, on standard error where somebody looks at that alone.
  static func tell(_ elsewhere: Elsewhere?) {
    guard Terminal.isError else { return }
    for line in ElsewhereText.lines(elsewhere, width: nil) where line.isLoud {
      Terminal.note(Screen.Frame.inverse(line.text, nil, Ink(isColoured: Terminal.isColoured(2))))
    }
  }

  /// Seconds that such a screen waits for a broker.
  private static let patience = 2

  /// The banner of the world in which one works, for what asks no broker; nil where nobody looks, or nothing says who does.
  static func own(_ ink: Ink) -> Screen.Frame? {
    guard Terminal.isOutput, let identity = try? IdentityOptions.parse([]), let file = try? identity.file(),
      let profile = try? NodeProfile.read(file)
    else { return nil }
    return Screen.Frame(
      of: profile.nature, profile.exerciseName, elsewhere: Elsewhere(worlds: []), width: Terminal.columns,
      on: profile.nature, ink)
  }

  /// Nil where nobody looks, or nothing says who does; that other worlds are not known, where no broker tells.
  static func known(to identity: IdentityOptions, _ ink: Ink) async -> Screen.Frame? {
    guard Terminal.isOutput, let file = try? identity.file(), let profile = try? NodeProfile.read(file) else {
      return nil
    }
    let limit = TimeLimit(seconds: min(identity.timeout, patience))
    // Nobody is told of a connection that was not asked for.
    let ignored: @Sendable (NodeEvent) -> Void = { _ in }
    let elsewhere = try? await connected(profile, within: limit, told: ignored) { node in
      try await node.known(elsewhereThan: profile.nature, profile.exerciseName)
    }
    return Screen.Frame(
      of: profile.nature, profile.exerciseName, elsewhere: elsewhere ?? nil, width: Terminal.columns,
      on: profile.nature, ink)
  }
}
