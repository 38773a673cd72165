import CellCore
import CellMetrics
import Testing

@Suite("Metrics as text") struct ExpositionTests {
  private var families: [MetricFamily] {
    var counter = MetricFamily(.counter, "cellbus_accepted", "Accepted, by \"node\" and\nlane \\.")
    counter.add(3, ["node": "UKR.GS-1", "lane": "flash"])
    counter.add(0, ["node": #"a"\b"#])
    var gauge = MetricFamily(.gauge, "cellbus_disk_free_bytes", "Free.")
    gauge.add(UInt64(1) << 40)
    var age = MetricFamily(.gauge, "cellbus_age_seconds", "Age.")
    age.add(0.25)
    let silent = MetricFamily(.gauge, "cellbus_silent", "Nothing to tell.")
    var info = MetricFamily(.info, "cellbus_build", "Build.")
    info.add(1, ["version": "1.0"])
    var times = Histogram(bounds: [1_000, 20_000])
    for microseconds: Int64 in [5, 1_000, 1_001, 30_000] { times.note(microseconds) }
    var histogram = MetricFamily(.histogram, "cellbus_turn_seconds", "Turns.")
    histogram.add(times)
    return [counter, gauge, age, silent, info, histogram]
  }

  @Test("Prometheus' own form") func classic() {
    #expect(
      Exposition.text(families, as: .classic) == #"""
        # HELP cellbus_accepted_total Accepted, by "node" and\nlane \\.
        # TYPE cellbus_accepted_total counter
        cellbus_accepted_total{node="UKR.GS-1",lane="flash"} 3
        cellbus_accepted_total{node="a\"\\b"} 0
        # HELP cellbus_disk_free_bytes Free.
        # TYPE cellbus_disk_free_bytes gauge
        cellbus_disk_free_bytes 1099511627776
        # HELP cellbus_age_seconds Age.
        # TYPE cellbus_age_seconds gauge
        cellbus_age_seconds 0.25
        # HELP cellbus_build_info Build.
        # TYPE cellbus_build_info gauge
        cellbus_build_info{version="1.0"} 1
        # HELP cellbus_turn_seconds Turns.
        # TYPE cellbus_turn_seconds histogram
        cellbus_turn_seconds_bucket{le="0.001"} 2
        cellbus_turn_seconds_bucket{le="0.02"} 3
        cellbus_turn_seconds_bucket{le="+Inf"} 4
        cellbus_turn_seconds_sum 0.032006
        cellbus_turn_seconds_count 4

        """#)
  }

  @Test("OpenMetrics: families are named without their samples' endings, have units, and an end") func openMetrics() {
    let lines = Exposition.text(families, as: .openMetrics).split(separator: "\n").map(String.init)
    #expect(lines[1] == "# TYPE cellbus_accepted counter")
    #expect(lines[2] == #"cellbus_accepted_total{node="UKR.GS-1",lane="flash"} 3"#)
    #expect(
      lines.contains("# UNIT cellbus_disk_free_bytes bytes") && lines.contains("# UNIT cellbus_turn_seconds seconds"))
    #expect(lines.contains("# TYPE cellbus_build info") && lines.contains(#"cellbus_build_info{version="1.0"} 1"#))
    #expect(lines.last == "# EOF")
  }

  @Test(
    "OpenMetrics is for whoever names it and wants it no less",
    arguments: [
      (nil, .classic), ("*/*", .classic), ("text/plain", .classic), ("text/html, application/xhtml+xml", .classic),
      ("application/openmetrics-text", .openMetrics), ("application/openmetrics-text; version=1.0.0", .openMetrics),
      ("application/openmetrics-text;version=0.0.1", .classic),
      ("application/openmetrics-text;version=1.0.0;q=0.3,text/plain;version=0.0.4;q=0.5", .classic),
      // What Prometheus 2.42 sends.
      (
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
          + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1", .openMetrics
      ),
    ] as [(String?, ExpositionFormat)])
  func negotiated(accept: String?, format: ExpositionFormat) { #expect(ExpositionFormat(accept: accept) == format) }
}
