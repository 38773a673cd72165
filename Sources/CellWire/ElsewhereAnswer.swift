package import CellSchema

/// What is flash or immediate and open in other worlds than the one that was asked from.
package struct ElsewhereAnswer: Codable, Sendable, Equatable {
  package struct World: Codable, Sendable, Equatable {
    package var nature: Nature
    package var exerciseName: Line?
    /// How many messages are open at flash and above, and how many at immediate.
    package var flash: WireNumber
    package var immediate: WireNumber
    /// The first of them, worst first.
    package var matters: [Matter]

    package init(nature: Nature, exerciseName: Line?, flash: WireNumber, immediate: WireNumber, matters: [Matter]) {
      self.nature = nature
      self.exerciseName = exerciseName
      self.flash = flash
      self.immediate = immediate
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

    package init(sequence: WireNumber, id: MessageID, type: MessageType, from: NodeName, precedence: Precedence) {
      self.sequence = sequence
      self.id = id
      self.type = type
      self.from = from
      self.precedence = precedence
    }
  }

  /// Worlds in which something is open: the operation first, then those with the most flash.
  package var worlds: [World]
  /// How many such worlds did not fit the answer.
  package var omitted: WireNumber

  package init(worlds: [World], omitted: WireNumber) {
    self.worlds = worlds
    self.omitted = omitted
  }
}
