// Written by deploy/descriptions.py from the docstrings. Change these, and run it again.

extension Descriptions {
  static let ceasefire = #"""
    CeasefireAgreement
        A ceasefire is agreed. It is not in force yet.
      effectiveAt Timestamp
        When it is to enter into force, where its text says so.
      expiresAt Timestamp
        When it ends by its own terms, where its text says so.
      instrument Instrument
        The text of the agreement.
      parties SubjectCode
        Who agreed. Russia is among them: a subject of the text, never a node or an addressee.
      scope CeasefireScope
        To what it extends.
    CeasefirePhase
        Where a ceasefire stands, for each agreement and scope. A breach is a case, never a phase.
      agreed
        It is agreed and not yet in force.
      in-force
        It is in force.
      preparation
        Nothing is agreed yet.
      suspended
        It is suspended and may be resumed.
      terminated
        It has ended, for good.
    CeasefireResumption
        A suspended ceasefire is in force again in a scope.
      agreement MessageID
        The agreement, by its message's identifier.
      cause Text
        Why, in the words of who states it.
      effectiveAt Timestamp
        From when on it is in force again.
      receivedAt Timestamp
        When an outsider's word came; with receivedVia alone.
      receivedVia Line
        How an outsider's word came; with receivedAt alone.
      scope CeasefireScope
        The scope in which it is resumed; one that the agreement covers.
      statedBy SubjectCode
        The party that says so.
    CeasefireScope
        To what an agreement, or a change of its phase, extends. Phases are kept for each agreement and scope.
      areas Line
        The areas, by the names that the text gives them.
      domains CeasefireScope.Domain
        The domains.
      kind CeasefireScope.Kind
        How the scope is bounded; it says which of the other fields are there.
    CeasefireScope.Domain
        Where fire is to cease.
      air
        In the air.
      energy
        Against energy installations.
      land
        On land.
      sea
        At sea.
    CeasefireScope.Kind
        How a scope is bounded.
      area
        In the areas named; where domains are named too, in these alone.
      domain
        Everywhere in the domains named.
      general
        Everywhere, on land, at sea and in the air.
    CeasefireSuspension
        A ceasefire is suspended in a scope.
      agreement MessageID
        The agreement, by its message's identifier.
      cause Text
        Why, in the words of who states it.
      effectiveAt Timestamp
        From when on it is suspended.
      receivedAt Timestamp
        When an outsider's word came; with receivedVia alone.
      receivedVia Line
        How an outsider's word came; with receivedAt alone.
      scope CeasefireScope
        The scope in which it is suspended; one that the agreement covers.
      statedBy SubjectCode
        The party that says so.
    CeasefireTermination
        A ceasefire ends in a scope, for good. Guarantees that it activated survive it.
      agreement MessageID
        The agreement, by its message's identifier.
      cause Text
        Why, in the words of who states it.
      effectiveAt Timestamp
        From when on it has ended.
      receivedAt Timestamp
        When an outsider's word came; with receivedVia alone.
      receivedVia Line
        How an outsider's word came; with receivedAt alone.
      scope CeasefireScope
        The scope in which it ends; one that the agreement covers.
      statedBy SubjectCode
        The party that says so.
    EntryIntoForce
        An authority states that an agreement enters, or has entered, into force. It takes matching messages of every
        authority that the charter lists; until then, or where they differ, it shows CONTESTED.
      agreement MessageID
        The agreement, by its message's identifier.
      basis EntryIntoForce.Basis
        By what it does.
      effectiveAt Timestamp
        When it enters, or has entered, into force. It may lie ahead or behind.
      scope CeasefireScope
        The scope in which it enters into force; one that the agreement covers.
    EntryIntoForce.Basis
        By what it enters into force.
      joint
        By joint statement.
      notification
        By notification of the parties.
      terms
        By the agreement's own terms.
    """#
}
