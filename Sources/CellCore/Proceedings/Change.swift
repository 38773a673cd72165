/// What happens to an entry where things stand: it is applied in its place in the order of the record, or forgotten as
/// if it had never been said. Each undoes the other, whatever else was applied in between.
enum Change {
  case apply
  case forget
}
