package import CellSchema

/// A world's index, given out in the order in which worlds appear on the record.
package struct WorldIndex: TableIndex {
  package let place: Int
  package init(place: Int) { self.place = place }
}

/// A message class's index, given out in the order in which classes appear on the record.
package struct ClassIndex: TableIndex {
  private let value: UInt32
  package var place: Int { Int(value) }
  package init(place: Int) { value = UInt32(place) }
}

/// The class of every message on the record, and when it was accepted.
///
/// Many messages share a class, so a message costs four bytes, and eight for the time.
package struct MessageIndex: Sendable {
  package private(set) var classes = Table<ClassIndex, MessageClass>()
  private var indices: [MessageClass: ClassIndex] = [:]
  /// The class that was looked up last: messages of one class come in rows.
  private var latest: ClassIndex?
  private var classOfMessage = ChunkedArray<ClassIndex>()
  /// Time of acceptance by message: it never goes back.
  private var acceptance = ChunkedArray<Microseconds>()
  package private(set) var worlds = Table<WorldIndex, World>()
  private var worldIndices: [World: WorldIndex] = [:]
  /// By what exercises' names have in common that look alike.
  private var worldsAlike: [String: [WorldIndex]] = [:]
  private var openers: [WorldIndex: ParticipantIndex] = [:]
  private var worldOfClass = Table<ClassIndex, WorldIndex>()
  private(set) var gaps = NumberGaps()

  init() {}

  package var count: Int { classOfMessage.count }

  func world(_ world: World) -> WorldIndex? { worldIndices[world] }

  mutating func intern(_ world: World) -> WorldIndex {
    if let index = worldIndices[world] { return index }
    let index = worlds.append(world)
    worldIndices[world] = index
    if let name = world.exercise { worldsAlike[ExerciseName.likeness(of: name), default: []].append(index) }
    return index
  }

  /// The participant whose message is the first in a world.
  func opener(of world: WorldIndex) -> ParticipantIndex? { openers[world] }

  /// Exercises and drills whose names look like this one, or are it.
  func worlds(alike name: Line) -> [WorldIndex] { worldsAlike[ExerciseName.likeness(of: name)] ?? [] }

  mutating func intern(_ found: MessageClass) -> ClassIndex {
    if let latest, classes[latest] == found { return latest }
    if let index = indices[found] {
      latest = index
      return index
    }
    let index = classes.append(found)
    latest = index
    let world = intern(found.world)
    _ = worldOfClass.append(world)
    // The first class of a world is that of its first message.
    if openers[world] == nil { openers[world] = found.participant }
    indices[found] = index
    return index
  }

  /// The row that is appended next has this number, and not the one after the last.
  mutating func skip(to base: SequenceNumber, after last: SequenceNumber) {
    gaps.add(base: base, after: last, count: count)
  }

  /// Appends the message that follows the last one.
  mutating func append(_ found: ClassIndex, acceptedAt moment: Microseconds) {
    classOfMessage.append(found)
    acceptance.append(moment)
  }

  /// The last message accepted by a moment; `none` if there is none.
  func last(by moment: Microseconds) -> SequenceNumber {
    var (low, high) = (0, acceptance.count)
    while low < high {
      let middle = (low + high) / 2
      if acceptance[middle] <= moment { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? .none : gaps.sequence(at: low - 1)
  }

  /// The class of a message that is on the record.
  func classIndex(_ sequence: SequenceNumber) -> ClassIndex { classOfMessage[gaps.place(of: sequence)] }
  func messageClass(_ sequence: SequenceNumber) -> MessageClass { classes[classIndex(sequence)] }
  func world(of sequence: SequenceNumber) -> WorldIndex { world(of: classIndex(sequence)) }
  func world(of found: ClassIndex) -> WorldIndex { worldOfClass[found] }
  package func acceptedAt(_ sequence: SequenceNumber) -> Microseconds { acceptance[gaps.place(of: sequence)] }

  /// The class of each message, by sequence number.
  var classIndices: some Sequence<ClassIndex> { classOfMessage }
  var acceptanceTimes: some Sequence<Microseconds> { acceptance }
}
