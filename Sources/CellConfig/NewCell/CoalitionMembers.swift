package import CellCore
package import CellSchema

/// The participants that `cellbus init` knows: the coalition's 34 members, Ukraine and the United States, and beside them
/// the EU and NATO as associates.
///
/// Derived, not official: no list of the coalition's members is published. It is the union of the attendance of three of
/// its meetings as reported (15 March 2025, Yeni Şafak; 27 March 2025, Ukrinform; 4 September 2025, Il Fatto Quotidiano
/// with the Élysée's list). 34 and Ukraine are the "35 nations" of the coalition's chairmen; Hungary, Slovakia and Malta
/// are not among them. A roster is edited, so none of this binds anybody.
package enum CoalitionMembers {
  package struct Member: Hashable, Sendable {
    package let code: ParticipantCode
    package let name: Line
    package let side: Side
    /// A coalition member in Europe, taken as the area of the Council of Europe; it may lead the force.
    package let isEuropean: Bool
  }

  package static let european: GroupName = "european"

  /// The coalition by its names in English, then Ukraine and the United States.
  package static let all: [Member] =
    coalition.map { code, name, isEuropean in
      Member(code: code, name: name, side: .coalition, isEuropean: isEuropean)
    } + [
      Member(code: "UKR", name: "Ukraine", side: .ukraine, isEuropean: false),
      Member(code: "USA", name: "United States", side: .unitedStates, isEuropean: false),
    ]

  /// Donors that are not of the coalition and are known by name. None takes part unless it is named.
  package static let associates: [Member] = [
    Member(code: "EU", name: "European Union", side: .associate, isEuropean: false),
    Member(code: "NATO", name: "North Atlantic Treaty Organization", side: .associate, isEuropean: false),
  ]

  package static func member(_ code: ParticipantCode) -> Member? { (all + associates).first { $0.code == code } }

  /// Whoever a cell may begin with: a member, or any other participant as an associate, under its code as its name. Nil
  /// for the cell, which takes part always, and for Russia, which is spoken of and takes no part.
  package static func participant(_ code: ParticipantCode) -> Member? {
    if let member = member(code) { return member }
    guard code != .cell, code != "RUS", let name = Line(code.description) else { return nil }
    return Member(code: code, name: name, side: .associate, isEuropean: false)
  }

  private static let coalition: [(ParticipantCode, Line, Bool)] = [
    ("ALB", "Albania", true),
    ("AUS", "Australia", false),
    ("AUT", "Austria", true),
    ("BEL", "Belgium", true),
    ("BGR", "Bulgaria", true),
    ("CAN", "Canada", false),
    ("HRV", "Croatia", true),
    ("CYP", "Cyprus", true),
    ("CZE", "Czechia", true),
    ("DNK", "Denmark", true),
    ("EST", "Estonia", true),
    ("FIN", "Finland", true),
    ("FRA", "France", true),
    ("DEU", "Germany", true),
    ("GRC", "Greece", true),
    ("ISL", "Iceland", true),
    ("IRL", "Ireland", true),
    ("ITA", "Italy", true),
    ("JPN", "Japan", false),
    ("LVA", "Latvia", true),
    ("LTU", "Lithuania", true),
    ("LUX", "Luxembourg", true),
    ("MNE", "Montenegro", true),
    ("NLD", "Netherlands", true),
    ("NZL", "New Zealand", false),
    ("NOR", "Norway", true),
    ("POL", "Poland", true),
    ("PRT", "Portugal", true),
    ("ROU", "Romania", true),
    ("SVN", "Slovenia", true),
    ("ESP", "Spain", true),
    ("SWE", "Sweden", true),
    ("TUR", "Türkiye", true),
    ("GBR", "United Kingdom", true),
  ]
}
