import CellSchema
import Testing

@Suite struct PayloadTimestampTests {
  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0),
      ("2026-03-07T10:21:00Z", 1_772_878_860_000_000),
      ("2026-03-07T12:21:00.5+02:00", 1_772_878_860_500_000),
      ("2026-03-07T05:51:00.000001-04:30", 1_772_878_860_000_001),
      ("1969-12-31T23:59:59.999999Z", -1),
      ("2000-02-29T00:00:00Z", 951_782_400_000_000),
      ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
      ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
    ] as [(String, Int64)])
  func `a moment is read to the microsecond`(text: String, microseconds: Int64) {
    #expect(Timestamp(text)?.microseconds == microseconds)
  }

  @Test(arguments: [
    "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-00-01T00:00:00Z",
    "2026-13-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
    "2026-01-01T00:00:60Z", "0000-01-01T00:00:00Z", "2026-01-01T00:00:00", "2026-01-01 00:00:00Z",
    "2026-01-01T00:00:00z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00.1234567Z", "2026-01-01T00:00:00+24:00",
    "2026-01-01T00:00:00+0100", "2026-1-1T00:00:00Z", "", "Z",
    // In UTC they are in the years 0 and 10000, which nobody can write.
    "0001-01-01T00:00:00+00:01", "0001-01-01T23:58:59.999999+23:59", "9999-12-31T23:59:00-00:01",
    "9999-12-31T00:01:00-23:59",
  ])
  func `what is no moment is refused, by the type and by the strict check`(text: String) {
    #expect(Timestamp(text) == nil)
    let checker = ValueChecker(Timestamp.shape)
    #expect(throws: Refusal.self) { try checker.check(Array("\"\(text)\"".utf8).span) }
  }

  @Test(arguments: [
    ("0001-01-01T00:01:00+00:01", "0001-01-01T00:00:00.000Z"),
    ("9999-12-31T23:58:59.999999-00:01", "9999-12-31T23:59:59.999Z"),
  ])
  func `an offset may lead to the first and the last moment`(text: String, written: String) throws {
    #expect(Timestamp(text)?.description == written)
    try ValueChecker(Timestamp.shape).check(Array("\"\(text)\"".utf8).span)
  }

  @Test func `it is written in UTC with milliseconds that are cut`() {
    #expect(Timestamp("2026-03-07T12:21:00.0019+02:00").description == "2026-03-07T10:21:00.001Z")
    #expect(Timestamp(microseconds: -1).description == "1969-12-31T23:59:59.999Z")
    #expect(Timestamp(microseconds: .min).description == "0001-01-01T00:00:00.000Z")
    #expect(Timestamp(microseconds: .max).description == "9999-12-31T23:59:59.999Z")
  }

  @Test func `every day of four centuries comes back the same`() throws {
    var day: Timestamp = "1801-01-01T12:00:00.000Z"
    let last: Timestamp = "2201-01-01T12:00:00.000Z"
    let checker = ValueChecker(Timestamp.shape)
    while day < last {
      let text = day.description
      #expect(Timestamp(text) == day)
      try checker.check(Array("\"\(text)\"".utf8).span)
      day = day.adding(seconds: 86_400)
    }
    #expect(day == last)
  }

  @Test func `a date-time group is in UTC`() {
    let moment: Timestamp = "2026-03-07T10:21:59.999Z"
    #expect(moment.dtg == "071021ZMAR26")
    #expect(Timestamp("2026-03-08T00:30:00+02:00").dtg == "072230ZMAR26")
    #expect(Timestamp("2001-12-31T23:59:00Z").dtg == "312359ZDEC01")
  }

  @Test(arguments: [
    ("2026-03-07T10:21:00Z", "11:21", "12:21"),
    ("2026-07-07T10:21:00Z", "12:21", "13:21"),
    // The last Sunday of March, 0100Z: both turn their clocks at once.
    ("2026-03-29T00:59:59Z", "01:59", "02:59"),
    ("2026-03-29T01:00:00Z", "03:00", "04:00"),
    ("2026-10-25T01:00:00Z", "02:00", "03:00"),
    ("2026-03-07T23:30:00Z", "00:30+1", "01:30+1"),
    ("2026-03-07T22:30:00Z", "23:30", "00:30+1"),
  ])
  func `Paris and Kyiv keep their own time`(text: String, paris: String, kyiv: String) throws {
    let moment = try #require(Timestamp(text))
    #expect(moment.paris == paris)
    #expect(moment.kyiv == kyiv)
    #expect(moment.dtgWithLocalTimes == "\(moment.dtg) (Paris \(paris), Kyiv \(kyiv))")
  }

  @Test func `adding seconds never leaves the years that can be written`() {
    #expect(Timestamp("2026-03-07T10:21:00Z").adding(seconds: -60) == "2026-03-07T10:20:00Z")
    #expect(Timestamp(microseconds: .max).adding(seconds: .max) == Timestamp(microseconds: .max))
    #expect(Timestamp(microseconds: .min).adding(seconds: .min) == Timestamp(microseconds: .min))
  }

  @Test(arguments: [("2024-02-29", true), ("2026-02-29", false), ("2026-2-9", false), ("2026-12-31", true)])
  func `a day of the calendar exists`(text: String, exists: Bool) {
    #expect((CalendarDate(text) != nil) == exists)
  }

  @Test func `a moment's day is UTC's`() {
    #expect(CalendarDate(Timestamp("2026-03-08T00:30:00+02:00")) == "2026-03-07")
  }
}
