import CLinux
import CellCommand
import CellConfig
import CellCore
import CellJournal
import CellProof
import CellRecord
import CellSchema
import Foundation
import Glibc
import StrictYAML
import Subprocess

extension DoctorFacts {
  /// Looks at the host; nothing is changed.
  ///
  /// - Parameter file: `cellbusd.yaml`.
  static func gathered(_ file: String) async throws -> Self {
    let set = try ConfigurationSet.load(file)
    let configuration = set.configuration.value
    func path(_ path: FilePath) -> String { path.resolved(besides: file) }
    let directory = URL(filePath: file).deletingLastPathComponent().standardizedFileURL.path(percentEncoded: false)
    let isService = URL(filePath: file).standardizedFileURL.deletingLastPathComponent().path == SystemService.directory
    let unit = isService ? await Unit.ofHost() : nil
    let record = RecordDirectory(set)
    return Self(
      file: file, cell: "\(configuration.cell)", nodes: set.roster.value.nodes.count,
      account: unit?.properties["User"] ?? record.place?.owner ?? Place.name(of: geteuid()),
      warnings: set.warnings.map(\.description),
      keys: [configuration.curveKey, configuration.logKey].compactMap { Place(path($0)) },
      places: ([directory, file] + [configuration.roster, configuration.charter].map(path)).compactMap { Place($0) },
      record: record, endpoints: set.endpoints.map { ("\($0)", Reach(of: $0)) }, clock: Clock(set), unit: unit)
  }
}

extension DoctorFacts.Place {
  /// Nil where it cannot be looked at.
  init?(_ path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    self.init(path: path, mode: Int(status.st_mode & 0o777), owner: Self.name(of: status.st_uid))
  }

  static func name(of user: uid_t) -> String {
    guard let entry = unsafe getpwuid(user) else { return "\(user)" }
    return unsafe String(cString: entry.pointee.pw_name)
  }
}

extension DoctorFacts.RecordDirectory {
  init(_ set: ConfigurationSet) {
    let path = set.recordDirectory
    var free: Int64 = 0
    var size: Int64 = 0
    var place = URL(filePath: path).standardizedFileURL
    var disk = statvfs()
    while unsafe statvfs(place.path, &disk) != 0, place.path != "/" { place.deleteLastPathComponent() }
    free = Int64(clamping: UInt64(disk.f_bavail) * UInt64(disk.f_frsize))
    size = Int64(clamping: UInt64(disk.f_blocks) * UInt64(disk.f_frsize))
    self.init(
      path: path, place: DoctorFacts.Place(path), obstacle: RecordPlace.obstacle(path), free: free,
      size: size)
  }
}

extension DoctorFacts.Reach {
  init(of endpoint: Endpoint) {
    switch endpoint {
    case .ipc(let path): self = Self.ofSocket(path)
    case .tcp(let address, let port): self = Self.ofPort(address, port)
    case .host: self = .silent
    }
  }

  /// Whether somebody listens, by the kernel's list: who connects and says nothing would be a stranger in the daemon's log.
  ///
  /// The list is read in parts, and a socket may be passed over while others come and go: what is not found is looked for
  /// again.
  private static func ofSocket(_ path: String) -> Self {
    for _ in 0..<20 {
      guard let bytes = try? FileHandle(forReadingAtPath: "/proc/net/unix")?.readToEnd() else { return .forbidden }
      let list = String(decoding: bytes, as: UTF8.self)
      // Num RefCount Protocol Flags Type St Inode Path; the flag of one that listens is SO_ACCEPTCON.
      let isServed = list.split(separator: "\n").contains { line in
        let fields = line.split(separator: " ", maxSplits: 7)
        return fields.count == 8 && fields[3] == "00010000" && fields[7] == path
      }
      if isServed { return .served }
    }
    return .silent
  }

  /// Whether the port can be taken: where it can, nobody listens.
  private static func ofPort(_ address: String, _ port: UInt16) -> Self {
    var hints = unsafe addrinfo()
    unsafe hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard unsafe getaddrinfo(address == "*" ? nil : address, "\(port)", &hints, &found) == 0, let first = unsafe found
    else { return .foreign }
    defer { unsafe freeaddrinfo(found) }
    let descriptor = unsafe socket(first.pointee.ai_family, first.pointee.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return .forbidden }
    defer { close(descriptor) }
    var reuse: Int32 = 1
    unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
    guard unsafe bind(descriptor, first.pointee.ai_addr, first.pointee.ai_addrlen) != 0 else { return .silent }
    if errno == EADDRNOTAVAIL { return .foreign }
    return errno == EADDRINUSE ? .served : .forbidden
  }
}

extension DoctorFacts.Clock {
  /// Rows at the record's end that are looked at: enough for every node that has spoken lately.
  private static let rows: UInt64 = 2_000

  init(_ set: ConfigurationSet) {
    var state = timex()
    let isSynchronized = unsafe adjtimex(&state) != TIME_ERROR && state.status & STA_UNSYNC == 0
    self.init(isSynchronized: isSynchronized, ahead: ((try? Self.ahead(set)) ?? []) + Self.witnesses(set))
  }

  /// By how much each node's clock is ahead, by its message that was under way the shortest. A record that cannot be read
  /// is not for the clock to say.
  private static func ahead(_ set: ConfigurationSet) throws -> [(node: String, seconds: Double)] {
    let reader = try SQLiteReader.open(directory: set.recordDirectory, cell: set.configuration.value.cell)
    defer { try? reader.close() }
    let head = try reader.head().sequence
    let first = SequenceNumber(head.value > rows ? head.value - rows : 0)
    let known = Set(set.roster.value.nodes.map(\.name))
    var ahead: [NodeName: Double] = [:]
    for row in try reader.rows(after: first, limit: Int(rows), bytes: 64 << 20) where known.contains(row.node) {
      guard let header = try? DocumentDecoder.header(of: Array(row.envelope.document)) else { continue }
      let seconds = Double(header.sentAt.microseconds - Timestamp(row.acceptedAt).microseconds) / 1e6
      ahead[row.node] = max(ahead[row.node] ?? -.infinity, seconds)
    }
    return ahead.sorted { $0.key < $1.key }.map { ("\($0.key)", $0.value) }
  }
}

extension DoctorFacts.Clock {
  /// The witnesses, by when each says that it cosigned the last good checkpoint (tlog-cosignature, `cosignature/v1`: eight
  /// bytes of seconds before the 64 of the signature), beside when the checkpoint was written here.
  private static func witnesses(_ set: ConfigurationSet) -> [(node: String, seconds: Double)] {
    let file = CheckpointFile(directory: set.recordDirectory)
    var status = stat()
    guard let text = file.read(), let note = try? SignedNote(text), unsafe stat(file.path, &status) == 0 else {
      return []
    }
    return note.signatures.filter { $0.bytes.count == 72 }.map { signature in
      let seconds = signature.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return (signature.name, Double(Int64(clamping: seconds)) - Double(status.st_mtim.tv_sec))
    }
  }
}

extension DoctorFacts.Unit {
  private static let properties = [
    "LoadState", "ActiveState", "SubState", "Result", "ExecMainStatus", "NRestarts", "User", "NoNewPrivileges",
    "ProtectSystem", "ProtectHome", "PrivateTmp", "PrivateDevices", "MemoryDenyWriteExecute", "UMask",
  ]

  private static let program = "systemctl"

  /// What systemd knows of the unit; nil where this host runs another.
  static func ofHost() async -> Self? {
    guard FileManager.default.fileExists(atPath: "/run/systemd/system") else { return nil }
    let result = try? await run(
      .name(program), arguments: ["show", "cellbusd", "--property", properties.joined(separator: ",")],
      output: .string(limit: 65_536), error: .discarded)
    guard let text = result?.standardOutput else { return nil }
    var known: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2, !parts[1].isEmpty { known[String(parts[0])] = String(parts[1]) }
    }
    return Self(properties: known)
  }
}
