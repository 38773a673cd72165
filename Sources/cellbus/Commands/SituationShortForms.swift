import ArgumentParser
import CellCommand

// `cellbus phase` is short for `cellbus situation phase`, and so on.

struct PhaseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "phase", abstract: spoken("Show where the ceasefires stand, scope by scope."))

  @OptionGroup var options: SituationOptions

  func run() async throws { try await options.run(self, SituationRequest(system: "phase")) }
}

struct DeclarationCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "declaration", abstract: spoken("Show the texts by version, who signed them, and who ratified."))

  @OptionGroup var options: SituationOptions

  func run() async throws { try await options.run(self, SituationRequest(system: "declaration")) }
}

struct GuaranteesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "guarantees",
    abstract: spoken("Show every guarantee: political and legal track, dormant, active or invoked."))

  @OptionGroup var options: SituationOptions

  func run() async throws { try await options.run(self, SituationRequest(system: "guarantees")) }
}

struct CasesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cases", abstract: spoken("Show the cases of verification, or one of them in full."))

  @Argument(help: helpText("A case in full, with its history: V-2026-0042."), completion: Completion.cases)
  var id: String?

  @OptionGroup var options: SituationOptions

  func run() async throws {
    var request = SituationRequest(system: "cases")
    request.caseNumber = id
    try await options.run(self, request)
  }
}

struct ForceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "force",
    abstract: spoken("Show the multinational force: constitution, contributions, readiness, support."))

  @OptionGroup var options: SituationOptions

  func run() async throws { try await options.run(self, SituationRequest(system: "force")) }
}

struct SupportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "support", abstract: spoken("Show attacks, invocations, and who has answered them."))

  @OptionGroup var options: SituationOptions

  func run() async throws { try await options.run(self, SituationRequest(system: "support")) }
}

struct ClockCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clock",
    abstract: spoken("Show the clock after each attack: what is expected by when, of whom. Expected is not owed."))

  @OptionGroup var options: SituationOptions

  func run() async throws { try await options.run(self, SituationRequest(system: "clock")) }
}

struct AssistanceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "assistance", abstract: spoken("Show what was required, pledged, delivered and confirmed."))

  @OptionGroup var options: SituationOptions

  func run() async throws { try await options.run(self, SituationRequest(system: "assistance")) }
}
