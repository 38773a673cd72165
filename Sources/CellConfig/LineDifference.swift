package import CellSchema

/// A unified difference between two files of lines, without names of files: what `diff -u` writes and `patch` takes, with
/// every line where it says. It ends without a line feed.
package struct LineDifference: Sendable {
  package let text: String

  /// How many lines that stay stand around those that change.
  private static let context = 2

  /// - Throws: `bad-change` for a file that is no UTF-8, or does not end in a line feed.
  package init(from old: [UInt8], to new: [UInt8]) throws(Refusal) {
    let (old, new) = (try Self.lines(of: old), try Self.lines(of: new))
    let changes = new.difference(from: old)
    var (removed, inserted) = (Set<Int>(), Set<Int>())
    for change in changes {
      switch change {
      case .remove(let offset, element: _, associatedWith: _): removed.insert(offset)
      case .insert(let offset, element: _, associatedWith: _): inserted.insert(offset)
      }
    }
    // Both files side by side: each step is one line of the difference.
    var steps: [(mark: Character, line: String, old: Int, new: Int)] = []
    var (place, target) = (0, 0)
    while place < old.count || target < new.count {
      if place < old.count, removed.contains(place) {
        steps.append(("-", old[place], place, target))
        place += 1
      } else if target < new.count, inserted.contains(target) {
        steps.append(("+", new[target], place, target))
        target += 1
      } else {
        steps.append((" ", old[place], place, target))
        place += 1
        target += 1
      }
    }
    var lines: [String] = []
    var index = 0
    while let first = steps[index...].firstIndex(where: { $0.mark != " " }) {
      var last = first
      while let next = steps[(last + 1)...].prefix(2 * Self.context + 1).firstIndex(where: { $0.mark != " " }) {
        last = next
      }
      let hunk = steps[max(index, first - Self.context)..<min(steps.count, last + 1 + Self.context)]
      guard let start = hunk.first else { break }
      let (before, after) = (hunk.count { $0.mark != "+" }, hunk.count { $0.mark != "-" })
      // Of no lines, the place is that of the line before.
      lines.append(
        "@@ -\(start.old + (before == 0 ? 0 : 1)),\(before) +\(start.new + (after == 0 ? 0 : 1)),\(after) @@")
      lines += hunk.map { "\($0.mark)\($0.line)" }
      index = hunk.endIndex
    }
    text = lines.joined(separator: "\n")
  }

  private static func lines(of file: [UInt8]) throws(Refusal) -> [String] {
    guard let text = String(validating: file, as: UTF8.self), text.isEmpty || text.utf8.last == 0x0A,
      !text.utf8.contains(0x0D)
    else { throw Refusal(.badChange, "a file is UTF-8, with a line feed and nothing else at the end of each line") }
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  /// Applies a difference to a file. Nothing is searched: each line stands where the difference has it.
  ///
  /// - Throws: `bad-change`, with the difference's line.
  package static func apply(_ text: String, to file: [UInt8]) throws(Refusal) -> [UInt8] {
    let old = try lines(of: file)
    let steps = text.split(separator: "\n", omittingEmptySubsequences: false)
    var new: [String] = []
    var (place, left) = (0, (old: 0, new: 0))
    for (index, step) in steps.enumerated() {
      func fault(_ words: String) -> Refusal {
        Refusal(.badChange, at: "/body/difference", "line \(index + 1) of the difference: \(words)")
      }
      if left == (0, 0) {
        guard let head = step.wholeMatch(of: /@@ -(\d{1,9}),(\d{1,9}) \+(\d{1,9}),(\d{1,9}) @@/),
          let start = Int(head.1),
          let before = Int(head.2), let after = Int(head.4), before + after > 0
        else { throw fault("it is no line @@ -LINE,COUNT +LINE,COUNT @@") }
        let first = before == 0 ? start : start - 1
        guard first >= place, first + before <= old.count else { throw fault("the file has no such lines there") }
        new += old[place..<first]
        place = first
        guard Int(head.3) == new.count + (after == 0 ? 0 : 1) else { throw fault("the new file is not there by then") }
        left = (before, after)
        continue
      }
      switch step.first {
      case " ", "-":
        guard left.old > 0, place < old.count, old[place] == step.dropFirst() else {
          throw fault("the file has another line there")
        }
        left.old -= 1
        if step.first == " " {
          guard left.new > 0 else { throw fault("the new file has no more lines there") }
          new.append(old[place])
          left.new -= 1
        }
        place += 1
      case "+":
        guard left.new > 0 else { throw fault("the new file has no more lines there") }
        new.append(String(step.dropFirst()))
        left.new -= 1
      case _: throw fault("it begins with none of a space, + and -")
      }
    }
    guard left == (0, 0) else { throw Refusal(.badChange, at: "/body/difference", "the difference breaks off") }
    new += old[place...]
    return Array(new.map { $0 + "\n" }.joined().utf8)
  }
}
