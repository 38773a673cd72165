/// Numbers of lines as a person lists them: `lines 3, 7 to 9 and 12`.
package enum LineNumbers {
  /// - Parameter numbers: rising.
  package static func words(_ numbers: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = runs.last, last.upperBound + 1 == number {
        runs[runs.count - 1] = last.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    let texts = runs.map { $0.count == 1 ? "\($0.lowerBound)" : spoken("\($0.lowerBound) to \($0.upperBound)") }
    guard let last = texts.last else { return spoken("no line") }
    if numbers.count == 1 { return spoken("line \(last)") }
    return texts.count == 1
      ? spoken("lines \(last)") : spoken("lines \(texts.dropLast().joined(separator: ", ")) and \(last)")
  }
}
