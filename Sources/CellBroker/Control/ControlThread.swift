import CellConfig
import CellSchema
import Glibc
import StrictYAML
import Synchronization
import ZeroMQ

/// Does what an operator's command asks of this broker, one request after the other, over the socket beside the record.
struct ControlThread {
  private let path: String
  private let socket: Listener
  private let worker: Worker

  private final class Listener: Sendable {
    let socket: LocalSocket
    /// What the request under way waits for; it waits no more once the broker is over.
    let awaited = Mutex((answers: WorkQueue<ControlAnswer>?.none, isOver: false))

    init(_ socket: consuming LocalSocket) { self.socket = socket }
  }

  /// Seconds that a peer may take to say what it wants, and to read what came of it.
  private static let patience = 2

  /// - Parameters:
  ///   - directory: the record's.
  ///   - reloads: where a reload is asked for.
  /// - Returns: nil where there can be no socket, which the log says: signals and files are enough to run a broker.
  init?(directory: String, reloads: WorkQueue<ReloadRequest>, mailbox: Mailbox<Letter>, log: EventLog) {
    path = ControlRequest.socket(besides: directory)
    do throws(LocalSocket.Fault) { socket = Listener(try LocalSocket.listening(at: path)) } catch {
      log.write(
        .noControl,
        ["path": path, "reason": SystemWords.of(errno: error.number), "next": "make room there and restart"])
      return nil
    }
    let listener = socket
    worker = Worker("control") {
      while let peer = listener.socket.accepted() {
        guard let user = peer.peerUser, user == 0 || user == geteuid() else { continue }
        peer.limit(seconds: Self.patience)
        guard let line = peer.line(most: ControlRequest.longest) else { continue }
        let answers = WorkQueue<ControlAnswer>()
        let isOver = listener.awaited.withLock { awaited in
          awaited.answers = answers
          return awaited.isOver
        }
        if !isOver, let request = ControlRequest(line: line) {
          Self.perform(request, answers, reloads, mailbox)
        } else {
          answers.close()
        }
        peer.send(line: (answers.take(waiting: Self.longestWork)?.first ?? ControlAnswer(isDone: false)).line)
      }
    }
  }

  /// Ends the thread, once nobody it waits for can answer any more.
  func finish() {
    socket.socket.shutDown()
    socket.awaited.withLock { awaited in
      awaited.isOver = true
      awaited.answers?.close()
    }
    worker.join()
    unsafe unlink(path)
  }

  private static func perform(
    _ request: ControlRequest, _ answers: WorkQueue<ControlAnswer>, _ reloads: WorkQueue<ReloadRequest>,
    _ mailbox: Mailbox<Letter>
  ) {
    switch (request.action, request.node) {
    case (.reload, let node): reloads.add(ReloadRequest(answers: answers, node: node, reason: request.reason))
    case (.drop, let node?):
      mailbox.post(.act(NodeAct(.drop, node, because: request.reason?.description ?? "none given", answers)))
    case (.reset, let node?):
      mailbox.post(.act(NodeAct(.reset, node, because: request.reason?.description ?? "none given", answers)))
    case (.drop, nil), (.reset, nil): answers.add(ControlAnswer(isDone: false))
    }
  }

  /// Seconds after which nothing is waited for any more.
  private static let longestWork = 60.0
}

/// What the operator does to one node's sessions.
struct NodeAct: Sendable {
  enum Kind { case drop, reset }

  let kind: Kind
  let node: NodeName
  let reason: String
  let answers: WorkQueue<ControlAnswer>

  init(_ kind: Kind, _ node: NodeName, because reason: String, _ answers: WorkQueue<ControlAnswer>) {
    self.kind = kind
    self.node = node
    self.reason = reason
    self.answers = answers
  }
}
