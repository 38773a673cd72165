import ArgumentParser
import CellCommand
import CellSchema

struct DraftsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drafts", abstract: spoken("What you wrote and did not send, or what did not get onto the record."),
    discussion: spoken(
      """
      A message that was declined when cellbus asked, refused, not finished, or lost on the way is kept on this machine, \
      for you alone. cellbus compose --draft N goes on with it; cellbus publish --draft N sends it, and it is a draft no \
      longer.
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
        var whole: Int?
        for number in numbers {
          do {
            let draft = KeptDraftText(number, try store.read(number))
            if draft.isWhole { whole = number }
            if format.isJSON {
              try Terminal.print(draft.json)
            } else {
              for line in draft.lines(format.ink, width: Terminal.columns) { try Terminal.print(line) }
            }
          } catch let complaint as Complaint where complaint.code == .inputUnreadable { unreadable = complaint }
        }
        if let unreadable { throw unreadable }
        if !format.isJSON, let last = numbers.last {
          if let whole { try Terminal.print(spoken("Send one: cellbus publish --draft \(whole)")) }
          try Terminal.print(spoken("Go on with one: cellbus compose --draft \(last)"))
          try Terminal.print(spoken("Drop one: cellbus drafts drop \(last)"))
        }
      }
    }
  }

  struct Drop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: spoken("Drop drafts, which are then gone."))

    @Argument(help: helpText("Their numbers."), completion: Completion.drafts)
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
