#!/usr/bin/env python3
"""The ten-second test: a real flash comes during an exercise. From a silent prompt it is seen, read in full,
acknowledged and answered, in lines of at most 30 characters, in bash and in zsh.

    deploy/desk/tenseconds.py PROGRAMS      the directory of cellbus and cellbusd
"""

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

from terminal import Terminal

EXERCISE = "SHARED DAWN"
LONGEST = 30


def cell(terminal):
    """A cell whose French watch officer is in an exercise."""
    terminal.run("cellbus init cell --participants FRA,UKR,USA")
    terminal.run(
        "sed 's/^nature: operation/nature: exercise\\nexerciseName: " + EXERCISE + "/' cell/nodes/FRA.CELL-1.yaml "
        "> exercise.yaml && chmod 600 exercise.yaml")


def send_flash(terminal):
    """A real one, from Ukraine; its number on the record."""
    printed = terminal.run(
        "cellbus schema show support.attack-report --example > attack.json\n"
        "cellbus publish --cell cell --as UKR --type support.attack-report --body attack.json --precedence flash "
        "--action FRA --acknowledge --allow-example </dev/null")
    found = re.search(r"on the record as (\d+)", printed)
    expect(found, "the flash is sent", printed)
    return found.group(1)


def watch(directory, environment, shell):
    desk = Terminal(directory, dict(environment, CELLBUS_PROFILE=f"{directory}/exercise.yaml",
                                    CELLBUS_BY="Duty officer"), shell)
    other = Terminal(directory, environment)
    desk.start("cellbus tail")
    desk.wait(lambda: "GIST" in desk.text, "the tail's title")
    number = send_flash(other)
    # It rings, and its line says that it is no exercise.
    desk.wait(lambda: desk.rang and re.search(rf"^OP +{number} .* Z UKR\.", desk.text, re.M), "the flash on the screen")
    desk.interrupt()
    waiting = desk.run("cellbus mine")
    expect("OPERATION" in waiting and f"show {number}" in waiting, "the flash waits for its reader", waiting)
    # What any screen of the exercise says of it, and what it says of itself, is what is typed.
    banner = desk.run("cellbus phase")
    expect(re.search(rf"^REAL: \d+ FLASH {number} support\.attack-report UKR +cellbus show {number}$", banner, re.M),
           "the banner lists how it is read", banner)
    steps = {
        f"cellbus show {number}": [rf"^{number}  FLASH  support\.attack-report", r"^from +UKR\.CELL-1", r"^ack owed",
                                   rf"^next +cellbus ack {number}   cellbus reply {number} TEXT$",
                                   "^REAL REAL REAL OPERATION"],
        f"cellbus ack {number}": [r"^receipted", r"^ +nature +operation", r"^ +action +UKR\.CELL-1"],
        f"cellbus reply {number} Seen.": [r"^receipted", r"^ +nature +operation", r"^ +precedence +flash"],
    }
    for line, found in steps.items():
        expect(len(line) <= LONGEST, f"{len(line)} characters", line)
        # A flash of the operation is asked about once, by one key; an acknowledgement never is.
        shown = desk.run(line, {"Send it? [y/N] ": "y"} if " reply " in line else {})
        for pattern in found:
            expect(re.search(pattern, shown, re.M), f"{line} shows {pattern}", shown)
    waiting = desk.run("cellbus mine")
    expect("OPERATION: nothing waits for FRA.CELL-1." in waiting and "Nothing waits for FRA.CELL-1." in waiting,
           "it waits no more, in either world", waiting)
    desk.close()
    other.close()
    print(f"{shell}: seen, read, acknowledged and answered")


def expect(holds, words, screen):
    if not holds:
        sys.exit(f"not so: {words}; the screen:\n{screen}")


def main(programs):
    directory = tempfile.mkdtemp(prefix="tenseconds-")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CELLBUS_")}
    environment.update(PATH=f"{Path(programs).resolve()}:{environment['PATH']}", HOME=directory)
    environment.pop("XDG_CONFIG_HOME", None)
    broker = Terminal(directory, environment)
    try:
        cell(broker)
        broker.start("cellbusd --config cell/cellbusd.yaml")
        broker.wait(lambda: "event=ready" in broker.text, "the broker")
        watch(directory, environment, "bash")
        if shutil.which("zsh"):
            watch(directory, environment, "zsh")
        else:
            print("zsh is not installed: bash alone")
        broker.interrupt()
    finally:
        broker.close()
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
