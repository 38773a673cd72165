#!/usr/bin/env python3
"""What Tab puts down in bash, zsh and fish, as it is typed.

    deploy/desk/completion.py PROGRAMS      the directory of cellbus and cellbusd
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from terminal import PROMPT, Terminal

# What is typed before Tab, and what the line is then.
TYPED = {
    "cellbus hando": "cellbus handover ",
    "cellbus publish --type verification.fi": "cellbus publish --type verification.finding ",
    "cellbus publish --precedence fl": "cellbus publish --precedence flash ",
    "cellbus publish --action UKR.G": "cellbus publish --action UKR.GS-1 ",
    "cellbus publish --action @verif": "cellbus publish --action @verification-lead ",
    "cellbus publish --action FRA,@verif": "cellbus publish --action FRA,@verification-lead ",
    "cellbus mine --as USA.C": "cellbus mine --as USA.CELL-1 ",
    # A file's name is quoted where it has to be.
    "cellbus publish --body a\\ no": "cellbus publish --body a\\ note.json ",
}
SET_UP = {
    "bash": "source <(cellbus completion bash)",
    "zsh": "mkdir -p zfunc; cellbus completion zsh > zfunc/_cellbus; fpath=($PWD/zfunc $fpath); autoload -Uz compinit; "
           "compinit -u -D",
    "fish": "cellbus completion fish | source",
}


def complete(directory, environment, shell):
    terminal = Terminal(directory, environment, shell, columns=200, edits=True)
    terminal.start(SET_UP[shell])
    terminal.wait(lambda: terminal.text.endswith(PROMPT), "the completions")
    for typed, line in TYPED.items():
        terminal.shown = ""
        terminal.type(typed + "\t")
        terminal.wait(lambda: terminal.text.endswith(line), f"{line!r} in {shell}")
        # The line is taken away.
        terminal.type("\x15")
    terminal.close()
    print(f"{shell}: {len(TYPED)} lines")


def main(programs):
    directory = tempfile.mkdtemp(prefix="completion-")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CELLBUS_")}
    environment.update(PATH=f"{Path(programs).resolve()}:{environment['PATH']}", HOME=directory,
                       CELLBUS_CELL=f"{directory}/cell", CELLBUS_AS="FRA")
    broker = Terminal(directory, environment)
    try:
        Path(directory, "a note.json").write_text("{}")
        broker.run("cellbus init cell --participants FRA,UKR,USA")
        broker.start("cellbusd --config cell/cellbusd.yaml")
        broker.wait(lambda: "event=ready" in broker.text, "the broker")
        for shell in SET_UP:
            if shutil.which(shell):
                complete(directory, environment, shell)
            else:
                print(f"{shell} is not installed")
        broker.interrupt()
    finally:
        broker.close()
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
