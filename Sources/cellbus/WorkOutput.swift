import CellCommand
import CellNode
import CellSchema
import Synchronization

/// Standard output of a command that does what cannot be undone: what is printed there tells of the work, and decides
/// nothing over it. The first line that cannot be written is the last that is tried, and the work goes on.
final class WorkOutput: Sendable {
  private let failure = Mutex<Complaint?>(nil)

  func print(_ text: String) {
    failure.withLock { failure in
      guard failure == nil else { return }
      do {
        try Terminal.print(text)
      } catch let complaint as Complaint {
        failure = complaint
      } catch {
        failure = Complaint(.failed, .outputLost, at: "standard output", spoken("nobody reads it any more"))
      }
    }
  }

  /// A receipt, which stands between the banners of its world where a person looks at it.
  ///
  /// - Parameter elsewhere: what is urgent in other worlds; nil where nobody could be asked any more.
  func print(
    receipt text: String, of nature: Nature, _ exercise: Line?, elsewhere: Elsewhere?, on desk: Nature, _ ink: Ink
  ) {
    let frame = Screen.Frame(
      of: nature, exercise, elsewhere: elsewhere ?? Elsewhere(worlds: []), width: Terminal.columns, on: desk, ink)
    guard Terminal.isOutput else { return print(text) }
    print(
      (frame.top + [DisplayText.folded(text, to: Terminal.columns)] + frame.bottom + frame.foot).joined(separator: "\n")
    )
  }

  /// At the end of the work.
  ///
  /// - Parameter consequence: what was done all the same.
  /// - Throws: why not all of it was written.
  func finish(_ consequence: String) throws {
    guard var complaint = failure.withLock({ $0 }) else { return }
    complaint.consequence = consequence
    throw complaint
  }
}
