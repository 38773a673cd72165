import CellSchema
import CellWire

/// The decoders of both sides, and what is promised of what they read.
struct FrameDecoders {
  private let hello = StrictControl<Hello>()
  private let subscribe = StrictControl<Subscribe>()
  private let unsubscribe = StrictControl<Unsubscribe>()
  private let acknowledge = StrictControl<Acknowledge>()
  private let credit = StrictControl<Credit>()
  private let query = StrictControl<Query>()

  enum Reading: Equatable {
    /// It says nothing that has to be read, or the reader passes over it.
    case notRead
    case read
    case refused
  }

  /// How the broker's decoders take a frame, and what is wrong with them.
  func broker(_ frame: [UInt8]) -> (reading: Reading, problem: String?) {
    guard let first = frame.first, let command = Command(rawValue: first) else { return (.refused, nil) }
    switch command {
    case .hello: return strictly(hello, frame)
    case .subscribe: return strictly(subscribe, frame)
    case .unsubscribe: return strictly(unsubscribe, frame)
    case .ack: return strictly(acknowledge, frame)
    case .credit: return strictly(credit, frame)
    case .query: return strictly(query, frame)
    case .publish: return binary(frame) { bytes throws(Refusal) in try PublishFrame(bytes).encoded() }
    case .ping, .pong, .bye: return (.notRead, nil)
    case .welcome, .receipt, .subscribed, .deliver, .answer, .checkpoint, .cosign, .error: return (.refused, nil)
    }
  }

  /// How a node's decoders take a frame.
  func node(_ frame: [UInt8]) -> (reading: Reading, problem: String?) {
    guard let first = frame.first, let command = Command(rawValue: first) else { return (.notRead, nil) }
    switch command {
    case .welcome: return leniently(Welcome.self, frame)
    case .receipt: return leniently(Receipt.self, frame)
    case .subscribed: return leniently(Subscribed.self, frame)
    case .answer: return leniently(QueryAnswer.self, frame)
    case .error: return leniently(ErrorReport.self, frame)
    case .bye: return leniently(Bye.self, frame)
    case .deliver: return binary(frame) { bytes throws(Refusal) in try DeliverFrame(bytes).encoded() }
    case .ping, .pong, .checkpoint: return (.notRead, nil)
    case .hello, .publish, .subscribe, .unsubscribe, .ack, .credit, .query, .cosign: return (.refused, nil)
    }
  }

  private func binary(
    _ frame: [UInt8], _ again: ([UInt8]) throws(Refusal) -> [UInt8]
  ) -> (Reading, String?) {
    do throws(Refusal) {
      return (.read, try again(frame) == frame ? nil : "a frame is not written as it was read")
    } catch {
      return (.refused, named(error))
    }
  }

  private func strictly<Value: ControlCommand>(_ codec: StrictControl<Value>, _ frame: [UInt8]) -> (Reading, String?) {
    let value: Value
    do throws(Refusal) { value = try codec.decode(frame) } catch { return (.refused, named(error)) }
    do throws(Refusal) {
      return (.read, same(value, try codec.decode(ControlCodec.encode(value)), frame))
    } catch {
      return (.read, "what was read strictly is refused when it is written again: \(error)")
    }
  }

  private func leniently<Value: ControlCommand>(_: Value.Type, _ frame: [UInt8]) -> (Reading, String?) {
    let value: Value
    do throws(Refusal) { value = try ControlCodec.decode(Value.self, from: frame) } catch {
      return (.refused, named(error))
    }
    do throws(Refusal) {
      return (.read, same(value, try ControlCodec.decode(Value.self, from: ControlCodec.encode(value)), frame))
    } catch {
      return (.read, "what was read is not read when it is written again: \(error)")
    }
  }

  /// A moment's microseconds are not written; all else comes back.
  private func same<Value: ControlCommand>(_ value: Value, _ again: Value, _ frame: [UInt8]) -> String? {
    if value == again { return nil }
    let isWritten = ControlCodec.encode(value) == ControlCodec.encode(again)
    return isWritten && Self.hasMicroseconds(frame) ? nil : "a command is not the same when it is written again"
  }

  private static func hasMicroseconds(_ frame: [UInt8]) -> Bool {
    var digits = -1
    for byte in frame {
      if byte == UInt8(ascii: ".") {
        digits = 0
      } else if digits >= 0, (0x30...0x39).contains(byte) {
        digits += 1
        if digits > 3 { return true }
      } else {
        digits = -1
      }
    }
    return false
  }

  private func named(_ refusal: Refusal) -> String? {
    // What a later version may ask is no fault of the frame.
    let isExpected = refusal.code == .malformedFrame || refusal.code == .unknownQuery
    return isExpected && !refusal.detail.isEmpty ? nil : "a decoder refuses without its words: \(refusal)"
  }
}
