package import CellSchema

/// The Mission's daily counts of ceasefire violations, those of the reports whose moment is in the stored text.
///
/// Source: OSCE Special Monitoring Mission to Ukraine, table "ceasefire violations" of the daily reports of 2021.
package struct SMMDailyCount: Hashable, Sendable {
  /// A region's violations, the explosions among them, and the violations of the period before.
  package typealias Counts = (violations: Int, explosions: Int, previous: Int)

  package let number: ReportNumber
  package let asOf: Timestamp
  private let donetsk: DailyReport.Region
  private let luhansk: DailyReport.Region

  private init(_ number: ReportNumber, _ asOf: Timestamp, donetsk: Counts, luhansk: Counts) {
    func region(_ name: Line, _ counts: Counts) -> DailyReport.Region {
      .init(
        name: name, violations: Count(integerLiteral: counts.violations),
        explosions: Count(integerLiteral: counts.explosions), previous: Count(integerLiteral: counts.previous))
    }
    self.number = number
    self.asOf = asOf
    self.donetsk = region("Donetsk", donetsk)
    self.luhansk = region("Luhansk", luhansk)
  }

  package var report: DailyReport {
    DailyReport(number: number, asOf: asOf, regions: [donetsk, luhansk], isNil: false)
  }

  package static let all: [SMMDailyCount] = [
    .init("114/2021", "2021-05-18T19:30:00+03:00", donetsk: (196, 67, 52), luhansk: (37, 8, 50)),
    .init("203/2021", "2021-08-30T19:30:00+03:00", donetsk: (112, 16, 11), luhansk: (676, 298, 0)),
    .init("215/2021", "2021-09-13T19:30:00+03:00", donetsk: (88, 30, 128), luhansk: (67, 12, 62)),
    .init("221/2021", "2021-09-20T19:30:00+03:00", donetsk: (117, 7, 29), luhansk: (5, 5, 62)),
    .init("223/2021", "2021-09-22T19:30:00+03:00", donetsk: (745, 160, 117), luhansk: (144, 14, 79)),
    .init("241/2021", "2021-10-13T19:30:00+03:00", donetsk: (230, 96, 244), luhansk: (95, 33, 134)),
    .init("247/2021", "2021-10-20T19:30:00+03:00", donetsk: (120, 38, 216), luhansk: (10, 9, 53)),
  ]
}
