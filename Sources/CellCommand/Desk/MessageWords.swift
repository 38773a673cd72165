package import CellSchema
import Foundation

/// Words that somebody looks for in messages: each of them stands somewhere in what is found, whatever its case and its
/// accents.
package struct MessageWords: Sendable {
  private let words: [String]

  /// Nil where there is nothing to look for.
  package init?(_ words: [String]) {
    self.words = words.flatMap { $0.split(separator: " ") }.map { Self.folded(String($0)) }.filter { !$0.isEmpty }
    if self.words.isEmpty { return nil }
  }

  /// - Parameter document: the message's bytes; one that cannot be read is not found.
  package func areIn(_ header: Header, _ document: [UInt8]) -> Bool {
    let body = (try? JSONMembers(of: document[...])["body"]).flatMap { $0.map { document[$0] } }
    let value = body.flatMap { try? JSONDecoder().decode(JSONValue.self, from: Data($0)) }
    let said: [String?] = [
      "\(header.type)", "\(header.from)", "\(header.serial)", "\(header.id)", header.caseNumber?.description,
      header.precedence.rawValue, header.exerciseName?.description, value?.plain,
    ]
    let text = Self.folded(said.compactMap(\.self).joined(separator: "\n"))
    return words.allSatisfy(text.contains)
  }

  private static func folded(_ text: String) -> String {
    text.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
  }
}
