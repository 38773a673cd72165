import CellSchema
import CellWire

/// A list in a value that is cut to what an answer has room for.
///
/// Each element is encoded once, and none behind those that fit: the cost is that of a frame, however long the list is,
/// and however long the lists of its elements are.
struct CutList<Whole> {
  let count: (Whole) -> Int
  /// Cuts an element's own lists to a number of bytes if it takes more, and tells the bytes that it takes then.
  let fit: (inout Whole, _ place: Int, _ most: Int) -> Int
  let keep: (inout Whole, Range<Int>) -> Void

  init<Element: Encodable>(_ path: WritableKeyPath<Whole, [Element]>) {
    self.init(path) { whole, place, _ in ControlCodec.size(of: whole[keyPath: path][place]) }
  }

  /// An element's own lists are cut where it takes too much.
  init<Element: Abridgeable>(_ path: WritableKeyPath<Whole, [Element]>) {
    self.init(path) { whole, place, most in whole[keyPath: path][place].abridge(to: most) }
  }

  private init<Element>(
    _ path: WritableKeyPath<Whole, [Element]>, fit: @escaping (inout Whole, _ place: Int, _ most: Int) -> Int
  ) {
    count = { $0[keyPath: path].count }
    // One byte more for the comma.
    self.fit = { fit(&$0, $1, $2) + 1 }
    keep = { $0[keyPath: path] = Array($0[keyPath: path][$1]) }
  }
}

/// An item of an answer that has lists of its own, which may be longer than a frame.
protocol Abridgeable: Encodable {
  /// The lists that may be cut; what belongs to the last ones goes first.
  static var lists: [CutList<Self>] { get }
  /// How many elements were left out.
  var omitted: Count? { get set }
}

extension Abridgeable {
  /// So many elements are in a list that names each participant once.
  private static var elements: Int { Limits.participants }

  /// Cuts the lists to a number of bytes if the item takes more, and counts what is left out.
  ///
  /// - Returns: the bytes that the item takes then, or a few more: more still, where what cannot be cut takes more.
  mutating func abridge(to bytes: Int) -> Int {
    let lists = Self.lists
    let counts = lists.map { $0.count(self) }
    var bare = self
    for list in lists { list.keep(&bare, 0..<0) }
    bare.omitted = Count(Count.range.upperBound)
    let least = ControlCodec.size(of: bare)
    if let whole = size(from: least, most: bytes) { return whole }
    var taken = least
    var kept = 0
    for (list, count) in zip(lists, counts) {
      var place = 0
      while place < count {
        let next = list.fit(&self, place, bytes / Self.elements)
        guard taken + next <= bytes else { break }
        taken += next
        place += 1
      }
      if place < count { list.keep(&self, 0..<place) }
      kept += place
    }
    let left = counts.reduce(0, +) - kept
    omitted = left > 0 ? Count(min(left, Count.range.upperBound)) : omitted
    return taken
  }
}

extension Abridgeable {
  /// The bytes that the item takes as it is, or a few more; nil if they are too many.
  private mutating func size(from least: Int, most: Int) -> Int? {
    var taken = least
    for list in Self.lists {
      for place in 0..<list.count(self) {
        guard taken <= most else { return nil }
        taken += list.fit(&self, place, .max)
      }
    }
    return taken <= most ? taken : nil
  }
}

extension SituationAttention: Abridgeable {
  static var lists: [CutList<Self>] { [CutList(\.waitingFor)] }
}

extension CeasefireStanding: Abridgeable {
  static var lists: [CutList<Self>] { [CutList(\.parties), CutList(\.scopes)] }
}

extension TextStanding: Abridgeable {
  static var lists: [CutList<Self>] {
    [CutList(\.languages), CutList(\.signatures), CutList(\.corrections)]
  }
}

extension SignatureStanding: Abridgeable {
  static var lists: [CutList<Self>] { [CutList(\.reservations)] }
}

extension GuaranteeStanding: Abridgeable {
  static var lists: [CutList<Self>] { [CutList(\.partialEnds), CutList(\.reservations)] }
}

extension ObligationStanding: Abridgeable {
  static var lists: [CutList<Self>] { [CutList(\.reservations)] }
}

extension ResponseStanding: Abridgeable {
  static var lists: [CutList<Self>] { [CutList(\.reservations)] }
}

extension CaseStanding: Abridgeable {
  static var lists: [CutList<Self>] {
    [
      CutList(\.incidents), CutList(\.teams), CutList(\.remedies), CutList(\.statements), CutList(\.disputes),
      CutList(\.messages),
    ]
  }

  private var messages: [RecordedChange] {
    get { history ?? [] }
    set { if history != nil { history = newValue } }
  }
}

extension ContributionStanding: Abridgeable {
  static var lists: [CutList<Self>] { [CutList(\.caveats)] }
}

extension AttackStanding: Abridgeable {
  static var lists: [CutList<Self>] { [CutList(\.standings), CutList(\.obliged)] }
}

extension InvocationStanding: Abridgeable {
  static var lists: [CutList<Self>] { [CutList(\.responses), CutList(\.consultations), CutList(\.measures)] }
}

extension ClockStanding: Abridgeable {
  static var lists: [CutList<Self>] { [CutList(\.stages)] }
}

extension StageStanding: Abridgeable {
  static var lists: [CutList<Self>] { [CutList(\.expectations)] }
}

extension ContestedPhase: Abridgeable {
  static var lists: [CutList<Self>] { [CutList(\.statements), CutList(\.awaiting)] }
}

extension DecisionStanding: Abridgeable {
  static var lists: [CutList<Self>] { [CutList(\.electors), CutList(\.delays)] }
}

extension PledgeStanding: Abridgeable {
  static var lists: [CutList<Self>] {
    [CutList(\.enabledBy), CutList(\.unconfirmed), CutList(\.declined), CutList(\.items)]
  }
}

extension RoleStanding: Abridgeable {
  static var lists: [CutList<Self>] { [CutList(\.holders), CutList(\.alternates), CutList(\.acting)] }
}
