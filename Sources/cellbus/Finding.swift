import CellCommand
import CellNode
import CellSchema

extension Node {
  /// The message that a person names.
  ///
  /// - Parameter place: where it is named, for the complaint.
  func find(_ reference: MessageReference, at place: String) async throws -> RecordedMessage {
    do {
      switch reference {
      case .number(let number): return try await message(number)
      case .id(let id): return try await message(id)
      case .prefix(let prefix): return try await message(prefix)
      case .serial(let serial): return try await message(serial)
      }
    } catch let error as NodeError where error.code == .notOnRecord || error.code == .ambiguousReference {
      throw Complaint(.failed, error.code, at: place, "\(reference): \(error.detail)")
    }
  }

  /// What is urgent and open in other worlds than the one that is looked at; nil where the broker does not tell. No
  /// screen fails for it.
  func known(elsewhereThan nature: Nature, _ exercise: Line?) async throws -> Elsewhere? {
    do { return try await elsewhere(than: nature, exercise) } catch let error as NodeError
      where error.code == .unknownQuery || error.code == .throttled
    {
      return nil
    }
  }

  /// The acknowledgements that a trace names, as far as the node may read them.
  func acknowledgements(in trace: MessageTrace?) async -> [UInt64: Acknowledgement] {
    var found: [UInt64: Acknowledgement] = [:]
    let numbers = Set((trace?.recipients ?? []).compactMap(\.acknowledgement))
    // Of a message to everybody the first ones are enough on a screen; of the others the trace has the moment.
    for number in numbers.sorted().prefix(16) {
      guard let document = try? await message(number).document else { continue }
      found[number] = try? DocumentDecoder.body(Acknowledgement.self, of: document)
    }
    return found
  }

  /// The numbers of those messages that the node may read.
  func numbers(of ids: [MessageID]) async throws -> [MessageID: UInt64] {
    var numbers: [MessageID: UInt64] = [:]
    for id in ids where numbers[id] == nil {
      do { numbers[id] = try await message(id).sequence } catch let error as NodeError where error.code == .notOnRecord
      {}
    }
    return numbers
  }
}
