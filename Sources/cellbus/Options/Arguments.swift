import ArgumentParser
import CellSchema

extension MessageID: @retroactive ExpressibleByArgument {
  public init?(argument: String) { self.init(argument.lowercased()) }
}

extension MessageType: @retroactive ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension Addressee: @retroactive ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension NodeName: @retroactive ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension Line: @retroactive ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension Timestamp: @retroactive ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension CaseNumber: @retroactive ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension Classification: @retroactive ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension PolicyName: @retroactive ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension CellName: @retroactive ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension LanguageTag: @retroactive ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension Precedence: @retroactive ExpressibleByArgument {}
extension Nature: @retroactive ExpressibleByArgument {}
extension Amends.Kind: @retroactive ExpressibleByArgument {}
extension Authority.FullPowers: @retroactive ExpressibleByArgument {}
extension EnteredBy.Means: @retroactive ExpressibleByArgument {}
extension SecurityLabel.Control: @retroactive ExpressibleByArgument {}

/// Several values in one argument, `FRA,UKR.GS-1`.
struct CommaList<Element: StringLeaf>: ExpressibleByArgument {
  let elements: [Element]

  init?(argument: String) {
    var elements: [Element] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let element = Element(String(part)) else { return nil }
      elements.append(element)
    }
    self.elements = elements
  }
}
