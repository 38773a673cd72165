// 2 The form of a document.
extension ErrorCode {
  public static let notUTF8 = Self(
    2001, "not-utf8", .final,
    meaning: "the document is not well-formed UTF-8",
    remedy: "encode it as UTF-8")

  public static let notJSON = Self(
    2002, "not-json", .final,
    meaning: "the document is not well-formed JSON",
    remedy: "correct the place that is named")

  public static let documentTooLarge = Self(
    2003, "document-too-large", .final,
    meaning: "the document is longer than the limit",
    remedy: "shorten it, or split it into several messages")

  public static let tooDeep = Self(
    2004, "too-deep", .final,
    meaning: "objects and arrays are nested deeper than the limit",
    remedy: "flatten it")

  public static let unknownField = Self(
    2005, "unknown-field", .final,
    meaning: "the type has no field of that name",
    remedy: "cellbus schema show TYPE lists its fields")

  public static let duplicateField = Self(
    2006, "duplicate-field", .final,
    meaning: "a field stands twice in one object",
    remedy: "write it once")

  public static let missingField = Self(
    2007, "missing-field", .final,
    meaning: "a mandatory field is absent",
    remedy: "add it; cellbus schema show TYPE lists the fields")

  public static let wrongType = Self(
    2008, "wrong-type", .final,
    meaning: "a value has another JSON type than its field",
    remedy: "cellbus schema show TYPE lists the fields")

  public static let outOfRange = Self(
    2009, "out-of-range", .final,
    meaning: "a number is outside its range",
    remedy: "cellbus schema show TYPE lists the ranges")

  public static let unknownValue = Self(
    2010, "unknown-value", .final,
    meaning: "a value is not one of those that the field allows",
    remedy: "cellbus schema show TYPE lists the values")

  public static let badFormat = Self(
    2011, "bad-format", .final,
    meaning: "a string does not have its field's format",
    remedy: "cellbus schema show TYPE shows an example")

  public static let tooLong = Self(
    2012, "too-long", .final,
    meaning: "a string or an array is longer than its field allows",
    remedy: "shorten it")

  public static let tooShort = Self(
    2013, "too-short", .final,
    meaning: "a string or an array is shorter than its field allows",
    remedy: "fill it, or leave the field out where it is optional")

  public static let forbiddenCharacter = Self(
    2014, "forbidden-character", .final,
    meaning: "a string has a control character, a bidirectional one or a line separator",
    remedy: "remove it")

  public static let trailingData = Self(
    2015, "trailing-data", .final,
    meaning: "something follows the document",
    remedy: "send one document a message")

  public static let headerFirst = Self(
    2016, "header-first", .final,
    meaning: "a document is an object of header and body, in this order",
    remedy: "put the header first")

  public static let ruleBroken = Self(
    2017, "rule-broken", .final,
    meaning: "fields of one object contradict each other",
    remedy: "correct the fields that are named")

  public static let unknownType = Self(
    2018, "unknown-type", .final,
    meaning: "the catalogue has no such type",
    remedy: "cellbus schema list shows the types")

  public static let unknownVersion = Self(
    2019, "unknown-version", .final,
    meaning: "the catalogue has the type, but not in this version",
    remedy: "cellbus schema list shows the versions")

  static let documentCodes: [Self] = [
    .notUTF8, .notJSON, .documentTooLarge, .tooDeep, .unknownField, .duplicateField, .missingField,
    .wrongType, .outOfRange, .unknownValue, .badFormat, .tooLong, .tooShort, .forbiddenCharacter,
    .trailingData, .headerFirst, .ruleBroken, .unknownType, .unknownVersion,
  ]
}
