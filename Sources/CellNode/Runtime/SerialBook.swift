import CellSchema
import CellWire

/// A station's count of its serials, for each world.
struct SerialBook: Sendable {
  private struct World: Hashable {
    var nature: Nature
    var exerciseName: Line?
  }

  private let node: NodeName
  private var last: [World: Serial] = [:]
  /// The last serials of messages that are in the store.
  private var kept: [World: Serial] = [:]
  /// Whether the station's count is known, from the broker or the store.
  private(set) var isKnown: Bool

  init(node: NodeName, _ stored: [StoredSerial], isKnown: Bool) {
    self.node = node
    self.isKnown = isKnown
    for item in stored { keep(item) }
    last = kept
  }

  /// Takes over the station's counts from WELCOME: another process may have counted on.
  mutating func welcome(_ welcome: Welcome, nature: Nature, exerciseName: Line?) {
    isKnown = true
    let year = Serial.first(of: node, at: welcome.time).year
    take(welcome.serial, year, World(nature: nature, exerciseName: exerciseName))
    for count in welcome.serials ?? [] {
      take(count.serial, year, World(nature: count.nature, exerciseName: count.exerciseName))
    }
  }

  private mutating func take(_ number: WireNumber, _ year: Int, _ world: World) {
    guard let known = Serial(node: node, number: Int(number.value), year: year), known.number > 0 else { return }
    if last[world].map({ $0.year != year || $0.number <= known.number }) ?? true { last[world] = known }
    if kept[world].map({ $0.year != year || $0.number <= known.number }) ?? true { kept[world] = known }
  }

  /// A message with this serial is in the store.
  mutating func keep(_ item: StoredSerial) {
    kept[World(nature: item.nature, exerciseName: item.exerciseName)] = item.serial
  }

  /// Goes back to the serials in the store: messages with later ones were not stored, and their serials are used again.
  mutating func setBack() { last = kept }

  func next(nature: Nature, exerciseName: Line?, at instant: Timestamp) -> Serial {
    last[World(nature: nature, exerciseName: exerciseName)]?.next(at: instant) ?? .first(of: node, at: instant)
  }

  /// Whether no later serial of the world was used; this one may be.
  func isNew(_ serial: Serial, nature: Nature, exerciseName: Line?) -> Bool {
    guard let used = last[World(nature: nature, exerciseName: exerciseName)] else { return true }
    return (used.year, used.number) <= (serial.year, serial.number)
  }

  mutating func use(_ serial: Serial, nature: Nature, exerciseName: Line?) {
    last[World(nature: nature, exerciseName: exerciseName)] = serial
  }
}
