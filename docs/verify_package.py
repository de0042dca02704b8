#!/usr/bin/env python3
"""Checks an audit package without Trame: Python 3.9 or later, standard library only, no network.

    python3 verify_package.py PACKAGE.zip

Exit: 0 everything agrees, 1 something does not, 2 nothing to check. What is checked, in this order:

1. the manifest: every file is there, unchanged, and no other;
2. the journal's extract: each entry is what was sealed, follows the one before, up to the manifest's head;
3. every figure and control total of dossier.json, computed again from the entries, and the lists' own totals;
4. the proposed sample, drawn again from its seed.

Of an auditor's working papers (papers.json): the manifest, and the sample drawn again.
"""

import hashlib
import json
import os
import sys
import zipfile
from decimal import Decimal

FRENCH = (
    not next((v for n in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(n))), "fr").lower().startswith("en")
)
COMMITMENT = {"committed", "payable", "settled", "lapsed"}


def say(both):
    return both.split(" | ")[0 if FRENCH else 1]


def cents(text):
    return int(Decimal(text) * 100)


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
        with archive.open(name) as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
                size += len(piece)
        if (size, digest.hexdigest()) != (it["size"], it["sha256"]):
            fault(f"{name} : modifié | {name}: changed")


def sealed(entry):
    """The hash of an entry: canonical JSON (RFC 8785), which for text, whole numbers and null is this."""
    content = {key: value for key, value in entry.items() if key != "hash"}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


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


def check_papers(archive, fault):
    papers = json.loads(archive.read("papers.json"))
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
    check_sample(dossier["sample"], [(it["key"], cents(it["accepted"])) for it in dossier["expenses"]], fault)
    return check_figures(dossier, rows, fault)


def main():
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    faults = []

    def fault(both):
        faults.append(say(both))

    try:
        archive = zipfile.ZipFile(sys.argv[1])
        manifest = json.loads(archive.read("manifest.json"))
        papers = "papers.json" in archive.namelist()
        if manifest.get("format") != "trame.audit-manifest/1" or not (papers or "dossier.json" in archive.namelist()):
            raise ValueError
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        print(say("ce n’est pas un dossier d’audit | this is no audit package"))
        return 2
    with archive:
        check_files(archive, manifest, fault)
        count = check_papers(archive, fault) if papers else check_dossier(archive, manifest, fault)
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
    return 0


if __name__ == "__main__":
    sys.exit(main())
