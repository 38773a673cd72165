import CellSchema
import Foundation

extension Script {
  /// Documents that break a rule of form, a message for each code of the thousands 2 that a publisher can meet.
  func refuseForms() {
    chapter("What is refused: form", shows: "One message for each rule of form, with the place that is named") {
      refuseBytes()
      refuseStructure()
      refuseValues()
    }
  }

  /// A note that is right but for one thing.
  private func spoilt(
    _ name: String, _ code: ErrorCode, at pointer: String, _ fault: String,
    _ spoil: @escaping @Sendable (String) -> String
  ) {
    spoilt(name, code, at: pointer, fault) { bytes in Array(spoil(String(decoding: bytes, as: UTF8.self)).utf8) }
  }

  private func spoilt(
    _ name: String, _ code: ErrorCode, at pointer: String, _ fault: String,
    bytes spoil: @escaping @Sendable ([UInt8]) -> [UInt8]
  ) {
    say(
      "form-\(name)", from: "LTU.CELL-1",
      LiaisonNote(subject: "Spoilt note", text: "EXERCISE: this note must be refused."), to: ["@all"],
      expect: .refused(code, at: pointer), fault: fault, spoilBytes: spoil)
  }

  /// The same with an incident report, whose fields have ranges and rules.
  private func spoiltReport(
    _ name: String, _ code: ErrorCode, at pointer: String, _ fault: String, _ old: String, _ new: String
  ) {
    say(
      "form-\(name)", from: "LTU.CELL-1",
      IncidentReport(
        observedFrom: Position(place: "Exercise area ALPHA", latitude: 48.5, longitude: 37.5, control: .notKnown),
        period: ObservationPeriod(from: "2026-03-06T03:12:00Z", precision: .minute), means: .heard, event: .explosion,
        count: .exactly(4), remarks: "EXERCISE: this report must be refused."), to: ["@verification-lead"],
      expect: .refused(code, at: pointer), fault: fault, spoilBytes: Self.replacing(old, new))
  }

  /// Puts one text in another's place, which must be there.
  private static func replacing(_ old: String, _ new: String) -> @Sendable ([UInt8]) -> [UInt8] {
    { bytes in
      let document = String(decoding: bytes, as: UTF8.self)
      precondition(document.contains(old), "\(old) is not in the document")
      return Array(document.replacing(old, with: new, maxReplacements: 1).utf8)
    }
  }

  private func refuseBytes() {
    spoilt(
      "not-utf8", .notUTF8, at: "/body/text", "A byte that UTF-8 does not have",
      bytes: { bytes in
        var bytes = bytes
        bytes[bytes.count - 4] = 0xFF
        return bytes
      })
    spoilt("not-json", .notJSON, at: "/body", "A document that breaks off") { String($0.dropLast(2)) }
    spoilt("too-large", .documentTooLarge, at: "", "More than 64 KiB") {
      $0 + String(repeating: " ", count: Limits.document)
    }
    spoilt("trailing", .trailingData, at: "", "A second document behind the first") { $0 + "{}" }
    spoilt("half-surrogate", .forbiddenCharacter, at: "/body/text", "Half a character") {
      $0.replacing("must be refused", with: #"\ud83d"#)
    }
    spoilt("control", .forbiddenCharacter, at: "/body/subject", "A control character") {
      $0.replacing("Spoilt note", with: #"Spoilt\u0007note"#)
    }
    spoilt("bidi", .forbiddenCharacter, at: "/body/subject", "Text that shows other than it reads") {
      $0.replacing("Spoilt note", with: "Spoilt \u{202E}note")
    }
  }

  private func refuseStructure() {
    // Nested however deep, it is refused at the first bracket that the type does not have.
    spoilt("brackets", .wrongType, at: "/body/subject", "Ten thousand brackets, one in the other") {
      $0.replacing(#""subject":"Spoilt note""#, with: #""subject":\#(String(repeating: "[", count: 10_000))"#)
    }
    spoilt("unknown-field", .unknownField, at: "/body/mood", "A field that the type does not have") {
      $0.replacing(#""subject":"#, with: #""mood":"calm","subject":"#)
    }
    spoilt("unknown-header-field", .unknownField, at: "/header/urgent", "A field that the header does not have") {
      $0.replacing(#"{"header":{"#, with: #"{"header":{"urgent":true,"#)
    }
    spoilt("duplicate-field", .duplicateField, at: "/header/precedence", "A field that stands twice") {
      $0.replacing(#""precedence":"routine""#, with: #""precedence":"routine","precedence":"flash""#)
    }
    spoilt("missing-field", .missingField, at: "/body/text", "A mandatory field that is absent") {
      $0.replacing(#","text":"EXERCISE: this note must be refused.""#, with: "")
    }
    spoilt("no-exercise-name", .ruleBroken, at: "/header/exerciseName", "An exercise without a name") {
      $0.replacing(#""exerciseName":"PARIS-2026","#, with: "")
    }
    spoilt("no-header", .headerFirst, at: "/kopf", "Something else where the header should be") {
      $0.replacing("\"header\"", with: "\"kopf\"", maxReplacements: 1)
    }
    spoilt("null", .wrongType, at: "/body/subject", "null is no value") {
      $0.replacing(#""subject":"Spoilt note""#, with: #""subject":null"#)
    }
    spoilt("empty-list", .tooShort, at: "/header/action", "Nobody to act") {
      $0.replacing(#""action":["@all"]"#, with: #""action":[]"#)
    }
    spoilt("unknown-type", .unknownType, at: "/header/type", "A type that there is not") {
      $0.replacing("cell.liaison-note", with: "cell.rumour")
    }
    spoilt("unknown-version", .unknownVersion, at: "/header/version", "A version that there is not yet") {
      $0.replacing(#""version":1"#, with: #""version":2"#)
    }
    spoilt("system-unknown", .unknownType, at: "/header/type", "A system that there is not") {
      $0.replacing("cell.liaison-note", with: "weather.forecast")
    }
  }

  private func refuseValues() {
    spoilt("wrong-type", .wrongType, at: "/body/subject", "A number for a text") {
      $0.replacing(#""subject":"Spoilt note""#, with: #""subject":7"#)
    }
    spoilt("unknown-value", .unknownValue, at: "/header/nature", "A nature that there is not") {
      $0.replacing(#""nature":"exercise""#, with: #""nature":"rehearsal""#)
    }
    spoilt("bad-format", .badFormat, at: "/header/id", "An identifier that is none") {
      $0.replacing(#""id":"0"#, with: #""id":"g"#)
    }
    spoilt("bad-day", .badFormat, at: "/header/sentAt", "The 30th of February") {
      guard let range = $0.range(of: #""sentAt":"2"#) else { return $0 }
      return $0.replacingCharacters(
        in: range.upperBound..<$0.index(range.upperBound, offsetBy: 9), with: "026-02-30")
    }
    spoilt("bad-addressee", .badFormat, at: "/header/action/0", "An addressee in small letters") {
      $0.replacing(#""action":["@all"]"#, with: #""action":["france"]"#)
    }
    spoilt("too-long", .tooLong, at: "/body/subject", "A subject of 201 characters") {
      $0.replacing("Spoilt note", with: String(repeating: "x", count: 201))
    }
    spoilt("too-short", .tooShort, at: "/body/subject", "An empty subject") {
      $0.replacing("Spoilt note", with: "")
    }
    spoiltReport(
      "out-of-range", .outOfRange, at: "/body/observedFrom/latitude", "A place north of the pole",
      #""latitude":48.5"#, #""latitude":148.5"#)
    spoiltReport(
      "negative", .outOfRange, at: "/body/count", "A negative number of explosions", #""count":4"#, #""count":-4"#)
    spoiltReport("fraction", .wrongType, at: "/body/count", "Half an explosion", #""count":4"#, #""count":4.5"#)
    spoiltReport(
      "unknown-means", .unknownValue, at: "/body/means", "A means that there is not", #""means":"heard""#,
      #""means":"felt""#)
    spoiltReport(
      "rule-broken", .ruleBroken, at: "/body/count", "Uncountable, and yet counted", #""qualifier":"exact""#,
      #""qualifier":"uncountable""#)
  }
}
