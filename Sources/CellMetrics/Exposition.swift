package import CellCore

/// The text forms in which Prometheus reads metrics.
package enum ExpositionFormat: Sendable, CaseIterable {
  /// Prometheus' own, version 0.0.4.
  case classic
  /// OpenMetrics 1.0.0.
  case openMetrics

  package var contentType: String {
    switch self {
    case .classic: "text/plain; version=0.0.4; charset=utf-8"
    case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
    }
  }

  /// The form that a request's `Accept` asks for; OpenMetrics only where it is named, and not less than plain text.
  package init(accept: String?) {
    var openMetrics = 0.0
    var classic = 0.0
    for range in (accept ?? "").split(separator: ",") {
      let parts = range.split(separator: ";").map { part in part.filter { $0 != " " && $0 != "\t" }.lowercased() }
      let weight = parts.first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
      let version = parts.first { $0.hasPrefix("version=") }?.dropFirst(8)
      switch parts.first {
      case "application/openmetrics-text" where version == nil || version == "1.0.0":
        openMetrics = max(openMetrics, weight)
      case "text/plain": classic = max(classic, weight)
      case _: break
      }
    }
    self = openMetrics > 0 && openMetrics >= classic ? .openMetrics : .classic
  }
}

/// Metrics of one name.
package struct MetricFamily: Sendable {
  package enum Kind: Sendable {
    /// Only goes up, until the next start.
    case counter
    case gauge
    case histogram
    /// Words in labels, and the value 1.
    case info
  }

  package enum Value: Sendable {
    case number(Double)
    /// In microseconds, and told in seconds.
    case times(Histogram)
  }

  package struct Sample: Sendable {
    package var labels: [(name: String, value: String)]
    package var value: Value
  }

  /// Without `_total` or `_info`.
  package let name: String
  package let help: String
  package let kind: Kind
  package private(set) var samples: [Sample] = []

  package init(_ kind: Kind, _ name: String, _ help: String) {
    self.kind = kind
    self.name = name
    self.help = help
  }

  package mutating func add(_ value: some BinaryInteger, _ labels: KeyValuePairs<String, String> = [:]) {
    add(Double(value), labels)
  }

  package mutating func add(_ value: Double, _ labels: KeyValuePairs<String, String> = [:]) {
    samples.append(Sample(labels: labels.map { ($0.key, $0.value) }, value: .number(value)))
  }

  package mutating func add(_ times: Histogram) { samples.append(Sample(labels: [], value: .times(times))) }
}

/// Families of metrics as text.
package struct Exposition {
  private var text = ""
  private let format: ExpositionFormat

  private init(_ format: ExpositionFormat) { self.format = format }

  package static func text(_ families: [MetricFamily], as format: ExpositionFormat) -> String {
    var exposition = Self(format)
    for family in families where !family.samples.isEmpty { exposition.add(family) }
    if format == .openMetrics { exposition.text += "# EOF\n" }
    return exposition.text
  }

  private mutating func add(_ family: MetricFamily) {
    let sampleName = Self.sampleName(of: family)
    // The older form names what it describes as its samples are named.
    let name = format == .openMetrics ? family.name : sampleName
    // The older form knows no escaped quote there.
    let help = format == .openMetrics ? Self.escaped(family.help) : Self.escapedLines(family.help)
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(type(of: family))\n"
    if format == .openMetrics, let unit = ["seconds", "bytes"].first(where: { name.hasSuffix("_\($0)") }) {
      text += "# UNIT \(name) \(unit)\n"
    }
    for sample in family.samples {
      switch sample.value {
      case .number(let value): line(sampleName, sample.labels, Self.number(value))
      case .times(let histogram): add(histogram, family.name, sample.labels)
      }
    }
  }

  private func type(of family: MetricFamily) -> String {
    switch family.kind {
    case .counter: "counter"
    case .gauge: "gauge"
    case .histogram: "histogram"
    case .info: format == .openMetrics ? "info" : "gauge"
    }
  }

  private static func sampleName(of family: MetricFamily) -> String {
    switch family.kind {
    case .counter: "\(family.name)_total"
    case .info: "\(family.name)_info"
    case .gauge, .histogram: family.name
    }
  }

  private mutating func add(_ histogram: Histogram, _ name: String, _ labels: [(name: String, value: String)]) {
    var sum: UInt64 = 0
    for (bound, count) in zip(histogram.bounds, histogram.counts) {
      sum += count
      line("\(name)_bucket", labels + [("le", "\(Double(bound) / 1_000_000)")], "\(sum)")
    }
    line("\(name)_bucket", labels + [("le", "+Inf")], "\(histogram.count)")
    line("\(name)_sum", labels, "\(Double(histogram.sum) / 1_000_000)")
    line("\(name)_count", labels, "\(histogram.count)")
  }

  private mutating func line(_ name: String, _ labels: [(name: String, value: String)], _ value: String) {
    let list = labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
    text += list.isEmpty ? "\(name) \(value)\n" : "\(name){\(list)} \(value)\n"
  }

  /// Whole numbers without a point, as far as they are exact.
  private static func number(_ value: Double) -> String {
    Int64(exactly: value).map { abs($0) < 1 << 53 ? "\($0)" : "\(value)" } ?? "\(value)"
  }

  private static func escaped(_ text: String) -> String { escapedLines(text).replacing("\"", with: #"\""#) }

  private static func escapedLines(_ text: String) -> String {
    text.replacing("\\", with: #"\\"#).replacing("\n", with: #"\n"#)
  }
}
