import CellConfig
import CellSchema
import StrictYAML
import ZeroMQ

extension Gate.Plan {
  /// The gates of a configuration that are open now.
  ///
  /// - Throws: a public key that is not its secret key's other half: nodes would take the broker for somebody else.
  static func plans(of set: ConfigurationSet) throws(FileProblem) -> [Self] {
    var plans: [Self] = []
    for (place, served) in set.served.enumerated() {
      guard let key = CurveKey(z85: "\(served.pair.secretKey)"),
        let pair = try? CurveKeyPair(secret: key),
        pair.publicKey.z85 == "\(served.pair.publicKey)"
      else {
        throw set.configuration.problem(
          .badKey, at: place == 0 ? "/curveKey" : "/former/curveKey",
          "\(served.file): \(ErrorCode.badKey) /publicKey: it is not the secret key's public half")
      }
      if let until = served.until, until.moment <= Timestamp.now.moment { continue }
      plans.append(
        Self(endpoints: served.endpoints.map { "\($0)" }, secret: key, until: served.until))
    }
    return plans
  }
}
