import CellDemo
import CellNode

/// What is shown of a chapter, and what it came to.
struct ChapterTally {
  private(set) var accepted = 0
  private(set) var refused = 0
  private(set) var unexpected = 0
  private(set) var left = 0
  private var lines = 0
  /// How often each type was shown, and each code.
  private var shown: [String: Int] = [:]

  /// Unless everything is shown: so many lines of a chapter, and so many of one type, or refused by one rule.
  private static let linesOfChapter = 6
  private static let linesOfType = 3

  /// Counts a message.
  ///
  /// - Returns: whether it is to be shown: it is news, or a surprise.
  mutating func count(_ message: Played, isVerbose: Bool) -> Bool {
    let subject: String
    switch message.result {
    case .success:
      accepted += 1
      subject = "\(message.step.type)"
    case .failure(let error):
      refused += 1
      subject = "\(error.code)"
    }
    if !message.isAsExpected { unexpected += 1 }
    let isNews = lines < Self.linesOfChapter && shown[subject, default: 0] < Self.linesOfType
    guard isVerbose || isNews || !message.isAsExpected else {
      left += 1
      return false
    }
    shown[subject, default: 0] += 1
    lines += 1
    return true
  }
}
