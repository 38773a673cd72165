import CellCommand
import Foundation
import Testing

@Suite struct BenchReportTests {
  private func digest(_ values: [Double]) -> LatencyDigest {
    LatencyDigest(
      count: 1_000, p50: values[0], p99: values[1], p999: values[2], greatest: values[3],
      curve: zip([0, 50, 99, 99.9, 100], [values[0] / 2] + values).map { .init(percentile: $0, microseconds: $1) })
  }

  private func report(recipients: Int? = nil, rate: Int? = nil) -> BenchReport {
    BenchReport(
      work: .init(
        publishers: 1, readers: 36, messages: 10_000, size: 600, precedence: "routine", recipients: recipients,
        rate: rate, inFlight: nil, isSigned: false),
      deliveries: 360_000, refused: 0, published: 30_123.4, delivered: 148_000,
      receipt: digest([210, 400, 930, 12_300]),
      delivery: digest([300, 500, 1_100, 2_000]), brokerTime: 21.04, publisherTime: 27, readerTime: 9.25,
      memory: (60 << 20, 3 << 20))
  }

  @Test func saysWhatWasMeasuredAndInWhichUnits() {
    #expect(
      report().text == """
        1 publisher, 36 readers, 10,000 messages of 600 bytes, routine, pipelined
        published  30,123 messages a second
        delivered  148,000 deliveries a second
        receipt    p50 0.21 ms, p99 0.40 ms, p99.9 0.93 ms, at most 12 ms
        delivery   p50 0.30 ms, p99 0.50 ms, p99.9 1.10 ms, at most 2.00 ms
        processor  broker 21.0 us a message, publishers 27.0 us a message, readers 9.2 us a delivery
        memory     broker 60.0 MiB at most, grown by 3.0 MiB
        """)
    #expect(report(recipients: 3, rate: 1_000).text.contains("routine, to 3 readers each, 1,000 a second\n"))
  }

  @Test func programsReadWholeNumbers() throws {
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(report(recipients: 3).json.bytes)) as? [String: Any])
    #expect(object["publishedPerSecond"] as? Int == 30_123 && object["recipients"] as? Int == 3)
    #expect((object["receiptMicroseconds"] as? [String: Int])?["max"] == 12_300)
    #expect(object["brokerNanoseconds"] as? Int == 21_040 && object["rate"] == nil)
  }

  @Test func aPictureHasALineForEachLatencyAndEveryPointWithinIt() throws {
    let svg = LatencyChart(
      title: "1 < 2 & 3", series: [("receipt", report().receipt), ("delivery", report().delivery)]
    ).svg
    #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n") && svg.contains("1 &lt; 2 &amp; 3"))
    let lines = svg.matches(of: /points="([^"]+)"/)
    #expect(lines.count == 2)
    for line in lines {
      let points = line.1.split(separator: " ").map { $0.split(separator: ",").compactMap { Double($0) } }
      #expect(points.count == 5)
      #expect(points.allSatisfy { 70...740 ~= $0[0] && 50...370 ~= $0[1] }, "\(points)")
      // Rarer is further to the right, and longer is higher.
      #expect(zip(points, points.dropFirst()).allSatisfy { $0[0] <= $1[0] && $0[1] > $1[1] }, "\(points)")
    }
  }

  @Test func nothingMeasuredIsNoLine() {
    let none = LatencyDigest(count: 0, p50: 0, p99: 0, p999: 0, greatest: 0, curve: [])
    #expect(none.text == "not measured")
    #expect(!LatencyChart(title: "", series: [("receipt", none)]).svg.contains("polyline"))
  }
}
