import CellBroker
import ServiceLifecycle
import UnixSignals

/// SIGHUP: the files are read again.
struct HangUp: Service {
  /// Trapped before the first file is read: untrapped, the signal ends the process.
  let signals: UnixSignalsSequence
  let broker: Broker

  func run() async {
    for await _ in signals.cancelOnGracefulShutdown() { broker.reload() }
  }
}
