import CellCommand
import Testing

@Suite struct LineSplitterTests {
  private func pieces(of text: String, chunk: Int, limit: Int = 10) -> [String] {
    var splitter = LineSplitter(limit: limit)
    var pieces: [String] = []
    func take() {
      while let piece = splitter.next() {
        switch piece {
        case .line(let number, let bytes): pieces.append("\(number) \(String(decoding: bytes, as: UTF8.self))")
        case .tooLong(let number): pieces.append("\(number) too long")
        }
      }
    }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      splitter.append(rest.prefix(chunk))
      rest = rest.dropFirst(chunk)
      take()
    }
    splitter.finish()
    take()
    return pieces
  }

  @Test(arguments: 1...9)
  func `lines are the same however the bytes come`(chunk: Int) {
    #expect(pieces(of: "a\n\nbc\n", chunk: chunk) == ["1 a", "2 ", "3 bc"])
    #expect(pieces(of: "a\nbc", chunk: chunk) == ["1 a", "2 bc"])
    #expect(pieces(of: "", chunk: chunk) == [])
  }

  @Test(arguments: 1...9)
  func `a line at the limit is a line, one beyond it is not, and the rest goes on`(chunk: Int) {
    #expect(pieces(of: "1234567890\nb", chunk: chunk) == ["1 1234567890", "2 b"])
    #expect(pieces(of: "12345678901\nb", chunk: chunk) == ["1 too long", "2 b"])
    #expect(pieces(of: "a\n12345678901234567890", chunk: chunk) == ["1 a", "2 too long"])
  }
}
