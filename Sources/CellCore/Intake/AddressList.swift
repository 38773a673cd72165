import CellSchema

/// The addressees of `action` or `info`, resolved against the roster.
struct AddressList {
  struct Named {
    var position: Int
    var addressee: Addressee
    /// The addressee's nodes that the roster lists.
    var nodes: [NodeIndex]
  }

  private(set) var audience = Audience()
  /// The addressees that are participants or nodes, with their position in the header; roles and `@all` are not here.
  private(set) var named: [Named] = []

  init() {}

  /// - Throws: `unknown-addressee` if the roster has no such role, participant or node.
  init(_ header: CheckedHeader, _ slot: HeaderSlot, _ rulebook: Rulebook) throws(Refusal) {
    for (position, text) in header.strings(slot).enumerated() {
      guard let addressee = Addressee(text), let found = rulebook.audience(of: addressee) else {
        throw Refusal(.unknownAddressee, at: "/header/\(slot)/\(position)", "the roster has no \(text)")
      }
      audience.formUnion(found)
      switch addressee {
      case .participant, .node:
        named.append(Named(position: position, addressee: addressee, nodes: rulebook.nodes(in: found)))
      case .role, .all: break
      }
    }
  }
}

/// The entries of `releasableTo`, each resolved against the roster.
struct ReleaseList {
  /// Each entry, and the participants that it stands for now; nil where the roster has no such participant or group.
  private(set) var entries: [(text: String, set: ParticipantSet?)] = []
  /// The union of all entries.
  private(set) var whole = ParticipantSet()
  /// The participants of entries that are no group, or everybody for `all`.
  private(set) var participants = ParticipantSet()
  private(set) var groups = GroupSet()

  init(_ header: CheckedHeader, _ rulebook: Rulebook) {
    for text in header.strings(.releasableTo) {
      let entry = Releasable(text)
      let set = entry.flatMap(rulebook.releasable)
      entries.append((text, set))
      whole.formUnion(set ?? ParticipantSet())
      if case .group(let name) = entry, let group = rulebook.groupIndex(name) {
        groups.insert(group)
      } else {
        participants.formUnion(set ?? ParticipantSet())
      }
    }
  }
}
