import CellSchema

/// A header draft that many drafts share: it is large, and copying a draft costs one retain.
final class HeaderBox: Sendable {
  let header: HeaderDraft

  init(_ header: HeaderDraft) { self.header = header }
}
