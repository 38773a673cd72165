import CellSchema

/// A header as a station sends it, for a body of the given type.
func sampleHeader(for type: MessageType = IncidentReport.messageType, version: MessageVersion = 1) -> Header {
  Header(
    id: "019cc7d0-8ee0-7a31-9d5e-6c0f2b8e4a17", cell: "paris", type: type, version: version, from: "UKR.GS-1",
    serial: "UKR.GS-1/0412/26", action: ["FRA", "@verification-lead"], precedence: .immediate,
    sentAt: "2026-03-07T10:21:00.000Z",
    label: SecurityLabel(
      policy: "COORDINATION-CELL", classification: "UNCLASSIFIED", releasableTo: ["FRA", "european", "ALL"]))
}

/// What the strict check says of a document: nil where it passes.
func refusal(of document: [UInt8]) -> Refusal? {
  var slots = DocumentSlots()
  do throws(Refusal) {
    _ = try Catalogue.checker.check(document.span, into: &slots)
    return nil
  } catch {
    return error
  }
}

/// What the strict check says of a header with an incident report.
func refusal(of header: Header) -> Refusal? {
  refusal(of: DocumentEncoder.encode(header: header, body: IncidentReport.example))
}

/// What the strict check says of a body.
func refusal(of body: some Payload) -> Refusal? {
  let type = type(of: body)
  return refusal(of: DocumentEncoder.encode(header: sampleHeader(for: type.messageType), body: body))
}
