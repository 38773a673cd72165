import ArgumentParser
import CellCommand
import CellConfig
import CellNode
import CellSchema
import Foundation
import StrictYAML
import ZeroMQ

struct BrokerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "broker", abstract: spoken("The broker's own key."), subcommands: [Rotate.self])
}

extension BrokerCommand {
  struct Rotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rotate",
      abstract: spoken("Exchange the broker's key, with both served until a moment: nobody is cut off before it."),
      discussion: spoken(
        """
        A new key pair is served at endpoints of its own, beside the old one at its endpoints, which close at --until. \
        Profiles in nodes/ beside cellbusd.yaml get both; owners of others put the lines that are shown into theirs. When \
        it is over, take former out of cellbusd.yaml, and the old key's file away.
        """))

    @Option(
      name: .long,
      help: helpText("An endpoint of the new key, tcp://HOST:PORT or ipc:///PATH; several, several times."),
      transform: leaf)
    var endpoint: [EndpointText]
    @Option(
      name: .long, help: helpText("When the old key's endpoints close: as --expires-at."), transform: momentAhead)
    var until: Timestamp
    @OptionGroup(title: spoken("Files")) var files: CellFileOptions
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        let set = try files.load()
        guard let endpoints = NonEmpty(endpoint) else {
          throw Complaint.usage(spoken("--endpoint says where the new key is served"))
        }
        let directory = URL(filePath: set.configuration.file).deletingLastPathComponent().path
        let oldKey = set.configuration.value.curveKey
        let name = try newName(besides: oldKey, set.configuration.file)
        let changed = try KeyEdit.rotating(to: name, at: endpoints, until: until, in: set.configuration)
        let pair = try CurveKeyPair.generate()
        let keyFile = name.resolved(besides: set.configuration.file)
        try write(pair, to: keyFile, like: oldKey.resolved(besides: set.configuration.file))
        let (next, isInForce) = try putInForce(changed, insteadOf: set, keyFile)
        try tell(next, isInForce: isInForce, profiles: profiles(in: "\(directory)/nodes", from: set, to: next))
      }
    }

    /// Where the broker does not take it over, all is as it was.
    private func putInForce(
      _ changed: Located<CellConfiguration>, insteadOf set: ConfigurationSet, _ keyFile: String
    ) throws -> (next: ConfigurationSet, isInForce: Bool) {
      do {
        try OutputFile.rewrite(changed.bytes, at: set.configuration.file)
        let next = try ConfigurationSet.load(set.configuration.file)
        let broker = RunningBroker(recordDirectory: set.recordDirectory)
        return (next, try broker.ask(ControlRequest(.reload))?.orProblems() != nil)
      } catch {
        try OutputFile.rewrite(set.configuration.bytes, at: set.configuration.file)
        try FileManager.default.removeItem(atPath: keyFile)
        throw error
      }
    }

    /// The first of `broker-2.key`, `broker-3.key` and so on that is free beside the key before.
    private func newName(besides old: FilePath, _ file: String) throws -> FilePath {
      let folder = old.description.lastIndex(of: "/").map { old.description[...$0] } ?? ""
      for number in 2...9_999 {
        guard let path = FilePath("\(folder)broker-\(number).key") else { break }
        if !FileManager.default.fileExists(atPath: path.resolved(besides: file)) { return path }
      }
      throw Complaint(.failed, .outputUnwritable, at: "\(folder)broker-2.key", spoken("it is there already"))
    }

    /// Owner, group and mode are those of the key before: the daemon reads both.
    private func write(_ pair: CurveKeyPair, to file: String, like old: String) throws {
      let text = """
        # The broker's CURVE key pair. Whoever has the secret key can pass for its owner: it never leaves this host.
        publicKey: '\(pair.publicKey.z85)'
        secretKey: '\(pair.secretKey.z85)'

        """
      try OutputFile.write(Array(text.utf8), to: file, like: old)
    }

    /// Has the profiles that are here carry both keys.
    ///
    /// - Returns: their files.
    private func profiles(
      in directory: String, from old: ConfigurationSet, to new: ConfigurationSet
    ) throws -> [String] {
      let names = ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted()
      var changed: [String] = []
      for name in names where name.hasSuffix(".yaml") {
        let file = "\(directory)/\(name)"
        guard let profile = try? NodeProfile.located(file), profile.value.serverKey == old.curveKey.publicKey,
          let former = new.former
        else { continue }
        var edit = TextEdit(profile)
        try edit.replace("\(old.curveKey.publicKey)", at: "/serverKey", with: "'\(new.curveKey.publicKey)'")
        try edit.replace(
          list: "/endpoints", of: profile.value.ownEndpoints, with: new.endpoints.map { "'\($0)'" })
        if let earlier = profile.value.also, !earlier.isEmpty {
          // One former key is served at a time: those before it are over.
          for place in earlier.indices.dropFirst() { try edit.remove(at: "/also/\(place)") }
          try edit.replace("\(earlier[0].serverKey)", at: "/also/0/serverKey", with: "'\(former.pair.publicKey)'")
          try edit.replace(
            list: "/also/0/endpoints", of: earlier[0].endpoints, with: former.endpoints.map { "'\($0)'" })
        } else {
          edit.append(lines: NodeProfileText.also(former))
        }
        let result = try edit.checked {
          $0.serverKey == new.curveKey.publicKey && $0.also?.map(\.serverKey) == [former.pair.publicKey]
        }
        try OutputFile.rewrite(result.bytes, at: file)
        changed.append(file)
      }
      return changed
    }

    private func tell(_ set: ConfigurationSet, isInForce: Bool, profiles: [String]) throws {
      let endpoints = set.endpoints.map(\.description)
      guard !format.isJSON else {
        var object = JSONObject()
        object.add("publicKey", set.curveKey.publicKey)
        object.add("endpoints", endpoints)
        object.add("until", until)
        object.add("inForce", isInForce)
        object.add("profiles", profiles)
        return try Terminal.print(object.text)
      }
      var lines = [
        spoken(
          "The broker has another key, at \(endpoints.joined(separator: ", ")); the one before closes \(until.dtg).")
      ]
      lines.append(isInForce ? spoken("It is in force.") : RosterChanging.notRunning(set.recordDirectory))
      lines.append(counted(profiles.count, "{1} profile carries both.", "{1} profiles carry both."))
      lines.append(spoken("For profiles elsewhere, in the place of serverKey and endpoints:"))
      try Terminal.print(folding: lines.joined(separator: "\n"))
      let key = ["serverKey: '\(set.curveKey.publicKey)'", "endpoints:"] + endpoints.map { "  - '\($0)'" }
      try Terminal.print((key + (set.former.map(NodeProfileText.also) ?? [])).joined(separator: "\n"))
    }
  }
}
