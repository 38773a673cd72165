import CellCommand
import CellSchema
import Testing

@Suite("What the parser of command lines says")
struct ParserComplaintTests {
  private func complaint(_ message: String, help: String = "") -> Complaint {
    ParserComplaint(message, help: help, command: "cellbus publish", options: ["--type", "--body", "--help"]).complaint
  }

  @Test(arguments: [
    ("Unknown option '--tipe'. Did you mean '--type'?", "--tipe", "there is no such option; did you mean --type?"),
    ("Unknown option '-x'", "-x", "there is no such option"),
    ("Missing expected argument '<message>'", "MESSAGE", "it is missing: Which one."),
    ("Missing expected argument '<text> ...'", "TEXT", "it is missing: Which one."),
    ("Missing value for '--timeout <timeout>'", "--timeout", "its value is missing: Which one."),
    ("Unexpected argument 'usee'", "", "one word too many, or several: usee"),
    ("2 unexpected arguments: 'drp', '1'", "", "one word too many, or several: drp 1"),
    ("The option '--yes' does not take any value, but 'no' was specified.", "--yes", "it takes no value; found \"no\""),
    ("The value 'x' is invalid for '--last <last>'", "--last", "\"x\" is no whole number"),
    (
      "The value 'bsh' is invalid for '<shell>'. Please provide one of 'bash', 'zsh' or 'fish'.", "SHELL",
      "\"bsh\" is none; allowed: bash, zsh, fish; did you mean bash?"
    ),
    (
      "The value 'flsh' is invalid for '--precedence <precedence>'. Please provide one of the following:\n  - routine\n"
        + "  - flash", "--precedence", "\"flsh\" is none; allowed: routine, flash; did you mean flash?"
    ),
    (
      "The value 'yesterday' is invalid for '--since <since>': \"yesterday\" is none; allowed: 8h ago", "--since",
      "\"yesterday\" is none; allowed: 8h ago"
    ),
    ("give --body FILE", "", "give --body FILE"),
  ])
  func `is a complaint with its place, and what was probably meant`(message: String, place: String, detail: String) {
    let found = complaint(message, help: "Which one.")
    #expect(found.code == .usage && found.status == .usage)
    #expect(found.place == place && found.detail == detail)
    #expect(found.consequence == "See cellbus publish --help for more.")
  }

  @Test func `is in the language in force`() {
    Voice.$current.withValue(Voice(.french)) {
      #expect(complaint("Unexpected argument 'usee'").detail == "un mot de trop, ou plusieurs: usee")
    }
  }

  @Test func `a type that there is not is meant to be another`() {
    #expect(
      UnknownType.complaint(of: "attack-report", at: "TYPE").detail.hasSuffix("did you mean support.attack-report?"))
    #expect(UnknownType.near("verification.findng") == "verification.finding")
    let unknown = #expect(throws: Complaint.self) { try UnknownType.entry(of: "weather.report", at: "TYPE") }
    #expect(unknown?.code == .unknownType && unknown?.status == .data)
    #expect(["*", "verification.*", "system.discrepancy"].allSatisfy(UnknownType.isKnown))
    #expect(!UnknownType.isKnown("verificaton.*") && UnknownType.near("verificaton.*") == "verification.*")
  }
}
