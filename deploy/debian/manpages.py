#!/usr/bin/env python3
"""Writes the man pages from what the programs say of themselves.

    manpages.py PROGRAMS OUT RUNBOOK...   the directory of cellbus and cellbusd, where the pages go, and the runbook's files

A page for each command of cellbus, with its own commands as parts of it: cellbus-record(1) has `record verify`. The text is
that of `--help`, by `--experimental-dump-help`. The runbook, which is Markdown, is cellbus-runbook(7).
"""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

DATE = time.strftime("%Y-%m-%d", time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))))


def dump(program):
    english = {**os.environ, "LC_ALL": "C.UTF-8"}
    text = subprocess.run([program, "--experimental-dump-help"], check=True, capture_output=True, env=english).stdout
    return json.loads(text)["command"]


def plain(text):
    """Text in which nothing is a command of the formatter."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga").replace("^", "\\(ha")
    text = text.replace("~", "\\(ti")
    return "\n".join("\\&" + line if line.startswith(".") else line for line in text.splitlines())


def is_example(line):
    """A line that is typed as it stands; in a table behind the name of the shell."""
    return re.match(r"(cellbusd? |\w+ {3,}.*\bcellbusd? )", line) is not None


def paragraphs(text):
    """A line that is set off by spaces, or has several together, is a table, and stays as it is; an example, too."""
    lines = []
    for line in text.splitlines():
        if is_example(line):
            lines += [".PP", ".RS 4", ".nf", plain(line), ".fi", ".RE"]
        elif line.startswith(" ") or "  " in line.strip():
            lines += [".PP", ".nf", plain(line), ".fi"]
        elif line.strip():
            lines += [".PP", plain(line)]
    return lines


def spelled(name):
    return ("-" if name["kind"] == "short" else "-" if name["kind"] == "longWithSingleDash" else "--") + name["name"]


def value(argument):
    return f"<{argument['valueName']}>" if argument["kind"] == "option" else ""


def shown(command):
    """Every command has --help and --version, which the page of the program says."""
    own = command["commandName"] in ("cellbus", "cellbusd")
    return [each for each in command.get("arguments", [])
            if each.get("shouldDisplay", True) and (own or each["valueName"] not in ("help", "version"))]


def synopsis(path, command):
    words = []
    for each in shown(command):
        if each["kind"] == "positional":
            text = f"<{each['valueName']}>" + (" ..." if each["isRepeating"] else "")
        else:
            text = spelled(each["preferredName"]) + (" " + value(each) if value(each) else "")
            text += " ..." if each["isRepeating"] else ""
        words.append(f"[{text}]" if each["isOptional"] else text)
    if commands(command):
        words.append("<command>")
    bold = "\\fB" + plain(" ".join(path)) + "\\fR"
    return [".HP", bold, *[plain(word).replace(" ", "\\ ") for word in words]]


def commands(command):
    return [each for each in command.get("subcommands", []) if each["commandName"] != "help"]


def options(command):
    lines, title = [], None
    # Those without a title of their own are the command's, and come first.
    arguments = sorted(shown(command), key=lambda each: each.get("sectionTitle") is not None)
    for each in arguments:
        if each.get("sectionTitle") != title:
            title = each.get("sectionTitle")
            lines += [".PP", f".I {plain(title)}"]
        if each["kind"] == "positional":
            head = f"\\fI{plain(each['valueName'])}\\fR"
        else:
            head = ", ".join(f"\\fB{plain(spelled(name))}\\fR" for name in each["names"])
            head += f" \\fI{plain(each['valueName'])}\\fR" if each["kind"] == "option" else ""
        text = each.get("abstract", "")
        known = each.get("defaultValue")
        if known is not None and "efault" not in text:
            text += f" (default: {known})"
        lines += [".TP", head, plain(text) or "\\&"]
    return lines


def parts(path, command):
    """What else there is to say of a command, and the commands within it."""
    lines = []
    if command.get("discussion"):
        lines += paragraphs(command["discussion"])
    lines += options(command)
    for inner in commands(command):
        inner_path = path + [inner["commandName"]]
        lines += [f".SS {plain(' '.join(inner_path))}", plain(inner.get("abstract", ""))]
        lines += synopsis(inner_path, inner) + parts(inner_path, inner)
    return lines


def page(path, command, section, see):
    name = "-".join(path)
    lines = [f'.TH "{plain(name.upper())}" "{section}" "{DATE}" "cellbus" "cellbus"', ".nh", ".ad l", ".SH NAME",
             f"{plain(name)} \\- {plain(command.get('abstract', '').rstrip('.'))}", ".SH SYNOPSIS"]
    lines += synopsis(path, command)
    lines += [".SH DESCRIPTION", plain(command.get("abstract", ""))]
    lines += parts(path, command)
    lines += [".SH SEE ALSO", ",\n".join(f"\\fB{plain(other)}\\fR({number})" for other, number in see)]
    return "\n".join(lines) + "\n"


def overview(command, names):
    """cellbus(1): what each command is for; its options are in its own page."""
    short = {**command, "subcommands": []}
    lines = page(["cellbus"], short, 1, [(f"cellbus-{name}", 1) for name in names] + [("cellbusd", 8)])
    table = [".SH COMMANDS"]
    for each in commands(command):
        table += [".TP", f"\\fBcellbus\\-{plain(each['commandName'])}\\fR(1)", plain(each.get("abstract", ""))]
    return lines.replace(".SH SEE ALSO", "\n".join(table) + "\n.SH SEE ALSO")


def inline(text):
    """A paragraph of Markdown, its code in bold and its links as their words."""
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text)
    parts = re.split(r"`([^`]*)`|\*\*([^*]*)\*\*", text)
    words = []
    for place in range(0, len(parts), 3):
        words.append(plain(parts[place]))
        strong = "".join(each or "" for each in parts[place + 1:place + 3])
        if strong:
            words.append(f"\\fB{plain(strong)}\\fR")
    return "".join(words)


def rows(lines):
    """A table of Markdown, a line a row."""
    cells = [[inline(cell.strip()) for cell in line.strip().strip("|").split("|")] for line in lines]
    return [part for first, *rest in cells if set(first) - set("\\-: ") for part in (".TP", first or "\\&", "; ".join(rest) or "\\&")]


def runbook(files, see):
    lines = [f'.TH "CELLBUS\\-RUNBOOK" "7" "{DATE}" "cellbus" "cellbus"', ".nh", ".ad l", ".SH NAME",
             "cellbus\\-runbook \\- how a cell's service is installed, kept and mended"]
    for file in files:
        blocks = re.split(r"(?ms)^```\w*\n(.*?)^```\n?", Path(file).read_text())
        for place, block in enumerate(blocks):
            if place % 2:
                lines += [".PP", ".RS 4", ".nf", plain(block.rstrip("\n")), ".fi", ".RE"]
                continue
            for paragraph in filter(None, (each.strip("\n") for each in re.split(r"\n\s*\n", block))):
                heading = re.match(r"(#+) (.*)", paragraph)
                if heading:
                    lines.append((".SH " if len(heading[1]) == 1 else ".SS ") + inline(heading[2]))
                    paragraph = paragraph[heading.end():].strip("\n")
                if paragraph.startswith("|"):
                    lines += rows(paragraph.splitlines())
                elif re.match(r"[-*] |\d+\. ", paragraph):
                    items = re.split(r"(?m)^(?:[-*]|\d+\.) ", paragraph)[1:]
                    lines += [part for item in items for part in (".IP \\(bu 2", inline(" ".join(item.split())))]
                elif paragraph:
                    lines += [".PP", inline(paragraph)]
    lines += [".SH SEE ALSO", ",\n".join(f"\\fB{plain(other)}\\fR({number})" for other, number in see)]
    return "\n".join(lines) + "\n"


def main(programs, out, *files):
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    command = dump(f"{programs}/cellbus")
    names = [each["commandName"] for each in commands(command)]
    (out / "cellbus.1").write_text(overview(command, names))
    for each in commands(command):
        see = [("cellbus", 1), ("cellbusd", 8)]
        (out / f"cellbus-{each['commandName']}.1").write_text(page(["cellbus", each["commandName"]], each, 1, see))
    daemon = dump(f"{programs}/cellbusd")
    (out / "cellbusd.8").write_text(page(["cellbusd"], daemon, 8, [("cellbus", 1), ("cellbus-runbook", 7), ("systemctl", 1)]))
    (out / "cellbus-runbook.7").write_text(runbook(files, [("cellbus", 1), ("cellbusd", 8), ("cellbus-doctor", 1)]))
    print(f"{len(names) + 3} pages")


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
