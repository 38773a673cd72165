import CellCommand
import CellNode
import CellSchema
import Testing

/// What a screen counts is what there is, and amounts and references stand there in full.
@Suite struct SituationFigureTests {
  private static let ink = Ink(isColoured: false)

  private func screen(_ situation: Situation) -> [String] {
    SituationScreen(situation, SituationSamples.asked()).text(Self.ink).split(separator: "\n").map(String.init)
  }

  private func page(_ situation: Situation, _ system: SituationSystem, width: Int?) -> [String] {
    SituationText(situation, SituationSamples.asked(SituationQuery(system)), width: width).text(of: system, Self.ink)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// An answer that was cut: exact numbers, and none of the items.
  private var cut: Situation {
    var whole = SituationSamples.overfull
    whole.assistance.pledges = (0..<1_465).map { _ in SituationSamples.assistance.pledges[0] }
    // Without the line that roles take where their holders do not act.
    whole.roles = []
    var cut = whole
    cut.counts = SituationCounts(counting: whole)
    cut.attention = Array(whole.attention.prefix(2))
    cut.ceasefires = []
    cut.texts = []
    cut.guarantees = []
    cut.cases = Array(whole.cases.prefix(1))
    cut.force.contributions = []
    cut.force.support = []
    cut.force.requests = []
    cut.attacks = Array(whole.attacks.prefix(1))
    cut.invocations = []
    cut.clocks = []
    cut.roles = []
    cut.sinceHandover.latest = []
    cut.assistance.pledges = Array(whole.assistance.pledges.prefix(465))
    cut.assistance.requirements = []
    cut.assistance.money = Array(whole.assistance.money.prefix(1))
    return cut
  }

  @Test func `an answer that was cut is counted as the whole one`() {
    let (text, lines) = (screen(cut).joined(separator: "\n"), screen(cut))
    #expect(text.contains("1,465 pledges; 1 requirement, 1 not covered, 1 past its day"))
    #expect(text.contains("1 INVOKED, 37 active, 1 dormant, 1 ended; 37 of them for the force"))
    #expect(text.contains("2 contributions: 1 ready, 1 mandate pending, 1 with caveats"))
    #expect(text.contains("? 1 request unanswered"))
    #expect(text.contains("24 scopes, 8 "))
    #expect(lines.contains { $0.contains("+8: cellbus assistance") }, "of nine currencies one is there")
    #expect(lines.contains { $0.contains("+17: cellbus support") })
    #expect(
      lines.contains { $0.hasPrefix("DECLARATION Not in this answer.") && $0.hasSuffix("+9: cellbus declaration") })
    for line in lines { #expect(DisplayText.width(line) <= 80) }
  }

  /// A sum of thirteen times the longest amount, a quantity of sixteen digits, a reference of 120 columns.
  private var long: Situation {
    var situation = SituationSamples.full
    // A role that is vacant takes a line of the overview.
    situation.roles = []
    let amount = AmountTotal(millionths: Int128(13_999_999_999_999_987) * 1_000_000)
    situation.assistance.money = [
      MoneyTotal(currency: "EUR", pledged: amount, delivered: amount, confirmed: amount)
    ]
    situation.assistance.goods[0].pledged = 9_007_199_254_740_991
    situation.assistance.goods[0].unit = "cubic kilometres"
    situation.assistance.requirements[0].unit = "cubic kilometres"
    situation.roles = []
    situation.assistance.pledges[0].ref = Line(String(repeating: "REF-2026/", count: 13) + "END")!
    return situation
  }

  @Test(arguments: [nil, 80, 132, 40] as [Int?]) func `amounts, units and references are not cut`(width: Int?) {
    let lines = page(long, .assistance, width: width)
    let text = lines.joined(separator: "\n")
    #expect(text.ranges(of: "13,999,999,999,999,987.00").count == 3)
    #expect(text.contains("9,007,199,254,740,991"))
    #expect(text.ranges(of: "cubic kilometres").count == 2)
    #expect(lines.joined().contains(String(repeating: "REF-2026/", count: 13) + "END"))
    if let width { for line in lines { #expect(DisplayText.width(line) <= width, "\(line)") } }
  }

  @Test func `the overview has its amounts in full`() {
    #expect(screen(long).contains { $0.contains("13,999,999,999,999,987.00 pledged") })
  }

  @Test func `rows stay below their titles whatever script they are in`() {
    var situation = SituationSamples.full
    situation.assistance.goods = ["🇺🇦", "東京", "rounds", "e\u{301}"].map { (unit: Line) in
      GoodsTotal(nomenclature: "Thing", unit: unit, required: 1, pledged: 1, delivered: 1, confirmed: 1)
    }
    let lines = page(situation, .assistance, width: nil)
    let columns = lines.filter { $0.hasSuffix("  Thing") }.map { DisplayText.width(String($0.dropLast(5))) }
    #expect(columns.count == 4 && Set(columns).count == 1)
  }

  @Test func `what an item's own lists lack is said`() {
    var situation = SituationSamples.full
    situation.invocations[0].omitted = 1_200
    situation.texts[0].omitted = 2
    #expect(page(situation, .support, width: nil).contains("  1,200 more of it did not fit the answer."))
    #expect(page(situation, .declaration, width: nil).contains("  2 more of it did not fit the answer."))
    #expect(screen(situation).contains { $0.contains("5 signed") })
  }
}
