import CellSchema
import Testing

@Suite struct PayloadSerialTests {
  @Test func `a serial has its parts`() {
    let serial: Serial = "UKR.GS-1/0412/26"
    #expect(serial.node == "UKR.GS-1")
    #expect(serial.number == 412)
    #expect(serial.year == 26)
    #expect(serial.description == "UKR.GS-1/0412/26")
  }

  @Test(arguments: [
    "UKR.GS-1/412/26", "UKR.GS-1/00412/26", "UKR.GS-1/0412/2026", "UKR/0412/26", "UKR.GS-1/0412", "UKR.GS-1/0412/26/1",
    "UKR.GS-1/1234567890/26", "UKR.GS-1//26", "UKR.GS-1/-412/26",
  ])
  func `a serial is written in one way alone`(text: String) {
    #expect(Serial(text) == nil)
    let checker = ValueChecker(Serial.shape)
    #expect(throws: Refusal.self) { try checker.check(Array("\"\(text)\"".utf8).span) }
  }

  @Test(arguments: [0, 1, 9_999, 10_000, 999_999_999]) func `a number of any length comes back`(number: Int) throws {
    let serial = try #require(Serial(node: "FRA.CELL-1", number: number, year: 7))
    #expect(Serial(serial.description) == serial)
    try ValueChecker(Serial.shape).check(Array("\"\(serial)\"".utf8).span)
  }

  @Test func `the count begins anew with the year`() {
    let last: Serial = "UKR.GS-1/9999/26"
    #expect(last.next(at: "2026-12-31T23:59:59Z") == "UKR.GS-1/10000/26")
    #expect(last.next(at: "2027-01-01T00:00:00Z") == "UKR.GS-1/0001/27")
    #expect(Serial.first(of: "UKR.GS-1", at: "2027-01-01T00:00:00Z") == "UKR.GS-1/0001/27")
    #expect(last < last.next(at: "2026-12-31T23:59:59Z"))
    #expect(last < last.next(at: "2027-01-01T00:00:00Z"))
  }

  @Test func `numbers out of range make no serial`() {
    #expect(Serial(node: "UKR.GS-1", number: -1, year: 26) == nil)
    #expect(Serial(node: "UKR.GS-1", number: 1_000_000_000, year: 26) == nil)
    #expect(Serial(node: "UKR.GS-1", number: 1, year: 100) == nil)
  }
}
