import CellCommand
import CellSchema
import Foundation

extension KeptDraft {
  /// Keeps it, and says how one goes on with it.
  ///
  /// - Parameters:
  ///   - number: the draft's, where it is one already.
  ///   - isRefused: it is to be changed before it is sent.
  func keep(as number: Int? = nil, isRefused: Bool = false, _ format: FormatOptions) {
    do {
      let number = try DraftStore().keep(self, as: number)
      let text =
        isWhole && !isRefused
        ? spoken("kept as draft \(number); send it: cellbus publish --draft \(number)")
        : spoken("kept as draft \(number); go on with it: cellbus compose --draft \(number)")
      Terminal.note(DisplayText.folded(text, to: Terminal.errorColumns))
    } catch {
      let complaint = PublishCommand.complaint(error)
      format.complain(complaint)
    }
  }
}

extension Complaint {
  /// Why a draft was kept.
  var reason: String { "\(verb.rawValue) \(code)\(place.isEmpty ? "" : " \(place)"): \(detail)" }
}

/// The directory of drafts that were kept, `$XDG_STATE_HOME/cellbus/drafts` (XDG Base Directory 0.8), a file each.
struct DraftStore {
  let directory: String

  /// Drafts that are kept at a time: who has more looks at none.
  private static let most = 999

  init() {
    let environment = ProcessInfo.processInfo.environment
    let state = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    directory = (state ?? "\(environment["HOME"] ?? NSHomeDirectory())/.local/state") + "/cellbus/drafts"
  }

  private func path(_ number: Int) -> String { "\(directory)/\(number).json" }

  /// - Parameter number: the draft's number, where it is one already.
  /// - Returns: the draft's number.
  func keep(_ draft: KeptDraft, as number: Int? = nil) throws -> Int {
    if let number {
      // What is replaced is whole until the other is: in one step.
      let new = "\(path(number)).new"
      do {
        try? FileManager.default.removeItem(atPath: new)
        guard
          FileManager.default.createFile(
            atPath: new, contents: Data(draft.json + [0x0A]), attributes: [.posixPermissions: 0o600])
        else { throw POSIXError(.EIO) }
        let handle = try FileHandle(forUpdating: URL(filePath: new))
        try handle.synchronize()
        try handle.close()
        guard unsafe rename(new, path(number)) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        return number
      } catch {
        throw Complaint(.failed, .outputUnwritable, at: path(number), SystemWords.of(error))
      }
    }
    do {
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw Complaint(.failed, .outputUnwritable, at: directory, SystemWords.of(error))
    }
    var number = (numbers.last ?? 0) + 1
    while number <= Self.most {
      let file = unsafe open(path(number), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      guard file >= 0 else {
        // Another command took the number.
        guard errno == EEXIST else { break }
        number += 1
        continue
      }
      let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
      do {
        try handle.write(contentsOf: Data(draft.json + [0x0A]))
        try handle.synchronize()
        return number
      } catch {
        try? FileManager.default.removeItem(atPath: path(number))
        throw Complaint(.failed, .outputUnwritable, at: path(number), SystemWords.of(error))
      }
    }
    throw Complaint(
      .failed, .outputUnwritable, at: directory,
      number > Self.most
        ? spoken("\(Self.most) drafts are kept; drop some: cellbus drafts drop N")
        : unsafe String(cString: strerror(errno)))
  }

  /// The numbers of the drafts, rising.
  var numbers: [Int] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return files.filter { $0.hasSuffix(".json") }.compactMap { Int($0.dropLast(5)) }.filter { $0 > 0 }.sorted()
  }

  /// - Throws: a complaint where there is no draft of this number, or its file cannot be read.
  func read(_ number: Int) throws -> KeptDraft {
    guard numbers.contains(number) else { throw missing(number) }
    do {
      return try KeptDraft(Array(Data(contentsOf: URL(filePath: path(number)))))
    } catch let refusal as Refusal {
      throw Complaint(
        .failed, .inputUnreadable, at: path(number), spoken("it is no draft: \(refusal.pointer) \(refusal.detail)"))
    } catch {
      throw Complaint(.failed, .inputUnreadable, at: path(number), SystemWords.of(error))
    }
  }

  func drop(_ number: Int) throws {
    guard numbers.contains(number) else { throw missing(number) }
    do { try FileManager.default.removeItem(atPath: path(number)) } catch {
      throw Complaint(.failed, .outputUnwritable, at: path(number), SystemWords.of(error))
    }
  }

  private func missing(_ number: Int) -> Complaint {
    let all = numbers.map { "\($0)" }.joined(separator: ", ")
    return Complaint(
      .failed, .usage, at: "\(number)",
      spoken("there is no such draft; there are \(all.isEmpty ? spoken("none") : all)"))
  }
}
