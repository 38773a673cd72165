package import CellCore
import CellProof
package import CellSchema
package import StrictYAML

/// Whether the roots and the certificates of a roster hold: who signs, by them, binds its participant.
package enum CertificateCheck {
  /// - Parameters:
  ///   - origin: the cell, as certificates name it.
  ///   - logKey: the key that signs checkpoints, which nobody signs documents with.
  ///   - firstKey: that of the record's first log, by which the cell is named; nil: the same.
  package static func problems(
    in file: Located<Roster>, cell: CellName, logKey: PublicKeyText, firstKey: PublicKeyText? = nil
  ) -> [FileProblem] {
    var check = Check(
      file: file, origin: SigningOrigin(cell: "\(cell)", firstKey: (firstKey ?? logKey).bytes),
      logKey: logKey.bytes)
    check.takeRoots()
    check.takeCertificates()
    return check.problems
  }

  private struct Check {
    let file: Located<Roster>
    let origin: SigningOrigin
    let logKey: [UInt8]
    private(set) var problems: [FileProblem] = []
    private var roots: [ParticipantCode: (threshold: Int, keys: [SigningKey])] = [:]
    /// Keys and whose they are.
    private var owners: [SigningKey: String] = [:]
    private var serials: [String: NodeName] = [:]

    init(file: Located<Roster>, origin: SigningOrigin, logKey: [UInt8]) {
      self.file = file
      self.origin = origin
      self.logKey = logKey
    }

    private mutating func note(_ code: ErrorCode, at pointer: String, _ detail: String) {
      problems.append(file.problem(code, at: pointer, detail))
    }

    mutating func takeRoots() {
      for (index, participant) in file.value.participants.enumerated() {
        guard let given = participant.roots else { continue }
        let pointer = "/participants/\(index)/roots"
        if given.keys.count > Limits.roots {
          note(.tooLong, at: "\(pointer)/keys", "\(given.keys.count) roots; at most \(Limits.roots) are allowed")
        }
        if given.threshold.value > given.keys.count {
          note(
            .ruleBroken, at: "\(pointer)/threshold",
            "\(given.threshold) of \(given.keys.count) roots: nothing could be certified")
        }
        var keys: [SigningKey] = []
        for (place, text) in given.keys.enumerated() {
          guard let key = own(text.description, of: "a root of \(participant.code)", at: "\(pointer)/keys/\(place)")
          else {
            continue
          }
          keys.append(key)
        }
        roots[participant.code] = (given.threshold.value, keys)
      }
    }

    /// A key that nobody else has.
    private mutating func own(_ text: String, of owner: String, at pointer: String) -> SigningKey? {
      guard let key = SigningKey(text: text) else {
        note(.badKey, at: pointer, "no public key, Ed25519 or ECDSA P-256, in DER in Base64: cellbus certificate key")
        return nil
      }
      own(key, of: owner, at: pointer)
      return key
    }

    private mutating func own(_ key: SigningKey, of owner: String, at pointer: String) {
      if key.isEd25519(logKey) {
        note(.duplicateEntry, at: pointer, "it is the key that signs the record's checkpoints")
      } else if let other = owners[key] {
        note(.duplicateEntry, at: pointer, "the key is \(other)'s already")
      }
      owners[key] = owner
    }

    mutating func takeCertificates() {
      for (index, node) in file.value.nodes.enumerated() {
        let certificates = node.certificates?.elements ?? []
        let pointer = "/nodes/\(index)/certificates"
        if certificates.count > Limits.certificates {
          note(.tooLong, at: pointer, "\(certificates.count) certificates; at most \(Limits.certificates) are allowed")
        }
        for (place, text) in certificates.enumerated() { take(text, of: node.name, at: "\(pointer)/\(place)") }
      }
    }

    private mutating func take(_ text: CertificateText, of node: NodeName, at pointer: String) {
      guard let statement = SignedStatement(text) else {
        return note(.badCertificate, at: pointer, "its payload or a signature is no Base64")
      }
      do throws(StatementError) {
        let certificate = try Certificate(statement)
        if let detail = fault(in: certificate, of: node) { return note(.badCertificate, at: pointer, detail) }
        guard let roots = roots[node.participant] else {
          return note(.badCertificate, at: pointer, "\(node.participant) has no roots that could have signed it")
        }
        let signed = try statement.verified(by: roots.keys)
        guard signed.count >= roots.threshold else {
          return note(
            .badCertificate, at: pointer,
            "\(signed.count) of the roots of \(node.participant) have signed it; \(roots.threshold) have to")
        }
        own(certificate.key, of: "\(node)", at: pointer)
        let serial = "\(node.participant) \(certificate.serial)"
        if let other = serials[serial] {
          note(
            .duplicateEntry, at: pointer,
            "\(node.participant) has given the serial \(certificate.serial) to a certificate of \(other)")
        }
        serials[serial] = node
      } catch {
        note(.badCertificate, at: pointer, error.description)
      }
    }

    private func fault(in certificate: Certificate, of node: NodeName) -> String? {
      guard certificate.origin == origin else {
        return "it is for the cell \(certificate.origin.text), and this one is \(origin.text)"
      }
      guard certificate.node == "\(node)", certificate.participant == "\(node.participant)" else {
        return "it is for \(certificate.node) of \(certificate.participant), and stands with \(node)"
      }
      guard certificate.use == .document else {
        return "its use is \(certificate.use.rawValue), and documents are signed by keys of the use document"
      }
      return nil
    }
  }
}

extension AgreementCheck {
  /// Nodes that may say what the charter has signed, of participants with roots, and that could sign nothing.
  var withoutCertificates: [FileProblem] {
    let members = PartyMembers(roster.value, under: charter.value)
    let signing = Set(roster.value.participants.filter { $0.roots != nil }.map(\.code))
    var owed: [NodeName: [MessageType]] = [:]
    for rule in charter.value.types where rule.signature && !signing.isEmpty {
      for node in members.nodes(rule.publishers) { owed[node, default: []].append(rule.type) }
    }
    return roster.value.nodes.enumerated().compactMap { index, node in
      guard signing.contains(node.name.participant), node.certificates == nil, let types = owed[node.name],
        let first = types.first
      else { return nil }
      return roster.problem(
        .incomplete, at: "/nodes/\(index)/name",
        "\(node.name) has no certificate, and could say nothing that its participant signs: \(first)"
          + (types.count > 1 ? " and \(types.count - 1) more types" : ""))
    }
  }
}
