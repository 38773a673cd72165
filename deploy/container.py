#!/usr/bin/env python3
"""What months do to the service, in a booted Debian 12: run by container.sh.

    container.py DEBIAN PACKAGE NEXT [--only STEP,STEP] [--skip STEP,STEP] [--keep]

DEBIAN is a debootstrapped tree, which is copied; PACKAGE is installed, NEXT is the same under a higher version. All the
while two nodes publish and a third reads by a durable subscription; at the end every receipt is on the record, once, under
its number, and the reader had it.
"""
import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

CELL = "/etc/cellbus"
WATCHDOG = 30
ROUTINE = {"type": "cell.liaison-note"}


class Failed(Exception):
    pass


def expect(truth, words):
    if not truth:
        raise Failed(words)


def until(condition, words, seconds=60):
    """Waits for what has to come; the seconds that it took."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > seconds:
            raise Failed(f"within {seconds} s: {words}")
        time.sleep(0.05)
    return time.monotonic() - began


class Machine:
    """The booted container. Its disk for the service's state is small, and a file system of its own."""

    DISK = 192 << 20

    def __init__(self, debian, packages):
        self.place = tempfile.mkdtemp(prefix="cellbus-container-")
        self.root = f"{self.place}/root"
        subprocess.run(["cp", "-a", "--reflink=auto", debian, self.root], check=True)
        for name in ["etc/machine-id", "var/lib/dbus/machine-id"]:
            if os.path.lexists(f"{self.root}/{name}"):
                os.remove(f"{self.root}/{name}")
        for package in packages:
            shutil.copy(package, f"{self.root}/srv/")
        # It has loopback alone: nothing would ever be online.
        os.symlink("/dev/null", f"{self.root}/etc/systemd/system/systemd-networkd-wait-online.service")
        self.disk = f"{self.root}/var/lib/cellbus"
        image = f"{self.place}/disk"
        with open(image, "wb") as file:
            file.truncate(self.DISK)
        subprocess.run(["mkfs.ext4", "-q", "-m", "0", image], check=True)
        os.makedirs(self.disk)
        subprocess.run(["mount", "-o", "loop", image, self.disk], check=True)
        shutil.rmtree(f"{self.disk}/lost+found")
        self.console = open(f"{self.place}/console", "wb")
        # Without a systemd of the host's there is nobody to register with.
        self.nspawn = subprocess.Popen(
            ["systemd-nspawn", f"--directory={self.root}", "--boot", "--private-network", "--register=no", "--keep-unit",
             "--machine=cellbus-test", "--quiet"],
            stdin=subprocess.DEVNULL, stdout=self.console, stderr=subprocess.STDOUT)
        self.leader = None
        until(self.is_booted, "the container is up, see " + self.console.name)

    def is_booted(self):
        expect(self.nspawn.poll() is None, f"the container ended, see {self.console.name}")
        children = open(f"/proc/{self.nspawn.pid}/task/{self.nspawn.pid}/children").read().split()
        self.leader = children[0] if children else None
        return self.leader and self.run("systemctl", "is-system-running", check=False).stdout.strip() in ("running", "degraded")

    def inside(self, *command):
        return ["nsenter", "--target", self.leader, "--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup", "--", "env", "-i",
                "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", "HOME=/root", "DEBIAN_FRONTEND=noninteractive",
                *command]

    def run(self, *command, check=True, seconds=300):
        result = subprocess.run(self.inside(*command), capture_output=True, text=True, timeout=seconds, errors="replace")
        if check and result.returncode != 0:
            raise Failed(f"{' '.join(command)}: exit {result.returncode}\n{result.stdout}{result.stderr}")
        return result

    def start(self, *command, **options):
        return subprocess.Popen(self.inside(*command), text=True, **options)

    def end(self, keep):
        if self.nspawn.poll() is None:
            self.run("systemctl", "poweroff", check=False)
            try:
                self.nspawn.wait(60)
            except subprocess.TimeoutExpired:
                self.nspawn.kill()
                self.nspawn.wait()
        subprocess.run(["umount", self.disk])
        if keep:
            print(f"kept: {self.place}")
        else:
            shutil.rmtree(self.place, ignore_errors=True)


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

    # What is asked of the machine.

    def show(self, name):
        return self.machine.run("systemctl", "show", "--value", "--property", name, "cellbusd").stdout.strip()

    def pid(self):
        return int(self.show("MainPID"))

    def is_active(self):
        return self.show("ActiveState") == "active" and self.show("SubState") == "running"

    def signal(self, name):
        self.machine.run("systemctl", "kill", "--kill-whom=main", f"--signal={name}", "cellbusd")

    def journal(self):
        return self.machine.run("journalctl", "--unit", "cellbusd", "--output", "cat", "--no-pager").stdout

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
        free = os.statvfs(self.machine.disk)
        ballast = f"{self.machine.disk}/ballast"
        try:
            with open(ballast, "wb") as file:
                os.posix_fallocate(file.fileno(), 0, max(1, free.f_bavail * free.f_frsize - (12 << 20)))
            until(lambda: self.status().returncode in (1, 2), "status --check warns")
            expect("event=intake-stopped" not in self.journal(), "it still takes what comes")
            return self.status().stdout.strip()
        finally:
            os.remove(ballast)

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


STEPS = ["bare", "cell", "doctor", "kill", "hang", "reload", "wrong", "survive", "mend", "stop", "upgrade", "warning", "full",
         "account", "purge"]


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
    unknown = (only | skip) - set(STEPS)
    if unknown:
        sys.exit(f"there is no step {', '.join(sorted(unknown))}; there are {', '.join(STEPS)}")
    machine = Machine(options.debian, [options.package, options.following])
    months = Months(machine, os.path.basename(options.package), os.path.basename(options.following))
    status = 0
    try:
        for name in STEPS:
            if name in skip or only and name not in only:
                continue
            step = getattr(months, name)
            began = time.monotonic()
            said = step()
            print(f"ok  {name:9}{time.monotonic() - began:6.1f} s  {step.__doc__.splitlines()[0]}" + (f"  {said}" if said else ""),
                  flush=True)
    except (Failed, subprocess.TimeoutExpired) as failure:
        print(f"FAILED  {name}: {step.__doc__.splitlines()[0]}\n{failure}", flush=True)
        print("\n".join(months.journal().splitlines()[-40:]))
        status = 1
    finally:
        machine.end(options.keep)
    sys.exit(status)


if __name__ == "__main__":
    main()
