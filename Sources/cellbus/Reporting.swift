import ArgumentParser
import CellCommand
import CellConfig
import CellNode
import CellSchema
import Foundation
import StrictYAML

extension ParsableCommand {
  /// Runs a command's work and says on standard error what came to nothing, in the format that was asked for.
  ///
  /// - Throws: the exit code.
  func reporting(_ format: FormatOptions, _ work: () async throws -> Void) async throws {
    // A closed pipe is then an error of the write, which is none for the user.
    _ = signal(SIGPIPE, SIG_IGN)
    Terminal.keepStandardStreams()
    do {
      // What programs read is in English.
      try await Voice.$current.withValue(format.isJSON ? Voice(.english) : Voice.current) {
        do { try await work() } catch {
          try? Self.sayTranslated(format)
          throw error
        }
        try Self.sayTranslated(format)
      }
    } catch is ClosedPipe {
      return
    } catch is CancellationError {
      throw ExitCode(130)
    } catch let code as ExitCode {
      throw code
    } catch let problems as FileProblems {
      for problem in problems.problems { format.complain(Complaint(problem)) }
      if !format.isJSON, problems.problems.count > 1 { Terminal.note(spoken("\(problems.problems.count) problems.")) }
      throw ExitCode(ExitStatus.configuration.rawValue)
    } catch let faults as BodyFaults {
      if format.isJSON {
        faults.json.forEach(Terminal.note)
      } else {
        Terminal.note(DisplayText.folded(faults.text(format.errorInk), to: Terminal.errorColumns))
        format.noteTranslated()
      }
      throw ExitCode(faults.status.rawValue)
    } catch {
      let complaint = Self.complaint(error)
      format.complain(complaint)
      throw ExitCode(complaint.status.rawValue)
    }
  }

  /// Says below what was printed that it is a translation, where nothing has said so.
  private static func sayTranslated(_ format: FormatOptions) throws {
    guard Terminal.lacksNotice, let notice = Voice.notice else { return }
    try Terminal.print(format.ink(DisplayText.folded(notice, to: Terminal.columns), .faint))
  }

  static func complaint(_ error: any Error) -> Complaint {
    switch error {
    case let complaint as Complaint: complaint
    case let error as NodeError: Complaint(error)
    case let refusal as Refusal: Complaint(refusal)
    case let problem as FileProblem: Complaint(problem)
    case is CocoaError, is POSIXError: Complaint(.failed, .internalFault, SystemWords.of(error))
    case is DecodingError: Complaint(Refusal(decoding: error))
    default: Complaint(.failed, .internalFault, "\(error)")
    }
  }
}

extension FormatOptions {
  func complain(_ complaint: Complaint) {
    guard !isJSON else { return Terminal.note(complaint.json) }
    Terminal.note(DisplayText.folded(complaint.text(errorInk), to: Terminal.errorColumns))
    noteTranslated()
  }

  /// Says below a refusal that it is a translation.
  func noteTranslated() {
    guard Terminal.isError, let notice = Voice.notice else { return }
    Terminal.note(errorInk(DisplayText.folded("  \(notice)", to: Terminal.errorColumns), .faint))
  }
}
