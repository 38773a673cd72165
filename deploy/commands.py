"""The commands that the documents show, as they stand there: those of the runbook, and the examples of the man pages.

Whoever takes them from here runs each, or says why not: deploy/desk/documents.py on a cell of its own, deploy/container.py
on a booted Debian. What a document writes for something else (a node's name, an address) is one table, `STANDS_FOR`, and what
only a booted host can do another, `BOOTED`.
"""

import functools
import re
import sys
from collections import namedtuple
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "debian"))
from manpages import commands as inner_commands  # noqa: E402
from manpages import dump as dumped  # noqa: E402
from manpages import is_example  # noqa: E402

TOP = Path(__file__).resolve().parents[1]
RUNBOOK = sorted((TOP / "Sources/cellbusd/cellbusd.docc").glob("Runbook*.md"))
PROGRAMS = {"cellbus", "cellbusd", "systemctl", "journalctl", "apt-get", "usermod", "curl"}

# What is typed, under the heading where it stands. A setting is of cellbusd.yaml.
Command = namedtuple("Command", "heading text")
Setting = namedtuple("Setting", "heading text")

# Why a command is for a booted host alone: by its program, or an option.
BOOTED = {
    "systemctl": "there has to be a systemd",
    "journalctl": "there has to be a systemd's journal",
    "apt-get": "it changes what is installed",
    "usermod": "it changes the host's users",
    "--service": "root gives the files to the service's user",
}


# It takes seconds.
dump = functools.cache(dumped)


def needs_booted(text):
    words = text.split()
    return words[0] in BOOTED or any(option in BOOTED for option in words)


def runbook():
    """Commands and settings of the runbook, in its order: lines of its blocks, and what stands in code in its text."""
    found, heading = [], ""
    for file in RUNBOOK:
        parts = re.split(r"(?ms)^```(\w*)\n(.*?)^```\n?", file.read_text())
        for text, language, block in zip(parts[0::3], parts[1::3] + [""], parts[2::3] + [""]):
            for piece in re.split(r"(?m)^(#+ .*)$", text):
                if piece.startswith("#"):
                    heading = piece.lstrip("# ")
                else:
                    found += spans(heading, piece)
            if language == "sh":
                found += [Command(heading, bare(line)) for line in block.replace("\\\n", " ").splitlines() if bare(line)]
            elif language == "yaml":
                found.append(Setting(heading, block))
            elif block:
                raise ValueError(f"{file.name}: a block of {language or 'no language'} under {heading}")
    return found


def bare(line):
    """Without the remark at its end."""
    return re.sub(r"(^|\s{2,})#.*", "", line).strip()


def spans(heading, text):
    for code in re.findall(r"`([^`]+)`", text):
        code = " ".join(code.split())
        if code.split()[0] in PROGRAMS and " " in code:
            yield Command(heading, code)
        elif re.match(r"[a-z]\w*: \S", code):
            yield Setting(heading, code + "\n")


def examples(programs):
    """The lines of the man pages that are typed as they stand, under their page's and command's name."""
    found = []
    for name, text in texts(programs):
        for line in filter(is_example, text.splitlines()):
            # A table's line has the shell before and a remark behind.
            found.append(Command(name, re.split(r"\s{3,}", line)[1 if re.match(r"\w+\s{3,}", line) else 0]))
    return found


def texts(programs):
    """What the man pages say of each command, its options' words too."""
    def walk(path, command):
        said = [command.get("abstract", ""), command.get("discussion", "")]
        said += [argument.get("abstract", "") for argument in command.get("arguments", [])]
        yield " ".join(path), "\n".join(said)
        for inner in inner_commands(command):
            yield from walk(path + [inner["commandName"]], inner)
    for program in ["cellbus", "cellbusd"]:
        yield from walk([program], dump(f"{programs}/{program}"))


def unknown_mentions(programs):
    """Commands and options that the man pages' text names and that there are not."""
    tree = dump(f"{programs}/cellbus")
    problems = []
    for name, text in texts(programs):
        for words in re.findall(r"\bcellbus((?: [a-z-]+(?![\w.]))*(?: (?:--[a-z-]+|[A-Z]+(?!\w)))*)", text):
            command, rest = tree, words.split()
            while rest and (inner := next((c for c in inner_commands(command) if c["commandName"] == rest[0]), None)):
                command, rest = inner, rest[1:]
            known = {spelled["name"] for each in command.get("arguments", []) for spelled in each.get("names", [])}
            wrong = [word for word in rest if word.startswith("--") and word[2:] not in known]
            # "where cellbus asks" names no command, and is not followed by an option either.
            if wrong or command is tree and rest and rest[0] not in {"asked", "comes"}:
                problems.append(f"{name}: cellbus{words}")
    return problems


class Failed(Exception):
    pass


class Follower:
    """Follows the runbook from its beginning to its end on one host, and leaves out what the host does not take.

    A host has `takes(text)`, `shell(text, answers)` -> (exit code, output), `serve()`, which has the service run whatever was
    done before, `stop()`, `restart()`, `address(port)` -> an endpoint of its own, and `place`, what the paths of a service
    are there.
    """

    # The exit code where the configuration is wrong: of a service that has not started.
    CODES = {"systemctl status cellbusd": 3, "cellbus doctor --cell /etc/cellbus": 78}
    ENDLESS = re.compile(r"journalctl .*-f$")

    def __init__(self, host):
        self.host, self.ran, self.left, self.key, self.is_wrong = host, [], [], "", False

    # What the document writes, and what stands there when it is typed.
    def stands_for(self, text):
        for words, place in {
            "'PUBLIC KEY'": f"'{self.key}'", "NAME": "watch", "CODE": "3101", "USER": "nobody", "NOTE": "earlier.note",
            "'WHO, WHERE'": "'The sides, by telephone'", "DIRECTORY": "rules", "2026-12-31T00:00:00Z": "+48h",
            "/var/backups/cellbus.sqlite": "/var/backups/cellbus-$(date +%F).sqlite", **self.host.place,
        }.items():
            text = re.sub(rf"(?<![\w-]){re.escape(words)}(?![\w])", lambda _: place, text)
        return text

    def follow(self):
        heading = None
        for step in runbook():
            if step.heading != heading:
                heading = step.heading
                self.enter(heading)
            if isinstance(step, Setting):
                self.set(step)
            elif not self.host.takes(step.text):
                self.left.append(step)
            else:
                self.before(step)
                self.type(step)
        return self.ran, self.left

    def type(self, step):
        text = self.stands_for(step.text)
        goes_on = self.ENDLESS.search(step.text)
        # A packager's question is answered with yes.
        code, output = self.host.shell(f"timeout 3 {text}" if goes_on else text, "y\n")
        wanted = 124 if goes_on else self.CODES.get(step.text, 0) if self.is_wrong else 0
        if code != wanted or (goes_on and not output):
            raise Failed(f"{step.heading}: {step.text}\n({text}) exit {code}, not {wanted}\n{output}")
        self.ran.append(step)
        if step.text == "cellbus keygen":
            self.key = re.search(r"publicKey: '(.*)'", output)[1]

    def quietly(self, text):
        code, output = self.host.shell(self.stands_for(text), "y\n")
        if code:
            raise Failed(f"{text}: exit {code}\n{output}")
        return output

    def set(self, step):
        """A setting is written into cellbusd.yaml, in the place of one of that name."""
        text = self.stands_for(step.text)
        name = text.split(":")[0]
        self.quietly(f"sed -i '/^{name}:/,/^[^ ]/{{/^{name}:/d;/^ /d}}' /etc/cellbus/cellbusd.yaml")
        self.quietly(f"cat >>/etc/cellbus/cellbusd.yaml <<'END'\n{text}END")
        self.host.restart()

    # What a person has before them when they come to a heading or a line.

    def enter(self, heading):
        self.mend()
        if heading == "Install":
            return
        if heading == "It does not start":
            self.quietly("cp -p /etc/cellbus/cellbusd.yaml before.yaml; echo 'colour: blue' >>/etc/cellbus/cellbusd.yaml")
            self.is_wrong = True
            self.host.stop()
            self.host.restart(fails=True)
        elif heading not in ("First cell", "Runbook"):
            self.host.serve()

    def mend(self):
        if self.is_wrong:
            self.quietly("cat before.yaml >/etc/cellbus/cellbusd.yaml")
        self.is_wrong = False

    def before(self, step):
        if step.text == "systemctl reset-failed cellbusd":
            self.mend()
        elif step.text.startswith("cellbus subscriptions --remove"):
            self.quietly("cellbus subscribe --durable NAME --count 0")
        elif step.text.startswith("cellbus record restore"):
            if "--accept-loss" in step.text:
                self.host.serve()
                self.quietly("cellbus log 'A row that the backup has not'")
            else:
                self.quietly("cellbus record backup /var/backups/cellbus.sqlite --cell /etc/cellbus")
            self.host.stop()
        elif step.text.startswith("curl"):
            self.quietly(f"timeout 30 sh -c 'until {step.text} >answer; do sleep 0.1; done'")
        elif step.text.startswith("cellbus record checkpoint --cell"):
            self.quietly("cellbus record checkpoint --cell /etc/cellbus >earlier.note")
            self.quietly("cellbus log 'A row more'")
