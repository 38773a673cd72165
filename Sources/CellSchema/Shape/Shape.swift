/// What a JSON value may be.
///
/// A shape is read off a `Codable` type once (`ShapeRecorder`), compiled into the flat table of the strict checker,
/// and printed as JSON Schema. There is no second definition of what travels.
public indirect enum Shape: Sendable, Hashable {
  case string(StringShape)
  case enumeration([String])
  case integer(ClosedRange<Int64>)
  case number(ClosedRange<Double>)
  case boolean
  case array(element: Shape, count: ClosedRange<Int>)
  case object(ObjectShape)
  /// The value, or the string `N/K`: an observer in the field may not know.
  case orNotKnown(Shape)
}

/// Which strings are allowed. Lengths count Unicode scalars, as JSON Schema does.
public struct StringShape: Sendable, Hashable {
  /// How many characters the string may have.
  public var length: ClosedRange<Int>
  /// Line feeds and tabs are allowed; every other control character, and bidirectional embeddings and overrides, never
  /// are.
  public var multiline: Bool
  /// Where there is one, the whole string matches it, and the string is written without escapes.
  public var pattern: BytePattern?
  /// What no pattern can say: that the day exists. Needs a ``pattern`` that gives it the format's layout.
  public var format: StringFormat?
  /// A string of the ``pattern``, for people: a refusal shows it in the pattern's stead.
  public var example: String?
  /// The fields in which a file that a person edits may write the string as a mapping; empty where it may not.
  package var parts: [Part] = []

  /// A part of a string that a file may write as a field of its own.
  package struct Part: Sendable, Hashable {
    /// The field's name.
    package var name: String
    /// What stands before the value in the string.
    package var lead: String
    /// The value is a list, whose elements are separated by comma and blank.
    package var isList: Bool

    package init(_ name: String, after lead: String, isList: Bool = false) {
      self.name = name
      self.lead = lead
      self.isList = isList
    }
  }

  /// Makes a string's shape; without a pattern any printable characters are allowed, and not blanks alone.
  public init(
    length: ClosedRange<Int>, multiline: Bool = false, pattern: BytePattern? = nil, format: StringFormat? = nil,
    example: String? = nil
  ) {
    self.length = length
    self.multiline = multiline
    self.pattern = pattern
    self.format = format
    self.example = example
  }
}

/// A string's meaning beyond its characters, checked by the strict checker and named as `format` in JSON Schema.
public enum StringFormat: String, Sendable, Hashable {
  /// RFC 3339 date-time: the day exists, the hour is 00–23, minute and second are 00–59 (no leap second), the year is
  /// not 0000. Any offset below 24 hours that does not lead out of the years 0001 to 9999 in UTC.
  case timestamp = "date-time"
  /// RFC 3339 full-date of a day that exists, the year not 0000.
  case date = "date"
}

/// The fields of an object, in the order in which its type decodes them.
public struct ObjectShape: Sendable, Hashable {
  /// A field of an object.
  public struct Field: Sendable, Hashable {
    /// The field's name in JSON.
    public var name: String
    /// What the field's value may be.
    public var shape: Shape
    /// Whether the field has to be there.
    public var isRequired: Bool

    /// Makes a field.
    public init(name: String, shape: Shape, isRequired: Bool) {
      self.name = name
      self.shape = shape
      self.isRequired = isRequired
    }
  }

  /// The fields, in the order of their declaration.
  public var fields: [Field]
  /// The rules that the fields follow together.
  public var rules: [FieldRule]

  /// Makes an object's shape.
  public init(fields: [Field], rules: [FieldRule] = []) {
    self.fields = fields
    self.rules = rules
  }
}

/// A rule between the fields of one object.
///
/// All but ``ascending`` look at presence and at enumerated values alone, so that the strict checker decides them from
/// a bit mask and JSON Schema can say them; ``ascending`` is marked in the schema as `x-cellbus-ascending`.
public enum FieldRule: Sendable, Hashable {
  /// At least one of these is present.
  case atLeastOne([String])
  /// Not more than one of these is present.
  case atMostOne([String])
  /// Where the first is present, the second is.
  case requires(String, with: String)
  /// Where the enumerated field has one of these values, the others are present.
  case whenRequires(String, is: [String], [String])
  /// Where the enumerated field has one of these values, the others are absent.
  case whenForbids(String, is: [String], [String])
  /// Where both are present (two integers, two numbers or two timestamps), the first is not greater than the second.
  case ascending(String, String)
}

/// A value with a shape of its own: a bounded string, an identifier, a timestamp, a number in a range.
///
/// The recording decoder asks a leaf for its shape and goes on with its sample; everything that is not a leaf is an
/// object or an array and is walked.
public protocol SchemaLeaf: Codable, Hashable, Sendable {
  /// The strings or numbers that the type accepts.
  static var shape: Shape { get }
  /// A valid value, with which the recording decoder goes on.
  static var sample: Self { get }
}

/// An array type with a count of its own. It decodes from an unkeyed container; any other array may have
/// ``ShapeLimit/arrayCount`` elements.
public protocol CountedArray: Codable, Sendable {
  /// How many elements the array may have.
  static var countRange: ClosedRange<Int> { get }
}

/// What a shape may be at most; a document's own limits are in ``Limits``.
public enum ShapeLimit {
  /// The elements of an array that does not say otherwise.
  public static let arrayCount = 0...256
  /// Fields of one object: presence is a bit mask.
  public static let fieldsOfObject = 64
  /// Enumerated values that a rule between fields may tell apart.
  public static let valuesInRule = 64
  /// Fields of one object whose values its rules look at.
  public static let fieldsInRules = 8
  /// Bytes of a field's name or an enumerated value.
  public static let nameBytes = 64
}

/// An object with rules between its fields. An object without any needs no conformance.
public protocol RuledObject: Codable, Sendable {
  /// The rules, in the order in which the strict check applies them.
  static var fieldRules: [FieldRule] { get }
}

/// What a message says: one type, one version, for ever.
public protocol Payload: Codable, Hashable, Sendable {
  /// System and name, `verification.incident-report`.
  static var messageType: MessageType { get }
  /// A new field is a new version, and a new Swift type beside the old one.
  static var messageVersion: Int { get }
  /// A realistic example, used by tests, documents and `cellbus schema show`.
  static var example: Self { get }
}

extension Payload {
  public static var messageVersion: Int { 1 }
}

/// An enumeration of strings is a leaf by listing its cases.
extension SchemaLeaf where Self: RawRepresentable & CaseIterable, RawValue == String {
  public static var shape: Shape { .enumeration(allCases.map(\.rawValue)) }
  public static var sample: Self { allCases.first! }
}
