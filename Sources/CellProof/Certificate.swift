import Foundation

/// What a participant's roots say of a key: that it signs for one node, in one cell, for one use, for a time.
///
/// It travels as a ``SignedStatement`` whose payload has one form for one certificate: the members below in their order,
/// without white space.
package struct Certificate: Sendable, Hashable {
  package static let payloadType = "application/vnd.cellbus.certificate+json"

  /// What a key is for: keys of different uses are different keys.
  package enum Use: String, Sendable, Hashable, CaseIterable {
    case document, witness
  }

  package var origin: SigningOrigin
  /// The participant's code.
  package var participant: String
  package var node: String
  package var use: Use
  package var key: SigningKey
  /// The participant's own count of its certificates.
  package var serial: UInt64
  /// The first and the last second at which it is in force, since 1970-01-01T00:00:00Z.
  package var notBefore: Int64
  package var notAfter: Int64

  package init(
    origin: SigningOrigin, participant: String, node: String, use: Use, key: SigningKey, serial: UInt64,
    notBefore: Int64, notAfter: Int64
  ) {
    self.origin = origin
    self.participant = participant
    self.node = node
    self.use = use
    self.key = key
    self.serial = serial
    self.notBefore = notBefore
    self.notAfter = notAfter
  }

  private struct Form: Codable {
    var origin, participant, node, use, algorithm, key: String
    var serial: UInt64
    var notBefore, notAfter: String
  }

  /// Reads a statement's payload.
  ///
  /// - Throws: ``StatementError/malformed(_:)``, with what is wrong.
  package init(_ statement: SignedStatement) throws(StatementError) {
    guard statement.payloadType == Self.payloadType else {
      throw .malformed(
        "its payloadType is \(statement.payloadType.prefix(100)), and a certificate's is \(Self.payloadType)")
    }
    guard let form = try? JSONDecoder().decode(Form.self, from: Data(statement.payload)) else {
      throw .malformed(
        "its payload is no object with origin, participant, node, use, algorithm, key, serial, notBefore, notAfter")
    }
    guard let origin = SigningOrigin(form.origin) else { throw .malformed("\"\(form.origin)\" is no cell's origin") }
    guard let use = Use(rawValue: form.use) else { throw .malformed("\"\(form.use)\" is no use of a key") }
    guard let key = SigningKey(text: form.key), key.algorithm.rawValue == form.algorithm else {
      throw .malformed("its key is none of the algorithm \"\(form.algorithm)\"")
    }
    guard let notBefore = UTCSecond.seconds(form.notBefore), let notAfter = UTCSecond.seconds(form.notAfter),
      notBefore <= notAfter
    else { throw .malformed("notBefore and notAfter are seconds in UTC, 2026-03-01T00:00:00Z, the first not later") }
    self.init(
      origin: origin, participant: form.participant, node: form.node, use: use, key: key, serial: form.serial,
      notBefore: notBefore, notAfter: notAfter)
    // One certificate, one text: no second member, no other order, no white space.
    guard payload == statement.payload else { throw .malformed("its payload is not in the one form of a certificate") }
  }

  /// The payload of the statement that the roots sign.
  package var payload: [UInt8] {
    func quoted(_ text: String) -> String {
      "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }
    let members: [(String, String)] = [
      ("origin", quoted(origin.text)), ("participant", quoted(participant)), ("node", quoted(node)),
      ("use", quoted(use.rawValue)), ("algorithm", quoted(key.algorithm.rawValue)), ("key", quoted(key.text)),
      ("serial", "\(serial)"), ("notBefore", quoted(UTCSecond.text(notBefore))),
      ("notAfter", quoted(UTCSecond.text(notAfter))),
    ]
    return Array("{\(members.map { "\"\($0)\":\($1)" }.joined(separator: ","))}".utf8)
  }

  /// The statement, with no signature yet.
  package var statement: SignedStatement { SignedStatement(payload: payload, payloadType: Self.payloadType) }
}

/// A second in UTC as RFC 3339 writes it with a Z: `2026-03-01T00:00:00Z`, from 1970 to 9999.
package enum UTCSecond {
  /// Nil unless the text is exactly what ``text(_:)`` gives.
  package static func seconds(_ text: String) -> Int64? {
    guard text.utf8.count == 20, let date = try? Date(text, strategy: .iso8601) else { return nil }
    let seconds = Int64(date.timeIntervalSince1970)
    return seconds >= 0 && Self.text(seconds) == text ? seconds : nil
  }

  package static func text(_ seconds: Int64) -> String {
    Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(.iso8601)
  }
}
