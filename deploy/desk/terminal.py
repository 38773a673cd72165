"""A shell at a terminal of 80 columns and 24 rows, as a person has it, for the scripts beside this file."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

PROMPT = "@ready@ "
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]")
# Only a fault takes so long.
PATIENCE = 60


class Terminal:
    """What is typed goes to the shell, and what the screen shows is in `shown`."""

    def __init__(self, directory, environment, shell="bash", rows=24, columns=80, edits=False):
        arguments = {"bash": ["bash", "--norc", "--noprofile"] + ([] if edits else ["--noediting"]) + ["-i"],
                     "zsh": ["zsh", "-f", "-i"] + ([] if edits else ["+Z"]),
                     "fish": ["fish", "--no-config", "--interactive", "--init-command",
                              f"function fish_prompt; echo -n '{PROMPT}'; end"]}[shell]
        self.shown, self.turned = "", ""
        self.process, self.descriptor = pty.fork()
        if self.process == 0:
            # What started this script may have kept signals from it, as a thread of a pool does.
            signal.pthread_sigmask(signal.SIG_SETMASK, [])
            # By a descriptor that outlives this script its parent would wait for what runs on.
            os.closerange(3, 4096)
            os.chdir(directory)
            own = dict(environment, PS1=PROMPT, PS2="", TERM="xterm-256color", LC_ALL="C.UTF-8")
            os.execvpe(arguments[0], arguments, own)
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.wait(lambda: PROMPT in self.shown, "the shell's prompt")
        if shell == "zsh":
            # A mark at the end of what has no line feed, which is none of the program's.
            self.run("unsetopt PROMPT_SP")
        if shell != "fish":
            self.run("set +m" if edits else "stty -echo; set +m")

    def read(self):
        """What the screen shows now, after at most a moment."""
        ready, _, _ = select.select([self.descriptor], [], [], 0.05)
        if ready:
            try:
                self.shown += os.read(self.descriptor, 65536).decode("utf-8", "replace")
            except OSError:
                pass
        return self.shown

    def wait(self, condition, what):
        end = time.monotonic() + PATIENCE
        while not condition():
            self.read()
            if time.monotonic() > end:
                sys.exit(f"waited in vain for {what}; the screen:\n{self.shown}")

    def type(self, text):
        os.write(self.descriptor, text.encode())

    def start(self, block):
        """Types a block that goes on running."""
        self.shown, self.turned = "", ""
        self.type(block.rstrip("\n") + "\n")

    def run(self, block, keys={}):
        """Types a block and waits for the prompt; what it printed, without colours. Questions get their keys."""
        self.start("{ " + block.rstrip("\n") + "\n}")
        for question, key in keys.items():
            self.wait(lambda: self.text.endswith(question), question)
            self.type(key)
        self.wait(lambda: self.turn_page() or self.text.endswith(PROMPT), f"the end of: {block}")
        return self.text.removesuffix(PROMPT)

    def turn_page(self):
        """Reads on where the pager waits, to the end."""
        waits = re.search(r"(?:^|\n)(:|\(END\))$", self.text)
        if waits and self.turned != self.text:
            self.turned = self.text
            self.type(" " if waits.group(1) == ":" else "q")

    def interrupt(self):
        self.type("\x03")
        self.wait(lambda: self.text.endswith(PROMPT), "the prompt after Ctrl-C")

    @property
    def text(self):
        return ESCAPES.sub("", self.shown).replace("\r\n", "\n").replace("\r", "").replace("\x07", "")

    @property
    def rang(self):
        return "\x07" in self.shown

    def close(self):
        """The shell and all that it started."""
        try:
            os.close(self.descriptor)
            os.kill(self.process, signal.SIGHUP)
            os.waitpid(self.process, 0)
        except (OSError, ChildProcessError):
            pass
