import CellSchema

extension Act {
  /// Whoever pledges or delivers goods, pledges or delivers some: 0 is what may arrive, or be left, of them. A rule of
  /// intake and not of the shape, so that a row from before it reads for ever.
  ///
  /// - Throws: `out-of-range`, with the place of the quantity.
  func checkQuantities() throws(Refusal) {
    guard case .assistance(let act) = self else { return }
    let items: NonEmpty<Goods>?
    switch act {
    case .pledge(let body): items = body.items
    case .delivery(let body): items = body.items
    case .requirement, .revision, .enablement, .confirmation: return
    }
    for (place, item) in (items?.elements ?? []).enumerated() where item.quantity.value == 0 {
      throw Refusal(
        .outOfRange, at: "/body/items/\(place)/quantity",
        "found 0; allowed: \(PositiveCount.range.lowerBound) to \(PositiveCount.range.upperBound)")
    }
  }
}
