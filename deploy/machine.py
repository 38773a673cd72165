"""Debian 12 with its own systemd, booted in a container of systemd-nspawn's, with loopback and nothing else."""

import os
import shutil
import subprocess
import tempfile
import time


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
    """The booted container.

    `packages` are files for its /srv, by their names there; `disk` are the bytes of a file system of its own for the
    service's state, where there is to be one; `addresses` are its own beside 127.0.0.1.
    """

    def __init__(self, debian, packages, disk=None, addresses=()):
        self.place = tempfile.mkdtemp(prefix="cellbus-container-")
        self.root = f"{self.place}/root"
        subprocess.run(["cp", "-a", "--reflink=auto", debian, self.root], check=True)
        for name in ["etc/machine-id", "var/lib/dbus/machine-id"]:
            if os.path.lexists(f"{self.root}/{name}"):
                os.remove(f"{self.root}/{name}")
        for name, package in packages.items():
            shutil.copy(package, f"{self.root}/srv/{name}")
        # It has loopback alone: nothing would ever be online.
        os.symlink("/dev/null", f"{self.root}/etc/systemd/system/systemd-networkd-wait-online.service")
        self.disk = f"{self.root}/var/lib/cellbus" if disk else None
        if disk:
            image = f"{self.place}/disk"
            with open(image, "wb") as file:
                file.truncate(disk)
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
        for address in addresses:
            subprocess.run(["nsenter", "--target", self.leader, "--net", "ip", "address", "add", f"{address}/32", "dev", "lo"],
                           check=True)

    def is_booted(self):
        expect(self.nspawn.poll() is None, f"the container ended, see {self.console.name}")
        children = open(f"/proc/{self.nspawn.pid}/task/{self.nspawn.pid}/children").read().split()
        self.leader = children[0] if children else None
        return self.leader and self.run("systemctl", "is-system-running", check=False).stdout.strip() in ("running", "degraded")

    def inside(self, *command):
        return ["nsenter", "--target", self.leader, "--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup", "--", "env", "-i",
                "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", "HOME=/root", "DEBIAN_FRONTEND=noninteractive",
                *command]

    def run(self, *command, check=True, seconds=300, **options):
        result = subprocess.run(
            self.inside(*command), capture_output=True, text=True, timeout=seconds, errors="replace", **options)
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
        if self.disk:
            subprocess.run(["umount", self.disk])
        if keep:
            print(f"kept: {self.place}")
        else:
            shutil.rmtree(self.place, ignore_errors=True)
