#!/usr/bin/env python3
"""Checks an audit package without Trame: Python 3.9 or later, standard library only, no network.

    python3 verify_package.py PACKAGE.zip [--key HEXADECIMAL]

KEY is the public key that the funder publishes; without it, the signature is checked against the key in the manifest,
which is printed for you to compare. Exit: 0 everything agrees, 1 something does not, 2 nothing to check. What is
checked, in this order:

1. the manifest: it is signed, every file is there, unchanged, and no other;
2. the journal's extract: each entry is what was sealed, follows the one before, up to the manifest's head;
3. every figure and control total of dossier.json, computed again from the entries, and the lists' own totals;
4. the proposed sample, drawn again from its seed;
5. what the auditor asked for and got, if anything: each answer has its fingerprint, each of its files is there.

Of an auditor's working papers (papers.json): the manifest, the sample drawn again, and the answers.
"""

import argparse
import hashlib
import json
import os
import sys
import zipfile
import zlib
from decimal import Decimal

FRENCH = (
    not next((v for n in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(n))), "fr").lower().startswith("en")
)
COMMITMENT = {"committed", "payable", "settled", "lapsed"}


def say(both):
    return both.split(" | ")[0 if FRENCH else 1]


def cents(text):
    return int(Decimal(text) * 100)


def canonical(value):
    """Canonical JSON (RFC 8785), which for records of text, whole numbers and null, keys in ASCII, is this."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


# --- Ed25519 (RFC 8032, 5.1): points of a curve as (X, Y, Z, T), with x = X/Z, y = Y/Z, xy = T/Z ---

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT = pow(2, (P - 1) // 4, P)  # a square root of −1


def add(a, b):
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * D * a[3] * b[3] % P, 2 * a[2] * b[2] % P
    return ((f - e) * (h - g) % P, (h + g) * (f + e) % P, (h - g) * (h + g) % P, (f - e) * (f + e) % P)


def times(factor, point):
    result = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            result = add(result, point)
        point, factor = add(point, point), factor >> 1
    return result


def point_of(code):
    """The point that 32 bytes stand for: y, and in the last bit whether x is odd. None if there is none."""
    number = int.from_bytes(code, "little")
    y, odd = number & (2**255 - 1), number >> 255
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and odd):
        return None
    if x % 2 != odd:
        x = P - x
    return x, y, 1, x * y % P


def code_of(point):
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def is_signed(message, signature, key):
    """Whether s·B − k·A is R, where the signature is R and s, A the key, B the base point, k a hash of all."""
    if len(signature) != 64 or len(key) != 32:
        return False
    owner, s = point_of(key), int.from_bytes(signature[32:], "little")
    if owner is None or s >= ORDER:
        return False
    base = point_of((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    opposite = (P - owner[0], owner[1], 1, P - owner[3])
    return code_of(add(times(s, base), times(k, opposite))) == signature[:32]


def check_signature(manifest, expected, fault):
    """Whether the manifest is signed by the key it names, and that key is the funder's. Returns the key."""
    content = {name: each for name, each in manifest.items() if name != "signature"}
    signature = manifest.get("signature")
    if signature is None:
        fault(
            "le manifeste n’est pas signé : rien ne dit qui l’a fait | "
            "the manifest is not signed: nothing tells who made it"
        )
        return None
    try:
        key = signature["public_key"]
        good = is_signed(canonical(content), bytes.fromhex(signature["value"]), bytes.fromhex(key))
    except (KeyError, TypeError, ValueError):
        key, good = None, False
    if not good:
        fault("la signature n’est pas celle du manifeste | the signature is not that of the manifest")
    if expected and key != expected.lower():
        fault("la clé n’est pas celle du bailleur | the key is not the funder’s")
    return key


def once(pairs):
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key is written twice")
    return dict(pairs)


def check_files(archive, manifest, fault):
    """Whether the ZIP holds what the manifest says, and nothing else."""
    names = archive.namelist()
    for name in sorted({name for name in names if names.count(name) > 1}):
        fault(f"{name} : deux fois | {name}: twice")
    said = {it["name"]: it for it in manifest["files"]}
    for name in sorted(set(names) - set(said) - {"manifest.json"}):
        fault(f"{name} : en trop | {name}: not in the manifest")
    for name, it in sorted(said.items()):
        if name not in names:
            fault(f"{name} : absent | {name}: missing")
            continue
        digest, size = hashlib.sha256(), 0
        try:
            with archive.open(name) as file:
                while piece := file.read(1 << 20):
                    digest.update(piece)
                    size += len(piece)
        except (zipfile.BadZipFile, zlib.error):
            size = -1
        if (size, digest.hexdigest()) != (it["size"], it["sha256"]):
            fault(f"{name} : modifié | {name}: changed")


def sealed(entry):
    """The hash of an entry."""
    return hashlib.sha256(canonical({key: value for key, value in entry.items() if key != "hash"})).hexdigest()


def read_journal(lines, manifest, fault):
    """Every entry by its number; says of the chain what does not hold."""
    json.loads(next(lines))
    entries, previous = {}, {"seq": 0, "hash": "0" * 64}
    for line in lines:
        entry = json.loads(line)
        seq = entry["seq"]
        if seq != previous["seq"] + 1:
            fault(f"écriture {seq} : pas à sa place | entry {seq}: not in its place")
        if entry["previous_hash"] != previous["hash"]:
            fault(f"écriture {seq} détachée de la précédente | entry {seq} does not follow the one before")
        if "postings" in entry and sealed(entry) != entry["hash"]:
            fault(f"écriture {seq} modifiée depuis son scellement | entry {seq} is not what was sealed")
        entries[seq] = previous = entry
    head = manifest["journal"]
    if (previous["seq"], previous["hash"]) != (head["seq"], head["head"]):
        fault(f"le journal ne finit pas à l’écriture {head['seq']} | the journal does not end at entry {head['seq']}")
    return entries


def movements(dossier, entries):
    """The agreement's postings that count by both clocks; a reversal counts as what it reverses."""
    for entry in entries.values():
        if "postings" not in entry:
            continue
        if entry["occurred_on"] > dossier["as_of"] or entry["recorded_at"] > dossier["known_at"]:
            continue
        kind = (entries.get(entry["reverses"]) or entry)["kind"]
        for agreement, _host, account, year, _origin_year, line, amount in entry["postings"]:
            if agreement == dossier["agreement"]:
                yield kind, entry["occurred_on"], account, year, line, int(amount)


def total(rows, term, until):
    return term["sign"] * sum(
        amount
        for kind, day, account, year, line, amount in rows
        if account == term["account"]
        and term.get("kind") in (None, kind)
        and term.get("but") != kind
        and term.get("year") in (None, year)
        and term.get("line") in (None, line)
        and (until is None or account not in COMMITMENT or day <= until)
    )


def check_figures(dossier, rows, fault):
    """Whether each figure is the sum that it says it is."""
    tables = [(it["figures"], it["commitment_until"]) for it in dossier["lead"]] + [(dossier["controls"], None)]
    for figures, until in tables:
        for it in figures:
            found = sum(total(rows, term, until) for term in it["sums"])
            if found != cents(it["amount"]):
                name = say(f"{it['figure']['fr']} | {it['figure']['en']}")
                fault(f"{name} : {it['amount']}, journal {found / 100} | {name}: {it['amount']}, journal {found / 100}")
    listed = {
        "T1": sum(cents(it["declared"]) for it in dossier["expenses"]),
        "T2": sum(cents(it["disallowed"]) for it in dossier["expenses"]),
        "T3": sum(cents(it["accepted"]) for it in dossier["expenses"]),
        "T5": sum(cents(it["gross"]) for it in dossier["payments"]),
    }
    for it in dossier["controls"]:
        if it["ref"] in listed and listed[it["ref"]] != cents(it["amount"]):
            fault(f"{it['ref']} : la liste ne donne pas ce total | {it['ref']}: the list does not add up to this")
    return sum(len(figures) for figures, _until in tables)


def number(seed, what):
    return int.from_bytes(hashlib.sha256(f"{seed}|{what}".encode()).digest(), "big")


def drawn(sample, population):
    """The keys that the seed chooses: one monetary unit in each interval from a random start, or the items
    whose hash with the seed is the smallest."""
    seed = sample["seed"]
    if sample["method"] == "random":
        ranked = sorted(population, key=lambda it: (number(seed, it[0]), it[0]))
        return sorted(key for key, _amount in ranked[: len(sample["items"])])
    interval = cents(sample["interval"])
    hit, reached, chosen = 1 + number(seed, "start") % interval, 0, []
    for key, amount in sorted(population):
        if amount >= interval:
            chosen.append(key)
        elif amount > 0:
            reached += amount
            if hit <= reached:
                chosen.append(key)
                hit += interval
    return chosen


def check_sample(sample, population, fault):
    if sample is not None and drawn(sample, population) != [it["key"] for it in sample["items"]]:
        fault("le germe tire d’autres éléments | the seed draws other items")


def check_evidence(evidence, manifest, fault):
    """Whether each answer is what its fingerprint says, and its files are those of the package."""
    kept = {it["name"]: it["sha256"] for it in manifest["files"]}
    for it in evidence:
        for turn in it["turns"]:
            said = turn["said"]
            what = f"{it['key']}, {said['number']}"
            if hashlib.sha256(canonical(said)).hexdigest() != turn["sha256"]:
                fault(f"réponse {what} : pas celle de son empreinte | answer {what}: not that of its fingerprint")
            if [file["sha256"] for file in said["files"]] != [kept.get(path) for path in turn["files"]]:
                fault(f"réponse {what} : pas ses fichiers | answer {what}: not its files")


def check_papers(archive, manifest, fault):
    papers = json.loads(archive.read("papers.json"))
    check_evidence(papers["evidence"], manifest, fault)
    check_sample(papers["sample"], [(it["key"], cents(it["amount"])) for it in papers["population"]], fault)
    return len(papers["sample"]["items"])


def check_dossier(archive, manifest, fault):
    dossier = json.loads(archive.read("dossier.json"))
    extract = next((name for name in archive.namelist() if name.endswith(".jsonl")), None)
    rows = []
    if extract is None:
        fault("l’extrait du journal est absent | the journal's extract is missing")
    else:
        with archive.open(extract) as file:
            rows = list(movements(dossier, read_journal(iter(file), manifest, fault)))
    check_evidence(dossier.get("evidence", ()), manifest, fault)
    check_sample(dossier["sample"], [(it["key"], cents(it["accepted"])) for it in dossier["expenses"]], fault)
    return check_figures(dossier, rows, fault)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package")
    parser.add_argument("--key")
    given = parser.parse_args()
    faults = []

    def fault(both):
        faults.append(say(both))

    try:
        archive = zipfile.ZipFile(given.package)
        manifest = json.loads(archive.read("manifest.json"), object_pairs_hook=once)
        papers = "papers.json" in archive.namelist()
        if manifest.get("format") != "trame.audit-manifest/1" or not (papers or "dossier.json" in archive.namelist()):
            raise ValueError
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, zlib.error):
        print(say("ce n’est pas un dossier d’audit | this is no audit package"))
        return 2
    with archive:
        key = check_signature(manifest, given.key, fault)
        check_files(archive, manifest, fault)
        try:
            count = check_papers(archive, manifest, fault) if papers else check_dossier(archive, manifest, fault)
        except (ValueError, KeyError, TypeError, zipfile.BadZipFile, zlib.error):
            fault("le reste ne se lit pas | the rest cannot be read")
    for text in faults[:50]:
        print(text)
    if faults:
        return 1
    head = manifest["journal"]
    files, seq = len(manifest["files"]), head["seq"]
    if papers:
        done = (
            f"Tout concorde : {files} fichiers, {count} éléments retirés. | "
            f"Everything agrees: {files} files, {count} items drawn again."
        )
    else:
        done = (
            f"Tout concorde : {files} fichiers, journal jusqu’à l’écriture {seq}, {count} montants. | "
            f"Everything agrees: {files} files, journal up to entry {seq}, {count} figures."
        )
    print(say(done))
    print(say("Signé avec la clé | Signed with the key"), key)
    return 0


if __name__ == "__main__":
    sys.exit(main())
