/// A text for people as it is written where it is used, in English. Its format, `{1} of {2} decided`, is its key in the
/// catalogues of the other languages; what stands in it is put in afterwards, in whatever order the translation has it.
package struct Wording: ExpressibleByStringInterpolation, Sendable {
  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var format = ""
    fileprivate var arguments: [String] = []

    package init(literalCapacity: Int, interpolationCount: Int) { format.reserveCapacity(literalCapacity) }

    package mutating func appendLiteral(_ literal: String) { format += literal }

    package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      arguments.append(value.description)
      format += "{\(arguments.count)}"
    }
  }

  package let format: String
  package let arguments: [String]

  package init(stringLiteral text: String) {
    format = text
    arguments = []
  }

  package init(stringInterpolation text: StringInterpolation) {
    format = text.format
    arguments = text.arguments
  }

  init(_ format: String, _ arguments: [String]) {
    self.format = format
    self.arguments = arguments
  }

  /// The text, with what stands in it.
  ///
  /// - Parameter format: of the same places, in the language of the voice.
  func filled(_ format: String, _ voice: Voice) -> String {
    var text = ""
    var rest = format[...]
    while let open = rest.firstIndex(of: "{") {
      text += voice.native(rest[..<open])
      let digits = rest[rest.index(after: open)...].prefix { ("0"..."9").contains($0) }
      if let number = Int(digits), arguments.indices.contains(number - 1), rest[digits.endIndex...].first == "}" {
        text += voice.foreign(arguments[number - 1])
        rest = rest[digits.endIndex...].dropFirst()
      } else {
        text += "{"
        rest = rest[open...].dropFirst()
      }
    }
    return voice.whole(text + voice.native(rest))
  }
}

/// A text in the language in force; in English where the catalogue does not have it.
package func spoken(_ wording: Wording) -> String {
  let voice = Voice.current
  guard let translation = Translation.of(voice.language)?.text(wording.format) else {
    return wording.filled(wording.format, Voice(.english))
  }
  return wording.filled(translation, voice)
}

/// A text with a count, `{1} pledge` and `{1} pledges`, in the form that the count takes in the language in force.
package func counted(_ count: Int, _ one: Wording, _ more: Wording) -> String {
  let voice = Voice.current
  let shown = grouped(count)
  guard let forms = Translation.of(voice.language)?.forms(one.format) else {
    return (Language.english.plural(count) == 0 ? one : more).format.replacing("{1}", with: shown)
  }
  return Wording(more.format, [shown]).filled(forms[voice.language.plural(count)], voice)
}

/// A text that stands in a column, with others to the right of it. Columns stand left to right in every language, and a
/// terminal would show two columns of Arabic beside each other the other way round: in Arabic it stays as it is.
package func inColumn(_ wording: Wording) -> String {
  guard Voice.current.language == .arabic else { return spoken(wording) }
  return wording.filled(wording.format, Voice(.english))
}

/// A text that stands in a table of the program and in a column, such as the name of a field.
package func inColumn(listed text: String) -> String {
  Voice.current.language == .arabic ? text : spoken(listed: text)
}

/// A text that stands in a table of the program, such as the meaning of an error's code, in the language in force.
package func spoken(listed text: String) -> String {
  let voice = Voice.current
  return Translation.of(voice.language)?.text(text).map { voice.whole(voice.native($0[...])) } ?? text
}
