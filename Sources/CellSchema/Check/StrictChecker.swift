/// Holds every document to the catalogue's shapes, in one pass over its bytes.
///
/// A document is `{"header":{…},"body":{…}}`, header first and nothing after it but white space. Within the limits and
/// without duplicate names, what passes is what the JSON Schema accepts (see ``JSONSchema`` for the spellings that a
/// schema cannot see), and the `Codable` type decodes it.
package struct StrictChecker: Sendable {
  private var table = ShapeTable()
  private let header: Int
  private var bodies: [Int32] = []
  private let types: WordTable.Set
  /// For each type, its versions and which body each is.
  private var versions: [[(version: Int64, body: Int)]] = []
  private let documentLimit: Int

  package init(
    header: Shape, bodies: [(type: String, version: Int, shape: Shape)],
    documentLimit: Int = Limits.document, depthLimit: Int = Limits.depth
  ) {
    guard case .object(let shape) = header, shape.field("type")?.isRequired == true,
      shape.field("version")?.isRequired == true, shape.field("version")?.shape.comparison == .integer
    else { preconditionFailure("a header has a type and an integer version") }
    self.documentLimit = min(documentLimit, Int(Int32.max))
    table.depthLimit = depthLimit
    self.header = table.add(header) { HeaderSlot.byPath[$0] }
    var names: [String] = []
    for (index, body) in bodies.enumerated() {
      self.bodies.append(Int32(table.add(body.shape)))
      if let known = names.firstIndex(of: body.type) {
        versions[known].append((Int64(body.version), index))
      } else {
        names.append(body.type)
        versions.append([(Int64(body.version), index)])
      }
    }
    types = table.words.add(names)
  }

  /// Checks `document` and fills `slots`.
  ///
  /// - Returns: the index of its type and version in the list that the checker was made with.
  /// - Throws: a ``Refusal`` with the place and what is wrong there.
  package func check(_ document: Span<UInt8>, into slots: inout DocumentSlots) throws(Refusal) -> Int {
    slots = DocumentSlots()
    do throws(Fault) {
      return try checkDocument(document, &slots)
    } catch {
      throw refusal(of: error, document, slots)
    }
  }

  private func checkDocument(_ document: Span<UInt8>, _ slots: inout DocumentSlots) throws(Fault) -> Int {
    guard document.count <= documentLimit else { throw Fault(.documentTooLarge, at: 0) }
    var at = try Self.open(document)
    at = try Self.name(0x22_72_65_64_61_65_68_22, 8, at: at, missing: 0, in: document)
    let headerEnd = try table.value(header, at: at, depth: 1, in: document, &slots)
    slots.header = at..<headerEnd
    let body = try self.body(slots, in: document)
    at = document.skipSpace(headerEnd)
    if document.byte(at) == 0x7D { throw Fault(.missingField, at: at, extra: 1) }
    guard document.byte(at) == 0x2C else { throw Self.unfinished(at, in: document) }
    at = document.skipSpace(at &+ 1)
    at = try Self.name(0x22_79_64_6F_62_22, 6, at: at, missing: 1, in: document)
    let end = try table.value(Int(bodies[body]), at: at, depth: 1, in: document, &slots)
    slots.body = at..<end
    at = document.skipSpace(end)
    if document.byte(at) == 0x2C {
      at = document.skipSpace(at &+ 1)
      throw Fault(document.byte(at) == 0x22 ? .headerFirst : .expectedName, at: at)
    }
    guard document.byte(at) == 0x7D else { throw Self.unfinished(at, in: document) }
    at = document.skipSpace(at &+ 1)
    guard at == document.count else { throw Fault(.trailingData, at: at) }
    return body
  }

  /// Fills `slots` with the header's fields where the header is what this version accepts, so that it decodes. The body is
  /// not looked at.
  ///
  /// - Returns: false for any other header, also for one that decodes.
  package func acceptsHeader(of document: Span<UInt8>, into slots: inout DocumentSlots) -> Bool {
    slots = DocumentSlots()
    do throws(Fault) {
      var at = try Self.open(document)
      at = try Self.name(0x22_72_65_64_61_65_68_22, 8, at: at, missing: 0, in: document)
      let end = try table.value(header, at: at, depth: 1, in: document, &slots)
      slots.header = at..<end
      return true
    } catch {
      return false
    }
  }

  /// The header alone of a document that was accepted before, in whatever version: fields that this version does not
  /// know are passed over, nothing else is checked.
  ///
  /// - Throws: a ``Refusal`` where the bytes are no document at all.
  package func slots(of document: Span<UInt8>, into slots: inout DocumentSlots) throws(Refusal) {
    slots = DocumentSlots()
    do throws(Fault) {
      var at = try Self.open(document)
      at = try Self.name(0x22_72_65_64_61_65_68_22, 8, at: at, missing: 0, in: document)
      let headerEnd = try table.lenientObject(header, at: at, in: document, &slots)
      slots.header = at..<headerEnd
      at = document.skipSpace(headerEnd)
      guard document.byte(at) == 0x2C else { throw Self.unfinished(at, in: document) }
      at = try Self.name(0x22_79_64_6F_62_22, 6, at: document.skipSpace(at &+ 1), missing: 1, in: document)
      let end = try ShapeTable.valueEnd(at, in: document)
      guard document.byte(document.skipSpace(end)) == 0x7D else { throw Self.unfinished(end, in: document) }
      slots.body = at..<end
    } catch {
      throw refusal(of: error, document, slots)
    }
  }

  /// The body's index, by the header's type and version.
  private func body(_ slots: DocumentSlots, in document: Span<UInt8>) throws(Fault) -> Int {
    let type = slots[.type]
    let word = ShapeTable.shortWord(at: type.lowerBound, in: document)
    let known =
      word.length == type.count
      ? table.words.ordinal(of: word, in: types, at: type.lowerBound, document) : -1
    if known < 0 { throw Fault(.unknownType, at: type.lowerBound &- 1) }
    let start = slots[.version].lowerBound
    let version = ShapeTable.integer(at: start, in: document)
    for entry in versions[known] where entry.version == version { return entry.body }
    throw Fault(.unknownVersion, at: start, extra: known)
  }

  /// The first name's position.
  private static func open(_ document: Span<UInt8>) throws(Fault) -> Int {
    let at = document.skipSpace(0)
    guard document.byte(at) == 0x7B else {
      if at >= document.count { throw Fault(.empty, at: 0) }
      if document.word(0).prefix(3) == 0xBF_BB_EF { throw Fault(.byteOrderMark, at: 0) }
      throw Fault(ShapeTable.startsValue(at: at, in: document) ? .headerFirst : .expectedValue, at: at)
    }
    return document.skipSpace(at &+ 1)
  }

  /// The position of the value whose quoted name stands at `at`.
  @inline(__always)
  private static func name(
    _ quoted: UInt64, _ length: Int, at: Int, missing: Int, in document: Span<UInt8>
  ) throws(Fault) -> Int {
    var word = document.word(at)
    if length < 8 { word = word.prefix(length) }
    guard word == quoted else {
      let rest = document.count &- at
      if rest < length, word == quoted.prefix(max(0, rest)) { throw Fault(.unexpectedEnd, at: document.count) }
      if document.byte(at) == 0x7D, missing == 0 { throw Fault(.missingField, at: at, extra: 0) }
      throw Fault(document.byte(at) == 0x22 ? .headerFirst : .expectedName, at: at)
    }
    let colon = document.skipSpace(at &+ length)
    guard document.byte(colon) == 0x3A else { throw Self.unfinished(colon, in: document, .expectedColon) }
    return document.skipSpace(colon &+ 1)
  }

  private static func unfinished(
    _ at: Int, in document: Span<UInt8>, _ reason: Fault.Reason = .expectedCommaOrEnd
  ) -> Fault {
    Fault(at >= document.count ? .unexpectedEnd : reason, at: at)
  }

  private func refusal(of fault: Fault, _ document: Span<UInt8>, _ slots: DocumentSlots) -> Refusal {
    switch fault.reason {
    case .documentTooLarge:
      return Refusal(.documentTooLarge, "\(document.count) bytes; the limit is \(documentLimit)")
    case .unknownVersion:
      let known = versions[Int(fault.extra)].map { "\($0.version)" }.joined(separator: ", ")
      let type = table.words.name(Int(fault.extra), in: types)
      let found = Excerpt.value(at: Int(fault.at), in: document)
      return Refusal(.unknownVersion, at: "/header/version", "found \(found); versions of \(type): \(known)")
    case .missingField where fault.node < 0:
      let name = fault.extra == 0 ? "header" : "body"
      return Refusal(.missingField, at: "/\(name)", "the document has no \(name)")
    default: return table.refusal(of: fault, in: document)
    }
  }
}

/// Holds one JSON value to one shape: a control command, an entry of a file.
package struct ValueChecker: Sendable {
  private var table = ShapeTable()
  private let root: Int

  package init(_ shape: Shape, depthLimit: Int = Limits.depth) {
    table.depthLimit = depthLimit
    root = table.add(shape)
  }

  /// - Throws: a ``Refusal`` whose pointer starts at the value.
  package func check(_ json: Span<UInt8>) throws(Refusal) {
    do throws(Fault) {
      guard json.count <= Int(Int32.max) else { throw Fault(.documentTooLarge, at: 0) }
      let start = json.skipSpace(0)
      if start == json.count { throw Fault(.empty, at: 0) }
      if json.word(0).prefix(3) == 0xBF_BB_EF { throw Fault(.byteOrderMark, at: 0) }
      var slots = DocumentSlots()
      let end = json.skipSpace(try table.value(root, at: start, depth: 0, in: json, &slots))
      guard end == json.count else { throw Fault(.trailingData, at: end) }
    } catch {
      throw table.refusal(of: error, in: json)
    }
  }
}
