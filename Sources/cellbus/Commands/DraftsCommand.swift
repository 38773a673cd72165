import ArgumentParser
import CellCommand
import CellSchema

struct DraftsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drafts", abstract: spoken("What you wrote and did not send, or what did not get onto the record."),
    discussion: spoken(
      """
      A message that was declined when cellbus asked, refused, or lost on the way is kept on this machine, for you \
      alone. cellbus publish --draft N sends it, and it is a draft no longer.
      """),
    subcommands: [List.self, Drop.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: spoken("List the drafts."))

    @OptionGroup(title: spoken("Who you are")) var identity: IdentityOptions
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        let store = DraftStore()
        let numbers = store.numbers
        let frame = format.isJSON ? nil : await DeskFrame.known(to: identity, format.ink)
        for line in frame?.top ?? [] { try Terminal.print(line) }
        defer { for line in frame?.bottom ?? [] { try? Terminal.print(line) } }
        if !format.isJSON {
          try Terminal.print(numbers.isEmpty ? spoken("No drafts.") : format.ink(KeptDraftText.title, .faint))
        }
        var unreadable: Complaint?
        for number in numbers {
          do {
            let draft = KeptDraftText(number, try store.read(number))
            if format.isJSON {
              try Terminal.print(draft.json)
            } else {
              try Terminal.print(draft.line(format.ink, width: Terminal.columns))
              try Terminal.print(draft.reason(format.ink))
            }
          } catch let complaint as Complaint where complaint.code == .inputUnreadable { unreadable = complaint }
        }
        if let unreadable { throw unreadable }
        if !format.isJSON, let last = numbers.last {
          try Terminal.print(spoken("Send one: cellbus publish --draft \(last). Drop it: cellbus drafts drop \(last)"))
        }
      }
    }
  }

  struct Drop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: spoken("Drop drafts, which are then gone."))

    @Argument(help: helpText("Their numbers."))
    var numbers: [Int]

    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        for number in numbers {
          try DraftStore().drop(number)
          if !format.isJSON { try Terminal.print(spoken("draft \(number) is gone")) }
        }
      }
    }
  }
}
