/// Where the daemon keeps what it writes as a system service, and as whom it runs: as its unit says.
package struct SystemService: Sendable {
  /// The user's and the group's number.
  package let user: UInt32
  package let group: UInt32
  package var record: String
  package var socket: String

  package init(
    user: UInt32, group: UInt32, record: String = "/var/lib/cellbus/record",
    socket: String = "/run/cellbus/cellbus.sock"
  ) {
    self.user = user
    self.group = group
    self.record = record
    self.socket = socket
  }

  /// The directory that the unit names.
  package static let directory = "/etc/cellbus"
  /// The user that the unit names.
  package static let account = "cellbus"
}
