import Foundation

/// Names of exercises and drills that people can tell apart.
///
/// State is kept apart by these names, so that two names which look alike would split one exercise without anybody
/// seeing why.
package enum ExerciseName {
  /// Why an exercise cannot be begun under a name, in words; nil where it can.
  package static func fault(in name: Line) -> String? {
    let scalars = Array(name.description.unicodeScalars)
    if scalars.first == " " || scalars.last == " " { return "it begins or ends with a blank" }
    for (scalar, next) in zip(scalars, scalars.dropFirst()) where scalar == " " && next == " " {
      return "it has two blanks one after the other"
    }
    if let scalar = scalars.first(where: { $0 != " " && ($0.properties.isWhitespace || $0.isUnseen) }) {
      return "it has \(scalar.codePoint), which nobody can see"
    }
    guard scalars.elementsEqual(name.description.precomposedStringWithCanonicalMapping.unicodeScalars) else {
      return "it is not in Unicode normalisation form C"
    }
    return nil
  }

  /// What is the same for names that look alike: without blanks and what cannot be seen, whatever the case and the form
  /// of the letters.
  package static func likeness(of name: Line) -> String {
    let seen = name.description.unicodeScalars.filter { !$0.properties.isWhitespace && !$0.isUnseen }
    return String(String.UnicodeScalarView(seen)).precomposedStringWithCompatibilityMapping.lowercased()
  }
}

extension Unicode.Scalar {
  /// U+2800 is a letter of Braille without a dot.
  fileprivate var isUnseen: Bool {
    if isASCII { return false }
    if properties.isDefaultIgnorableCodePoint || value == 0x2800 { return true }
    let unseen: Set<Unicode.GeneralCategory> = [
      .format, .control, .lineSeparator, .paragraphSeparator, .spaceSeparator,
    ]
    return unseen.contains(properties.generalCategory)
  }

  fileprivate var codePoint: String {
    let digits = String(value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
