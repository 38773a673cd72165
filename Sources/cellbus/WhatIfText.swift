import CellCommand
import CellCore
import CellReplay
import CellSchema
import StrictYAML

/// What a record would have been under other rules, for people and as JSON.
struct WhatIfText {
  private let result: WhatIf
  private let roster: Located<Roster>?
  private let charter: Located<Charter>?
  private let ink: Ink

  init(_ result: WhatIf, roster: Located<Roster>?, charter: Located<Charter>?, _ ink: Ink) {
    self.result = result
    self.roster = roster
    self.charter = charter
    self.ink = ink
  }

  var text: String {
    let charter =
      charter.map { spoken("\("\($0.value.name)") revision \($0.value.revision.value)") }
      ?? spoken("the record's charters")
    let roster = roster.map { spoken("roster revision \($0.value.revision.value)") } ?? spoken("the record's rosters")
    var lines = [spoken("\(result.judged) messages of 1 to \("\(result.head)"), judged by \(charter) and \(roster)")]
    if result.isSame { lines.append(spoken("nothing would differ")) }
    lines += section(inColumn("REFUSED"), spoken("would have been refused"), result.refused.map(words))
    lines += section(inColumn("NOT SAID"), spoken("the bus would not have said"), result.fallen.map(words))
    lines += section(inColumn("NEW"), spoken("the bus would have said besides"), result.arisen.map(words))
    return lines.joined(separator: "\n")
  }

  /// An object a difference: `{"what":"refused"|"not-said"|"new", …}`.
  var json: [String] {
    result.refused.map { refused in
      var object = object("refused", refused.type, refused.restsOn)
      object.add("sequence", refused.sequence.value)
      object.add("id", refused.id)
      object.add("from", refused.node)
      object.add("code", refused.refusal.code.number)
      object.add("name", refused.refusal.code.name)
      object.add("pointer", refused.refusal.pointer)
      object.add("detail", refused.refusal.detail)
      return object.text
    } + result.fallen.map { json("not-said", $0) } + result.arisen.map { json("new", $0) }
  }

  private func section(_ title: String, _ words: String, _ entries: [[String]]) -> [String] {
    entries.isEmpty ? [] : ["", "\(ink(title, .bold))  \(entries.count) \(words)"] + entries.flatMap { $0 }
  }

  private func words(_ refused: WhatIf.Refused) -> [String] {
    let pointer = refused.refusal.pointer.isEmpty ? "" : " at \(refused.refusal.pointer)"
    let rests = refused.restsOn.isEmpty ? "" : spoken("  rests on \(places(refused.restsOn))")
    return [
      "  \(ink("\(refused.sequence)", .bold))  \(refused.type) \(spoken("from \("\(refused.node)")"))\(rests)",
      "        \(refused.refusal.code)\(pointer): \(DisplayText.pasteable(DisplayText.line(refused.refusal.detail)))",
    ]
  }

  private func words(_ saying: WhatIf.Saying) -> [String] {
    let place = saying.sequence.map { "\($0)" } ?? "\(Timestamp(saying.at))"
    let about = saying.about.isEmpty ? "" : " on \(places(saying.about))"
    let explanation =
      saying.explanation.isEmpty ? [] : ["        \(DisplayText.pasteable(DisplayText.line(saying.explanation)))"]
    return ["  \(ink(place, .bold))  \(saying.type)\(about)"] + explanation
  }

  private func places(_ sequences: [SequenceNumber]) -> String {
    sequences.map { "\($0)" }.joined(separator: ", ")
  }

  private func json(_ what: String, _ saying: WhatIf.Saying) -> String {
    var object = object(what, saying.type, saying.about)
    if let sequence = saying.sequence { object.add("sequence", sequence.value) }
    object.add("at", Timestamp(saying.at))
    if !saying.explanation.isEmpty { object.add("explanation", saying.explanation) }
    return object.text
  }

  private func object(_ what: String, _ type: MessageType, _ about: [SequenceNumber]) -> JSONObject {
    var object = JSONObject()
    object.add("what", what)
    object.add("type", type)
    let numbers = about.map { "\($0)" }.joined(separator: ",")
    object.add(what == "refused" ? "restsOn" : "about", raw: Array("[\(numbers)]".utf8)[...])
    return object
  }
}
