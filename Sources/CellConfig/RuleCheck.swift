package import CellCore
package import CellSchema
package import StrictYAML

/// What roster and charter have to be in a cell: by themselves, and with each other.
package struct RuleCheck: Sendable {
  private let cell: CellName
  private let logKey: PublicKeyText?
  private let firstKey: PublicKeyText?
  private let broker: CurveKeyFile?

  /// - Parameters:
  ///   - logKey: the key that signs checkpoints; nil where it is not known.
  ///   - firstKey: the first epoch's, which names the cell; nil where it is not known.
  ///   - broker: the broker's key pair; nil where it is not known.
  package init(cell: CellName, logKey: PublicKeyText?, firstKey: PublicKeyText?, broker: CurveKeyFile?) {
    self.cell = cell
    self.logKey = logKey
    self.firstKey = firstKey
    self.broker = broker
  }

  /// A file that is not given is left out of the checks between the two.
  package func problems(roster: Located<Roster>?, charter: Located<Charter>?) -> [FileProblem] {
    var problems: [FileProblem] = []
    if let roster { problems += RosterCheck.problems(in: roster) }
    if let roster, let broker { problems += RosterCheck.problems(in: roster, broker: broker) }
    if let roster, let logKey {
      problems += CertificateCheck.problems(in: roster, cell: cell, logKey: logKey, firstKey: firstKey ?? logKey)
    }
    if let charter { problems += CharterCheck.problems(in: charter) }
    if let roster, let charter { problems += AgreementCheck(roster: roster, charter: charter).problems }
    return problems
  }
}
