package import CellSchema

/// A number for each lane that has one, in a control command.
package struct PerLane: Codable, Hashable, Sendable {
  package var deferred: WireNumber?
  package var routine: WireNumber?
  package var priority: WireNumber?
  package var immediate: WireNumber?
  package var flash: WireNumber?
  package var override: WireNumber?

  package init() {}

  package init(_ values: Lanes<UInt64>) {
    for lane in Precedence.lanes { self[lane] = values[lane] }
  }

  package init(_ values: Lanes<SequenceNumber>) { self.init(values.map(\.value)) }

  package subscript(lane: Precedence) -> UInt64? {
    get {
      switch lane {
      case .deferred: deferred?.value
      case .routine: routine?.value
      case .priority: priority?.value
      case .immediate: immediate?.value
      case .flash: flash?.value
      case .override: override?.value
      }
    }
    set {
      let number = newValue.map { WireNumber($0) }
      switch lane {
      case .deferred: deferred = number
      case .routine: routine = number
      case .priority: priority = number
      case .immediate: immediate = number
      case .flash: flash = number
      case .override: override = number
      }
    }
  }
}
