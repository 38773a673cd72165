import ArgumentParser

@main
struct Cellbus: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cellbus",
    abstract: "The operator's command of a coordination cell's message bus.",
    discussion: """
      Who you are: --profile FILE, or CELLBUS_PROFILE, or --cell DIR --as FRA.
      Exit codes are those of sysexits(3): 64 usage, 65 data, 69 unavailable, 70 internal, 73 cannot create, \
      74 I/O, 75 try again, 76 protocol, 77 not permitted, 78 configuration.
      """,
    version: Version.current,
    groupedSubcommands: [
      CommandGroup(
        name: "ASK THE BROKER",
        subcommands: [
          MineCommand.self, ShowCommand.self, AckCommand.self, ReplyCommand.self, ComposeCommand.self,
          PublishCommand.self,
          DraftsCommand.self,
          DecideCommand.self, SubscribeCommand.self, TailCommand.self, SubscriptionsCommand.self, TraceCommand.self,
          StatusCommand.self,
        ]),
      CommandGroup(
        name: "ASK WHERE THINGS STAND",
        subcommands: [
          SituationCommand.self, PhaseCommand.self, DeclarationCommand.self, GuaranteesCommand.self, CasesCommand.self,
          ForceCommand.self, SupportCommand.self, ClockCommand.self, AssistanceCommand.self, DecisionsCommand.self,
        ]),
      CommandGroup(
        name: "WORK ON FILES",
        subcommands: [
          InitCommand.self, KeygenCommand.self, RosterCommand.self, CharterCommand.self, SchemaCommand.self,
          RecordCommand.self, WhatIfCommand.self, OutboxCommand.self, AdoptRecordCommand.self,
          ExplainCommand.self,
        ]),
      CommandGroup(name: "PLAY", subcommands: [DemoCommand.self]),
    ])
}

enum Version {
  static let current = "0.1.0"
}
