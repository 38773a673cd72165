public import ArgumentParser
import CellCommand
public import CellSchema

/// What is said of an argument that is not what it should be.
func notAllowed(_ argument: String, _ allowed: String) -> ValidationError {
  ValidationError(spoken("\"\(DisplayText.line(argument))\" is none; allowed: \(allowed)"))
}

/// Reads an argument, and says what is allowed where it is not.
func leaf<Leaf: StringLeaf>(_ argument: String) throws -> Leaf {
  // A message's id is shown in capitals by some programs.
  guard let leaf = Leaf(argument) ?? (Leaf.self == MessageID.self ? Leaf(argument.lowercased()) : nil) else {
    throw notAllowed(argument, Leaf.shape.inWords)
  }
  return leaf
}

/// Reads a type, and says which was probably meant where it is none.
func messageType(_ argument: String) throws -> MessageType {
  guard let type = MessageType(argument) else {
    let near = UnknownType.near(argument).map { spoken("; did you mean \($0)?") } ?? ""
    throw notAllowed(argument, MessageType.shape.inWords + near)
  }
  return type
}

/// Reads how a person names a message.
func reference(_ argument: String) throws -> MessageReference {
  guard let reference = MessageReference(argument) else {
    throw notAllowed(argument, MessageReference.allowed)
  }
  return reference
}

/// Reads a moment of the past.
func pastMoment(_ argument: String) throws -> Timestamp { try moment(argument, .past) }

/// Reads a moment that is to come.
func momentAhead(_ argument: String) throws -> Timestamp { try moment(argument, .ahead) }

private func moment(_ argument: String, _ sense: MomentInput.Sense) throws -> Timestamp {
  let input = MomentInput()
  guard let moment = input.moment(argument, sense) else { throw notAllowed(argument, input.allowed) }
  return moment
}

extension Precedence: ExpressibleByArgument {
  public init?(argument: String) { self.init(word: argument) }
}
extension Nature: ExpressibleByArgument {}
extension Amends.Kind: ExpressibleByArgument {}
extension Authority.FullPowers: ExpressibleByArgument {}
extension EnteredBy.Means: ExpressibleByArgument {}
extension SecurityLabel.Control: ExpressibleByArgument {}

/// Several values in one argument, `FRA,UKR.GS-1`.
struct CommaList<Element: StringLeaf> {
  let elements: [Element]

  init(reading argument: String) throws {
    elements = try argument.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let element = Element(String(part)) else {
        throw ValidationError(
          spoken("\"\(part)\" is none; allowed: \(Element.shape.inWords), and several with commas between"))
      }
      return element
    }
  }
}
