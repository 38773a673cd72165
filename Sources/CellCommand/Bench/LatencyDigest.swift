import Foundation

/// What a histogram of latencies says, in microseconds.
package struct LatencyDigest: Codable, Sendable, Hashable {
  /// A point of the distribution: so many percent took this long at most.
  package struct Point: Codable, Sendable, Hashable {
    package var percentile: Double
    package var microseconds: Double

    package init(percentile: Double, microseconds: Double) {
      self.percentile = percentile
      self.microseconds = microseconds
    }
  }

  /// How many were measured.
  package var count: Int
  package var p50: Double
  package var p99: Double
  package var p999: Double
  package var greatest: Double
  /// In rising order, denser towards 100: what a chart draws.
  package var curve: [Point]

  package init(count: Int, p50: Double, p99: Double, p999: Double, greatest: Double, curve: [Point]) {
    self.count = count
    self.p50 = p50
    self.p99 = p99
    self.p999 = p999
    self.greatest = greatest
    self.curve = curve
  }

  /// `p50 0.21 ms, p99 0.40 ms, p99.9 0.93 ms, at most 1.20 ms`.
  package var text: String {
    guard count > 0 else { return spoken("not measured") }
    return spoken(
      "p50 \(Self.milliseconds(p50)), p99 \(Self.milliseconds(p99)), p99.9 \(Self.milliseconds(p999)), at most \(Self.milliseconds(greatest))"
    )
  }

  /// Without the curve.
  package var json: JSONObject {
    var object = JSONObject()
    object.add("count", count)
    object.add("p50", Int(p50))
    object.add("p99", Int(p99))
    object.add("p999", Int(p999))
    object.add("max", Int(greatest))
    return object
  }

  private static func milliseconds(_ microseconds: Double) -> String {
    String(format: microseconds < 9_950 ? "%.2f ms" : "%.0f ms", microseconds / 1_000)
  }
}

/// Latency by percentile as a picture (SVG 1.1): the rarer, the further to the right, and ten times the time is always as
/// high.
package struct LatencyChart: Sendable {
  private let title: String
  private let series: [(name: String, digest: LatencyDigest)]
  private static let (width, height) = (760.0, 420.0)
  private static let (left, right, top, bottom) = (70.0, 20.0, 50.0, 50.0)
  private static let colours = ["#0b5cad", "#c2410c", "#15803d", "#7e22ce"]

  package init(title: String, series: [(name: String, digest: LatencyDigest)]) {
    self.title = title
    self.series = series.filter { $0.digest.count > 0 }
  }

  package var svg: String {
    let greatest = max(100, series.map(\.digest.greatest).max() ?? 100)
    let least = min(greatest, max(1, series.compactMap(\.digest.curve.first?.microseconds).min() ?? 1))
    let (low, high) = (log10(least).rounded(.down), log10(greatest).rounded(.up))
    let nines = max(3.0, log10(Double(series.map(\.digest.count).max() ?? 1_000)).rounded(.up))
    func x(_ percentile: Double) -> Double {
      let rarity = min(nines, -log10(max(1 - percentile / 100, pow(10, -nines))))
      return Self.left + (Self.width - Self.left - Self.right) * rarity / nines
    }
    func y(_ microseconds: Double) -> Double {
      let share = (log10(max(microseconds, 1)) - low) / max(1, high - low)
      return Self.height - Self.bottom - (Self.height - Self.top - Self.bottom) * share
    }
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(Int(Self.width)) \(Int(Self.height))\""
        + " font-family=\"sans-serif\" font-size=\"13\">",
      "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
      "<text x=\"\(Self.left)\" y=\"20\" font-size=\"15\">\(Self.escaped(title))</text>",
    ]
    for power in Int(low)...Int(max(high, low + 1)) {
      let value = pow(10, Double(power))
      lines.append(Self.line(Self.left, y(value), Self.width - Self.right, y(value), "#d4d4d8"))
      let label = value < 1_000 ? "\(Int(value)) us" : "\(Int(value / 1_000)) ms"
      lines.append(
        "<text x=\"\(Self.left - 6)\" y=\"\(y(value) + 4)\" text-anchor=\"end\">\(label)</text>")
    }
    for rarity in 0...Int(nines) {
      let percentile = 100 * (1 - pow(10, -Double(rarity)))
      let label =
        rarity == 0
        ? "0" : rarity < 3 ? "\(Int(percentile.rounded()))" : "99.\(String(repeating: "9", count: rarity - 2))"
      let place = x(percentile)
      lines.append(Self.line(place, Self.top, place, Self.height - Self.bottom, "#d4d4d8"))
      lines.append(
        "<text x=\"\(place)\" y=\"\(Self.height - Self.bottom + 18)\" text-anchor=\"middle\">\(label)</text>")
    }
    lines.append(
      "<text x=\"\(Self.width / 2)\" y=\"\(Self.height - 12)\" text-anchor=\"middle\">percentile</text>")
    for (place, one) in series.enumerated() {
      let colour = Self.colours[place % Self.colours.count]
      let points = one.digest.curve.map { String(format: "%.1f,%.1f", x($0.percentile), y($0.microseconds)) }
      lines.append(
        "<polyline fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2\" points=\"\(points.joined(separator: " "))\"/>")
      lines.append(
        "<text x=\"\(Self.left + 10 + 160 * Double(place))\" y=\"40\" fill=\"\(colour)\">\(Self.escaped(one.name))</text>"
      )
    }
    return (lines + ["</svg>", ""]).joined(separator: "\n")
  }

  private static func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ colour: String) -> String {
    String(
      format: "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"", x1, y1, x2, y2) + " stroke=\"\(colour)\"/>"
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
