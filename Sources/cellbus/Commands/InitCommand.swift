import ArgumentParser
import CellCommand
import CellConfig
import CellCore
import CellProof
import CellSchema
import Glibc
import StrictYAML
import ZeroMQ

extension ShippedCharter: ExpressibleByArgument {}

struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: spoken(
      "Write a new cell's directory: configuration, roster, charter, keys, and a profile for each node."),
    discussion: spoken("It listens on a free loopback port and on DIR/cellbus.sock. Nothing else is needed to start."))

  @OptionGroup(title: spoken("Output")) var format: FormatOptions

  @Argument(help: helpText("The directory; none of the files may be in it."))
  var directory: String

  @Option(
    name: .long,
    help: helpText(
      """
      FRA,UKR,USA,EU, or all: the coalition's 34 members, Ukraine and the United States. EU, NATO and any other code of \
      two to four letters take part as associates.
      """))
  var participants = "all"

  @Option(name: .long, help: helpText("The charter: paris-2026-draft or paris-2026-final."))
  var charter = ShippedCharter.draft

  @Option(name: .customLong("name"), help: helpText("The cell's name."), transform: leaf)
  var cell: CellName = "paris"

  @Option(name: .long, help: helpText("What the profiles speak in: operation, exercise, drill, project."))
  var nature = Nature.operation

  @Option(name: .long, help: helpText("The exercise's name, with --nature exercise or drill."), transform: leaf)
  var exercise: Line?

  @Option(
    name: .long, help: helpText("Where nodes connect, tcp://ADDRESS:PORT. Without it, a free loopback port."),
    transform: listening)
  var listen: Endpoint?

  @Flag(
    name: .long,
    help: helpText(
      "For the system service: the record in /var/lib/cellbus, the socket in /run/cellbus, the keys its user's alone."))
  var service = false

  func validate() throws {
    if nature.isExercise != (exercise != nil) {
      throw ValidationError(spoken("--exercise NAME belongs to --nature exercise or drill, and to nothing else"))
    }
  }

  func run() async throws {
    try await reporting(format) {
      let plan = CellDirectory(
        cell: cell, participants: try codes(), charter: charter, port: try LoopbackPort.free(), nature: nature,
        exerciseName: exercise, listening: listen, service: service ? try ofHost() : nil)
      let created = try plan.create(at: directory) {
        let pair = try CurveKeyPair.generate()
        return CellDirectory.KeyPair(publicKey: pair.publicKey.z85, secretKey: pair.secretKey.z85)
      } logKeys: {
        let key = LogKey.generate()
        return CellDirectory.KeyPair(publicKey: key.publicText, secretKey: key.secretText)
      }
      try Terminal.print(format.isJSON ? json(created) : try text(created))
    }
  }

  private func ofHost() throws(Complaint) -> SystemService {
    guard let entry = unsafe getpwnam(SystemService.account) else {
      throw Complaint.usage(
        spoken(
          "there is no user \(SystemService.account) on this host; the Debian package makes it, or systemd-sysusers"))
    }
    return unsafe SystemService(user: entry.pointee.pw_uid, group: entry.pointee.pw_gid)
  }

  /// What starts the broker.
  private func start(_ created: CellDirectory.Created) -> String {
    guard !service else { return "systemctl enable --now cellbusd" }
    return "\(Programs.word("cellbusd")) --config \(ShellWord.quoted(created.configuration))"
  }

  private func codes() throws(Complaint) -> [ParticipantCode] {
    if participants == "all" { return CoalitionMembers.all.map(\.code) }
    var codes: [ParticipantCode] = []
    for part in participants.split(separator: ",", omittingEmptySubsequences: false) {
      let text = part.uppercased()
      guard let code = ParticipantCode(text), CoalitionMembers.participant(code) != nil else {
        let known = (CoalitionMembers.all + CoalitionMembers.associates).map(\.code.description)
          .joined(separator: " ")
        throw Complaint.usage(
          spoken("\"\(part)\" is no participant: two to four letters, not CELL and not RUS; known by name: \(known)"))
      }
      codes.append(code)
    }
    return codes
  }

  private func text(_ created: CellDirectory.Created) throws -> String {
    let ink = format.ink
    let charter = try created.charter.read().value
    let first = created.profiles.first?.node.participant.description ?? "CELL"
    var lines = [
      ink(spoken("The cell \(cell) is ready"), .green) + spoken(" in \(created.directory), for ")
        + counted(created.profiles.count, "{1} node", "{1} nodes") + ".",
      spoken(
        "It runs the charter \(created.charter.rawValue), after \(charter.instrument) version \(charter.version)."),
      spoken("It will listen on \(created.endpoints.joined(separator: spoken(" and ")))."),
    ]
    // A code that was mistyped would be one of these.
    let associates = try codes().compactMap(CoalitionMembers.participant).filter { $0.side == .associate }
    if !associates.isEmpty {
      let names = associates.map(\.code.description).joined(separator: ", ")
      lines.append(spoken("As associates, who pledge, enable and deliver alone: \(names)."))
    }
    if let socket = created.socketLeftOut {
      lines.append(spoken("The path \(socket) is too long for a socket: there is none."))
    }
    lines += [
      "",
      DisplayText.whole(spoken("Start the broker:"), 17) + "  "
        + ink(start(created), .bold),
      DisplayText.whole(spoken("Then, elsewhere:"), 17) + "  "
        + ink("\(Programs.word("cellbus")) tail --cell \(ShellWord.quoted(created.directory)) --as \(first)", .bold),
    ]
    return lines.joined(separator: "\n")
  }

  private func json(_ created: CellDirectory.Created) -> String {
    var object = JSONObject()
    object.add("directory", created.directory)
    object.add("configuration", created.configuration)
    object.add("charter", created.charter.rawValue)
    object.add("endpoints", created.endpoints)
    object.add(
      "profiles",
      created.profiles.map { profile in
        var entry = JSONObject()
        entry.add("node", profile.node)
        entry.add("file", profile.file)
        return entry
      })
    return object.text
  }
}

/// Reads where a broker is to listen.
private func listening(_ argument: String) throws -> Endpoint {
  guard let endpoint = try? Endpoint(argument), case .tcp = endpoint else {
    throw notAllowed(argument, "tcp://ADDRESS:PORT")
  }
  return endpoint
}
