/// Shapes compiled into flat arrays of small fixed-size nodes, so that checking a document follows indices and
/// allocates nothing.
package struct ShapeTable: Sendable {
  var nodes: [Node] = []
  var objects: [ObjectNode] = []
  var fields: [FieldNode] = []
  var rules: [RuleNode] = []
  var words = WordTable()
  var enumerations: [WordTable.Set] = []
  var patterns: [PatternNode] = []
  /// What each pattern allows, for refusals.
  var patternWords: [String] = []
  var alternatives: [Range<Int32>] = []
  var runs: [RunNode] = []
  /// Objects and arrays one in the other, no more than this.
  var depthLimit = Limits.depth

  struct Node: Sendable {
    enum Kind: UInt8 { case plain, patterned, enumeration, integer, number, boolean, array, object }

    var kind: Kind
    /// `N/K` may stand in its place.
    var mayBeNotKnown = false
    var isMultiline = false
    var format: Comparison?
    /// The array's element, the object, the pattern or the enumeration's word set.
    var index: Int32 = 0
    /// Lengths, counts or the range; of a number, bit patterns.
    var low: Int64 = 0
    var high: Int64 = 0
  }

  struct ObjectNode: Sendable {
    var names: WordTable.Set
    var fields: Range<Int32>
    var required: UInt64
    var rules: Range<Int32>
  }

  struct FieldNode: Sendable {
    var node: Int32
    /// Where the strict checker puts the value's place; ``noSlot`` for nowhere.
    var slot: UInt8
    /// Which of the object's looked-at values this is; ``noLook`` for none.
    var look: UInt8

    static let noSlot: UInt8 = 0xFF
    static let noLook: UInt8 = 0xFF
  }

  struct RuleNode: Sendable {
    enum Kind: UInt8 { case atLeastOne, atMostOne, requires, whenRequires, whenForbids, ascending }

    var kind: Kind
    var comparison = Comparison.integer
    /// The looked-at values that decide: one for an enumerated condition, two in ascending order.
    var look: UInt8 = 0
    var secondLook: UInt8 = 0
    /// The node of the enumerated condition.
    var node: Int32 = 0
    /// Fields that a condition names, by bit.
    var condition: UInt64 = 0
    /// Fields that the rule asks for or forbids, by bit.
    var subject: UInt64 = 0
    /// Enumerated values, by bit.
    var values: UInt64 = 0
  }

  struct PatternNode: Sendable { var alternatives: Range<Int32> }

  struct RunNode: Sendable {
    var low: UInt64
    var high: UInt64
    var least: Int32
    var greatest: Int32

    /// No branch between digits and letters: their mixture is what mispredicts.
    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
      let half = byte & 64 == 0 ? low : high
      return (half &>> UInt64(byte & 63)) & 1 & UInt64(~byte &>> 7) != 0
    }
  }
}
