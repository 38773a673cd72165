import CellJournal
import CellJournalTesting
import CellRecord
import CellSchema
import Foundation
import Glibc
import Testing

@Suite struct FullDiskTests {
  /// A file system of its own, 3 MiB small.
  private final class SmallDisk {
    let directory = TemporaryDirectory()

    init?() {
      do {
        try FileManager.default.createDirectory(atPath: directory.path, withIntermediateDirectories: true)
      } catch {
        return nil
      }
      guard unsafe mount("tmpfs", directory.path, "tmpfs", 0, "size=3m") == 0 else { return nil }
    }

    deinit {
      _ = unsafe umount2(directory.path, CInt(MNT_DETACH))
    }
  }

  private static let canMount = SmallDisk() != nil

  @Test(.enabled(if: canMount, "needs the right to mount"))
  func onAFullDiskNothingIsWrittenAndTheSameBatchGoesThroughLater() throws {
    let disk = try #require(SmallDisk())
    let filler = disk.directory.path + "/filler"
    let path = disk.directory.path + "/record"
    let journal = try SQLiteJournal.open(directory: path, cell: "paris")
    var head = try journal.append(rows: 20)
    try Data(count: 2 << 20).write(to: URL(fileURLWithPath: filler))
    var full = false
    while !full {
      do throws(JournalError) {
        head = try journal.append(rows: 50)
      } catch {
        #expect(error == .full)
        full = true
      }
    }
    #expect(try journal.head() == head)
    #expect(try journal.allRows() == sampleRows(head.sequence))
    #expect(throws: JournalError.full) { try journal.append(rows: 50) }
    // What a kill on the full disk leaves.
    // Emptied first: a child between its fork and its exec has the descriptor, too, and would keep the room.
    try FileHandle(forWritingTo: URL(filePath: filler)).truncate(atOffset: 0)
    try FileManager.default.removeItem(atPath: filler)
    #expect(try journal.append(rows: 50).sequence == head.sequence + 50)
    try journal.close()
    let reopened = try SQLiteJournal.open(directory: path, cell: "paris")
    #expect(try reopened.allRows() == sampleRows(head.sequence + 50))
    try reopened.close()
  }

  @Test(.enabled(if: canMount, "needs the right to mount"))
  func openingOnAFullDiskIsRefusedAndGoesThroughLater() throws {
    let disk = try #require(SmallDisk())
    let filler = disk.directory.path + "/filler"
    let path = disk.directory.path + "/record"
    let journal = try SQLiteJournal.open(directory: path, cell: "paris")
    let head = try journal.append(rows: 20)
    try journal.close()
    try? Data(count: 4 << 20).write(to: URL(fileURLWithPath: filler))
    #expect(throws: JournalError.full) { _ = try SQLiteJournal.open(directory: path, cell: "paris") }
    // Emptied first: a child between its fork and its exec has the descriptor, too, and would keep the room.
    try FileHandle(forWritingTo: URL(filePath: filler)).truncate(atOffset: 0)
    try FileManager.default.removeItem(atPath: filler)
    let reopened = try SQLiteJournal.open(directory: path, cell: "paris")
    #expect(try reopened.head() == head)
    try reopened.close()
  }

  @Test func aRecordStaysWithinItsOwnLimit() throws {
    let directory = TemporaryDirectory()
    var limits = JournalLimits()
    limits.pages = 60
    var journal = try SQLiteJournal.open(directory, limits: limits)
    var head = Head.empty
    var full = false
    while !full {
      do throws(JournalError) {
        head = try journal.append(rows: 10, documentBytes: 900)
      } catch {
        #expect(error == .full)
        full = true
      }
    }
    #expect(head.sequence > .none)
    #expect(try journal.head() == head)
    try journal.close()
    #expect(try directory.bytes(directory.record).count <= 60 * 4096)

    limits.pages = 80
    journal = try SQLiteJournal.open(directory, limits: limits)
    #expect(try journal.append(rows: 10, documentBytes: 900).sequence == head.sequence + 10)
  }
}
