#!/usr/bin/env python3
"""Types every command of the runbook and every example of the man pages, as it stands, on a cell of its own.

    deploy/desk/documents.py PROGRAMS      the directory of cellbus and cellbusd

What only a booted host can do is left to deploy/container.py, which follows the same runbook. Ends with 1 where a command
does not do what it should, or where nobody runs it.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from commands import Failed, Follower, examples, needs_booted, unknown_mentions  # noqa: E402
from terminal import PATIENCE, PROMPT, Terminal  # noqa: E402


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Desk:
    """A cell in a directory, and its broker as a program: what is the service's on a booted host."""

    def __init__(self, programs):
        self.directory = Path(tempfile.mkdtemp(prefix="documents-"))
        self.cell = self.directory / "paris"
        for name in ["backups", "commands", ".zfunc", ".config/fish/completions"]:
            (self.directory / name).mkdir(parents=True)
        for name in ["cellbus", "cellbusd"]:
            (self.directory / "commands" / name).symlink_to(Path(programs).resolve() / name)
        # A printer that prints nothing, and says where nothing came.
        (self.directory / "commands/lp").write_text("#!/bin/sh\ngrep -q .\n")
        (self.directory / "commands/lp").chmod(0o755)
        self.listen = f"tcp://127.0.0.1:{free_port()}"
        self.place = {
            "/etc/cellbus": str(self.cell), "/var/backups": f"{self.directory}/backups", "/run/cellbus": str(self.directory),
            "127.0.0.1:9464": f"127.0.0.1:{free_port()}",
            "tcp://10.0.0.7:7410": f"tcp://127.0.0.1:{free_port()}",
        }
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(("CELLBUS_", "XDG_"))}
        self.environment.update(
            PATH=f"{self.directory}/commands:{os.environ['PATH']}", HOME=str(self.directory), LC_ALL="C.UTF-8",
            CELLBUS_CELL=str(self.cell), CELLBUS_AS="CELL.OPS-1", CELLBUS_BY="Duty officer")
        self.log = open(self.directory / "log", "ab")
        self.daemon = None

    def takes(self, text):
        return not needs_booted(text)

    def shell(self, text, answers=""):
        result = subprocess.run(
            ["bash", "-c", text], cwd=self.directory, env=self.environment, input=answers, text=True, timeout=PATIENCE * 5,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return result.returncode, result.stdout

    def found(self):
        """In the place of `cellbus init --service`."""
        code, output = self.shell(f"cellbus init {self.cell} --name paris --listen {self.listen}")
        if code:
            raise Failed(output)
        self.serve()

    def serve(self):
        if self.daemon is None or self.daemon.poll() is not None:
            self.restart()

    def restart(self, fails=False):
        self.stop()
        self.daemon = subprocess.Popen(
            ["cellbusd", "--config", f"{self.cell}/cellbusd.yaml"], env=self.environment, stdin=subprocess.DEVNULL,
            stdout=self.log, stderr=self.log, executable=str(self.directory / "commands/cellbusd"))
        if fails:
            if (code := self.daemon.wait(PATIENCE)) != 78:
                raise Failed(f"the daemon ended with {code}, not 78")
            return
        self.wait(lambda: self.shell("cellbus status --check")[0] != 3, "the broker")

    def stop(self):
        if self.daemon is not None and self.daemon.poll() is None:
            self.daemon.send_signal(signal.SIGTERM)
            self.daemon.wait(PATIENCE)

    def wait(self, condition, words):
        end = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > end:
                raise Failed(f"waited in vain for {words}\n{Path(self.log.name).read_text()[-2000:]}")
            time.sleep(0.05)

    def close(self):
        self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)


class Examples:
    """What the man pages show, typed by a French watch officer: with messages that are there for it."""

    # What is asked at a terminal, in its order, and what is typed.
    ANSWERS = {
        "cellbus compose support.attack-report": [
            ("target: ", "ukraine"), ("place: ", "Kharkiv, eastern outskirts"), ("began: ", "0205Z"), ("ongoing: ", "yes"),
            ("assessed origin: ", "?"), ("basis: ", "radar, debris"), ("confidence: ", "low"), ("Which?", ""), ("action [@all]: ", "ukr"), ("precedence [immediate]: ", ""), ("Which?", ""), ("[y/e/N]", "y")],
        "cellbus handover --to": [("[y/N]", "y")],
    }

    def __init__(self, desk):
        self.desk = desk
        desk.environment["CELLBUS_AS"] = "FRA"

    def note(self):
        """A message that waits for an answer; its number on the record."""
        return self.published("cell.liaison-note", '{"subject": "Avdiivka mortar", "text": "Who holds it?"}', "--acknowledge",
                              "--action FRA")

    def proposal(self):
        """That a text is the declaration's; its number on the record."""
        body, text = (json.loads(self.desk.shell(f"cellbus schema show {name} --example")[1].replace("//EXAMPLE// ", ""))
                      for name in ("decision.proposal", "declaration.draft"))
        act = json.loads(body["act"])
        act["header"].update({"from": "UKR.CELL-1", "serial": "UKR.CELL-1/0007/26", "type": "declaration.draft"})
        act["body"] = text
        body["act"] = json.dumps(act, separators=(",", ":"))
        body["electorate"] = {"role": "delegation"}
        del body["mustAgree"]
        body["until"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 172_800))
        return self.published("decision.proposal", json.dumps(body), "--yes", "--allow-example")

    def published(self, name, body, *options):
        (self.desk.directory / "body.json").write_text(body)
        code, output = self.desk.shell(
            f"cellbus publish --as UKR --type {name} --body body.json {' '.join(options)}")
        if code:
            raise Failed(output)
        return re.search(r"on the record as (\d+)", output)[1]

    def follow(self, commands):
        note, proposal = self.note(), self.proposal()
        for command in commands:
            text = re.sub(r"\b354\b", note, re.sub(r"\b4128\b", proposal, command.text))
            answers = next((typed for start, typed in self.ANSWERS.items() if text.startswith(start)), None)
            code, output = self.typed(text, answers) if answers else self.desk.shell(text)
            if code or "failed " in output or "refused " in output:
                raise Failed(f"{command.heading}: {command.text}\n({text}) exit {code}\n{output}")

    def typed(self, text, answers):
        terminal = Terminal(str(self.desk.directory), self.desk.environment)
        terminal.start(text)
        try:
            for question, answer in answers:
                terminal.wait(lambda: question in terminal.text, question)
                terminal.shown = ""
                terminal.type(answer if question.startswith("[") else answer + "\r")
            terminal.wait(lambda: terminal.text.endswith(PROMPT), f"the end of: {text}")
            shown = terminal.text.removesuffix(PROMPT)
            return int(re.search(r"\d+", terminal.run("echo $?"))[0]), shown
        finally:
            terminal.close()


def main(programs):
    desk = Desk(programs)
    try:
        if problems := unknown_mentions(programs):
            raise Failed("the man pages name what there is not:\n" + "\n".join(problems))
        desk.found()
        ran, left = Follower(desk).follow()
        if odd := [step.text for step in left if not needs_booted(step.text)]:
            raise Failed(f"nobody runs: {odd}")
        shown = examples(programs)
        Examples(desk).follow(shown)
        print(f"runbook: {len(ran)} commands, and {len(left)} for a booted host; man pages: {len(shown)} examples")
    except Failed as failure:
        sys.exit(f"not so: {failure}\n{Path(desk.log.name).read_text()[-2000:]}")
    finally:
        desk.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
