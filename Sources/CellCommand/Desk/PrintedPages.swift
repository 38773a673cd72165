package import CellSchema

/// A message on paper: 72 columns, what it is marked with and its world at the top and the bottom of every page.
package struct PrintedPages: Sendable {
  package static let columns = 72
  /// What a page needs besides its text.
  private static let margins = 7
  package static let lines = 20...500

  private let header: Header
  private let sequence: UInt64
  private let content: [String]
  private let room: Int

  /// - Parameters:
  ///   - content: the message's lines, of ``columns`` at most.
  ///   - lines: of a page; within ``lines``.
  package init(_ header: Header, sequence: UInt64, content: [String], lines: Int) {
    self.header = header
    self.sequence = sequence
    self.content = content + (Voice.notice.map { ["", $0] } ?? [])
    room = lines - Self.margins
  }

  /// The pages, each without a form feed.
  package var pages: [String] {
    let starts = Array(stride(from: 0, to: max(1, content.count), by: room))
    return starts.enumerated().map { place, start in
      let text = content[start..<min(start + room, content.count)]
      let filled = text + Array(repeating: "", count: room - text.count)
      return ([marking, world, ""] + filled + ["", foot(place + 1, of: starts.count), world, marking])
        .joined(separator: "\n")
    }
  }

  /// All pages, with form feeds between them.
  package var text: String { pages.joined(separator: "\n\u{0C}") }

  /// An object a page.
  package var json: [String] {
    let pages = pages
    return pages.enumerated().map { place, text in
      var object = JSONObject()
      object.add("page", place + 1)
      object.add("of", pages.count)
      object.add("text", text)
      return object.text
    }
  }

  private var marking: String {
    let label = header.label
    let readers = label.releasableTo.elements.map(\.description).joined(separator: ", ")
    return Self.centred("\(label.policy) \(label.classification)  REL \(readers)")
  }

  private var world: String {
    Self.centred(MessageText.banner(of: header.nature, header.exerciseName) ?? header.nature.rawValue.uppercased())
  }

  private func foot(_ page: Int, of pages: Int) -> String {
    let (left, right) = ("\(sequence)  \(header.serial)", spoken("page \(page) of \(pages)"))
    let room = Self.columns - DisplayText.width(right) - 1
    return DisplayText.column(left, room) + " " + right
  }

  private static func centred(_ text: String) -> String {
    let line = DisplayText.cut(DisplayText.line(text), to: columns)
    return String(repeating: " ", count: (columns - DisplayText.width(line)) / 2) + line
  }
}
