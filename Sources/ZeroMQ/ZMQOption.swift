import CZeroMQ

/// The options of a socket. All but the high-water marks apply to later binds and connects only; times are in
/// milliseconds unless an option says otherwise.
package enum ZMQOption: Sendable {
  /// How long closing waits for queued messages to leave. 0 unless set: libzmq's own default is for ever.
  case linger(milliseconds: Int)
  /// Messages queued for a peer, not bytes; 0 is no limit.
  case sendHighWater(Int)
  case receiveHighWater(Int)
  /// A peer that sends a longer frame is cut off, before it is authenticated too (LIBZMQ 5).
  case maximumMessageSize(Int)
  /// How long a peer has for its handshake.
  case handshakeInterval(milliseconds: Int)
  /// ZMTP pings: a peer silent for `timeout` is cut; `ttl` is the same, asked of the peer.
  case heartbeat(interval: Int, timeout: Int, ttl: Int)
  /// TCP keep-alive, in seconds.
  case keepAlive(idle: Int, interval: Int, count: Int)
  /// On: a message to an unknown peer is an error, to one with a full queue EAGAIN. Off: both are dropped silently
  /// (LIBZMQ 4).
  case routerMandatory(Bool)
  /// Whether a new connection takes over the routing id that it claims. On, another key receives a node's messages
  /// (LIBZMQ 2).
  case routerHandover(Bool)
  /// The routing id that a DEALER claims. A node sets none: the broker's ROUTER names it.
  case routingID([UInt8])
  /// The server's side of CURVE. Another key applies to endpoints bound after it is set (LIBZMQ 7).
  case curveServer(secret: CurveKey)
  case curveClient(server: CurveKey, public: CurveKey, secret: CurveKey)
  case zapDomain(String)
  /// Refuse every peer without a ZAP handler; off, every peer is let in (LIBZMQ 1). Needs a domain.
  case enforceZAPDomain
  /// −1: a connection that broke or was refused is not tried again, and a DEALER without another has no peer: `send`
  /// returns false from then on.
  case reconnectInterval(Int)
  case connectTimeout(Int)
  /// Connections that wait in listen(2).
  case backlog(Int)
  /// Queue only for a peer that has finished its handshake.
  case immediate(Bool)
  /// The kernel's buffers, in bytes.
  case receiveBuffer(Int)
  case sendBuffer(Int)
}

extension SocketHandle {
  func set(_ option: ZMQOption) throws(ZMQError) {
    switch option {
    case .linger(let milliseconds): try set(ZMQ_LINGER, milliseconds)
    case .sendHighWater(let messages): try set(ZMQ_SNDHWM, messages)
    case .receiveHighWater(let messages): try set(ZMQ_RCVHWM, messages)
    case .maximumMessageSize(let bytes): try set(ZMQ_MAXMSGSIZE, wide: bytes)
    case .handshakeInterval(let milliseconds): try set(ZMQ_HANDSHAKE_IVL, milliseconds)
    case .heartbeat(let interval, let timeout, let ttl):
      try set(ZMQ_HEARTBEAT_IVL, interval)
      try set(ZMQ_HEARTBEAT_TIMEOUT, timeout)
      try set(ZMQ_HEARTBEAT_TTL, ttl)
    case .keepAlive(let idle, let interval, let count):
      try set(ZMQ_TCP_KEEPALIVE, 1)
      try set(ZMQ_TCP_KEEPALIVE_IDLE, idle)
      try set(ZMQ_TCP_KEEPALIVE_INTVL, interval)
      try set(ZMQ_TCP_KEEPALIVE_CNT, count)
    case .routerMandatory(let on): try set(ZMQ_ROUTER_MANDATORY, on ? 1 : 0)
    case .routerHandover(let on): try set(ZMQ_ROUTER_HANDOVER, on ? 1 : 0)
    case .routingID(let id): try set(ZMQ_ROUTING_ID, bytes: id)
    case .curveServer(let secret):
      try set(ZMQ_CURVE_SERVER, 1)
      try set(ZMQ_CURVE_SECRETKEY, bytes: secret.bytes)
    case .curveClient(let server, let own, let secret):
      try set(ZMQ_CURVE_SERVERKEY, bytes: server.bytes)
      try set(ZMQ_CURVE_PUBLICKEY, bytes: own.bytes)
      try set(ZMQ_CURVE_SECRETKEY, bytes: secret.bytes)
    case .zapDomain(let domain): try set(ZMQ_ZAP_DOMAIN, bytes: Array(domain.utf8))
    case .enforceZAPDomain: try set(CELLBUS_ZMQ_ZAP_ENFORCE_DOMAIN, 1)
    case .reconnectInterval(let milliseconds): try set(ZMQ_RECONNECT_IVL, milliseconds)
    case .connectTimeout(let milliseconds): try set(ZMQ_CONNECT_TIMEOUT, milliseconds)
    case .backlog(let connections): try set(ZMQ_BACKLOG, connections)
    case .immediate(let on): try set(ZMQ_IMMEDIATE, on ? 1 : 0)
    case .receiveBuffer(let bytes): try set(ZMQ_RCVBUF, bytes)
    case .sendBuffer(let bytes): try set(ZMQ_SNDBUF, bytes)
    }
  }
}
