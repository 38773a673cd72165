#!/usr/bin/env python3
"""What months do to the service, in a booted Debian 12: run by container.sh.

    container.py DEBIAN PACKAGE NEXT [--only STEP,STEP] [--skip STEP,STEP] [--keep]

DEBIAN is a debootstrapped tree, which is copied; PACKAGE is installed, NEXT is the same under a higher version. All the
while two nodes publish and a third reads by a durable subscription; at the end every receipt is on the record, once, under
its number, and the reader had it. Then the runbook is typed from its beginning to its end on a machine of its own.
"""
import argparse
import bisect
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time

from commands import Follower
from commands import Failed as Misled
from machine import Failed, Machine, expect, until

CELL = "/etc/cellbus"
WATCHDOG = 30
DISK = 256 << 20
ROUTINE = {"type": "cell.liaison-note"}


class Publisher:
    """`cellbus publish` in the container, fed line by line for as long as it is wanted."""

    def __init__(self, machine, node, rate=100):
        self.node, self.rate, self.sent = node, rate, 0
        self.receipts, self.refusals = [], []
        self.is_over = False
        self.process = machine.start(
            "cellbus", "publish", "--profile", f"{CELL}/nodes/{node}.yaml", "--ndjson", "-", "--format", "json",
            "--timeout", "3600", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.threads = [threading.Thread(target=work, daemon=True) for work in (self.feed, self.read, self.listen)]
        for thread in self.threads:
            thread.start()

    def feed(self):
        while not self.is_over:
            self.sent += 1
            body = {"subject": f"{self.node} {self.sent}", "text": "x" * 400}
            try:
                self.process.stdin.write(json.dumps({**ROUTINE, "body": body}) + "\n")
                self.process.stdin.flush()
            except (BrokenPipeError, ValueError):
                return
            time.sleep(1 / self.rate)

    def read(self):
        for line in self.process.stdout:
            answer = json.loads(line)
            self.receipts.append((answer["seq"], answer["id"]))

    def listen(self):
        for line in self.process.stderr:
            self.refusals.append(line.strip())

    def finish(self):
        """Everything that was handed over is receipted, or the command says what is not."""
        self.is_over = True
        self.threads[0].join()
        self.process.stdin.close()
        self.process.wait(180)
        for thread in self.threads[1:]:
            thread.join()
        return self.process.returncode


class Reader:
    """`cellbus subscribe` by a durable name; one that the broker has ended goes on where it was."""

    def __init__(self, machine, node):
        self.machine, self.node = machine, node
        self.read, self.errors, self.is_over = [], [], False
        self.thread = threading.Thread(target=self.follow, daemon=True)
        self.thread.start()

    def follow(self):
        while not self.is_over:
            self.process = self.machine.start(
                "cellbus", "subscribe", "--profile", f"{CELL}/nodes/{self.node}.yaml", "--type", "cell.*", "--durable",
                "watch", "--from", "beginning", "--format", "json", "--timeout", "3600", stdout=subprocess.PIPE,
                stderr=subprocess.PIPE)
            for line in self.process.stdout:
                self.read.append(json.loads(line)["seq"])
            self.errors.append(self.process.stderr.read())
            self.process.wait()
            time.sleep(0.2)

    def finish(self):
        self.is_over = True
        self.process.send_signal(signal.SIGINT)
        self.thread.join(30)


class Months:
    """The steps, in their order."""

    def __init__(self, machine, package, following):
        self.machine, self.package, self.following = machine, f"/srv/{package}", f"/srv/{following}"
        self.publishers, self.reader, self.receipts = [], None, []
        # What the journal had before the step is none of its business.
        self.began = 0

    # What is asked of the machine.

    def show(self, name):
        return self.machine.run("systemctl", "show", "--value", "--property", name, "cellbusd").stdout.strip()

    def pid(self):
        return int(self.show("MainPID"))

    def is_active(self):
        return self.show("ActiveState") == "active" and self.show("SubState") == "running"

    def signal(self, name):
        self.machine.run("systemctl", "kill", "--kill-whom=main", f"--signal={name}", "cellbusd")

    def journal(self, namespace="cellbus", output="cat"):
        """The lines of the service's own journal since the step began; with a plus sign, those of systemd about it too."""
        return self.machine.run(
            "journalctl", f"--namespace={namespace}", f"--since=@{self.began}", "--output", output, "--no-pager").stdout

    def edit(self, name, change):
        """Writes a file of the cell as an editor does, and gives back what it was."""
        place = f"{self.machine.root}{CELL}/{name}"
        with open(place) as file:
            old = file.read()
        new = change(old)
        expect(new != old, f"{name}: nothing was changed")
        with open(place, "w") as file:
            file.write(new)
        return old

    # The load.

    def begin(self):
        self.publishers = [Publisher(self.machine, node) for node in ("FRA.CELL-1", "UKR.GS-1")]
        self.reader = self.reader or Reader(self.machine, "USA.CELL-1")
        self.goes_on("the load begins")

    def goes_on(self, words, seconds=60, count=100):
        """Each publisher gets so many more receipts."""
        marks = [len(publisher.receipts) + count for publisher in self.publishers]
        return until(
            lambda: all(len(each.receipts) >= mark for each, mark in zip(self.publishers, marks)),
            f"{words}: receipts go on; {[each.refusals[-3:] for each in self.publishers]}", seconds)

    def end(self):
        for publisher in self.publishers:
            code = publisher.finish()
            expect(code == 0, f"{publisher.node}: exit {code}: {publisher.refusals[-3:]}")
            expect(len(publisher.receipts) == publisher.sent,
                   f"{publisher.node}: {publisher.sent} handed over, {len(publisher.receipts)} receipted")
            self.receipts += publisher.receipts
        self.publishers = []

    # The steps.

    def bare(self):
        """A bare install succeeds, and starts nothing."""
        machine = self.machine
        machine.run("dpkg", "--force-unsafe-io", "--install", self.package)
        expect(self.show("ActiveState") == "inactive" and self.show("ConditionResult") == "no", "it waits for a cell")
        expect(machine.run("systemctl", "is-enabled", "cellbusd").stdout.strip() == "enabled", "it is enabled")
        expect(machine.run("stat", "-c", "%U:%G %a", CELL).stdout.strip() == "root:cellbus 750", f"{CELL} is root's")
        expect(machine.run("dpkg-query", "--show", "--showformat=${Conffiles}", "cellbus").stdout.strip() == "",
               "it has no conffile")
        missing = machine.run("sh", "-c", "ldd /usr/bin/cellbus /usr/bin/cellbusd | grep -i -e swift -e 'not found'", check=False)
        expect(missing.stdout == "", missing.stdout)
        return machine.run("cellbus", "--version").stdout.strip()

    def cell(self):
        """A first cell: one command, one start."""
        machine = self.machine
        machine.run("cellbus", "init", CELL, "--service", "--participants", "FRA,UKR,USA")
        # The disk is small, and so is what is little on it.
        with open(f"{machine.root}{CELL}/cellbusd.yaml", "a") as file:
            file.write("limits:\n  freeWarning: 64\n  freeCritical: 16\n")
        machine.run("systemctl", "start", "cellbusd")
        expect(self.is_active(), "it is active")
        for path, mode in [("/run/cellbus/cellbus.sock", "cellbus:cellbus 660"),
                           ("/var/lib/cellbus/record/control.sock", "cellbus:cellbus 600"),
                           (f"{CELL}/keys/broker.key", "cellbus:cellbus 400"), (f"{CELL}/keys/log.key", "cellbus:cellbus 400"),
                           ("/var/lib/cellbus/record/record.sqlite", "cellbus:cellbus 600"),
                           (f"{CELL}/nodes", "root:root 700")]:
            found = machine.run("stat", "-c", "%U:%G %a", path).stdout.strip()
            expect(found == mode, f"{path}: {found}, not {mode}")
        exposure = machine.run("systemd-analyze", "security", "--no-pager", "cellbusd").stdout.splitlines()[-1]
        expect(float(exposure.split(":")[1].split()[0]) < 2, exposure)
        return exposure.strip("→ ").strip()

    def lines(self):
        """More than 10,000 lines in 30 s, and the service's own journal has every one."""
        expect(self.show("LogNamespace") == "cellbus", "the unit has a journal of its own")
        before = self.edit("cellbusd.yaml", lambda text: text + "log:\n  messages: all\n")
        self.machine.run("systemctl", "reload", "cellbusd")
        self.reader = Reader(self.machine, "USA.CELL-1")
        notes = (json.dumps({**ROUTINE, "body": {"subject": f"Line {number}", "text": "x"}}) for number in range(8_000))
        answers = self.machine.run(
            "cellbus", "publish", "--profile", f"{CELL}/nodes/UKR.GS-1.yaml", "--ndjson", "-", "--format", "json",
            input="\n".join(notes)).stdout
        numbers = {json.loads(line)["seq"] for line in answers.splitlines()}
        expect(len(numbers) == 8_000, f"{len(numbers)} receipts")
        until(lambda: numbers <= set(self.reader.read), "the reader has all")
        until(lambda: not self.missing(numbers), "the journal has a line of each on its way in, and one of its way to the reader")
        self.edit("cellbusd.yaml", lambda _: before)
        self.machine.run("systemctl", "reload", "cellbusd")
        both = self.journal("+cellbus").splitlines()
        own = self.machine.run("journalctl", "--namespace=cellbus", "--unit=cellbusd", "--output=cat", "--no-pager").stdout
        # Beside the daemon's events there is what `cellbusd --reload` says to systemctl.
        stray = [line for line in own.splitlines() if not line.startswith(("event=", "reloaded; "))]
        expect(not stray, f"a line of nobody's: {stray[:1]}")
        for words in ["Suppressed ", "event=log-dropped", "event=lines-left-out"]:
            expect(not any(words in line for line in both), f"{words}: {[line for line in both if words in line][:1]}")
        times = [float(line.split()[0]) for line in self.journal(output="short-unix").splitlines() if " event=" in line]
        most = max(bisect.bisect(times, moment + 30) - place for place, moment in enumerate(times))
        expect(most > 10_000, f"no more than {most} lines in 30 s")
        return f"{most} lines in 30 s, none is missing"

    def missing(self, numbers):
        """What has no line of its arrival, or none of its way to the reader."""
        text = self.journal()
        return {(event, number) for event, of in [("submitted", "UKR.GS-1"), ("delivered", "USA.CELL-1")] for number in numbers -
                {int(seq) for seq in re.findall(rf"event=message-{event} node={of} .*?\bseq=(\d+)", text)}}

    def kill(self):
        """kill -9 under load: back within seconds."""
        self.begin()
        old = self.pid()
        self.signal("KILL")
        took = until(lambda: self.pid() not in (0, old) and self.is_active(), "it is back", 20)
        self.goes_on("after the kill")
        expect(took < 10, f"back after {took:.1f} s")
        return f"back after {took:.1f} s"

    def hang(self):
        """SIGSTOP: the watchdog finds it."""
        old = self.pid()
        self.signal("STOP")
        took = until(lambda: self.pid() not in (0, old) and self.is_active(), "the watchdog starts it again", WATCHDOG + 30)
        expect(took <= WATCHDOG + 10, f"after {took:.1f} s")
        self.goes_on("after the watchdog")
        return f"serving again after {took:.1f} s"

    def reload(self):
        """A reload under load changes the rules, and nobody is dropped."""
        old = self.pid()
        self.edit("roster.yaml", lambda text: text.replace("revision: 1\n", "revision: 2\n", 1))
        self.machine.run("systemctl", "reload", "cellbusd")
        expect(self.pid() == old, "it is the same process")
        expect("event=reloaded changed=roster roster_revision=2" in self.journal(), "the journal says what changed")
        self.goes_on("after the reload")

    def wrong(self):
        """A wrong configuration: refused by reload and by --check, which say where."""
        old = self.pid()
        before = self.edit("roster.yaml", lambda text: text.replace("revision: 2\n", "revision: 3\ncolour: blue\n", 1))
        refused = self.machine.run("systemctl", "reload", "cellbusd", check=False)
        expect(refused.returncode != 0, "systemctl reload fails")
        expect(self.is_active() and self.pid() == old, "it goes on as before")
        expect("2005 unknown-field /colour" in self.journal(), "the journal names the place")
        checked = self.machine.run("cellbusd", "--config", f"{CELL}/cellbusd.yaml", "--check", check=False)
        expect(checked.returncode == 78 and "2005 unknown-field /colour" in checked.stderr, checked.stderr)
        self.goes_on("after the refused reload")
        self.before = before

    def survive(self):
        """With the wrong roster on disk, a kill ends nothing: the rules in force are the record's."""
        old = self.pid()
        self.signal("KILL")
        until(lambda: self.pid() not in (0, old) and self.is_active(), "it is back, by the rules that were in force", 20)
        self.goes_on("by the record's rules")

    def mend(self):
        """The roster is put right, and a reload says so."""
        self.edit("roster.yaml", lambda text: self.before.replace("revision: 2\n", "revision: 3\n", 1))
        if not self.is_active():
            self.machine.run("systemctl", "reset-failed", "cellbusd")
            self.machine.run("systemctl", "start", "cellbusd")
        self.machine.run("systemctl", "reload", "cellbusd")
        self.goes_on("after the mended roster")

    def stop(self):
        """stop under load, and start."""
        began = time.monotonic()
        self.machine.run("systemctl", "stop", "cellbusd")
        took = time.monotonic() - began
        expect(self.show("Result") == "success" and self.show("ExecMainStatus") == "0", "it ended well")
        self.machine.run("systemctl", "start", "cellbusd")
        self.goes_on("after the stop")
        expect(took < 10, f"stopped in {took:.1f} s")
        return f"stopped in {took:.1f} s"

    def upgrade(self):
        """A higher version is installed under load, and the lower one again."""
        words = []
        for package, way in [(self.following, "upgrade"), (self.package, "downgrade")]:
            old = self.pid()
            self.machine.run("dpkg", "--force-unsafe-io", "--install", package)
            until(lambda: self.pid() not in (0, old) and self.is_active(), f"it is back after the {way}")
            self.goes_on(f"after the {way}")
            words.append(self.machine.run("dpkg-query", "--show", "--showformat=${Version}", "cellbus").stdout)
        return " → ".join(words)

    def full(self):
        """A full disk: intake stops, nothing is lost, and it goes on once there is room."""
        free = os.statvfs(self.machine.disk)
        ballast = f"{self.machine.disk}/ballast"
        with open(ballast, "wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(1, free.f_bavail * free.f_frsize - (1 << 20)))
        took = until(lambda: "event=intake-stopped" in self.journal(), "intake stops", 180)
        status = self.status()
        expect(status.returncode == 2, f"status --check: {status.returncode}, {status.stdout}")
        expect(self.is_active(), "it still serves who reads")
        os.remove(ballast)
        until(lambda: "event=intake-resumed" in self.journal(), "intake resumes", 120)
        self.goes_on("with room again")
        return f"stopped after {took:.0f} s: {status.stdout.strip()}"

    def warning(self):
        """Before the disk is full, status --check says so."""
        expect(self.status().returncode == 0, self.status().stdout)
        free = os.statvfs(self.machine.disk)
        ballast = f"{self.machine.disk}/ballast"
        try:
            with open(ballast, "wb") as file:
                os.posix_fallocate(file.fileno(), 0, max(1, free.f_bavail * free.f_frsize - (40 << 20)))
            until(lambda: self.status().returncode == 1, "status --check warns")
            said = self.status().stdout.strip()
            expect("MiB free" in said, said)
            expect("event=alarm " in self.journal(), "the log says it, too")
            expect("event=intake-stopped" not in self.journal(), "it still takes what comes")
        finally:
            os.remove(ballast)
        until(lambda: self.status().returncode == 0, "status --check says that it is over")
        return said

    def status(self):
        return self.machine.run(
            "cellbus", "status", "--check", "--profile", f"{CELL}/nodes/USA.CELL-1.yaml", check=False)

    def doctor(self):
        """cellbus doctor finds nothing wrong, and names what is."""
        sound = self.machine.run("cellbus", "doctor", "--cell", CELL)
        self.machine.run("chmod", "0644", f"{CELL}/keys/log.key")
        ill = self.machine.run("cellbus", "doctor", "--cell", CELL, check=False)
        self.machine.run("chmod", "0400", f"{CELL}/keys/log.key")
        expect(ill.returncode == 78 and "log.key" in ill.stdout + ill.stderr, ill.stdout + ill.stderr)
        return sound.stdout.strip().splitlines()[-1]

    def account(self):
        """Every receipt is on the record once, under its number, and the reader had it."""
        self.end()
        until(lambda: max(self.reader.read, default=0) >= max(number for number, _ in self.receipts), "the reader is there", 120)
        self.reader.finish()
        self.machine.run("cellbus", "record", "verify", "--cell", CELL)
        rows = self.machine.run("cellbus", "record", "export", "--cell", CELL, "--type", "cell.liaison-note").stdout
        recorded = {}
        for line in rows.splitlines():
            row = json.loads(line)
            identifier = row["header"]["id"]
            expect(identifier not in recorded, f"{identifier} is there twice")
            recorded[identifier] = row["seq"]
        for number, identifier in self.receipts:
            expect(recorded.get(identifier) == number, f"{identifier}: receipted as {number}, recorded as {recorded.get(identifier)}")
        missing = {number for number, _ in self.receipts} - set(self.reader.read)
        expect(not missing, f"{len(missing)} were not delivered, first {min(missing, default=0)}")
        return f"{len(self.receipts)} receipts, each on the record, once, and delivered"

    def purge(self):
        """Removed and purged: record and keys stay, and it says so; installed again, it goes on with them."""
        machine = self.machine
        head = machine.run("cellbus", "record", "show", "--cell", CELL).stdout
        machine.run("dpkg", "--remove", "cellbus")
        said = machine.run("dpkg", "--purge", "cellbus").stdout
        expect(f"{CELL} is kept" in said and "/var/lib/cellbus is kept" in said, said)
        for path in [f"{CELL}/keys/broker.key", f"{CELL}/roster.yaml", "/var/lib/cellbus/record/record.sqlite"]:
            machine.run("test", "-s", path)
        machine.run("dpkg", "--force-unsafe-io", "--install", self.package)
        until(self.is_active, "it serves again")
        expect(machine.run("cellbus", "record", "show", "--cell", CELL).stdout.splitlines()[0] == head.splitlines()[0],
               "it is the same record")


class Booted:
    """A host of the runbook's: a machine of its own, on which everything is typed as it stands."""

    def __init__(self, machine):
        self.machine, self.place = machine, {}

    def takes(self, text):
        # What the machine has not is typed where the tests are.
        return not text.startswith("curl")

    def shell(self, text, answers=""):
        result = self.machine.run(
            "env", "--chdir=/srv", f"CELLBUS_CELL={CELL}", "CELLBUS_AS=CELL.OPS-1", "bash", "-c", f"{{ {text}\n}} 2>&1",
            input=answers, check=False)
        return result.returncode, result.stdout + result.stderr

    def serve(self):
        """Whatever was done before: installed, started, and answering."""
        if self.shell("test -x /usr/bin/cellbusd")[0]:
            self.shell("apt-get install ./cellbus_0.1.0_amd64.deb", "y\n")
        self.machine.run("systemctl", "start", "cellbusd")
        until(lambda: self.shell("cellbus status")[0] == 0, "the broker answers")

    def stop(self):
        self.machine.run("systemctl", "stop", "cellbusd")
        # A person takes hours for the runbook; here its starts would be too many in ten minutes.
        self.machine.run("systemctl", "reset-failed", "cellbusd", check=False)

    def restart(self, fails=False):
        self.stop()
        code = self.machine.run("systemctl", "start", "cellbusd", check=False).returncode
        expect((code != 0) == fails, f"systemctl start: {code}")
        if not fails:
            self.serve()


def follow_the_runbook(options):
    """The runbook from its beginning to its end, as it stands."""
    packages = {"cellbus_0.1.0_amd64.deb": options.package, "cellbus_0.2.0_amd64.deb": options.following}
    machine = Machine(options.debian, packages, addresses=["192.0.2.10", "10.0.0.7"])
    try:
        machine.run("mkdir", "-p", "/var/backups")
        ran, left = Follower(Booted(machine)).follow()
        return f"{len(ran)} commands; {len(left)} are typed where the tests are"
    except (Failed, Misled) as failure:
        journal = machine.run("journalctl", "--namespace=+cellbus", "--lines=40", "--no-pager", check=False).stdout
        raise Failed(f"{failure}\n{journal}") from failure
    finally:
        machine.end(options.keep)


STEPS = ["bare", "cell", "doctor", "lines", "kill", "hang", "reload", "wrong", "survive", "mend", "stop", "upgrade", "warning", "full",
         "account", "purge"]
RUNBOOK = "runbook"


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("debian")
    parser.add_argument("package")
    parser.add_argument("following")
    parser.add_argument("--only", default="")
    parser.add_argument("--skip", default="")
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    only, skip = (set(filter(None, names.split(","))) for names in (options.only, options.skip))
    unknown = (only | skip) - {*STEPS, RUNBOOK}
    if unknown:
        sys.exit(f"there is no step {', '.join(sorted(unknown))}; there are {', '.join([*STEPS, RUNBOOK])}")
    wanted = [name for name in [*STEPS, RUNBOOK] if name not in skip and (not only or name in only)]
    status = 0
    if set(wanted) != {RUNBOOK}:
        status = play(options, [name for name in wanted if name != RUNBOOK])
    if RUNBOOK in wanted:
        try:
            tell(RUNBOOK, follow_the_runbook, options)
        except (Failed, subprocess.TimeoutExpired) as failure:
            print(f"FAILED  {RUNBOOK}: {follow_the_runbook.__doc__}\n{failure}", flush=True)
            status = 1
    sys.exit(status)


def tell(name, step, *arguments):
    began = time.monotonic()
    said = step(*arguments)
    print(f"ok  {name:9}{time.monotonic() - began:6.1f} s  {step.__doc__.splitlines()[0]}" + (f"  {said}" if said else ""),
          flush=True)


def play(options, names):
    """What months do, on one machine."""
    packages = {os.path.basename(path): path for path in (options.package, options.following)}
    machine = Machine(options.debian, packages, disk=DISK)
    months = Months(machine, *packages)
    try:
        for name in names:
            months.began = int(time.time())
            step = getattr(months, name)
            tell(name, step)
        return 0
    except (Failed, subprocess.TimeoutExpired) as failure:
        print(f"FAILED  {name}: {step.__doc__.splitlines()[0]}\n{failure}", flush=True)
        print("\n".join(months.journal("+cellbus").splitlines()[-40:]))
        return 1
    finally:
        machine.end(options.keep)


if __name__ == "__main__":
    main()
