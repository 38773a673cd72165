import CellSchema

/// A station's own count of what it sent, for each world by itself.
struct SerialBook: Sendable {
  private struct World: Hashable {
    var nature: Nature
    var exerciseName: Line?
  }

  private let node: NodeName
  private var last: [World: Serial] = [:]
  /// The same as of what is in the store.
  private var kept: [World: Serial] = [:]

  init(node: NodeName, _ stored: [StoredSerial] = []) {
    self.node = node
    for item in stored { keep(item) }
    last = kept
  }

  /// WELCOME tells how far the station has come in the profile's world: another process may have counted on.
  mutating func welcome(_ welcome: Welcome, nature: Nature, exerciseName: Line?) {
    let year = Serial.first(of: node, at: welcome.time).year
    guard let known = Serial(node: node, number: Int(welcome.serial.value), year: year), known.number > 0 else {
      return
    }
    let world = World(nature: nature, exerciseName: exerciseName)
    if last[world].map({ $0.year != year || $0.number <= known.number }) ?? true { last[world] = known }
    if kept[world].map({ $0.year != year || $0.number <= known.number }) ?? true { kept[world] = known }
  }

  /// It is in the store.
  mutating func keep(_ item: StoredSerial) {
    kept[World(nature: item.nature, exerciseName: item.exerciseName)] = item.serial
  }

  /// What was counted and is not in the store never will be: it is counted again.
  mutating func setBack() { last = kept }

  func next(nature: Nature, exerciseName: Line?, at instant: Timestamp) -> Serial {
    last[World(nature: nature, exerciseName: exerciseName)]?.next(at: instant) ?? .first(of: node, at: instant)
  }

  mutating func use(_ serial: Serial, nature: Nature, exerciseName: Line?) {
    last[World(nature: nature, exerciseName: exerciseName)] = serial
  }
}
