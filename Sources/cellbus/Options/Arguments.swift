public import ArgumentParser
public import CellSchema

extension MessageID: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument.lowercased()) }
}

extension MessageType: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension Addressee: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension NodeName: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension Line: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension Timestamp: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension CaseNumber: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension Classification: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension PolicyName: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension CellName: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension LanguageTag: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension Precedence: ExpressibleByArgument {}
extension Nature: ExpressibleByArgument {}
extension Amends.Kind: ExpressibleByArgument {}
extension Authority.FullPowers: ExpressibleByArgument {}
extension EnteredBy.Means: ExpressibleByArgument {}
extension SecurityLabel.Control: ExpressibleByArgument {}

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
