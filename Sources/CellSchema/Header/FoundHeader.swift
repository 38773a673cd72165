/// A header that was found in a document, and is decoded when somebody looks at it.
package struct FoundHeader: Sendable {
  private let slots: DocumentSlots

  /// Nil where the header is not what this version accepts; it may decode all the same.
  package init?(in document: ArraySlice<UInt8>) {
    var slots = DocumentSlots()
    guard Catalogue.checker.acceptsHeader(of: document.span, into: &slots) else { return nil }
    self.slots = slots
  }

  /// The header, out of the same document.
  ///
  /// - Throws: never for the document in which it was found: what the strict check accepts decodes.
  package func header(in document: ArraySlice<UInt8>) throws(Refusal) -> Header {
    if let header = HeaderReader(document, slots).header { return header }
    return try DocumentDecoder.header(in: document)
  }
}
