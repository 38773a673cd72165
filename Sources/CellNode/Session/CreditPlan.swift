import CellSchema

/// How much of a subscription may wait in this process, and which part is reserved for immediate and above.
///
/// Consumption is reported by eighths, and credit topped up by halves. So up to three eighths may be consumed without
/// new credit, one is reserved, and another has to hold the largest message: smaller figures are raised to that.
package struct CreditPlan: Sendable, Equatable {
  package let messages: Int
  package let bytes: Int

  package init(messages: Int = 1_024, bytes: Int = 4_194_304) {
    self.messages = max(16, messages)
    self.bytes = max(8 * Limits.frame, bytes)
  }

  package var reservedMessages: Int { messages / 8 }
  package var reservedBytes: Int { bytes / 8 }
}
