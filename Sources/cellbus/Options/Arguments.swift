public import ArgumentParser
import CellCommand
public import CellSchema

/// Reads an argument, and says what is allowed where it is not.
func leaf<Leaf: StringLeaf>(_ argument: String) throws -> Leaf {
  // A message's id is shown in capitals by some programs.
  guard let leaf = Leaf(argument) ?? (Leaf.self == MessageID.self ? Leaf(argument.lowercased()) : nil) else {
    throw ValidationError(spoken("allowed: \(Leaf.shape.words)"))
  }
  return leaf
}

/// Reads how a person names a message.
func reference(_ argument: String) throws -> MessageReference {
  guard let reference = MessageReference(argument) else {
    throw ValidationError(spoken("allowed: \(MessageReference.allowed)"))
  }
  return reference
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
          spoken("\"\(part)\" is none; allowed: \(Element.shape.words), and several with commas between"))
      }
      return element
    }
  }
}
