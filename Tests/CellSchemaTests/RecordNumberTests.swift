import CellSchema
import Testing

@Suite("Sequence numbers and moments of the record")
struct RecordNumberTests {
  @Test func `sequence numbers follow one on the other`() {
    let fifth: SequenceNumber = 5
    #expect(fifth.next == 6)
    #expect(fifth.previous == 4)
    #expect(fifth + 3 == 8)
    #expect(SequenceNumber.none < 1)
    #expect(SequenceNumber.none.next == 1)
    #expect([3, 1, 2].map { SequenceNumber($0) }.sorted().map(\.value) == [1, 2, 3])
    #expect("\(fifth)" == "5")
  }

  @Test func `a sequence number's index counts from nothing`() {
    #expect(SequenceNumber(1).index == 0)
    for index in [0, 1, 41, 1_000_000] { #expect(SequenceNumber(index: index).index == index) }
    #expect(SequenceNumber(index: 0) == 1)
  }

  @Test func `one is behind another by so many, or not at all`() {
    let fifth: SequenceNumber = 5
    #expect(fifth.distance(behind: 8) == 3)
    #expect(fifth.distance(behind: 5) == 0)
    #expect(fifth.distance(behind: 2) == 0)
    #expect(SequenceNumber.none.distance(behind: 5) == 5)
  }

  @Test func `spans of time are added and compared`() {
    #expect(Microseconds.milliseconds(250) + .minutes(1) == 60_250_000)
    #expect(Microseconds(5) - 7 == -2)
    #expect(Microseconds.zero == 0)
    #expect(Microseconds.distantPast < Microseconds(.min + 1))
    #expect(Microseconds.minutes(2).inSeconds == 120)
    #expect(Microseconds(1_999_999).inSeconds == 1)
    #expect("\(Microseconds(-3))" == "-3")
  }

  @Test func `a moment is cut to the milliseconds that are written`() {
    #expect(Microseconds(1_234_567).wholeMilliseconds == 1_234_000)
    #expect(Microseconds(1_234_000).wholeMilliseconds == 1_234_000)
    #expect(Microseconds(999).wholeMilliseconds == 0)
  }

  @Test func `a timestamp and its moment are the same`() {
    let written: Timestamp = "2026-01-07T09:30:00.250Z"
    #expect(written.moment == 1_767_778_200_250_000)
    #expect(Timestamp(written.moment) == written)
  }
}
