package import CellSchema

/// Within how many minutes an acknowledgement is owed, by precedence (speed of service, STANAG 4406).
///
/// A higher precedence is never slower than a lower one; the file is refused where it says so.
package struct SpeedOfService: Hashable, Sendable, RuledObject {
  /// Override has flash's.
  package var flash: Minutes
  package var immediate: Minutes
  package var priority: Minutes
  package var routine: Minutes
  package var deferred: Minutes

  package init(flash: Minutes, immediate: Minutes, priority: Minutes, routine: Minutes, deferred: Minutes) {
    self.flash = flash
    self.immediate = immediate
    self.priority = priority
    self.routine = routine
    self.deferred = deferred
  }

  package static var fieldRules: [FieldRule] {
    [
      .ascending("flash", "immediate"), .ascending("immediate", "priority"), .ascending("priority", "routine"),
      .ascending("routine", "deferred"),
    ]
  }

  package subscript(precedence: Precedence) -> Minutes {
    switch precedence {
    case .deferred: deferred
    case .routine: routine
    case .priority: priority
    case .immediate: immediate
    case .flash, .override: flash
    }
  }

  /// For a lane (``Precedence/lane``), 0 for deferred to 5 for override.
  package func minutes(_ lane: Int) -> Int {
    guard let number = UInt8(exactly: lane), let precedence = Precedence(lane: number) else {
      preconditionFailure("there is no lane \(lane)")
    }
    return self[precedence].value
  }
}

/// A time in minutes, 1 to 10,080: a week.
package struct Minutes: IntegerLeaf {
  package static let range = 1...10_080
  package let value: Int

  package init?(_ value: Int) {
    guard Self.range.contains(value) else { return nil }
    self.value = value
  }
}

/// How the phase of a ceasefire moves, and what that means for everything else.
package struct CeasefireProcedure: Codable, Hashable, Sendable {
  /// Each of these has to state the same before a phase moves. A participant's nodes are one authority.
  package var authorities: NonEmpty<Party>
  /// The scopes whose entry into force activates the guarantees. Their phase is the phase that a type's
  /// ``TypeRule/phases`` mean.
  package var activating: NonEmpty<CeasefireScope>

  package init(authorities: NonEmpty<Party>, activating: NonEmpty<CeasefireScope>) {
    self.authorities = authorities
    self.activating = activating
  }
}

/// What a signature of the declaration is worth.
package struct DeclarationProcedure: Codable, Hashable, Sendable {
  /// The capacities in which a signature carries commitments. One in another capacity stands on the record and carries
  /// none.
  package var capacities: NonEmpty<DeclarationSignature.Capacity>

  package init(capacities: NonEmpty<DeclarationSignature.Capacity>) { self.capacities = capacities }
}

/// When a guarantee that takes a ratification has it.
package struct GuaranteeProcedure: Codable, Hashable, Sendable {
  /// The decision that makes the ratification which a commitment requires.
  package var ratifiedBy: Ratified

  package init(ratifiedBy: Ratified) { self.ratifiedBy = ratifiedBy }
}

/// A decision that makes a ratification.
package enum Ratified: String, CaseIterable, SchemaLeaf {
  /// The participant's own body approved. A deposit after it counts as well.
  case approved
  /// The instrument was deposited: approval alone is not enough.
  case deposited
}

/// What the multinational force is led by and works upon.
package struct ForceProcedure: Codable, Hashable, Sendable {
  /// Who may lead the force.
  package var leads: NonEmpty<Party>
  /// Activities that answer a `force.request`. The others take none.
  package var onRequest: [ForceActivity.Kind]
  /// The kinds of support that the text names. Others are accepted, and marked as beyond the text.
  package var namedSupport: [ForceSupport.Kind]

  package init(leads: NonEmpty<Party>, onRequest: [ForceActivity.Kind], namedSupport: [ForceSupport.Kind]) {
    self.leads = leads
    self.onRequest = onRequest
    self.namedSupport = namedSupport
  }
}

/// Who calls upon guarantees after an attack.
package struct SupportProcedure: Codable, Hashable, Sendable {
  /// One for each beneficiary. Nobody invokes for a beneficiary that is not here.
  package var invokers: NonEmpty<Invoker>

  package init(invokers: NonEmpty<Invoker>) { self.invokers = invokers }

  /// Who may invoke for whom.
  package struct Invoker: Codable, Hashable, Sendable {
    package var beneficiary: Beneficiary
    package var by: NonEmpty<Party>

    package init(beneficiary: Beneficiary, by: NonEmpty<Party>) {
      self.beneficiary = beneficiary
      self.by = by
    }
  }
}
