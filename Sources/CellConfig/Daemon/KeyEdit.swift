package import CellSchema
package import StrictYAML

/// The change of `cellbusd.yaml` that puts another key of the broker's in the place of the one that it has, which is served
/// for a while yet.
package enum KeyEdit {
  /// - Parameters:
  ///   - key: the other key pair's file, as the configuration is to name it.
  ///   - endpoints: where it is served; none of them is the former one's.
  ///   - until: when the former one's endpoints close.
  /// - Throws: `duplicate-entry` where a former key stands there already.
  package static func rotating(
    to key: FilePath, at endpoints: NonEmpty<EndpointText>, until: Timestamp, in file: Located<CellConfiguration>
  ) throws(FileProblem) -> Located<CellConfiguration> {
    if let former = file.value.former {
      throw file.problem(
        .duplicateEntry, at: "/former", "a former key is there, until \(former.until): take it out when that is over")
    }
    let (oldKey, old) = (file.value.curveKey, file.value.endpoints)
    var expected = file.value
    expected.curveKey = key
    expected.endpoints = endpoints
    expected.former = CellConfiguration.FormerKey(curveKey: oldKey, endpoints: old, until: until)
    var edit = TextEdit(file)
    try edit.replace("\(oldKey)", at: "/curveKey", with: "\(yaml: "\(key)")")
    try edit.replace(
      list: "/endpoints", of: old.map(\.description), with: endpoints.map { "\(yaml: "\($0)")" })
    edit.append(
      lines: ["former:", "  curveKey: \(yaml: "\(oldKey)")", "  endpoints:"]
        + old.map { "    - \(yaml: "\($0)")" } + ["  until: \(yaml: "\(until)")"])
    return try edit.checked { $0 == expected }
  }
}
