import Foundation

/// What a measurement of a broker found.
package struct BenchReport: Sendable {
  /// What was done.
  package struct Work: Sendable {
    package var publishers: Int
    package var readers: Int
    /// By all publishers together.
    package var messages: Int
    /// Bytes of a document.
    package var size: Int
    package var precedence: String
    /// How many readers each message goes to; nil: to all.
    package var recipients: Int?
    /// Messages a second, of all publishers; nil: as many as go.
    package var rate: Int?
    /// How many messages of a publisher wait for their receipts at most; nil: as many as the outbox holds.
    package var inFlight: Int?
    package var isSigned: Bool

    package init(
      publishers: Int, readers: Int, messages: Int, size: Int, precedence: String, recipients: Int?, rate: Int?,
      inFlight: Int?, isSigned: Bool
    ) {
      self.publishers = publishers
      self.readers = readers
      self.messages = messages
      self.size = size
      self.precedence = precedence
      self.recipients = recipients
      self.rate = rate
      self.inFlight = inFlight
      self.isSigned = isSigned
    }

    package var text: String {
      var parts = [
        counted(publishers, "{1} publisher", "{1} publishers"), counted(readers, "{1} reader", "{1} readers"),
        counted(messages, "{1} message", "{1} messages") + " " + spoken("of \(grouped(size)) bytes"), precedence,
      ]
      if let recipients { parts.append(counted(recipients, "to {1} reader each", "to {1} readers each")) }
      if let rate {
        parts.append(spoken("\(grouped(rate)) a second"))
      } else if let inFlight {
        parts.append(counted(inFlight, "{1} in flight", "{1} in flight each"))
      } else {
        parts.append(spoken("pipelined"))
      }
      if isSigned { parts.append(spoken("signed")) }
      return parts.joined(separator: ", ")
    }
  }

  package var work: Work
  /// How many messages came to each reader, together.
  package var deliveries: Int
  package var refused: Int
  /// Messages a second: receipts, and what the readers got.
  package var published: Double
  package var delivered: Double
  package var receipt: LatencyDigest
  package var delivery: LatencyDigest
  /// Microseconds of processor time: of the broker and publishers for a message, of readers for a delivery. Nil of a
  /// broker that is not measured.
  package var brokerTime: Double?
  package var publisherTime: Double
  package var readerTime: Double
  /// Bytes: the broker's greatest resident size, and by how much it grew; nil of a broker that is not measured.
  package var memory: (greatest: Int, growth: Int)?

  package init(
    work: Work, deliveries: Int, refused: Int, published: Double, delivered: Double, receipt: LatencyDigest,
    delivery: LatencyDigest, brokerTime: Double?, publisherTime: Double, readerTime: Double,
    memory: (greatest: Int, growth: Int)?
  ) {
    self.work = work
    self.deliveries = deliveries
    self.refused = refused
    self.published = published
    self.delivered = delivered
    self.receipt = receipt
    self.delivery = delivery
    self.brokerTime = brokerTime
    self.publisherTime = publisherTime
    self.readerTime = readerTime
    self.memory = memory
  }

  package var text: String {
    var rows = [
      (inColumn("published"), spoken("\(Self.whole(published)) messages a second")),
      (inColumn("delivered"), spoken("\(Self.whole(delivered)) deliveries a second")),
      (inColumn("receipt"), receipt.text), (inColumn("delivery"), delivery.text),
    ]
    let own = spoken(
      "publishers \(Self.tenths(publisherTime)) us a message, readers \(Self.tenths(readerTime)) us a delivery")
    let broker = brokerTime.map { spoken("broker \(Self.tenths($0)) us a message") + ", " } ?? ""
    rows.append((inColumn("processor"), broker + own))
    if let memory {
      rows.append(
        (
          inColumn("memory"),
          spoken("broker \(Self.mebibytes(memory.greatest)) MiB at most, grown by \(Self.mebibytes(memory.growth)) MiB")
        ))
    }
    if refused > 0 { rows.append((inColumn("refused"), counted(refused, "{1} message", "{1} messages"))) }
    let width = rows.map { DisplayText.width($0.0) }.max() ?? 0
    return ([work.text] + rows.map { DisplayText.whole($0.0, width) + "  " + $0.1 }).joined(separator: "\n")
  }

  package var json: JSONObject {
    var object = JSONObject()
    object.add("publishers", work.publishers)
    object.add("readers", work.readers)
    object.add("messages", work.messages)
    object.add("bytes", work.size)
    object.add("precedence", work.precedence)
    if let recipients = work.recipients { object.add("recipients", recipients) }
    if let rate = work.rate { object.add("rate", rate) }
    if let inFlight = work.inFlight { object.add("inFlight", inFlight) }
    object.add("signed", work.isSigned)
    object.add("deliveries", deliveries)
    object.add("refused", refused)
    object.add("publishedPerSecond", Int(published))
    object.add("deliveredPerSecond", Int(delivered))
    object.add("receiptMicroseconds", receipt.json)
    object.add("deliveryMicroseconds", delivery.json)
    if let brokerTime { object.add("brokerNanoseconds", Int(brokerTime * 1_000)) }
    object.add("publisherNanoseconds", Int(publisherTime * 1_000))
    object.add("readerNanoseconds", Int(readerTime * 1_000))
    if let memory {
      object.add("memoryBytes", memory.greatest)
      object.add("memoryGrowthBytes", memory.growth)
    }
    return object
  }

  package var chart: LatencyChart {
    LatencyChart(title: work.text, series: [(inColumn("receipt"), receipt), (inColumn("delivery"), delivery)])
  }

  private static func whole(_ value: Double) -> String { grouped(Int(value)) }
  private static func tenths(_ value: Double) -> String { String(format: "%.1f", value) }
  private static func mebibytes(_ bytes: Int) -> String { String(format: "%.1f", Double(bytes) / 1_048_576) }
}
