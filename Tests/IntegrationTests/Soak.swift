import Foundation

/// What `deploy/soak.sh` asks for.
///
/// `CELLBUS_SOAK_SECONDS=S` has the turmoil go on for so long, where by itself it is one short round, and a node be away
/// for more messages; `CELLBUS_SOAK_SEED=N` is the seed of whatever is drawn.
enum Soak {
  private static let environment = ProcessInfo.processInfo.environment

  /// Nil where one short round is asked for.
  static let seconds = environment["CELLBUS_SOAK_SECONDS"].flatMap { Double($0) }
  static let seed = environment["CELLBUS_SOAK_SEED"].flatMap { UInt64($0) } ?? 1
}
