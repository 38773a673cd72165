import ArgumentParser
import CellCommand
import CellConfig

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: spoken("Look a cell and its service over on this host, and say what to do."),
    discussion: spoken(
      """
      Files, keys and who may read them, the record's directory and its disk, endpoints, the clock beside those of the \
      nodes, and the unit where systemd runs it. Nothing is changed, and no broker is needed. As root it sees all.
      Exits 0 where nothing is wrong, warnings or not, and 78 where something is.
      """))

  @OptionGroup(title: spoken("Files")) var files: CellFileOptions
  @OptionGroup(title: spoken("Output")) var format: FormatOptions

  func run() async throws {
    try await reporting(format) {
      let doctor = Doctor(try await DoctorFacts.gathered(try files.configuration))
      try Terminal.print(format.isJSON ? doctor.json : doctor.text(format.ink))
      if doctor.faults > 0 { throw ExitCode(ExitStatus.configuration.rawValue) }
    }
  }
}
