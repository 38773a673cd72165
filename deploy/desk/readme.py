#!/usr/bin/env python3
"""Follows README.md line by line: types each of its blocks at a terminal, and compares what is printed.

    deploy/desk/readme.py PROGRAMS      the directory of cellbus and cellbusd

Numbers, times, identifiers and the length of blanks are no difference, and what the README leaves out with an ellipsis
is anything. Ends with 1 where something else is printed.
"""

import difflib
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

from terminal import Terminal

README = Path(__file__).resolve().parents[2] / "README.md"
IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TIME = re.compile(r"\b\d{6}Z(?:[A-Z]{3}\d{2})?\b|\b\d{2}[A-Z]{3}\d{2}\b|\b\d{2}:\d{2}(?:[+-]1)?|\bT\+\d+H\b")


def blocks():
    """The README's fenced blocks: their language and their text."""
    found, language, lines = [], None, []
    for line in README.read_text().splitlines():
        if line.startswith("```"):
            if language is None:
                language, lines = line[3:], []
            else:
                found.append((language, "\n".join(lines)))
                language = None
        elif language is not None:
            lines.append(line)
    return found


def plain(line):
    line = TIME.sub("TIME", IDENTIFIER.sub("ID", line))
    return re.sub(r"\s+", " ", re.sub(r"\d+(?:\.\d+)?", "0", line)).strip()


def matches(expected, line):
    parts = [re.escape(part) for part in plain(expected).split("…")]
    return re.fullmatch(".*".join(parts), plain(line)) is not None


class Reader:
    def __init__(self, programs):
        self.directory = tempfile.mkdtemp(prefix="readme-")
        commands = Path(self.directory) / ".commands"
        commands.mkdir()
        for name in ["cellbus", "cellbusd"]:
            (commands / name).symlink_to(Path(programs).resolve() / name)
        # The programs are on the path here, whatever the README does for that.
        (commands / "sudo").write_text("#!/bin/sh\n")
        (commands / "sudo").chmod(0o755)
        self.environment = dict(os.environ, PATH=f"{commands}:{os.environ['PATH']}", HOME=self.directory)
        for name in ["CELLBUS_CELL", "CELLBUS_AS", "CELLBUS_BY", "CELLBUS_PROFILE", "CELLBUS_CONTEXT", "XDG_CONFIG_HOME"]:
            self.environment.pop(name, None)
        self.desk = Terminal(self.directory, self.environment)
        self.running = []
        self.printed = None
        self.problems = 0

    def follow(self):
        for language, text in blocks():
            if language == "sh" and text.startswith("deploy/"):
                for line in text.splitlines():
                    self.expect((README.parent / line.split()[0]).is_file(), f"there is no {line.split()[0]}")
            elif language == "sh":
                self.type(text)
            elif language == "":
                self.compare(text)
        return self.problems

    def type(self, text):
        print(f"$ {text}", flush=True)
        if re.match(r"cellbusd .*[^&]$|cellbus (tail|subscribe) ", text):
            terminal = Terminal(self.directory, self.environment)
            terminal.start(text)
            ready = "event=ready" if text.startswith("cellbusd") else "GIST"
            terminal.wait(lambda: ready in terminal.text, f"{ready} from {text}")
            self.running.append((text, terminal))
            return
        if "(cell stopped)" in text:
            self.stop()
        self.printed = self.desk.run(text)
        if "(cell stopped)" in text:
            self.type(self.running[0][0])
        for line in self.printed.splitlines():
            self.expect(not re.match(r"failed |Error:|bash: ", line), f"{text}\n{self.printed}")

    def stop(self):
        for _, terminal in self.running[:1]:
            terminal.interrupt()
            terminal.close()
        self.running = self.running[:1] and [(self.running[0][0], None)] + self.running[1:]

    def compare(self, text):
        """With what the last block printed; a second one, with what a program that runs has printed meanwhile."""
        expected = text.splitlines()
        if self.printed is None:
            terminal = next(t for command, t in reversed(self.running) if "subscribe" in command)
            terminal.wait(lambda: self.has(terminal.text, expected), f"what France's terminal shows:\n{text}")
            return
        printed, self.printed = self.printed, None
        if not self.has(printed, expected):
            last = printed.splitlines()[-len(expected) - 8:]
            lines = [[plain(line) for line in lines] for lines in (expected, last)]
            difference = difflib.unified_diff(*lines, "README.md", "printed", lineterm="", n=0)
            self.expect(False, f"README.md says\n{text}\n\nprinted is\n" + "\n".join([*last, "", *difference]))

    @staticmethod
    def has(printed, expected):
        """Whether all lines stand there, one after the other."""
        lines = [line for line in printed.splitlines() if not re.match(r"\[\d+\]|\d+Z|event=|.* event=", line)]
        for start in range(len(lines) - len(expected) + 1):
            if all(matches(e, l) for e, l in zip(expected, lines[start:])):
                return True
        return False

    def expect(self, holds, words):
        if not holds:
            self.problems += 1
            print(f"PROBLEM: {words}\n", flush=True)

    def close(self):
        for _, terminal in self.running:
            if terminal:
                # A daemon takes the end of its terminal for a request to read its files again.
                terminal.interrupt()
                terminal.close()
        self.desk.run("kill $(jobs -p) 2>/dev/null; wait 2>/dev/null")
        self.desk.close()
        shutil.rmtree(self.directory, ignore_errors=True)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    reader = Reader(sys.argv[1])
    try:
        problems = reader.follow()
    finally:
        reader.close()
    print(f"{problems} problem(s)" if problems else "README.md is as it says.")
    sys.exit(1 if problems else 0)
