// Written by deploy/descriptions.py from the docstrings. Change these, and run it again.

extension Descriptions {
  static let assistance = #"""
    AssistanceDelivery
        What was handed over. A fact.
      amount Money
        What was given in money, or what it is worth. There is an amount, there are items, or both.
      datePrecision AssistanceDelivery.DatePrecision
        How precisely the day is known.
      items Goods
        What was given in kind.
      on CalendarDate
        The day on which it was handed over, or N/K; at most five years after the header's sentAt.
      place Line
        Where it was handed over, in words.
      pledge MessageID
        The pledge that it is of, by its message's identifier; absent where nothing was pledged before.
    AssistanceDelivery.DatePrecision
        How precisely the day of a delivery is known.
      N/K
        Not known.
      day
        It was on that day.
      month
        It was in the month of that day.
      quarter
        It was in the quarter of that day.
    AssistanceEnablement
        A participant that a pledge names as enabling it says that it does, or does not. Until then its part in the
        pledge is unconfirmed.
      by Line
        The office that says so for the enabler, never a personal name.
      decision AssistanceEnablement.Decision
        What the enabler says; absent: confirmed.
      note Line
        What is to be said of it, such as a condition.
      pledge MessageID
        The pledge, by its message's identifier.
    AssistanceEnablement.Decision
        What an enabler says of its part.
      confirmed
        It makes the pledge possible.
      declined
        It does not, or does not any more.
    AssistancePledge
        What a donor promises.
      amount Money
        What is given in money, or what it is worth. There is an amount, there are items, or both.
      donor ParticipantCode
        The participant that gives.
      enabledBy ParticipantCode
        Those whose consent or stocks make it possible. Each confirms it itself, by an assistance.enablement.
      items Goods
        What is given in kind.
      kind AssistancePledge.Kind
        What the pledge is of.
      period Period
        The time over which it is delivered.
      ref Line
        The donor's own reference.
      replaces MessageID
        The donor's earlier pledge in whose place it stands, by its message's identifier. What was delivered on that one
        counts on this one.
      requirement MessageID
        The requirement that it answers, by its message's identifier.
    AssistancePledge.Kind
        What a pledge is of.
      ammunition
        Ammunition and missiles.
      equipment
        Weapons, vehicles and other equipment.
      finance
        Money.
      humanitarian
        Relief for persons: food, shelter, medicine.
      infrastructure
        Works, depots, energy and communications.
      training
        Training of persons.
      unspecified
        The donor does not say of what.
    AssistanceRequirement
        What Ukraine needs.
      item Line
        What is needed, in the words by which pledges are matched to it.
      neededBy CalendarDate
        The last day on which it is of use.
      priority Priority
        How pressing it is.
      quantity PositiveCount
        How much of it, in whole units.
      unit Line
        The unit of the quantity, rounds, vehicles or tonnes.
    AssistanceRevision
        A donor raises or lowers its pledge, also after a first delivery. What it says is the whole of what is pledged
        from now on; the pledge and its earlier revisions stay on the record.
      amount Money
        What is given in money from now on, or what it is worth; an amount of 0 says that none is. There is an amount,
        there are items, or both; what is left out of both is not pledged any more.
      items Goods
        What is given in kind from now on; a quantity of 0 says that none is.
      period Period
        The time over which it is delivered from now on; absent: as before.
      pledge MessageID
        The pledge that is revised, by its message's identifier.
      reason Line
        Why. It is mandatory where anything is lowered.
    DeliveryConfirmation
        Ukraine confirms what it received. A fact: what does not add up is shown as a discrepancy.
      delivery MessageID
        The delivery that is confirmed, by its message's identifier.
      received DeliveryConfirmation.Received
        What arrived of it.
      remarks Text
        What is to be said of it, such as damage.
    DeliveryConfirmation.Received
        What arrived: an amount, items, or both. Nothing is an amount or a quantity of 0.
      amount Money
        The money that arrived; an amount of 0 says that none did.
      items Goods
        The goods that arrived; a quantity of 0 says that none did.
    Goods
        A quantity of one thing.
      nomenclature Line
        What it is, in the words by which requirement, pledge and delivery are matched: '155 mm artillery round'.
      quantity Count
        How much of it, in whole units. In a pledge and in a delivery it is at least 1.
      unit Line
        The unit of the quantity, rounds, vehicles or tonnes; quantities are added where nomenclature and unit are the
        same.
      value Money
        What all of it is worth. It stands beside the quantity, and is in no sum of money.
    """#
}
