package import CellSchema

/// What is flash or immediate and open in other worlds than the one that was asked from.
package struct ElsewhereAnswer: Codable, Sendable, Equatable {
  package struct World: Codable, Sendable, Equatable {
    package var nature: Nature
    package var exerciseName: Line?
    /// How many messages are open at flash and above, and how many at immediate.
    package var flash: WireNumber
    package var immediate: WireNumber
    /// How many of each the node's participant acknowledged or sent, and nothing of which waits for the node; absent where
    /// there are none.
    package var knownFlash: WireNumber?
    package var knownImmediate: WireNumber?
    /// The first of them: those that are not known first, worst first.
    package var matters: [Matter]

    package init(
      nature: Nature, exerciseName: Line?, flash: WireNumber, immediate: WireNumber, knownFlash: WireNumber? = nil,
      knownImmediate: WireNumber? = nil, matters: [Matter]
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
  package struct Matter: Codable, Sendable, Equatable {
    package var sequence: WireNumber
    package var id: MessageID
    package var type: MessageType
    package var from: NodeName
    package var precedence: Precedence
    /// `true` where the node's participant acknowledged or sent it, and nothing of it waits for the node.
    package var known: Bool?

    package init(
      sequence: WireNumber, id: MessageID, type: MessageType, from: NodeName, precedence: Precedence,
      known: Bool? = nil
    ) {
      self.sequence = sequence
      self.id = id
      self.type = type
      self.from = from
      self.precedence = precedence
      self.known = known
    }
  }

  /// Worlds in which something is open: the operation first, then those with the most flash that is not known.
  package var worlds: [World]
  /// How many such worlds did not fit the answer.
  package var omitted: WireNumber

  package init(worlds: [World], omitted: WireNumber) {
    self.worlds = worlds
    self.omitted = omitted
  }
}
