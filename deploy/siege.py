#!/usr/bin/env python3
"""A cell under siege: what one participant, a stranger or a fault can do to the others' flash, in one run.

    siege.py BIN [--quick] [--only NAME,NAME]

BIN is the folder of the built programs. One broker is started in a fresh directory. All the while a node of France sends
a flash message twenty times a second and notes how long each receipt takes; the others attack, each in turn. For each
attack a line tells the flash receipts (milliseconds: median, 99th percentile, worst), how far the 99th percentile is above
that of the idle bus, and the loop's longest turn so far. At the end every flash message has to be on the record once.

Exit: 0 where the 99th percentile stayed within 50 ms of the idle bus under every attack (behind a lock on the record's file:
within 50 ms of its release), no turn of the loop took 20 ms of processor time, a start took five seconds at most, and nothing
was lost; else 1. Attackers and broker share the machine's processors: what a flash message waits for a free one counts too.

--quick attacks with a hundredth of the messages. All traffic is on loopback, and every process that was started is ended.
"""
import argparse
import json
import os
import random
import secrets
import shutil
import socket as sockets
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "examples"))
from node import ERROR, LANES, PUBLISH, RECEIPT, Failure, Lost, Session, read_profile, timestamp  # noqa: E402
from datetime import datetime, timedelta, timezone  # noqa: E402

QUERY, ANSWER = 0x40, 0x41
FRAME, WINDOW = 131_072, 4_000
TOLERANCE, LONGEST_TURN = 50.0, 20.0


def moment(seconds=0.0):
    return timestamp(datetime.now(timezone.utc) + timedelta(seconds=seconds))


class Node:
    """A session that publishes as fast as its window allows, or asks."""

    def __init__(self, cell, name):
        self.profile = read_profile(f"{cell}/nodes/{name}.yaml")
        self.stream = secrets.token_bytes(16)
        tcp = [one for one in self.profile["endpoints"] if one.startswith("tcp")]
        self.session = Session(self.profile, tcp[0], self.stream, time.monotonic() + 30)
        self.serial = self.session.welcome["serial"]
        self.next = {lane: 1 for lane in LANES}
        self.flying = 0
        self.refused = 0
        self.salt, self.count = random.getrandbits(28), 0

    def identifier(self):
        self.count += 1
        milliseconds = f"{time.time_ns() // 1_000_000:012x}"
        salt = f"{self.salt:07x}"
        return (f"{milliseconds[:8]}-{milliseconds[8:]}-7{salt[:3]}-8{salt[3:6]}-{salt[6:]}{self.count:011x}")

    def document(self, type, body, precedence="routine", serial=None, **fields):
        """A document and its identifier; the body is JSON text."""
        self.serial = self.serial + 1 if serial is None else serial
        identifier = self.identifier()
        header = {
            "id": identifier, "cell": self.profile["cell"], "type": type, "version": 1, "from": self.profile["node"],
            "serial": f"{self.profile['node']}/{self.serial:04d}/{datetime.now(timezone.utc):%y}", "action": ["@all"],
            "precedence": precedence, "nature": "operation", "sentAt": moment(),
            "label": {"policy": "COORDINATION-CELL", "classification": "UNCLASSIFIED", "releasableTo": ["ALL"]}}
        header.update(fields)
        return identifier, f'{{"header":{json.dumps(header)},"body":{body}}}'.encode()

    def copies(self, count, type, body, **fields):
        """Many documents that differ in identifier and serial alone."""
        identifier, first = self.document(type, body, serial=self.serial + 1, **fields)
        mark = f"/{self.serial:04d}/".encode()
        before, after = first.split(identifier.encode(), 1)
        middle, after = after.split(mark, 1)
        for place in range(count):
            if place:
                self.serial += 1
            yield b"".join((before, self.identifier().encode(), middle, f"/{self.serial:04d}/".encode(), after))

    def publish(self, documents, precedence="routine", size=200):
        """Publishes documents, and returns when all have a decision."""
        frame, bytes_ = [], 0
        for document in documents:
            if len(frame) == size or bytes_ + len(document) > FRAME - 4_096:
                self.send(frame, precedence)
                frame, bytes_ = [], 0
            frame.append(document)
            bytes_ += len(document) + 6
        if frame:
            self.send(frame, precedence)
        self.drain(0)

    def send(self, documents, precedence):
        self.drain(WINDOW - len(documents))
        parts = [struct.pack(">B16sQH", LANES.index(precedence), self.stream, self.next[precedence], len(documents))]
        for document in documents:
            parts += [struct.pack(">HI", 0, len(document)), document]
        self.session.send(PUBLISH, b"".join(parts))
        self.next[precedence] += len(documents)
        self.flying += len(documents)

    def drain(self, most):
        """Takes receipts until no more than so many messages are under way."""
        while self.flying > most:
            command, content = self.session.receive(time.monotonic() + 300)
            if command is None:
                raise RuntimeError(f"no receipt for {self.flying} messages in 300 s")
            if command == ERROR:
                raise RuntimeError(f"{self.profile['node']}: {content.decode()}")
            if command == RECEIPT:
                for decision in json.loads(content)["decisions"]:
                    self.flying -= decision.get("count", 1)
                    self.refused += 1 if "code" in decision else 0

    def ask(self, number=1, **fields):
        self.session.send(QUERY, {"query": number, **fields})

    def answer(self):
        while True:
            command, content = self.session.receive(time.monotonic() + 300)
            if command in (ANSWER, None):
                return json.loads(content or b"null")

    def close(self):
        self.session.close()


class Flash:
    """A process that sends a flash message every 50 ms as a node of France, and writes down when each was sent and
    receipted: a process of its own, since the attacks keep this one busy."""

    def __init__(self, cell, path):
        self.path = path
        self.process = subprocess.Popen([sys.executable, os.path.abspath(__file__), "--flash", cell, path])

    @staticmethod
    def run(cell, path):
        node, parent = None, os.getppid()
        with open(path, "a", buffering=1) as file:
            while os.getppid() == parent:
                try:
                    node = node or Node(cell, "FRA.CELL-1")
                    identifier, document = node.document(
                        "cell.liaison-note", '{"subject":"flash","text":"flash"}', "flash", action=["CELL"])
                    begin = time.monotonic()
                    node.publish([document], "flash")
                    file.write(f"{begin} {time.monotonic()} {identifier}\n")
                except (Lost, Failure, RuntimeError) as error:
                    file.write(f"trouble {error!r}\n")
                    if node:
                        node.close()
                    node = None
                time.sleep(0.05)

    def lines(self):
        with open(self.path) as file:
            return [line.split() for line in file if line.endswith("\n")]

    def window(self, begin, end=None):
        """The receipts, in milliseconds, of what was under way between two moments."""
        end = end or time.monotonic()
        samples = [(float(one[0]), float(one[1])) for one in self.lines() if one[0] != "trouble"]
        return sorted(1_000 * (took - at) for at, took in samples if took >= begin and at <= end)

    @property
    def sent(self):
        return [one[2] for one in self.lines() if one[0] != "trouble"]

    @property
    def trouble(self):
        return [" ".join(one[1:]) for one in self.lines() if one[0] == "trouble"]

    def stop(self):
        self.process.terminate()
        self.process.wait()


def percentile(values, share):
    return values[min(len(values) - 1, int(len(values) * share))] if values else float("inf")


ATTACKS = {"acts", "asking", "refused", "corrected", "reports", "strangers", "expiring", "lock"}
BEFORE_A_START = {"ahead", "restart"}


class Siege:
    def __init__(self, programs, quick):
        self.programs, self.scale = programs, 100 if quick else 1
        self.directory = tempfile.mkdtemp(prefix="siege-")
        self.cell = f"{self.directory}/cell"
        self.process = self.flash = None
        self.idle, self.isFine = 0.0, True
        self.read_end = None
        subprocess.run([f"{programs}/cellbus", "init", self.cell, "--participants", "all"], check=True,
                       stdout=subprocess.DEVNULL)

    def many(self, count):
        return max(10, count // self.scale)

    def start(self, errors=None):
        """Starts the broker; its log goes to a file unless it is given a descriptor."""
        log = errors if errors is not None else open(f"{self.cell}/log", "ab")
        self.process = subprocess.Popen([f"{self.programs}/cellbusd", "--config", f"{self.cell}/cellbusd.yaml"],
                                        stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        begin = time.monotonic()
        while True:
            try:
                Node(self.cell, "CELL.OPS-1").close()
                return time.monotonic() - begin
            except (Lost, Failure):
                if self.process.poll() is not None or time.monotonic() - begin > 120:
                    raise RuntimeError("the broker does not start")
                time.sleep(0.05)

    def stop(self):
        self.process.terminate()
        self.process.wait(60)

    def longest_turn(self):
        node = Node(self.cell, "CELL.OPS-1")
        node.ask(ask="status")
        turn = node.answer()["status"]["longestTurn"]
        node.close()
        return turn["processor"] / 1_000, turn["wall"] / 1_000

    def tell(self, name, begin, end=None, waited=0.0):
        """One attack's line. `waited` is what the flash message could not but wait, in milliseconds."""
        time.sleep(1)
        found = self.flash.window(begin, end)
        p99, above = percentile(found, 0.99), percentile(found, 0.99) - self.idle
        processor, wall = self.longest_turn()
        isFine = above - waited <= TOLERANCE and processor < LONGEST_TURN
        self.isFine = self.isFine and isFine
        print(f"{'ok  ' if isFine else 'FAIL'} {name:58} {len(found):5} flash  p50 {percentile(found, 0.5):6.1f}"
              f"  p99 {p99:7.1f}  worst {found[-1] if found else float('inf'):7.1f}  above idle {above:7.1f}"
              f"  longest turn {processor:.1f} ms at work, {wall:.1f} by the clock", flush=True)

    # the attacks

    def asking(self):
        """A node that asks where things stand, as often as it may and with all its sessions."""
        nodes = [Node(self.cell, "DEU.CELL-1") for _ in range(6)]
        end = time.monotonic() + (20 if self.scale == 1 else 2)
        while time.monotonic() < end:
            for node in nodes:
                for number in range(16):
                    node.ask(number, ask="situation")
            for node in nodes:
                for _ in range(16):
                    node.answer()
        for node in nodes:
            node.close()

    def reports(self):
        """200,000 attack reports, and then one innocent question."""
        node = Node(self.cell, "UKR.GS-1")
        body = subprocess.run([f"{self.programs}/cellbus", "schema", "show", "support.attack-report", "--example"],
                              check=True, capture_output=True, text=True).stdout
        node.publish(node.copies(self.many(200_000), "support.attack-report",
                                 json.dumps(json.loads(body)), precedence="immediate"), "immediate")
        asker = Node(self.cell, "ESP.CELL-1")
        asker.ask(ask="situation")
        answer = asker.answer()
        if "situation" not in answer:
            raise RuntimeError(f"the question has no answer: {answer}")
        print(f"     ({node.refused} of the reports were refused)")
        node.close()
        asker.close()

    QUESTION = json.dumps({"question": "Which of your contributions are held back?", "replyBy": "2099-01-01T00:00:00Z"})

    def acts(self):
        """20,000 acts, one of them hidden from who attacks next."""
        node = Node(self.cell, "ALB.CELL-1")
        node.publish(node.copies(self.many(20_000), "cell.request-for-information", self.QUESTION))
        node.publish([node.document(
            "cell.request-for-information", self.QUESTION, action=["DEU"],
            label={"policy": "COORDINATION-CELL", "classification": "UNCLASSIFIED", "releasableTo": ["DEU"]})[1]])
        node.close()

    def refused(self):
        """4,000 acts that are refused at once."""
        node = Node(self.cell, "NZL.CELL-1")
        body = json.dumps({"case": "V-2026-0001", "grounds": "x", "of": node.identifier()})
        node.publish(node.copies(self.many(2_900), "verification.dispute", body))
        node.close()

    def corrected(self):
        """4,000 corrections of acts."""
        node = Node(self.cell, "NOR.CELL-1")
        originals = [node.document("cell.request-for-information", self.QUESTION) for _ in range(self.many(4_000))]
        node.publish(document for _, document in originals)
        node.publish(node.document("cell.request-for-information", self.QUESTION,
                                   amends={"id": identifier, "kind": "correct", "reason": "r"})[1]
                     for identifier, _ in originals)
        if node.refused:
            raise RuntimeError(f"{node.refused} corrections were refused")
        node.close()

    def expiring(self):
        """A million messages that expire at one moment."""
        node = Node(self.cell, "ALB.CELL-1")
        seconds = 120 if self.scale == 1 else 8
        begin = time.monotonic()
        node.publish(node.copies(self.many(1_000_000), "cell.liaison-note", '{"subject":"e","text":"e"}',
                                 expiresAt=moment(seconds)))
        left = begin + seconds - time.monotonic()
        print(f"     ({self.many(1_000_000)} published, {left:.0f} s before they expire)")
        node.close()
        return max(0, left)

    def ahead(self):
        """What a start has to read: a million expiries a day ahead, 20,000 pledges, and 20,000 amendments of them."""
        node = Node(self.cell, "SWE.CELL-1")
        node.publish(node.copies(self.many(1_000_000), "cell.liaison-note", '{"subject":"a","text":"a"}',
                                 expiresAt=moment(86_400)))
        node.close()
        node = Node(self.cell, "NOR.CELL-1")
        bodies = [json.dumps({"ref": f"R{place}", "donor": "NOR", "kind": "finance",
                              "amount": {"value": "1000.00", "currency": "EUR"},
                              "period": {"from": moment(), "to": moment(86_400)}}) for place in range(self.many(20_000))]
        originals = [(node.document("assistance.pledge", body), body) for body in bodies]
        node.publish(document for (_, document), _ in originals)
        node.publish(node.document("assistance.pledge", body,
                                   amends={"id": identifier, "kind": "correct", "reason": "r"})[1]
                     for (identifier, _), body in originals)
        if node.refused:
            raise RuntimeError(f"{node.refused} pledges or corrections were refused")
        node.close()

    def strangers(self, seconds):
        """Half-open connections, again and again, and connections that send what is no handshake."""
        port = int(read_profile(f"{self.cell}/nodes/FRA.CELL-1.yaml")["endpoints"][0].rsplit(":", 1)[1])
        end, held = time.monotonic() + seconds, []
        while time.monotonic() < end:
            try:
                one = sockets.create_connection(("127.0.0.1", port), timeout=1)
                if len(held) % 3 == 0:
                    one.sendall(os.urandom(64))
                held.append(one)
            except OSError:
                time.sleep(0.01)
            if len(held) > 800:
                held.pop(0).close()
        for one in held:
            one.close()

    def lock(self, seconds):
        """Another process holds the record's file; returns when it let go."""
        database = sqlite3.connect(f"{self.cell}/record/record.sqlite", isolation_level=None, timeout=5)
        database.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        database.execute("ROLLBACK")
        database.close()
        return time.monotonic()

    def damage(self):
        """Flips a bit in a row that a reader will want."""
        path = f"{self.cell}/record/record.sqlite"
        with open(path, "rb") as file:
            data = bytearray(file.read())
        # A row that no start needs: a start reads the acts that move where things stand.
        place = max(data.find(b'"subject":"e"'), data.find(b'"subject":"a"'))
        if place < 0:
            raise RuntimeError("no row to damage")
        with open(path, "r+b") as file:
            file.seek(place + 11)
            file.write(bytes([data[place + 11] ^ 1]))

    def noise(self):
        """Refusals, each a line of the log."""
        node = Node(self.cell, "ITA.CELL-1")
        node.publish(node.document("cell.liaison-note", '{"subject":"","text":"x"}')[1]
                     for _ in range(self.many(2_900)))
        node.close()

    def run(self, only):
        def chosen(name):
            return name in only

        self.start()
        self.flash = Flash(self.cell, f"{self.directory}/flash")
        time.sleep(1)
        begin = time.monotonic()
        time.sleep(8)
        found = self.flash.window(begin)
        self.idle = percentile(found, 0.99)
        print(f"     {'the idle bus':58} {len(found):5} flash  p50 {percentile(found, 0.5):6.1f}  p99 {self.idle:7.1f}"
              f"  worst {found[-1]:7.1f}", flush=True)

        def attack(name, words, work):
            if not chosen(name):
                return
            begin = time.monotonic()
            work()
            self.tell(words, begin)

        attack("acts", f"{self.many(20_000)} acts at once", self.acts)
        attack("asking", "a node that asks all day, with six sessions", self.asking)
        attack("refused", f"{self.many(2_900)} refused acts at once", self.refused)
        attack("corrected", f"{self.many(4_000)} corrections at once", self.corrected)
        attack("reports", f"{self.many(200_000)} attack reports, then one question", self.reports)
        attack("strangers", "a stranger that connects all day", lambda: self.strangers(15 if self.scale == 1 else 2))
        if chosen("expiring"):
            begin = time.monotonic()
            left = self.expiring()
            self.tell(f"{self.many(1_000_000)} messages that will expire", begin)
            begin = time.monotonic() + left - 1
            time.sleep(left + (60 if self.scale == 1 else 3))
            self.tell("they expire at one moment", begin)
        if chosen("lock"):
            begin = time.monotonic()
            released = self.lock(1.0)
            self.tell("a lock on the record's file, for a second", begin, waited=1_000 * (released - begin))
        attack("ahead", "as many expiries ahead, pledges and corrections of them", self.ahead)
        if chosen("restart"):
            self.flash.stop()
            self.process.kill()
            self.process.wait()
            took = self.start()
            print(f"{'ok  ' if took <= 5 else 'FAIL'} start after a kill: {took:.1f} s", flush=True)
            self.isFine = self.isFine and took <= 5
            self.stop()
            self.damage()
            reading, writing = os.pipe()
            self.start(errors=writing)
            os.close(writing)
            self.read_end = reading
            self.flash = Flash(self.cell, f"{self.directory}/flash")
            time.sleep(2)
            attack("restart", "a log that nobody reads", self.noise)
            begin = time.monotonic()
            reader = subprocess.run(
                [f"{self.programs}/cellbus", "subscribe", "--cell", self.cell, "--as", "DEU", "--type", "cell.*",
                 "--from", "beginning", "--format", "json", "--timeout", "60"], stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE, text=True)
            self.tell(f"a damaged row: its reader ends with {reader.stderr[:80].split(chr(10))[0]!r}", begin)
        self.flash.stop()

    def audit(self):
        """Whether every flash message that was receipted is on the record, once."""
        self.stop()
        database = sqlite3.connect(f"file:{self.cell}/record/record.sqlite?mode=ro", uri=True)
        found = {}
        for (document,) in database.execute("SELECT document FROM messages WHERE lane = 'flash'"):
            identifier = json.loads(document)["header"]["id"]
            found[identifier] = found.get(identifier, 0) + 1
        lost = [one for one in self.flash.sent if found.get(one) != 1]
        print(f"{'FAIL' if lost or self.flash.trouble else 'ok  '} {len(self.flash.sent)} flash messages were receipted, {len(lost)} of them are not"
              f" on the record once; troubles of the session: {self.flash.trouble[:3]}")
        self.isFine = self.isFine and not lost and not self.flash.trouble

    def end(self):
        if self.flash:
            self.flash.stop()
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)
        # Gigabytes were written and deleted: the disk is through with that before the next one is measured.
        os.sync()
        time.sleep(5)


def main():
    if sys.argv[1:2] == ["--flash"]:
        return Flash.run(*sys.argv[2:4])
    parser = argparse.ArgumentParser(description="A cell under siege.")
    parser.add_argument("programs", metavar="BIN")
    parser.add_argument("--quick", action="store_true", help="attack with a hundredth of the messages")
    parser.add_argument("--only", help="the attacks to run, with commas between")
    options = parser.parse_args()
    chosen = set(options.only.split(",")) if options.only else ATTACKS | BEFORE_A_START
    isFine = True
    # What a start has to read is put on a record of its own.
    for attacks in (chosen & ATTACKS, chosen & BEFORE_A_START):
        if not attacks:
            continue
        siege = Siege(os.path.abspath(options.programs), options.quick)
        try:
            siege.run(attacks)
            siege.audit()
        finally:
            siege.end()
        isFine = isFine and siege.isFine
    return 0 if isFine else 1


if __name__ == "__main__":
    sys.exit(main())
