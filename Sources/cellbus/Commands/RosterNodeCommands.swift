import ArgumentParser
import CellCommand
import CellConfig
import CellCore
import CellNode
import CellSchema
import Foundation
import StrictYAML
import ZeroMQ

extension RosterCommand {
  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "revoke",
      abstract: spoken("Take a node out of the roster: its sessions end, its key opens nothing."),
      discussion: spoken(
        """
        It leaves every role that names it. A role that it alone held is vacant: that is shown, and what needs the role is \
        refused. In a founded cell the node is kept off at once, and the sides decide on the roster.
        """))

    @Argument(help: helpText("The node, UKR.GS-1."), transform: leaf) var node: NodeName
    @Option(name: .long, help: helpText("Why, in a line: others read it."), transform: leaf) var reason: Line?
    @OptionGroup(title: spoken("Files")) var files: CellFileOptions
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        let set = try files.load()
        let change = try RosterChanging(set, RosterEdit.removing(node, from: set.roster), format)
        let isKeptOff = try change.isFounded && keepOff(set, change.broker)
        let outcome = try change.perform()
        try change.tell(
          node, "revoked", outcome, spoken("\(node) is taken out."), keptOff: isKeptOff,
          next: "cellbus roster propose \(ShellWord.quoted(outcome.file))")
      }
    }

    /// - Returns: whether a running broker keeps the node off now.
    private func keepOff(_ set: ConfigurationSet, _ broker: RunningBroker) throws -> Bool {
      let file = set.configuration
      if file.value.keptOff.revoked.contains(node) { return true }
      let free = file.value.keptOff.held.contains(node) ? try AccessEdit.removing(node, in: file) : file
      let changed = try AccessEdit.adding(WithheldNode(node, reason), to: .revoked, in: free)
      try OutputFile.rewrite(changed.bytes, at: file.file)
      return try broker.ask(ControlRequest(.reload))?.isKeptOff ?? false
    }
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add",
      abstract: spoken("Enter a node into the roster, and write the profile that its owner is given."),
      discussion: RosterProfileOptions.discussion)

    @Argument(help: helpText("The node, UKR.GS-1."), transform: leaf) var node: NodeName
    @Option(name: .long, help: helpText("A role that the node holds; several, several times."), transform: leaf)
    var role: [RoleName] = []
    @Option(
      name: .long,
      help: helpText("The highest classification that it may read. Default: that of its participant's first node."),
      transform: leaf)
    var clearance: Classification?
    @Option(name: .long, help: helpText("A nature in which it may publish; several, several times. Default: all."))
    var nature: [Nature] = []
    @OptionGroup(title: spoken("The profile")) var profile: RosterProfileOptions
    @OptionGroup(title: spoken("Files")) var files: CellFileOptions
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        let set = try files.load()
        let keys = try profile.keys()
        guard let natures = NonEmpty(nature.isEmpty ? Nature.allCases : nature) else {
          preconditionFailure("there are natures")
        }
        let sibling = set.roster.value.nodes.first { $0.name.participant == node.participant }
        let entry = RosterNode(
          name: node, curveKey: keys.publicKey,
          clearance: clearance ?? sibling?.clearance ?? set.charter.value.policy.classifications[0], natures: natures)
        let change = try RosterChanging(
          set, RosterEdit.adding(entry, holding: role, to: set.roster), format)
        let file = profile.file(of: node, in: change)
        try profile.write(NodeProfileText(set, node, keys), to: file)
        let outcome = try change.perform { try FileManager.default.removeItem(atPath: file) }
        try change.tell(
          node, "added", outcome, spoken("\(node) is entered."), profile: file,
          next: "cellbus roster propose \(ShellWord.quoted(outcome.file))")
      }
    }
  }

  struct Rotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rotate",
      abstract: spoken("Exchange a node's key, and write it into the profile that its owner is given."),
      discussion: spoken(
        """
        Sessions under the old key end. A profile that is there keeps everything but its keys. In a founded cell the \
        participant's roots sign the change: cellbus roster keys.
        """))

    @Argument(help: helpText("The node, UKR.GS-1."), transform: leaf) var node: NodeName
    @OptionGroup(title: spoken("The profile")) var profile: RosterProfileOptions
    @OptionGroup(title: spoken("Files")) var files: CellFileOptions
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func run() async throws {
      try await reporting(format) {
        let set = try files.load()
        let keys = try profile.keys()
        let change = try RosterChanging(
          set, RosterEdit.rekeying(node, to: keys.publicKey, in: set.roster), format)
        let file = profile.file(of: node, in: change)
        let target = change.isFounded ? "\(file).new" : file
        let undo = try profile.rekey(NodeProfileText(set, node, keys), at: file, into: target)
        let outcome = try change.perform(undoing: undo)
        try change.tell(
          node, "rotated", outcome, spoken("\(node) has another key."), profile: target,
          next: "cellbus roster keys \(ShellWord.quoted(outcome.file)) --base \(ShellWord.quoted(set.roster.file))"
            + " --participant \(node.participant)")
      }
    }
  }
}

/// The keys of a node, and the profile that its owner is given.
struct RosterProfileOptions: ParsableArguments {
  @Option(
    name: .long,
    help: helpText("The public key of a pair that the owner made: cellbus keygen. Default: a new pair is made."),
    transform: leaf)
  var key: CurveKeyText?

  @Option(
    name: .long, help: helpText("The profile. Default: nodes/NODE.yaml beside cellbusd.yaml."), completion: .file())
  var out: String?

  static var discussion: String {
    spoken(
      """
      The profile has the secret key, is readable for its owner alone, and is shown nowhere: give it to the node's owner \
      by a way that you trust, and keep no copy. With --key the owner has the secret key already, and writes it in.
      """)
  }

  struct Keys {
    let publicKey: CurveKeyText
    /// Nil where its owner alone has it.
    let secretKey: CurveKeyText?
  }

  func keys() throws -> Keys {
    if let key { return Keys(publicKey: key, secretKey: nil) }
    let pair = try CurveKeyPair.generate()
    guard let publicKey = CurveKeyText(pair.publicKey.z85), let secretKey = CurveKeyText(pair.secretKey.z85) else {
      preconditionFailure("a key is 40 characters of Z85")
    }
    return Keys(publicKey: publicKey, secretKey: secretKey)
  }

  func file(of node: NodeName, in change: RosterChanging) -> String { out ?? "\(change.directory)/nodes/\(node).yaml" }

  func write(_ profile: NodeProfileText, to file: String) throws {
    let directory = URL(filePath: file).deletingLastPathComponent()
    try FileManager.default.createDirectory(
      at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try OutputFile.write(Array(profile.text.utf8), to: file, isForced: nil)
  }

  /// Puts other keys into a profile that is there, or writes one.
  ///
  /// - Parameter target: where the result goes; elsewhere, the profile stays as it is.
  /// - Returns: what makes it as it was.
  func rekey(_ profile: NodeProfileText, at file: String, into target: String) throws -> () throws -> Void {
    guard FileManager.default.fileExists(atPath: file) else {
      try write(profile, to: target)
      return { try FileManager.default.removeItem(atPath: target) }
    }
    // An owner who has made the keys enters them.
    guard let secret = profile.secretKey else { return {} }
    let old = try NodeProfile.located(file)
    var edit = TextEdit(old)
    try edit.replace("\(old.value.publicKey)", at: "/publicKey", with: "'\(profile.publicKey)'")
    try edit.replace("\(old.value.secretKey)", at: "/secretKey", with: "'\(secret)'")
    let changed = try edit.checked { $0.publicKey == profile.publicKey && $0.secretKey == secret }
    guard target == file else {
      try OutputFile.write(changed.bytes, to: target, isForced: true)
      return { try FileManager.default.removeItem(atPath: target) }
    }
    try OutputFile.rewrite(changed.bytes, at: file)
    return { try OutputFile.rewrite(old.bytes, at: file) }
  }
}

extension NodeProfileText {
  fileprivate init(_ set: ConfigurationSet, _ node: NodeName, _ keys: RosterProfileOptions.Keys) {
    self.init(
      cell: set.configuration.value.cell, node: node, endpoints: set.endpoints.map(\.description),
      serverKey: set.curveKey.publicKey, publicKey: keys.publicKey, secretKey: keys.secretKey,
      also: set.former.map(NodeProfileText.also) ?? [])
  }
}
