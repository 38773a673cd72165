/// What `cellbus doctor` has looked at on this host, before it judges anything.
package struct DoctorFacts: Sendable {
  /// A file or a directory, as its owner, group and others may use it.
  package struct Place: Sendable {
    package var path: String
    /// Permission bits.
    package var mode: Int
    package var owner: String

    package init(path: String, mode: Int, owner: String) {
      self.path = path
      self.mode = mode
      self.owner = owner
    }
  }

  package struct RecordDirectory: Sendable {
    package var path: String
    /// Nil where it is not there yet.
    package var place: Place?
    /// Why it cannot be written, in the system's words; nil where it can.
    package var obstacle: String?
    /// Bytes of its file system: free for the daemon's user, and all.
    package var free: Int64
    package var size: Int64

    package init(path: String, place: Place?, obstacle: String?, free: Int64, size: Int64) {
      self.path = path
      self.place = place
      self.obstacle = obstacle
      self.free = free
      self.size = size
    }
  }

  package enum Reach: Sendable {
    /// Somebody listens there.
    case served
    case silent
    /// The address is none of this host's.
    case foreign
    /// This user may not look.
    case forbidden
  }

  package struct Clock: Sendable {
    /// Whether the kernel's time follows a time service.
    package var isSynchronized: Bool
    /// Seconds by which each node's or witness's clock is ahead of this host's, by the message or the cosignature that was
    /// under way the shortest. Negative: behind, or always late.
    package var ahead: [(node: String, seconds: Double)]

    package init(isSynchronized: Bool, ahead: [(node: String, seconds: Double)]) {
      self.isSynchronized = isSynchronized
      self.ahead = ahead
    }
  }

  /// The unit as systemd has it; nothing where this host has no systemd, or the cell is not the service's.
  package struct Unit: Sendable {
    /// Properties by their names, of `systemctl show`.
    package var properties: [String: String]

    package init(properties: [String: String]) { self.properties = properties }
  }

  /// `cellbusd.yaml`.
  package var file: String
  package var cell: String
  package var nodes: Int
  /// Who runs the daemon.
  package var account: String
  /// What the files say of each other, which may be used all the same.
  package var warnings: [String]
  package var keys: [Place]
  /// The cell's directory and its files, without the keys.
  package var places: [Place]
  package var record: RecordDirectory
  package var endpoints: [(name: String, reach: Reach)]
  package var clock: Clock
  package var unit: Unit?

  package init(
    file: String, cell: String, nodes: Int, account: String, warnings: [String], keys: [Place], places: [Place],
    record: RecordDirectory, endpoints: [(name: String, reach: Reach)], clock: Clock, unit: Unit?
  ) {
    self.file = file
    self.cell = cell
    self.nodes = nodes
    self.account = account
    self.warnings = warnings
    self.keys = keys
    self.places = places
    self.record = record
    self.endpoints = endpoints
    self.clock = clock
    self.unit = unit
  }
}
