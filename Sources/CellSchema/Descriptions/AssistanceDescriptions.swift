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
        The day on which it was handed over; at most five years after the header's sentAt.
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
    AssistancePledge
        What a donor promises.
      amount Money
        What is given in money, or what it is worth. There is an amount, there are items, or both.
      donor ParticipantCode
        The participant that gives.
      enabledBy ParticipantCode
        Those whose consent or stocks make it possible.
      items Goods
        What is given in kind.
      kind AssistancePledge.Kind
        What the pledge is of.
      period Period
        The time over which it is delivered.
      ref Line
        The donor's own reference.
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
      infrastructure
        Works, depots, energy and communications.
      training
        Training of persons.
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
        How much of it, in whole units.
      unit Line
        The unit of the quantity, rounds, vehicles or tonnes; quantities are added where nomenclature and unit are the
        same.
    """#
}
