#!/usr/bin/env python3
"""Checks a proof or a bundle of a cellbus record, with no record and nothing of cellbus, by the article Evidence:
verify.py FILE --keys POLICY [--roots ROOTS] [--document DOCUMENT]. Ends with 0, or names the part that does not hold and
ends with 1. Needs Python 3.9 and the package `cryptography`."""
import argparse, base64, hashlib, json, re, struct, sys, time
from pathlib import Path
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils
MALFORMED = (ValueError, KeyError, TypeError, AttributeError, IndexError, struct.error, OSError)
def need(holds, part, reason):
    if not holds:
        sys.exit(f"does not hold: {part}: {reason}")
def sha256(data): return hashlib.sha256(data).digest()
def moment(seconds): return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(min(seconds, 1 << 37)))
def unbase64(text, part):  # Strict: of all texts that a lenient reader takes, the one that is written.
    is_text = type(text) is str and len(text) % 4 == 0 and re.fullmatch("[A-Za-z0-9+/]*={0,2}", text)
    data = base64.b64decode(text) if is_text else b""
    need(is_text and base64.b64encode(data).decode() == text, part, "it is no strict Base64")
    return data
def unhex(text, size, part):
    need(re.fullmatch("[0-9a-f]{%d}" % (2 * size), text), part, f"not {2 * size} digits")
    return bytes.fromhex(text)
def is_signed(key, signature, message):
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    ecdsa = [utils.encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256())]
    try:
        key.verify(*[signature, message] if isinstance(key, ed25519.Ed25519PublicKey) else ecdsa)
        return len(signature) == 64
    except InvalidSignature:
        return False
class Policy:
    """Which logs and witnesses count (C2SP tlog-policy), and a note by them (signed-note, tlog-cosignature)."""
    def __init__(self, text):
        self.keys, self.groups, self.quorum = {}, {"none": (0, [])}, None
        for line in text.split("\n"):
            word, *rest = line.split() or ["#"]
            if word == "log":
                self.add(rest[0], 1, None)
            elif word == "witness":
                self.groups[rest[0]] = (1, [])
                self.add(rest[1], 4, rest[0])
            elif word == "group":
                need(all(name in self.groups for name in rest[2:]), "keys", f"{rest[0]} has a member of no line above")
                self.groups[rest[0]] = ({"all": len(rest) - 2, "any": 1}.get(rest[1]) or int(rest[1]), rest[2:])
            elif word == "quorum":
                need(self.quorum is None and rest[0] in self.groups, "keys", "its quorum is no name above")
                self.quorum = rest[0]
            else:
                need(word.startswith("#"), "keys", f'"{word}" is none of log, witness, group, quorum')

    def add(self, text, kind, witness):
        name, digits, encoded = text.split("+", 2)
        data = unbase64(encoded, "keys")
        identifier = sha256(name.encode() + b"\n" + data)[:4]
        need(identifier.hex() == digits and (data[0] == kind or witness), "keys", f"{name} has no such key")
        if data[0] == kind:  # A witness of another type never cosigns.
            self.keys[name, identifier] = (ed25519.Ed25519PublicKey.from_public_bytes(data[1:]), witness)

    def is_witnessed(self, name, cosigned):
        threshold, members = self.groups[name]
        return name in cosigned or sum(self.is_witnessed(member, cosigned) for member in members) >= threshold

    def judge(self, note):  # Origin, size, root, and who has cosigned when.
        part, gap = "checkpoint", note.rfind("\n\n")
        need(not re.search("[\x00-\x09\x0b-\x1f]", note) and gap > 0 and note.endswith("\n"), part, "it is no note")
        lines, message, is_by_log, cosigned = note[:gap].split("\n"), note[: gap + 1].encode(), False, {}
        for line in note[gap + 2 : -1].split("\n"):
            dash, name, text = line.split(" ")
            need(dash == "\u2014", part, "a line below the text is no signature")
            data = unbase64(text, part)
            (key, witness), time = self.keys.get((name, data[:4]), (None, None)), int.from_bytes(data[4:12], "big")
            signed = b"cosignature/v1\ntime %d\n" % time + message if witness else message
            need(not key or is_signed(key, data[12 if witness else 4 :], signed), part, f"{name} has not signed this")
            cosigned.update({witness: moment(time)} if witness else {})
            is_by_log |= bool(key) and not witness and name == lines[0]
        need(is_by_log, part, f"no known log {lines[0]} has signed it")
        need(self.is_witnessed(self.quorum, cosigned), part, f"{', '.join(cosigned) or 'nobody'} is no quorum")
        return lines[0], int(lines[1]), unbase64(lines[2], part), cosigned

def check_path(leaf, index, path, tree, part):  # RFC 6962 §2.1.1, as RFC 9162 §2.1.3.2 checks it.
    value, node, last = sha256(b"\x00" + leaf), index, tree[1] - 1
    need(0 <= index < tree[1], part, "the tree has no such place")
    while last:
        if node & 1 or node < last:
            need(path, part, "a hash is missing")
            sibling, path = path[0], path[1:]
            value = sha256(b"\x01" + (sibling + value if node & 1 else value + sibling))
        node, last = node >> 1, last >> 1
    need(not path and value == tree[2], part, "the hashes do not lead to the checkpoint's root")

def make_leaf(cell, row, part):
    def text(value): return struct.pack(">H", len(value)) + value.encode()
    are_numbers = all(type(row[name]) is int for name in ["sequence", "acceptedAt", "lane", "number", "cause"])
    need(are_numbers and type(row["node"]) is str, part, "a field is of another kind")
    numbers = [unhex(row["stream"], 16, f"{part}/stream"), row["lane"], row["number"], row["cause"]]
    digests = [unhex(row[name], 32, f"{part}/{name}") for name in ["documentSHA256", "signatureSHA256"]]
    later = b"\x02" + text(cell) + struct.pack(">QQ", row["epoch"], row["base"]) if "epoch" in row else None
    place = (later or b"\x01" + text(cell)) + struct.pack(">Qq", row["sequence"], row["acceptedAt"])
    return place + text(row["node"]) + struct.pack(">16sBQQ32s32s", *numbers, *digests)
def read_leaf(data):  # Cell, epoch, base, sequence, acceptedAt, node and the document's SHA-256.
    size = 3 + int.from_bytes(data[1:3], "big")
    later = (*struct.unpack(">QQ", data[size : size + 16]), data[size + 16 :]) if data[0] == 2 else None
    epoch, base, rest = later or (1, 1, data[size:])
    sequence, accepted, node = struct.unpack(">QqH", rest[:18])
    fields = struct.unpack(">16sBQQ32s32s", rest[18 + node :])
    return data[3:size].decode(), epoch, base, sequence, accepted, rest[18 : 18 + node].decode(), fields[4]
def pae(kind, payload):  # What is signed (DSSE v1.0.2).
    return b"DSSEv1 %d %s %d %s" % (len(kind.encode()), kind.encode(), len(payload), payload)
def public_key(text, part): return sha256(data := unbase64(text, part)), serialization.load_der_public_key(data)
def read_certificate(data, roots, origin, part):  # The key's hash, and the key with what roots say of it.
    names = ["origin", "participant", "node", "use", "algorithm", "key", "serial", "notBefore", "notAfter"]
    try:
        envelope = json.loads(data)
        payload, kind = unbase64(envelope["payload"], part), envelope["payloadType"]
        given = json.loads(payload)
        threshold, keys = roots[given["participant"]]
        form = json.dumps({name: given[name] for name in names}, separators=(",", ":"), ensure_ascii=False)
        key = public_key(given["key"], part)
        signatures = {unhex(s["keyid"], 32, part): unbase64(s["sig"], part) for s in envelope["signatures"]}
    except MALFORMED as error:
        need(False, part, f"it is no certificate of a participant with roots: {error!r}")
    need(form.encode() == payload and kind == "application/vnd.cellbus.certificate+json", part, "it has another form")
    for name, signature in signatures.items():
        good = name in keys and is_signed(keys[name], signature, pae(kind, payload))
        need(good, part, f"{name.hex()[:16]} is no root of {given['participant']} that has signed it")
    need(len(signatures) >= threshold, part, f"{threshold} roots of {given['participant']} have to sign it")
    need(given["origin"] == origin and given["use"] == "document", part, "it is of another cell, or for another use")
    return key[0], (key[1], given)

def signers(row, block, document, certificates, origin, part):
    need(block[0] == 1 and 1 <= block[1] <= 40 and len(block) == 2 + 96 * block[1], part, "it is no block")
    nodes, before, at = [], b"", moment(row["acceptedAt"] // 1_000_000)
    for place in range(2, len(block), 96):
        name, signature = block[place : place + 32], block[place + 32 : place + 96]
        need(name > before and name in certificates, part, f"there is no certificate of {name.hex()[:16]}")
        (key, given), before = certificates[name], name
        signed = is_signed(key, signature, pae(f"application/vnd.cellbus.document+json;origin={origin}", document))
        need(signed, part, f"the key of {given['node']} has not signed this document")
        need(given["notBefore"] <= at <= given["notAfter"], part, f"{given['node']}'s certificate was not in force")
        nodes.append(given["node"])
    return nodes

def check_founding(genesis, block, roots, tree, part):  # Who founded the cell, by roots that whoever verifies has.
    if (text := genesis.get("founding")) is None:
        return "a development cell: one hand made it and changes its roster and charter"
    given, message = json.loads(text), pae("application/vnd.cellbus.founding+json", text.encode())
    own = [tree[0].rpartition("/")[0], genesis["logKey"], genesis["roster"]["sha256"], genesis["charter"]["sha256"]]
    need([given[name] for name in ["origin", "logKey", "roster", "charter"]] == own, part[0], "it founds another cell")
    found = {block[place : place + 32]: block[place + 32 : place + 96] for place in range(2, len(block), 96)}
    for code in given["founders"] if roots else []:
        threshold, keys = roots.get(code, (1, {}))
        signed = [is_signed(keys[name], found.pop(name), message) for name in list(found) if name in keys]
        need(len(signed) >= threshold and all(signed), part[1], f"{threshold} roots of {code} have to sign it")
    need(not (found and roots) and given["founders"], part[1], "it is signed by a key that is no founder's root")
    return f"founded by {', '.join(given['founders'])}" + ("" if roots else ": their signatures not judged: no --roots")

def check_row(row, cell, tree, part):  # The document and the signature block.
    leaf, found = make_leaf(cell, row, part), []
    need(sha256(b"\x00" + leaf).hex() == row["leaf"], f"{part}/leaf", "it is not the hash of the row's fields")
    for name in ["document", "signature"]:
        found.append(unbase64(row[name], f"{part}/{name}"))
        need(sha256(found[-1]).hex() == row[name + "SHA256"], f"{part}/{name}", "its SHA-256 is not the leaf's")
    path = [unhex(text, 32, f"{part}/path") for text in row["path"]]
    need(tree[0].endswith(f"/{row.get('epoch', 1)}"), f"{part}/epoch", f"it is not that of {tree[0]}")
    check_path(leaf, row["sequence"] - row.get("base", 1), path, tree, f"{part}/path")
    return found

def rules_periods(rows, cell, tree, roots):  # The roster and the charter from each row on, by what the rules rows say.
    periods, founded = [(0, {})], None
    for place, row in enumerate(rows):
        (document, block), (before, rules) = check_row(row, cell, tree, f"rules/{place}"), periods[-1]
        kind, body = json.loads(document)["header"]["type"], json.loads(document)["body"]
        if place == 0:
            first = "system.record-restored" if "epoch" in row else "system.genesis"
            need(kind == first and row["sequence"] == row.get("base", 1), "rules/0", "it is not its epoch's first row")
            key = sha256(unbase64(body["logKey"], "rules/0/document")).hex()[:8]
            name = body["origin"].rpartition("/")[0] if "epoch" in row else f"cellbus/{cell}-{key}"
            need(tree[0].startswith(name + "/"), "rules/0/document", f"its log key is not the one in {tree[0]}")
            rules = {"roster": body["roster"], "charter": body["charter"]}
            goes_on = f"epoch {row['epoch']}, after {body['origin']}" if "epoch" in row else None
            founded = goes_on or check_founding(body, block, roots, tree, ["rules/0/document", "rules/0/signature"])
        else:
            word = {"system.roster-changed": "roster", "system.charter-changed": "charter"}.get(kind)
            need(word and row["sequence"] > before, f"rules/{place}", "it does not follow the one before it")
            need(body["from"] == rules[word], "rules", "a row that put rules in force is missing")
            rules = {**rules, word: body["to"]}
        periods.append((row["sequence"], rules))
    return periods, founded

def check_bundle(data, policy, roots):
    bundle = json.loads(data)
    form = json.dumps(bundle, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"
    need(bundle["format"] == "cellbus-bundle@v1" and form.encode() == data, "bundle", "it is in no form of version 1")
    tree, cell, needed, last, lines = policy.judge(bundle["checkpoint"]), bundle["cell"], set(), 0, []
    origin, sealed = tree[0].rpartition("/")[0], enumerate(bundle["certificates"] if roots else [])
    need(origin.rpartition("-")[0] == f"cellbus/{cell}", "cell", f"it is not that of {tree[0]}")
    sealed = [(text, f"certificates/{place}") for place, text in sealed]
    certificates = dict(read_certificate(unbase64(*c), roots, origin, c[1]) for c in sealed)
    periods, founded = rules_periods(bundle["rules"], cell, tree, roots)
    for place, row in enumerate(bundle["rows"]):
        part = f"rows/{place}"
        document, block = check_row(row, cell, tree, part)
        need(row["sequence"] > last, f"{part}/sequence", "rows stand in their order")
        last, rules = row["sequence"], [rules for first, rules in periods if first <= row["sequence"]][-1]
        needed |= {file["sha256"] for file in rules.values()}
        is_of_node = block and roots and last > 1  # The first row's signatures are the founders'.
        who = signers(row, block, document, certificates, origin, f"{part}/signature") if is_of_node else []
        signed = f"signed by {', '.join(who)}" if who else "" if roots or not block else "signatures not judged: no --roots"
        at = f"row {last}: {moment(row['acceptedAt'] // 1_000_000)} {row['node']} {row['documentSHA256']} "
        lines.append((at + signed).rstrip())
    for place, text in enumerate(bundle["files"]):
        digest = sha256(unbase64(text, f"files/{place}")).hex()
        need(digest in needed, f"files/{place}", "it is no roster or charter in force at a row, or it is there twice")
        needed.remove(digest)
    need(lines and not needed, "files" if lines else "rows", "something is missing")
    return tree, [founded] + lines

def check_proof(text, policy, document):
    (mark, extra, index, *path), note = text.partition("\n\n")[0].split("\n"), text.partition("\n\n")[2]
    need(mark == "c2sp.org/tlog-proof@v1" and extra.startswith("extra "), "proof", "it is no tlog-proof of a row")
    need(re.fullmatch("index (0|[1-9][0-9]*)", index), "index", "it is no number")
    tree, leaf, index = policy.judge(note), unbase64(extra[6:], "extra"), int(index[6:])
    check_path(leaf, index, [unbase64(line, "path") for line in path], tree, "extra, index or path")
    cell, epoch, base, sequence, accepted, node, digest = read_leaf(leaf)
    is_of_log = tree[0].startswith(f"cellbus/{cell}-") and tree[0].endswith(f"/{epoch}")
    need(leaf[0] in (1, 2) and sequence == index + base and is_of_log, "extra", "it is of another log")
    need(document is None or sha256(document) == digest, "document", "it is not the row's")
    return tree, [f"row {sequence}: {moment(accepted // 1_000_000)} {node} {digest.hex()}"]

def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file", help="a proof or a bundle of a cellbus record")
    parser.add_argument("--keys", required=True, help="the keys of log and witnesses, a C2SP tlog-policy")
    parser.add_argument("--roots", help="lines: a participant, how many of its roots have to sign, the roots")
    parser.add_argument("--document", help="the document that a proof is of")
    given = parser.parse_args()
    try:
        data, document = Path(given.file).read_bytes(), Path(given.document).read_bytes() if given.document else None
        words = [line.split() for line in Path(given.roots).read_text().splitlines()] if given.roots else []
        roots = {code: (int(count), dict(public_key(key, "roots") for key in keys)) for code, count, *keys in words}
        policy, is_bundle = Policy(Path(given.keys).read_text()), data[:1] == b"{"
        tree, lines = check_bundle(data, policy, roots) if is_bundle else check_proof(data.decode(), policy, document)
    except MALFORMED as error:
        sys.exit(f"does not hold: {given.file}: it does not read: {error!r}")
    by = ", ".join(f"{witness} {at}" for witness, at in tree[3].items()) or "nobody"
    claimed = "Claimed by the log: times of acceptance and nodes. Not covered: every other row."
    print(f"log {tree[0]}: {tree[1]} rows, cosigned by {by}", *lines, claimed, sep="\n")
main()
