#!/usr/bin/env python3
"""Writes what the docstrings of CellSchema say of each type and field that travels into Swift tables.

Swift has no docstrings at run time, and `cellbus schema` shows them to those who write a node in another language. So
Sources/CellSchema/Descriptions/ has them as text, written by this program and by nobody else:

    deploy/descriptions.py            writes the tables
    deploy/descriptions.py --check    writes nothing, and ends with 1 where a table is not what would be written

With a directory as the last argument it works on that copy of the repository. It ends with 1, and writes nothing, where
a payload, the header or anything in them has a type, a field or an enumerated value without a docstring.
"""

import re
import sys
import textwrap
from pathlib import Path

FOLDERS = ["Header", "Leaves", "Payloads"]
WIDTH = 120
# Enumerations whose values are their own explanation: sixteen points of the compass.
PLAIN_VALUES = {"CompassPoint"}
# Types of Swift itself, which say nothing.
BARE = {"Bool"}

DECLARATION = re.compile(
    r"^( *)(?:(?:public|package|private|fileprivate|final|indirect) )*(struct|enum|extension|class|protocol) "
    r"([\w.]+)(?:<[^>]*>)?(?:: ([^{]*))?")
FIELD = re.compile(r"^ *public var (\w+): ([^={]+?)(?: = .*)?$")
CASE = re.compile(r'^ *case (`?\w+`?(?: = "[^"]*")?(?:, `?\w+`?(?: = "[^"]*")?)*)$')


class Type:
    """A struct or an enumeration of the sources."""

    def __init__(self, name, kind, parents, doc, table):
        self.name, self.kind, self.parents, self.doc, self.table = name, kind, parents, doc, table
        self.fields = []  # Swift name, type as written, docstring
        self.values = []  # JSON value, docstring
        self.keys = {}  # Swift name to name in JSON

    @property
    def is_enumeration(self):
        return self.kind == "enum" and self.parents[:1] == ["String"]


def plain(paragraph):
    """Words without the marks of DocC: ``Limits/frame`` and `frame` become frame, `duty officer` 'duty officer'."""

    def symbol(match):
        return match.group(1).split("/")[-1].split("(")[0]

    text = re.sub(r"``([^`]+)``", symbol, paragraph)
    text = re.sub(r"`([^` ]+)`", r"\1", text)
    text = re.sub(r"`([^`]+)`", r"'\1'", text)
    return re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)


def first_paragraph(lines):
    words = []
    for line in lines:
        if not line or line.startswith("```") or line.startswith("- "):
            break
        words.append(line)
    return plain(" ".join(words))


def read(source, table, types):
    """Adds the types of a file."""
    doc, stack = [], []  # the docstring before this line; the types around it, with their indents
    for line in source.split("\n"):
        text = line.strip()
        if text.startswith("///"):
            doc.append(text[3:].strip())
            continue
        if not text:
            doc = []
            continue
        indent = len(line) - len(line.lstrip(" "))
        while stack and indent <= stack[-1][0]:
            stack.pop()
        declared = DECLARATION.match(line)
        inner = stack[-1][1] if stack and indent == stack[-1][0] + 2 else None
        if declared:
            name = ".".join([kept.name for _, kept in stack[-1:]] + [declared.group(3)])
            parents = [part.strip() for part in (declared.group(4) or "").split(",")]
            if declared.group(2) == "extension":
                found = types.get(name) or Type(name, "extension", parents, "", table)
            else:
                found = Type(name, declared.group(2), parents, first_paragraph(doc), table)
                if "CodingKeys" not in name and not re.match(r" *(private|fileprivate) ", line):
                    types[name] = found
            if not text.endswith("}"):
                stack.append((indent, found))
            elif declared.group(3) == "CodingKeys":
                add_keys(text[text.index("{") + 1:-1].strip(), stack[-1][1])
        elif inner and inner.name.endswith("CodingKeys") and CASE.match(line):
            add_keys(text, stack[-2][1])
        elif inner and FIELD.match(line):
            name, kind = FIELD.match(line).groups()
            inner.fields.append((name, kind.strip(), first_paragraph(doc)))
        elif inner and inner.is_enumeration and CASE.match(line):
            for name, value in cases(text):
                inner.values.append((value, first_paragraph(doc)))
        if not text.startswith("@"):
            doc = []


def cases(text):
    for part in text.removeprefix("case ").split(", "):
        name, _, value = part.partition(" = ")
        name = name.strip("`")
        yield name, value.strip('"') or name


def add_keys(text, owner):
    for name, value in cases(text):
        owner.keys[name] = value


def resolved(kind, around, types):
    """The name of the type that a field's value, or each element of its list, has."""
    kind = kind.rstrip("?")
    while True:
        wrapped = re.match(r"^(?:NonEmpty|OrNotKnown)<(.*)>$|^\[(.*)\]$", kind)
        if not wrapped:
            break
        kind = (wrapped.group(1) or wrapped.group(2)).rstrip("?")
    if kind in BARE:
        return None
    scope = around.split(".")
    while scope:
        name = ".".join(scope + [kind])
        if name in types:
            return name
        scope.pop()
    return kind if kind in types else "?" + kind


def reachable(types):
    """The header, the payloads, and all that is in them."""
    names = ["Header"] + [name for name, found in types.items() if "Payload" in found.parents]
    seen = set()
    while names:
        name = names.pop()
        if name in seen or name not in types:
            continue
        seen.add(name)
        names += [inner for _, kind, _ in types[name].fields if (inner := resolved(kind, name, types))]
    return seen


def check(types, names):
    """What has no docstring."""
    missing = []
    for name in sorted(names):
        found = types[name]
        if not found.doc:
            missing.append(name)
        missing += [f"{name}.{field}" for field, _, doc in found.fields if is_object(found) and not doc]
        missing += [
            f"{name}.{field}: no type {resolved(kind, name, types)[1:]}" for field, kind, _ in found.fields
            if is_object(found) and (resolved(kind, name, types) or "").startswith("?")]
        if name not in PLAIN_VALUES:
            missing += [f'{name} "{value}"' for value, doc in found.values if not doc]
    return missing


def is_object(found):
    """A leaf travels as one value: what it keeps is no field."""
    return found.kind == "struct" and not any(parent.endswith("Leaf") for parent in found.parents)


def paragraph(text, indent):
    lines = textwrap.wrap(text, WIDTH - indent, break_long_words=False, break_on_hyphens=False)
    return [" " * indent + line for line in lines]


def entry(found, types):
    lines = ["    " + found.name] + paragraph(found.doc, 8)
    if is_object(found):
        for field, kind, doc in sorted(found.fields, key=lambda field: found.keys.get(field[0], field[0])):
            name = resolved(kind, found.name, types)
            lines += [" " * 6 + found.keys.get(field, field) + (f" {name}" if name else "")] + paragraph(doc, 8)
    for value, doc in sorted(found.values):
        if doc:
            lines += [" " * 6 + value] + paragraph(doc, 8)
    return lines


def tables(root):
    """The path and the text of each table."""
    types = {}
    sources = root / "Sources" / "CellSchema"
    for folder in FOLDERS:
        for path in sorted((sources / folder).glob("*.swift")):
            text = path.read_text(encoding="utf-8")
            # Each system's payloads have a table; what several systems share has another one.
            system = re.search(r'messageType: MessageType = "([a-z]+)\.', text) if folder == "Payloads" else None
            shared = "Shared" if folder == "Payloads" else folder
            read(text, system.group(1).capitalize() if system else shared, types)
    names = reachable(types)
    missing = check(types, names)
    if missing:
        sys.exit("without a docstring:\n  " + "\n  ".join(missing))
    groups = {}
    for name in sorted(names):
        groups.setdefault(types[name].table, []).append(types[name])
    result = {}
    for table, members in sorted(groups.items()):
        lines = [
            "// Written by deploy/descriptions.py from the docstrings. Change these, and run it again.", "",
            "extension Descriptions {", f'  static let {table[0].lower()}{table[1:]} = #"""']
        for member in members:
            lines += entry(member, types)
        lines += ['    """#', "}", ""]
        result[sources / "Descriptions" / f"{table}Descriptions.swift"] = "\n".join(lines)
    return result


def main(arguments):
    is_check = "--check" in arguments
    rest = [argument for argument in arguments if argument != "--check"]
    root = Path(rest[0]) if rest else Path(__file__).resolve().parent.parent
    wanted = tables(root)
    folder = root / "Sources" / "CellSchema" / "Descriptions"
    kept = {path: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*Descriptions.swift"))}
    stale = [path for path in sorted(set(wanted) | set(kept)) if wanted.get(path) != kept.get(path)]
    if is_check:
        if stale:
            sys.exit("not what the docstrings say, run deploy/descriptions.py:\n  "
                     + "\n  ".join(str(path.relative_to(root)) for path in stale))
        return
    folder.mkdir(exist_ok=True)
    for path in stale:
        if path in wanted:
            path.write_text(wanted[path], encoding="utf-8")
        else:
            path.unlink()


if __name__ == "__main__":
    main(sys.argv[1:])
