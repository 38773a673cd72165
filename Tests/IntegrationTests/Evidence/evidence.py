#!/usr/bin/env python3
"""Signs documents as participants do, and tries deploy/verify.py on what was made of them.

    evidence.py sign ORIGIN DOCUMENT DIRECTORY    writes DIRECTORY/block, roots and certificate-NN.json
    evidence.py article ARTICLE VERIFY DIRECTORY  writes the article's examples to DIRECTORY, checks leaf and signature
    evidence.py try VERIFY FILE KEYS [ROOTS]      checks FILE whole, and with one byte altered in each of its parts
"""

import base64
import hashlib
import json
import random
import re
import subprocess
import sys
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils


def encoded(key):
    return key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def text(data):
    return base64.b64encode(data).decode()


def signature(key, kind, payload):
    message = b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(payload), payload)
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(message)
    r, s = utils.decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def new(place):
    return ed25519.Ed25519PrivateKey.generate() if place % 2 else ec.generate_private_key(ec.SECP256R1())


def sign(origin, document, directory):
    """36 participants sign, the first by two of its three roots."""
    document, directory = Path(document).read_bytes(), Path(directory)
    lines, entries = [], []
    for place in range(36):
        participant = "".join(chr(65 + digit) for digit in (place // 6, place % 6, 23))
        roots, key = [new(place + other) for other in range(3 if place == 0 else 1)], new(place)
        threshold = 2 if place == 0 else 1
        lines.append(" ".join([participant, str(threshold), *(text(encoded(root)) for root in roots)]))
        payload = json.dumps({
            "origin": origin, "participant": participant, "node": f"{participant}.CELL-1", "use": "document",
            "algorithm": "ed25519" if place % 2 else "ecdsa-p256", "key": text(encoded(key)), "serial": place + 1,
            "notBefore": "2020-01-01T00:00:00Z", "notAfter": "2090-01-01T00:00:00Z",
        }, separators=(",", ":")).encode()
        kind = "application/vnd.cellbus.certificate+json"
        statement = {
            "payload": text(payload), "payloadType": kind,
            "signatures": [
                {"keyid": hashlib.sha256(encoded(root)).hexdigest(), "sig": text(signature(root, kind, payload))}
                for root in roots[:threshold]
            ],
        }
        (directory / f"certificate-{place:02}.json").write_text(json.dumps(statement, separators=(",", ":")))
        kind = f"application/vnd.cellbus.document+json;origin={origin}"
        entries.append(hashlib.sha256(encoded(key)).digest() + signature(key, kind, document))
    (directory / "roots").write_text("\n".join(lines) + "\n")
    (directory / "block").write_bytes(bytes([1, len(entries)]) + b"".join(sorted(entries)))


def article(path, verify, directory):
    """Each fenced block that has a name, such as example.leaf, becomes a file of that name."""
    directory = Path(directory)
    for language, name, content in re.findall(r"^```(\w+) (\S+)\n(.*?)^```$", Path(path).read_text(), re.M | re.S):
        data = content.encode()
        if language == "hex":
            data = bytes.fromhex("".join(line[6:54] for line in content.splitlines()))
        elif language == "line":
            data = content.replace("\n", "").encode()
        (directory / name).write_bytes(data)
    files = {file.suffix[1:]: file.read_bytes() for file in directory.glob("example.*")}
    given = {}
    exec(Path(verify).read_text().removesuffix("main()\n"), given)
    lines = files["tlog-proof"].decode().split("\n")
    origin = lines[lines.index("") + 1].rpartition("/")[0]
    *_, accepted, node, _ = given["read_leaf"](files["leaf"])
    code, count, root = files["roots"].decode().split()
    roots = {code: (int(count), dict([given["public_key"](root, "roots")]))}
    certificates = dict([given["read_certificate"](files["certificate"], roots, origin, "certificate")])
    row = {"acceptedAt": accepted}
    signed = given["signers"](row, files["block"], files["json"], certificates, origin, "block")
    if signed != [node] or lines[1] != "extra " + text(files["leaf"]):
        sys.exit(f"the article's signature is of {signed}, its leaf is of {node}")
    if files["hash"] != hashlib.sha256(b"\0" + files["leaf"]).digest():
        sys.exit("the article's hash is not that of its leaf")


def parts(data):
    """Where each part of a file lies: its name as a complaint has it, and a byte of it."""
    content = data.decode()
    if not content.startswith("{"):
        lines = content.split("\n")
        gap = lines.index("")
        offset = 0
        for place, line in enumerate(lines):
            name = {0: "proof", 1: "extra", 2: "index"}.get(place, "path" if place < gap else "checkpoint")
            if line:
                yield name, offset + (len(line.encode()) // 2 if name != "index" else len(line) - 1)
            offset += len(line.encode()) + 1
        return
    bundle, at = json.loads(content), 0

    def walk(value, name):
        nonlocal at
        if isinstance(value, dict):
            for key in sorted(value):
                yield from walk(value[key], f"{name}/{key}" if name else key)
        elif isinstance(value, list):
            for place, element in enumerate(value):
                yield from walk(element, f"{name}/{place}")
        else:
            written = json.dumps(value, ensure_ascii=False)
            at = content.index(written, at)
            if len(written) > 2 or not isinstance(value, str):
                inside = at + (len(written) // 2 if isinstance(value, str) else 0)
                yield name, len(content[:inside].encode())
            at += len(written)

    yield from walk(bundle, "")


def named(name):
    """What a complaint may call a part: a hash that is altered is no more the leaf's, or leads nowhere."""
    row = re.fullmatch(r"((?:rows|rules)/\d+)/(\w+)(/\d+)?", name)
    if row and row[2] not in ("document", "signature", "path"):
        return [f"{row[1]}/leaf", f"{row[1]}/{row[2]}", f"{row[1]}/sequence", f"{row[1]}/path", row[1]]
    if row:
        return [f"{row[1]}/{row[2]}"]
    return [name, {"extra": "extra, index or path", "path": "extra, index or path", "index": "extra, index or path",
                   "format": "bundle"}.get(name, name)]  # fmt: skip


def attempt(verify, file, keys, roots=None):
    command = [sys.executable, verify, "--keys", keys] + (["--roots", roots] if roots else [])
    whole = subprocess.run([*command, file], capture_output=True, text=True)
    if whole.returncode != 0:
        sys.exit(f"the whole file: {whole.stderr}")
    print(whole.stdout, end="")
    data, problems, count = Path(file).read_bytes(), 0, 0
    altered = Path(file + ".altered")
    for name, place in parts(data):
        was = data[place : place + 1]
        # No 0: a number that begins with one is no JSON any more, whatever it is.
        digits = b"123456789" if was.isdigit() else b"ABCDEFGH" if was.isupper() else b"abcdef"
        other = random.choice([bytes([digit]) for digit in digits if bytes([digit]) != was])
        altered.write_bytes(data[:place] + other + data[place + 1 :])
        found = subprocess.run([*command, str(altered)], capture_output=True, text=True)
        said = [f"does not hold: {part}" for part in named(name)]
        if found.returncode != 1 or not any(found.stderr.startswith(words) for words in said):
            problems += 1
            print(f"PROBLEM: {name}, byte {place} {was} became {other}: {found.returncode} {found.stderr}")
        count += 1
    print(f"{count} parts altered, {problems} problem(s)")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    {"sign": sign, "article": article, "try": attempt}[sys.argv[1]](*sys.argv[2:])
