public import CellSchema
import CellWire

/// What is flash or immediate and open in other worlds than the one that a person looks at, as far as the node may read.
public struct Elsewhere: Codable, Hashable, Sendable {
  /// A world in which something is open.
  public struct World: Codable, Hashable, Sendable {
    /// The nature of the world.
    public let nature: Nature
    /// The name of an exercise or a drill.
    public let exerciseName: Line?
    /// How many messages are open at flash and above.
    public let flash: UInt64
    /// How many messages are open at immediate.
    public let immediate: UInt64
    /// How many of ``flash`` the node's participant acknowledged or sent, so that nothing of them waits for the node.
    public let knownFlash: UInt64
    /// How many of ``immediate`` the node's participant acknowledged or sent.
    public let knownImmediate: UInt64
    /// The first of them, at most ``Limits/mattersElsewhere``: those that are not known first, of these the highest
    /// precedence, and of one precedence the worst.
    public let matters: [Matter]

    package init(
      nature: Nature, exerciseName: Line?, flash: UInt64, immediate: UInt64, knownFlash: UInt64 = 0,
      knownImmediate: UInt64 = 0, matters: [Matter]
    ) {
      self.nature = nature
      self.exerciseName = exerciseName
      self.flash = flash
      self.immediate = immediate
      self.knownFlash = knownFlash
      self.knownImmediate = knownImmediate
      self.matters = matters
    }
  }

  /// A message that somebody should look at.
  public struct Matter: Codable, Hashable, Sendable {
    /// The message's number on the record.
    public let sequence: UInt64
    /// The message's identifier.
    public let id: MessageID
    /// The message's type.
    public let type: MessageType
    /// The node that sent the message.
    public let from: NodeName
    /// The message's precedence.
    public let precedence: Precedence
    /// Whether the node's participant acknowledged or sent the message, and nothing of it waits for the node.
    public let isKnown: Bool
    /// Whether the node's participant sent the message.
    public let isOwn: Bool

    package init(
      sequence: UInt64, id: MessageID, type: MessageType, from: NodeName, precedence: Precedence, isKnown: Bool = false,
      isOwn: Bool = false
    ) {
      self.sequence = sequence
      self.id = id
      self.type = type
      self.from = from
      self.precedence = precedence
      self.isKnown = isKnown
      self.isOwn = isOwn
    }
  }

  /// The operation first, then the worlds with the most flash that is not known; at most ``Limits/worldsElsewhere``.
  public let worlds: [World]
  /// How many such worlds did not fit the answer.
  public let omitted: UInt64

  package init(worlds: [World], omitted: UInt64 = 0) {
    self.worlds = worlds
    self.omitted = omitted
  }

  /// - Parameter participant: that of the node that asked.
  init(_ answer: ElsewhereAnswer, to participant: ParticipantCode) {
    omitted = answer.omitted.value
    worlds = answer.worlds.map { world in
      World(
        nature: world.nature, exerciseName: world.exerciseName, flash: world.flash.value,
        immediate: world.immediate.value, knownFlash: world.knownFlash?.value ?? 0,
        knownImmediate: world.knownImmediate?.value ?? 0,
        matters: world.matters.map {
          Matter(
            sequence: $0.sequence.value, id: $0.id, type: $0.type, from: $0.from, precedence: $0.precedence,
            isKnown: $0.known == true, isOwn: $0.from.participant == participant)
        })
    }
  }
}

extension Node {
  /// Asks the broker what is flash or immediate and open in other worlds, so that whoever looks at an exercise sees the
  /// operation.
  ///
  /// Open is what needs somebody's attention there (``Situation/attention``): an attack without an invocation, an
  /// acknowledgement that this node owes, one that is overdue. Exercises that the roster closes are left out.
  ///
  /// - Parameters:
  ///   - nature: of the world that is looked at; nil: the profile's world.
  ///   - exerciseName: the name of an exercise or a drill that is looked at.
  /// - Throws: as ``status()``; a broker that does not know the question answers with `unknown-query`.
  public func elsewhere(than nature: Nature? = nil, _ exerciseName: Line? = nil) async throws -> Elsewhere {
    let profile = core.profile
    let question: SituationQuestion =
      nature.map { .elsewhere(than: $0, exerciseName) } ?? .elsewhere(than: profile.nature, profile.exerciseName)
    guard let answer = try await core.ask(.situation(question)).elsewhere else { throw NodeError.wrongAnswer }
    return Elsewhere(answer, to: profile.node.participant)
  }
}
