import CellSchema
import CellWire

/// A station's count of its serials, for each world.
struct SerialBook: Sendable {
  struct World: Hashable, Sendable {
    var nature: Nature
    var exerciseName: Line?

    init(nature: Nature, exerciseName: Line?) {
      self.nature = nature
      self.exerciseName = exerciseName
    }

    init(_ stored: StoredSerial) { self.init(nature: stored.nature, exerciseName: stored.exerciseName) }
  }

  private struct Count: Sendable {
    /// The last serial that was used.
    var last: Serial?
    /// The last serial of a message that is in the store.
    var kept: Serial?
  }

  private let node: NodeName
  private var places: [World: Int] = [:]
  private var counts: [Count] = []
  /// The world that was asked for last: most messages are of one.
  private var recent: (world: World, place: Int)?
  /// Whether the station's count is known, from the broker or the store.
  private(set) var isKnown: Bool

  init(node: NodeName, _ stored: [StoredSerial], isKnown: Bool) {
    self.node = node
    self.isKnown = isKnown
    for item in stored { keep(item) }
    setBack()
  }

  private mutating func place(of world: World) -> Int {
    if let recent, recent.world == world { return recent.place }
    let place = places[world] ?? counts.count
    if place == counts.count {
      places[world] = place
      counts.append(Count())
    }
    recent = (world, place)
    return place
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
    let place = place(of: world)
    func isBehind(_ serial: Serial?) -> Bool { serial.map { $0.year != year || $0.number <= known.number } ?? true }
    if isBehind(counts[place].last) { counts[place].last = known }
    if isBehind(counts[place].kept) { counts[place].kept = known }
  }

  /// A message with this serial is in the store.
  mutating func keep(_ item: StoredSerial) { counts[place(of: World(item))].kept = item.serial }

  /// Goes back to the serials in the store: messages with later ones were not stored, and their serials are used again.
  mutating func setBack() { for place in counts.indices { counts[place].last = counts[place].kept } }

  mutating func next(_ world: World, at instant: Timestamp) -> Serial {
    counts[place(of: world)].last?.next(at: instant) ?? .first(of: node, at: instant)
  }

  /// Whether no later serial of the world was used; this one may be.
  mutating func isNew(_ item: StoredSerial) -> Bool {
    guard let used = counts[place(of: World(item))].last else { return true }
    return (used.year, used.number) <= (item.serial.year, item.serial.number)
  }

  /// A message with this serial is taken.
  mutating func use(_ item: StoredSerial) { counts[place(of: World(item))].last = item.serial }
}
