/// One type of message in one version, by its place in ``Catalogue/entries``: what is compared, kept in tables and
/// switched over instead of a type's name.
///
/// A place holds for one run of one program, since a later version of the bus may list a type before it. What is stored
/// or sent has the name and the version.
package struct TypeIndex: Hashable, Comparable, Sendable {
  private let value: UInt16

  package init(place: Int) { value = UInt16(place) }

  /// The place in an array that has an element for each entry of the catalogue.
  package var place: Int { Int(value) }

  package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

extension TypeIndex: CustomStringConvertible {
  package var entry: Catalogue.Entry { Catalogue.entries[place] }
  package var type: MessageType { entry.type }
  package var version: MessageVersion { entry.version }
  package var description: String { "\(type) version \(version)" }
}

extension Array where Element == Catalogue.Entry {
  package subscript(index: TypeIndex) -> Catalogue.Entry { self[index.place] }
}

extension Catalogue {
  /// Every type in each of its versions, in the catalogue's order.
  package static let indices: [TypeIndex] = entries.indices.map { TypeIndex(place: $0) }

  /// - Misuse: a payload that the catalogue does not list stops the program.
  package static func index(of payload: any Payload.Type) -> TypeIndex {
    guard let index = byPayload[ObjectIdentifier(payload)] else {
      preconditionFailure("the catalogue does not list \(payload)")
    }
    return index
  }

  /// Nil where there is no such type, or not in that version.
  package static func index(type: MessageType, version: MessageVersion) -> TypeIndex? {
    byName[VersionedName(type: type, version: version)]
  }

  /// The same by their text, as a header has them.
  package static func index(type: String, version: String) -> TypeIndex? { byText["\(type)/\(version)"] }

  /// Checks a document strictly and fills `slots`.
  ///
  /// - Returns: what its body is.
  /// - Throws: a ``Refusal`` with the place and what is wrong there.
  package static func check(_ document: Span<UInt8>, into slots: inout DocumentSlots) throws(Refusal) -> TypeIndex {
    TypeIndex(place: try checker.check(document, into: &slots))
  }

  private struct VersionedName: Hashable {
    var type: MessageType
    var version: MessageVersion
  }

  private static let byPayload = Dictionary(
    uniqueKeysWithValues: indices.map { (ObjectIdentifier(entries[$0].payload), $0) })

  private static let byText = Dictionary(
    uniqueKeysWithValues: indices.map { ("\($0.type)/\($0.version.value)", $0) })

  private static let byName = Dictionary(
    uniqueKeysWithValues: indices.map { (VersionedName(type: $0.type, version: $0.version), $0) })
}
