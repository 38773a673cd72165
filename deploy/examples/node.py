#!/usr/bin/env python3
"""A small node for the bus, written from WireProtocol.md alone.

    node.py PROFILE publish --type cell.liaison-note --body '{"subject": "...", "text": "..."}'
            [--action @all,FRA] [--precedence routine] [--releasable-to ALL]
    node.py PROFILE subscribe --type 'cell.*' [--from beginning|now|SEQ] [--durable NAME] [--count N]

PROFILE is the file that `cellbus init` writes for a node. `publish` prints the receipt as a line
of JSON; a refusal goes to standard error. `subscribe` prints a line of JSON for each message, N of
them or until it is interrupted, and acknowledges what it has printed: with --durable the broker
keeps the place for the next run.

Exit codes: 0 done, 64 usage, 65 refused, 69 no broker answers within ten seconds or it takes
nothing, 75 no decision in time, 76 protocol error, 77 key not accepted.
It needs pyzmq with CURVE (Debian: python3-zmq). Names in capitals are those of WireProtocol.md.
"""
import argparse
import json
import os
import random
import re
import signal
import struct
import sys
import time
from datetime import datetime, timedelta, timezone

import zmq
from zmq.utils.monitor import recv_monitor_message

HELLO, WELCOME, PUBLISH, RECEIPT, SUBSCRIBE, DELIVER = 0x01, 0x02, 0x10, 0x11, 0x20, 0x30
ACK, CREDIT, PING, PONG, ERROR, BYE = 0x31, 0x32, 0x60, 0x61, 0x70, 0x71
LANES = ["deferred", "routine", "priority", "immediate", "flash", "override"]
ROOM = {"messages": 256, "bytes": 1 << 20}    # the credit that a reader keeps granted
CONNECT_SECONDS, DECISION_SECONDS = 10, 60


class Failure(Exception):
    """The end of the program: an exit code, and what standard error is told."""


class Lost(Exception):
    """The end of a session after which a node opens a new one."""


def failure(error, status=76):
    """The Failure that an ERROR or a BYE means."""
    status = {1011: 77, 5003: 69}.get(error["code"], status)
    return Failure(status, json.dumps({k: error[k] for k in ("code", "name", "detail")}))


def read_profile(path):
    """The little YAML of a profile: `key: value`, and `- item` lines below a key."""
    profile, key = {}, None
    with open(path, encoding="utf-8") as file:
        for line in file:
            line = re.sub(r"(^|\s)#.*", "", line).strip()
            if line.startswith("- "):
                profile[key].append(line[2:].strip().strip("'\""))
            elif ":" in line:
                key, value = (part.strip() for part in line.split(":", 1))
                profile[key] = value.strip("'\"") if value else []
    for key in ("cell", "node", "endpoints", "serverKey", "publicKey", "secretKey", "nature"):
        if not profile.get(key):
            raise Failure(64, f"{path}: no {key}")
    return profile


def json_of(content):
    value = json.loads(content.decode("utf-8"))
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")
    return value


class Session:
    """One DEALER: HELLO, WELCOME, then commands both ways until it ends."""

    def __init__(self, profile, endpoint, stream, until):
        self.socket = zmq.Context.instance().socket(zmq.DEALER)
        # An hour is never: a session is not reconnected. (With -1, libzmq would also drop what
        # has come but was not read yet, a BYE included, when the connection ends.)
        for option, value in ((zmq.RECONNECT_IVL, 3600000), (zmq.LINGER, 0), (zmq.SNDHWM, 0),
                              (zmq.RCVHWM, 0), (zmq.MAXMSGSIZE, 131136)):
            self.socket.setsockopt(option, value)
        self.socket.curve_serverkey = profile["serverKey"].encode()
        self.socket.curve_publickey = profile["publicKey"].encode()
        self.socket.curve_secretkey = profile["secretKey"].encode()
        # The monitor tells at once what the heartbeat would tell after a while.
        self.monitor = self.socket.get_monitor_socket(
            zmq.EVENT_CLOSED | zmq.EVENT_DISCONNECTED | zmq.EVENT_HANDSHAKE_FAILED_AUTH)
        self.poller = zmq.Poller()
        self.poller.register(self.socket, zmq.POLLIN)
        self.poller.register(self.monitor, zmq.POLLIN)
        self.heard = self.pinged = time.monotonic()
        self.interval = self.timeout = 60     # until WELCOME gives them
        hello = {"versions": [1], "client": "node.py/1"}
        hello.update({k: profile[k] for k in ("cell", "nature", "exerciseName") if k in profile})
        if stream:
            hello["stream"] = stream.hex()
        try:
            self.socket.connect(endpoint)
            self.send(HELLO, hello)
            command, content = self.receive(until)
            if command == ERROR:
                raise failure(json_of(content))
            if command != WELCOME:
                raise Lost(f"no answer from {endpoint}")
            self.welcome = json_of(content)
            self.interval = self.welcome["heartbeatInterval"] / 1000
            self.timeout = self.welcome["heartbeatTimeout"] / 1000
        except BaseException:
            self.close()
            raise

    def send(self, command, content=b"{}"):
        """One command is one message of one frame: the command's byte, then its content."""
        if isinstance(content, dict):
            content = json.dumps(content).encode()
        self.socket.send(bytes([command]) + content)

    def receive(self, until, pong=False):
        """The next command for the caller, or (None, None) when `until` has come."""
        while True:
            now, quiet_since = time.monotonic(), max(self.heard, self.pinged)
            if now - self.heard >= self.timeout:
                raise Lost("nothing heard from the broker")
            if now - quiet_since >= self.interval:
                self.send(PING)
                self.pinged = quiet_since = now
            wait = max(0, min(until, quiet_since + self.interval) - now)
            ready = dict(self.poller.poll(wait * 1000))
            if self.socket in ready:          # before the monitor: BYE comes before the cut
                frames = self.socket.recv_multipart()
                self.heard = time.monotonic()
                if len(frames) != 1 or not frames[0]:
                    raise ValueError("not one frame, or an empty one")
                command, content = frames[0][0], frames[0][1:]
                if command == BYE:
                    bye = json_of(content)
                    raise Lost(bye["name"]) if bye["retryable"] else failure(bye)
                if command == PING:
                    self.send(PONG)
                elif command != PONG or pong:
                    return command, content
            elif self.monitor in ready:
                if recv_monitor_message(self.monitor)["event"] == zmq.EVENT_HANDSHAKE_FAILED_AUTH:
                    raise Failure(77, "the broker does not accept the profile's key")
                raise Lost("no connection")
            elif now >= until:
                return None, None

    def messages(self, request):
        """Subscribes and yields lane, sequence, time and document of what is delivered."""
        self.send(SUBSCRIBE, request)
        used, granted = {"messages": 0, "bytes": 0}, ROOM         # totals since SUBSCRIBE
        while True:
            command, content = self.receive(float("inf"))
            if command == ERROR:
                error = json_of(content)
                raise Lost(error["name"]) if error["retryable"] else failure(error, 65)
            if command != DELIVER:            # SUBSCRIBED, or something of a later version
                continue
            lane, _, count = struct.unpack_from(">BIH", content)
            at = 7
            for _ in range(count):
                sequence, accepted, length = struct.unpack_from(">QqH", content, at)
                start = at + 18 + length + 4  # the signature block is not looked at here
                end = start + struct.unpack_from(">I", content, start - 4)[0]
                if end > len(content):
                    raise ValueError("a DELIVER is shorter than it says")
                used = {"messages": used["messages"] + 1, "bytes": used["bytes"] + end - at}
                if any(2 * (granted[k] - used[k]) < ROOM[k] for k in ROOM):       # half is used
                    granted = {k: used[k] + ROOM[k] for k in ROOM}
                    self.send(CREDIT, {"subscription": request["subscription"], **granted})
                yield LANES[lane], sequence, accepted, json_of(content[start:end])
                at = end
            if at != len(content):
                raise ValueError("a DELIVER is longer than it says")

    def leave(self):
        """BYE, once a PING is answered: so the broker has taken all that was sent before."""
        try:
            self.send(PING)
            while self.receive(time.monotonic() + 2, pong=True)[0] not in (PONG, None):
                pass
            self.send(BYE)
            self.close(1000)
        except (Lost, Failure):
            self.close()

    def close(self, linger=0):
        self.socket.disable_monitor()
        self.monitor.close(0)
        self.socket.close(linger)


def open_session(profile, stream=None):
    """Tries the endpoints in turn, with growing pauses, until a broker answers."""
    deadline, pause, attempt = time.monotonic() + CONNECT_SECONDS, 0.1, 0
    while True:
        endpoint = profile["endpoints"][attempt % len(profile["endpoints"])]
        try:
            return Session(profile, endpoint, stream, min(deadline, time.monotonic() + 5))
        except Lost as lost:
            left = deadline - time.monotonic()
            if left <= 0:
                raise Failure(69, f"no broker answers: {lost}") from None
            time.sleep(min(left, pause * random.uniform(0.5, 1)))
            attempt, pause = attempt + 1, pause * 2


def timestamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def document(profile, options, serial):
    """A document's header and bytes; the body stays as it was given."""
    now = datetime.now(timezone.utc)
    bits = time.time_ns() // 1_000_000 << 80 | int.from_bytes(os.urandom(10), "big")
    bits = bits & ~(0xF << 76) | 7 << 76      # a UUID of version 7
    bits = bits & ~(0x3 << 62) | 2 << 62      # and its variant
    header = {
        "id": re.sub("(.{8})(.{4})(.{4})(.{4})(.{12})", r"\1-\2-\3-\4-\5", f"{bits:032x}"),
        "cell": profile["cell"], "type": options.type, "version": 1, "from": profile["node"],
        "serial": f"{profile['node']}/{serial:04d}/{now:%y}",
        "action": options.action.split(","), "precedence": options.precedence,
        "nature": profile["nature"], "sentAt": timestamp(now),
        "label": {"policy": options.policy, "classification": options.classification,
                  "releasableTo": options.releasable_to.split(",")}}
    if "exerciseName" in profile:
        header["exerciseName"] = profile["exerciseName"]
    return header, f'{{"header":{json.dumps(header)},"body":{options.body}}}'.encode()


def publish(profile, options):
    stream = os.urandom(16)                   # no durable outbox: a new stream for each run
    lane, frame, deadline = LANES.index(options.precedence), None, time.monotonic() + DECISION_SECONDS
    while True:
        session = open_session(profile, stream)
        if frame is None:                     # built once: it keeps number, bytes and lane
            header, text = document(profile, options, session.welcome["serial"] + 1)
            frame = struct.pack(">B16sQH", lane, stream, 1, 1)             # number 1, one envelope:
            frame += struct.pack(">HI", 0, len(text)) + text               # no signature block
        try:
            decided = decision(session, frame, deadline)
            break
        except Lost:                          # the same frame again: the broker knows its number
            session.close()
    session.leave()
    if "code" in decided:
        raise Failure(65, json.dumps({k: decided.get(k) for k in ("code", "pointer", "detail")}))
    print(json.dumps({"id": header["id"], "serial": header["serial"], "lane": options.precedence,
                      "seq": decided["sequence"], "acceptedAt": decided["acceptedAt"]}))


def decision(session, frame, deadline):
    """Sends number 1 of a lane until it is decided; the decision."""
    session.send(PUBLISH, frame)
    while True:
        command, content = session.receive(deadline)
        if command == RECEIPT:
            return next(one for one in json_of(content)["decisions"] if one["number"] == 1)
        if time.monotonic() >= deadline:
            raise Failure(75, "no decision in time; whether it was accepted is not known")
        if command == ERROR:
            error = json_of(content)
            if error["code"] == 1001:         # the broker knows no session any more
                raise Lost(error["name"])
            if not error["retryable"]:
                raise failure(error)
            time.sleep(1)                     # intake is paused: the same again after a second
            session.send(PUBLISH, frame)


def subscribe(profile, options):
    request = {"subscription": 1, "types": options.type.split(","), **ROOM}
    if options.durable:
        request["durable"] = options.durable
    if options.start != "now":
        request["after"] = 0 if options.start == "beginning" else max(int(options.start) - 1, 0)
    last, left = {}, options.count            # the last sequence number printed in each lane
    while left:
        session = open_session(profile)
        # What is accepted between two sessions is wanted too: "now" is the first head.
        request.setdefault("after", session.welcome["head"])
        try:
            for lane, sequence, accepted, said in session.messages(request):
                if sequence > last.get(lane, 0):                  # else an earlier session had it
                    moment = datetime(1970, 1, 1) + timedelta(microseconds=accepted)
                    print(json.dumps({"seq": sequence, "acceptedAt": timestamp(moment),
                                      "header": said["header"], "body": said["body"]}), flush=True)
                    last[lane], left = sequence, left - 1
                session.send(ACK, {"subscription": 1, "upTo": {lane: sequence}})
                if left == 0:
                    return session.leave()
        except Lost:                          # go on where the slowest lane stopped
            session.close()
            request["after"] = min(last.get(lane, request["after"]) for lane in LANES)
        except KeyboardInterrupt:
            return session.leave()


def arguments():
    parser = argparse.ArgumentParser(description="A small node for the bus.")
    parser.add_argument("profile", metavar="PROFILE")
    verbs = parser.add_subparsers(dest="verb", required=True)
    one, two = verbs.add_parser("publish"), verbs.add_parser("subscribe")
    one.add_argument("--type", required=True)
    one.add_argument("--body", required=True, help="the body, a JSON object")
    one.add_argument("--precedence", default="routine", choices=LANES)
    for name, default in (("action", "@all"), ("releasable-to", "ALL"),   # lists have commas
                          ("policy", "COORDINATION-CELL"), ("classification", "UNCLASSIFIED")):
        one.add_argument("--" + name, default=default)
    two.add_argument("--type", default="*", help="type patterns, with commas between")
    two.add_argument("--from", dest="start", default="now", metavar="beginning|now|SEQ",
                     help="where to begin; a durable name that is there goes on at its place")
    two.add_argument("--durable", metavar="NAME")
    two.add_argument("--count", type=int, default=-1, metavar="N")
    options = parser.parse_args()
    try:
        if options.verb == "publish":
            json_of(options.body.encode())    # looked at here, but sent as it was written
        elif not re.fullmatch(r"beginning|now|\d{1,15}", options.start):
            raise ValueError("--from is beginning, now or a sequence number")
    except ValueError as error:
        parser.error(str(error))
    return options


def main():
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        options = arguments()
        profile = read_profile(options.profile)
        (publish if options.verb == "publish" else subscribe)(profile, options)
        return 0
    except SystemExit as end:                 # argparse
        return 64 if end.code else 0
    except KeyboardInterrupt:
        return 130
    except Failure as end:
        status, told = end.args
    except (OSError, zmq.ZMQError) as error:  # no such file, no such key
        status, told = 64, str(error)
    except (ValueError, KeyError, TypeError, LookupError, StopIteration, struct.error) as error:
        status, told = 76, f"the broker sent what the protocol does not allow: {error!r}"
    print(told, file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
