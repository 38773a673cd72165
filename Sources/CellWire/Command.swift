/// The first byte of every frame of CELLBUS/1.
package enum Command: UInt8, Sendable, CaseIterable {
  case hello = 0x01
  case welcome = 0x02
  case publish = 0x10
  case receipt = 0x11
  case subscribe = 0x20
  case subscribed = 0x21
  case unsubscribe = 0x22
  case deliver = 0x30
  case ack = 0x31
  case credit = 0x32
  case query = 0x40
  case answer = 0x41
  // Checkpoints of the record, and the cosignatures of their witnesses.
  case checkpoint = 0x50
  case cosign = 0x51
  case ping = 0x60
  case pong = 0x61
  case error = 0x70
  case bye = 0x71
}

/// The version of the wire that this package speaks.
package let protocolVersion = 1
