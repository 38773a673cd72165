package import CellSchema
import Foundation

/// What a message says, in one line: the fields that a watch officer looks for first.
package enum Gist {
  /// - Parameter body: JSON. What a later version added, or a type that this version does not know, is no obstacle.
  package static func of(_ type: MessageType, body: ArraySlice<UInt8>) -> String {
    guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(body)) else { return "(not readable)" }
    guard let template = templates["\(type)"] else { return value.plain }
    return fill(template, from: value)
  }

  /// `{path}` is a field; a part in brackets is left out where one of its fields is absent.
  private static let templates: [String: String] = [
    "cell.liaison-note": "{subject}",
    "cell.situation-report": "as of {asOf}: {summary}",
    "cell.request-for-information": "{question} (by {replyBy})",
    "cell.answer": "{text}",
    "cell.acknowledgement": "{by} has read {of}[: {note}]",
    "cell.log-entry": "{at}: {text}",
    "cell.watch-handover": "{offgoing} to {oncoming}[, open: {openCases}][, silent: {silentNodes}]",
    "cell.release-request": "release {message} to {to}?",
    "cell.release-decision": "{decision}: {request}",
    "cell.minimize": "MINIMIZE {scope} until {until}: {reason}",
    "declaration.draft": "{instrument} {version}: {title}",
    "declaration.amendment": "{instrument} {from} to {to}: {summary}",
    "declaration.signature": "{instrument} {version} signed as {capacity}, domestic procedure {domesticProcedure}",
    "declaration.ratification": "{instrument} {version}: {decision} by {body} on {on}",
    "guarantee.commitment": "{instrument} {provision} for {beneficiary}, {bindingness}, terms {terms}[: {means}]",
    "guarantee.withdrawal": "of {commitment}, effective {effectiveAt}[: {reason}]",
    "ceasefire.agreement": "{instrument}, {parties}, {scope.kind}[, from {effectiveAt}]",
    "ceasefire.entry-into-force": "{scope.kind}[ {scope.domains}][ {scope.areas}] from {effectiveAt} ({basis})",
    "ceasefire.suspension": "{scope.kind} from {effectiveAt}, stated by {statedBy}[: {cause}]",
    "ceasefire.resumption": "{scope.kind} from {effectiveAt}, stated by {statedBy}[: {cause}]",
    "ceasefire.termination": "{scope.kind} from {effectiveAt}, stated by {statedBy}[: {cause}]",
    "verification.incident-report": "{event}[ x{count}] ({qualifier}), {means}, {observedFrom.place}[, {weapon}]",
    "verification.case": "{id} ({priority}): {place}",
    "verification.tasking": "{case}: {team}, {task} (by {by})",
    "verification.access": "{case}: {status} at {place}[, by {restrictedBy}]",
    "verification.finding": "{case}: {outcome}, confidence {confidence}, {methods}",
    "verification.attribution": "{case}: {decision}[, {responsible}][, undetermined: {undetermined}]",
    "verification.remedy": "{case}: {addressee} to {measure} (by {by})",
    "verification.dispute": "{case}: {grounds}",
    "verification.daily-report": "no. {number}, as of {asOf}[: {regions}]",
    "force.constitution": "{name}, headquarters {headquarters}, from {effectiveAt}",
    "force.contribution": "{domain}[: {unit}][, {size}], {location}, notice {noticeToMove}, mandate {mandate}",
    "force.readiness": "{unit}: {level}",
    "force.activity": "{kind}[, {place}]",
    "force.regeneration": "{kind}[, {beneficiaryUnit}][, {quantity}]",
    "force.support": "{kind}: {text}",
    "force.request": "{what} (by {by})",
    "force.incident-report": "{unit}: {event}[ x{count}] ({qualifier}), {means}, {observedFrom.place}",
    "support.attack-report": "{target} at {place}, began {began}, ongoing {ongoing}, origin {assessedOrigin}",
    "support.invocation": "for {beneficiary}: {requested}; {aim}",
    "support.consultation": "{level} at {at}[: {outcome}]",
    "support.response": "{determination}, {response}[: {means}]",
    "support.measure": "{means} {status}: {description}",
    "assistance.requirement": "{quantity} {unit} {item} ({priority})[, by {neededBy}]",
    "assistance.pledge": "{ref}, {donor}: {kind}[, {amount.value} {amount.currency}][, {items}]",
    "assistance.delivery": "on {on}[ at {place}][, {amount.value} {amount.currency}][, {items}]",
    "assistance.confirmation": "of {delivery}[, {received.items}][: {remarks}]",
    "system.genesis": "the record of {cell} begins under {charter.name}",
    "system.phase-changed": "{from} to {to} from {effectiveAt}, contested {contested}",
    "system.guarantee-activated": "{commitment} on the track {track} from {effectiveAt}",
    "system.roster-changed": "revision {from.revision} to {to.revision}",
    "system.charter-changed": "{from.name} revision {from.revision} to {to.name} revision {to.revision}",
    "system.acknowledgement-overdue": "{message}, due {dueAt}, owed by {owedBy}",
    "system.delivery-expired": "{message} expired {expiredAt}, not delivered to {undelivered}",
    "system.serial-gap": "{station}: {received} came, {expected} was due",
    "system.discrepancy": "{explanation}",
    "system.record-restored": "up to #{lastSequence} from {source}",
  ]

  private static func fill(_ template: String, from value: JSONValue) -> String {
    var text = ""
    var rest = template[...]
    while let open = rest.firstIndex(where: { $0 == "[" }) {
      text += fields(rest[..<open], value) ?? ""
      let close = rest[open...].firstIndex(of: "]") ?? rest.endIndex
      text += fields(rest[rest.index(after: open)..<close], value) ?? ""
      rest = rest[close...].dropFirst()
    }
    return text + (fields(rest, value) ?? "")
  }

  /// Nil where a field is absent.
  private static func fields(_ part: Substring, _ value: JSONValue) -> String? {
    var text = ""
    var rest = part
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      let path = rest[rest.index(after: open)..<close].split(separator: ".")
      let found = path.reduce(value as JSONValue?) { $0?[String($1)] }
      guard let found else { return nil }
      text += rest[..<open] + found.plain
      rest = rest[close...].dropFirst()
    }
    return text + rest
  }
}

/// A JSON value of any kind.
private enum JSONValue: Decodable {
  case text(String)
  case integer(Int64)
  case number(Double)
  case truth(Bool)
  case list([JSONValue])
  case object([String: JSONValue])
  case null

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode(Bool.self) {
      self = .truth(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .list(value)
    } else if let value = try? container.decode([String: JSONValue].self) {
      self = .object(value)
    } else {
      self = .null
    }
  }

  subscript(name: String) -> JSONValue? {
    if case .object(let fields) = self { return fields[name] }
    return nil
  }

  /// A moment is a date-time group, a list its elements, an object its values in the order of their names.
  var plain: String {
    switch self {
    case .text(let text): Timestamp(text)?.dtg ?? text
    case .integer(let number): "\(number)"
    case .number(let number): "\(number)"
    case .truth(let isTrue): isTrue ? "yes" : "no"
    case .list(let elements): elements.map(\.plain).joined(separator: ", ")
    case .object(let fields): fields.sorted { $0.key < $1.key }.map(\.value.plain).joined(separator: " ")
    case .null: ""
    }
  }
}
