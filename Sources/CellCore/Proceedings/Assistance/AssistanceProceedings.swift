import CellSchema

/// Assistance: requirement → pledge → delivery → confirmation, in every phase. A pledge is revised or replaced by its
/// donor, and confirmed by those who enable it. Amounts are exact, by currency and by thing. What does not add up is
/// accepted, and noted as a discrepancy.
struct AssistanceProceedings: Proceeding {
  struct Delivered {
    var entry: Entry
    var body: AssistanceDelivery
    var confirmation: Said<DeliveryConfirmation>?
  }

  private(set) var requirements = Ledger<Said<AssistanceRequirement>>()
  private(set) var pledges = Roll<Said<AssistancePledge>>()
  private(set) var revisions = Ledger<Said<AssistanceRevision>>()
  private(set) var enablements = Ledger<Said<AssistanceEnablement>>()
  private(set) var delivered = Roll<Said<AssistanceDelivery>>()
  private var confirmations = Ledger<Said<DeliveryConfirmation>>()
  private(set) var pledgesUnder = RowPostings<PledgeReference>()
  /// By the pledge that is replaced, the pledges that say so.
  private(set) var replacements = RowPostings<MessageID>()
  private(set) var revisionsOfPledge = RowPostings<MessageID>()
  private(set) var enablementsOfPledge = RowPostings<MessageID>()
  /// By pledge, the sum of what was delivered on it.
  private(set) var deliveredOnPledge = GrowingTable<MessageID, Holding>()
  private(set) var deliveriesOnPledge = RowPostings<MessageID>()
  private var confirmationsOfDelivery = RowPostings<MessageID>()

  mutating func make(_ change: Change, _ act: AssistanceAct, of entry: Entry) {
    switch act {
    case .requirement(let body): requirements.make(change, (entry, body), at: entry.sequence)
    case .pledge(let body):
      pledges.make(change, (entry, body), of: entry)
      pledgesUnder.make(change, entry.sequence, under: PledgeReference(donor: body.donor, ref: body.ref))
      if let replaced = body.replaces { replacements.make(change, entry.sequence, under: replaced) }
    case .revision(let body):
      revisions.make(change, (entry, body), at: entry.sequence)
      revisionsOfPledge.make(change, entry.sequence, under: body.pledge)
    case .enablement(let body):
      enablements.make(change, (entry, body), at: entry.sequence)
      enablementsOfPledge.make(change, entry.sequence, under: body.pledge)
    case .delivery(let body):
      delivered.make(change, (entry, body), of: entry)
      if let pledge = body.pledge {
        deliveriesOnPledge.make(change, entry.sequence, under: pledge)
        deliveredOnPledge[pledge, default: Holding()].make(change, Holding(body.amount, body.items))
      }
    case .confirmation(let body):
      confirmations.make(change, (entry, body), at: entry.sequence)
      confirmationsOfDelivery.make(change, entry.sequence, under: body.delivery)
    }
  }

  var deliveries: [Delivered] { delivered.map(standing) }

  /// What was delivered on pledges, in the order of the record.
  func deliveries(on pledges: [MessageID]) -> [Delivered] {
    pledges.flatMap { deliveriesOnPledge[$0] }.sorted().compactMap { delivered[$0] }.map(standing)
  }

  /// The last confirmation counts, also one that was said before the delivery and corrected to name it.
  func standing(_ delivery: Said<AssistanceDelivery>) -> Delivered {
    let confirmation = confirmationsOfDelivery[delivery.entry.id].last.flatMap { confirmations[$0] }
    return Delivered(entry: delivery.entry, body: delivery.body, confirmation: confirmation)
  }
}

/// A donor's own reference for a pledge.
struct PledgeReference: Hashable {
  let donor: ParticipantCode
  let ref: Line
}
