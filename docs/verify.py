#!/usr/bin/env python3
"""Checks an issued statement without Trame: Python 3.9 or later, standard library only, no network.

    python3 verify.py STATEMENT [--journal EXTRACT] [--key HEXADECIMAL]

STATEMENT is the PDF, the workbook, or the signed record in JSON. EXTRACT is what ``export journal`` wrote. KEY is
the public key that the funder publishes; without it, the signature is checked against the key in the file,
which is printed for you to compare. Exit: 0 everything agrees, 1 something does not, 2 nothing to check.

What is checked, in this order, is said in docs/verifying.md. Read it all: it is short on purpose.
"""

import argparse
import hashlib
import io
import json
import os
import re
import sys
import zipfile
import zlib
from collections import defaultdict
from xml.etree import ElementTree

FRENCH = (
    not next((v for n in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(n))), "fr").lower().startswith("en")
)
LONGEST = 64 * 1024 * 1024
POST_CLOSING = "post-closing"


class Refused(ValueError):
    """There is nothing here to check; the message says why."""


def say(both):
    return both.split(" | ")[0 if FRENCH else 1]


# --- Canonical JSON (RFC 8785), for records that hold text, whole numbers, true, false and null ---


def canonical(value):
    if isinstance(value, dict):
        ordered = sorted(value.items(), key=lambda pair: pair[0].encode("utf-16-be"))
        return "{" + ",".join(canonical(key) + ":" + canonical(each) for key, each in ordered) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, float):
        raise Refused(say("un nombre à virgule n’a pas sa place ici | a number with a fraction has no place here"))
    return json.dumps(value, ensure_ascii=False)


def fingerprint(value):
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def once(pairs):
    if len(dict(pairs)) != len(pairs):
        raise Refused(say("une clé est écrite deux fois | a key is written twice"))
    return dict(pairs)


# --- Ed25519 (RFC 8032, 5.1): points of a curve as (X, Y, Z, T), with x = X/Z, y = Y/Z, xy = T/Z ---

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT = pow(2, (P - 1) // 4, P)  # a square root of −1
NEUTRAL = (0, 1, 1, 0)


def add(a, b):
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * D * a[3] * b[3] % P, 2 * a[2] * b[2] % P
    return ((f - e) * (h - g) % P, (h + g) * (f + e) % P, (h - g) * (h + g) % P, (f - e) * (f + e) % P)


def times(factor, point):
    result = NEUTRAL
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


# --- The record inside a file ---


def record_in(content):
    if b"%PDF-" in content[:1024]:
        content = in_pdf(content)
    elif content.startswith(b"PK"):
        content = in_workbook(content)
    try:
        whole = json.loads(content.decode(), object_pairs_hook=once)
        return whole["statement"], whole["sha256"], whole["signature"]
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(say("aucun relevé signé ne s’y lit | no signed record can be read in it")) from error


def in_pdf(content):
    """The compressed stream that is our record: the other streams are fonts, pages and the workbook."""
    for start in re.finditer(rb"stream\r?\n", content):
        try:
            found = zlib.decompressobj().decompress(content[start.end() :], LONGEST)
        except zlib.error:
            continue
        if found.startswith(b'{"sha256":"') and b'"trame.statement/' in found:
            return found
    return b""


def in_workbook(content):
    """The text down the sheet that begins as our record does; cells hold their texts, or refer to shared ones."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(content)) as book:

        def part(name):
            with book.open(name) as file:
                found = file.read(LONGEST)
            if b"<!DOCTYPE" in found:
                raise Refused(say("un classeur ne déclare rien | a workbook declares nothing"))
            return ElementTree.fromstring(found)  # noqa: S314 - without declarations there is nothing to expand

        def texts_of(sheet):
            for cell in sheet.iter(space + "c"):
                if cell.get("t") == "s":
                    yield shared[int(cell[0].text)]
                elif cell.get("t") == "inlineStr":
                    yield "".join(cell.itertext())

        shared = []
        if "xl/sharedStrings.xml" in book.namelist():
            shared = ["".join(it.itertext()) for it in part("xl/sharedStrings.xml").iter(space + "si")]
        for name in book.namelist():
            if name.startswith("xl/worksheets/sheet"):
                texts = list(texts_of(part(name)))
                if texts and texts[0].startswith('{"sha256":"'):
                    return "".join(texts).encode()
    return b""


# --- The journal ---


def read_journal(path, fault):
    """Every entry by its number; says of the chain what does not hold."""
    entries, previous = {}, 0
    with open(path, encoding="utf-8") as file:
        head = json.loads(file.readline())
        if head.get("format") != "trame.journal/1":
            raise Refused(say("ce n’est pas un extrait du journal | this is no extract of a journal"))
        for line in file:
            entry = json.loads(line, object_pairs_hook=once)
            seq = entry["seq"]
            if seq <= previous:
                fault(f"écriture {seq} déplacée, après la {previous} | entry {seq} out of order, after {previous}")
            if "postings" in entry and fingerprint({k: v for k, v in entry.items() if k != "hash"}) != entry["hash"]:
                fault(f"écriture {seq} modifiée depuis son scellement | entry {seq} is not what was sealed")
            entries[seq], previous = entry, seq
    last = max(entries, default=0)
    for seq in range(1, last + 1):
        before = entries[seq - 1]["hash"] if seq - 1 in entries else "0" * 64 if seq == 1 else None
        if seq not in entries:
            fault(f"écriture {seq} absente | entry {seq} missing")
        elif before not in (None, entries[seq]["previous_hash"]):
            fault(f"écriture {seq} détachée de la précédente | entry {seq} does not follow the one before")
    if last < head["seq"]:
        fault(f"fin coupée : {last} au lieu de {head['seq']} | tail cut: {last} instead of {head['seq']}")
    return entries


def check_journal(record, entries, fault):
    """Whether the journal is the one that the statement was issued from."""
    seq, head = record["journal"]["seq"], record["journal"]["head"]
    last = max(entries, default=0)
    if last < seq:
        fault(
            f"état émis à l’écriture {seq}, journal arrêté à la {last} : fin coupée, ou base plus ancienne | "
            f"statement issued at entry {seq}, journal ends at {last}: tail cut, or database older than the statement"
        )
    elif seq and entries.get(seq, {}).get("hash") != head:
        fault(
            f"l’écriture {seq} n’a pas l’empreinte imprimée sur l’état : journal récrit | "
            f"entry {seq} does not have the fingerprint printed on the statement: journal rewritten"
        )
    for number in record.get("entries", ()):
        if "postings" not in entries.get(number, {}):
            fault(
                f"écriture {number}, que l’état compte, absente | entry {number}, which the statement counts, missing"
            )


# --- The figures, from the postings ---


def movements(record, entries):
    """The postings of each agreement that count by both clocks; a reversal counts as what it reverses."""
    found = defaultdict(list)
    for seq, entry in sorted(entries.items()):
        if (
            "postings" not in entry
            or seq > record["journal"]["seq"]
            or entry["occurred_on"] > record["as_of"]
            or entry["recorded_at"] > record["known_at"]
        ):
            continue
        origin = entries.get(entry["reverses"]) or entry
        for agreement, host, account, year, _origin_year, line, amount in entry["postings"]:
            moved = (origin["kind"], origin["source"], entry["occurred_on"], account, year, line, int(amount), host)
            found[agreement].append(moved)
    return found


def figures(text):
    """« paid +held payment » is the sum of account ``held`` in entries of kind ``payment``; all kinds without one."""
    return {name: (sum_of[0], sum_of[1:], kinds) for name, sum_of, *kinds in map(str.split, text.split(";"))}


LINE = figures("authorised +authorised; declared +declared; disallowed -disallowed; accepted +expense")
BUDGET = figures(
    "initial +authorised agreement_signed; amendments +authorised amendment; carry_in +authorised carry_forward;"
    "transfers +authorised line_transfer"
)
FUNDS = figures(
    "gross +held payment; interest -interest; accepted +expense; returned +cash funds_returned;"
    "receivables_established +receivable report_accepted adjustment; transferred +held framework_transfer host_change"
)
RECEIVABLES = figures(
    "established +receivable report_accepted adjustment; offset -receivable payment; recovered -receivable recovery;"
    "written_off +written_off"
)
COMMITMENT = figures("committed -committed; settled +settled; lapsed +lapsed; payable +payable")
PAYMENTS = figures("gross +held payment; offset -receivable payment; cash -cash payment")
STOOD = figures("held +held; receivable +receivable")
HOST = figures(
    "received +held payment framework_transfer; interest -interest; accepted +expense; returned -held funds_returned;"
    "established +receivable report_accepted adjustment; handed +held host_change; held +held;"
    "offset -receivable payment; recovered -receivable recovery; written_off +written_off;"
    "handed_receivable +receivable host_change; receivable +receivable"
)
TOTALS = figures(
    "gross +held payment; offset -receivable payment; cash -cash payment; recovered +cash recovery; "
    "returned +cash funds_returned; interest -interest; unspent +held; receivable +receivable; written_off +written_off"
)


def sums(rows, figures):
    return {
        name: (-1 if sign == "-" else 1) * sum(r[6] for r in rows if r[3] == account and (not kinds or r[0] in kinds))
        for name, (sign, account, kinds) in figures.items()
    }


def line_figures(rows, figures):
    found = sums(rows, figures)
    return found | {"balance": found["authorised"] - found["accepted"]}


def ledgers(rows, years):
    """The unspent balance and the receivables, year after year; each opens where the one before closed."""
    found, held, owed = {}, 0, 0
    for year in [*years, POST_CLOSING]:
        of_year = [r for r in rows if r[4] == year]
        moved = sums(of_year, STOOD)
        funds = {"opening": held, **sums(of_year, FUNDS), "closing": held + moved["held"]}
        receivables = {"opening": owed, **sums(of_year, RECEIVABLES), "closing": owed + moved["receivable"]}
        held, owed = funds["closing"], receivables["closing"]
        if not funds["transferred"]:
            del funds["transferred"]
        found[year] = {"funds": funds, "receivables": receivables}
    return found


def of_payments(rows, record):
    """A statement of disbursements: what was paid, payment by payment and year by year."""
    of = {it["payment"]: [r for r in rows if r[1] == f"payment:{it['payment']}"] for it in record["disbursements"]}
    paid = [{"payment": str(n), **sums(of[n], PAYMENTS)} for n in of if n is not None]
    years = [it["fiscal_year"] for it in record["years"]]
    by_year = [{"fiscal_year": year, **sums([r for r in rows if r[4] == year], PAYMENTS)} for year in years]
    return {"disbursements": paid, "years": by_year, "commitment": sums(rows, COMMITMENT)}


def of_hosts(rows, record):
    """A cut-off: what moved in each mandate. What passes from one host to the next does on the next one's first day,
    and is each one's own."""
    mandates = record["hosts"]

    def mandate(row):
        rank = max((n for n, it in enumerate(mandates) if it["from"] <= row[2]), default=0)
        while rank and mandates[rank]["organisation"] != row[7]:
            rank -= 1
        return rank

    def part(rank, within):
        return sums([r for r in within if mandate(r) == rank], HOST)

    leaves_on = record["cut_off"]
    outgoing = max((n for n, it in enumerate(mandates) if it["from"] <= leaves_on), default=0)
    left = part(outgoing, [r for r in rows if r[2] <= leaves_on])
    return {
        "handed_over": {"unspent": left["held"], "receivable": left["receivable"]},
        "hosts": [part(rank, rows) for rank in range(len(mandates))],
        "totals": sums(rows, HOST),
    }


def of_agreements(moved, record, year):
    """A region's or a programme's statement: each agreement and their sum. A year's commitment is left out: it
    is as at the year's end, which each programme sets."""
    found = []
    for it in record["agreements"]:
        rows = moved[it["agreement"]]
        within = [r for r in rows if year in (None, r[4])]
        row = {"agreement": it["agreement"], "paid": sums(within, FUNDS)["gross"], **sums(within, FUNDS)}
        row = {key: row[key] for key in ("agreement", "paid", "accepted")}
        row.update(sums([r for r in rows if year is None or r[4] <= year], STOOD))  # post-closing is after any year
        if year is None:
            row["committed"] = 0 if it["framework"] else sums(rows, COMMITMENT)["committed"]
        found.append(row)
    totals = {key: sum(row[key] for row in found) for key in found[0] if key != "agreement"} if found else {}
    return {"agreements": found, "totals": totals}


def recomputed(record, entries):
    """The statement's figures, in cents, from nothing but the postings."""
    moved, header = movements(record, entries), record["header"]
    if "agreement" not in header:
        return of_agreements(moved, record["figures"], header["fiscal_year"])
    rows = moved[header["agreement"]]
    if record["kind"].startswith("handover"):
        return of_hosts(rows, record["figures"])
    if record["kind"].startswith("disbursements"):
        return of_payments(rows, record["figures"])
    years, year = header["fiscal_years"], header["fiscal_year"]
    codes = [line["line"] for line in record["figures"]["lines"]]
    if year is None:
        kept = [r for r in rows if r[0] != "carry_forward"]  # it moves authority between years, and cancels out
        totals = line_figures(kept, LINE) | sums(rows, TOTALS)
        return {
            "lines": [{"line": code, **line_figures([r for r in kept if r[5] == code], LINE)} for code in codes],
            "totals": totals | {"net_cost": totals["cash"] - totals["recovered"] - totals["returned"]},
            "years": [{"fiscal_year": name, **both} for name, both in ledgers(rows, years).items()],
            "commitment": sums(rows, COMMITMENT),
        }
    of_year = [r for r in rows if r[4] == year]
    due = {r["number"] for r in record["reports"] if r["fiscal_year"] == year}
    accepted = {int(r[1].split(":")[1]) for r in rows if r[0] == "report_accepted"}
    numbers = sorted(due & accepted)
    lines = []
    for code in codes:
        of_line = [r for r in of_year if r[5] == code]
        declared = [
            sum(r[6] for r in of_line if r[3] == "declared" and r[1] == f"report_accepted:{n}") for n in numbers
        ]
        lines.append({"line": code, **line_figures(of_line, BUDGET | LINE), "reports": declared})
    next_year = f"{int(year[:4]) + 1}-{header['calendar']}"
    return {
        "lines": lines,
        "totals": line_figures(of_year, BUDGET | LINE),
        **ledgers(rows, years)[year],
        "commitment": sums([r for r in rows if r[2] < next_year], COMMITMENT),
    }


def as_text(value):
    """Cents as the record writes them: −1234567 → « -12345.67 »."""
    if isinstance(value, dict):
        return {key: as_text(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_text(each) for each in value]
    if isinstance(value, int):
        return f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02d}"
    return value


NAMES = ("line", "payment", "fiscal_year", "agreement")  # what a row of a list is told by


def leaves(value, path=""):
    if isinstance(value, dict):
        for key, each in value.items():
            if key not in NAMES:
                yield from leaves(each, f"{path}/{key}")
    elif isinstance(value, list):
        for place, each in enumerate(value, 1):
            name = next((each[key] for key in NAMES if each.get(key)), None) if isinstance(each, dict) else None
            yield from leaves(each, f"{path}/{name or place}")
    else:
        yield path[1:], value


def check_figures(record, entries, fault):
    said, found = dict(leaves(record["figures"])), dict(leaves(as_text(recomputed(record, entries))))
    whole = record["kind"].startswith("agreement")  # of the others, what the journal says of them
    for path in [*(path for path in said if whole or path in found), *(path for path in found if path not in said)]:
        one, other = said.get(path), found.get(path)
        if one != other:
            fault(f"{path} : état {one}, journal {other} | {path}: statement {one}, journal {other}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("statement")
    parser.add_argument("--journal")
    parser.add_argument("--key")
    given = parser.parse_args()
    faults = defaultdict(list)

    def under(title):
        return lambda both: faults[title].append(say(both))

    done = []
    try:
        with open(given.statement, "rb") as file:
            record, printed, signature = record_in(file.read(LONGEST))
        key = signature["public_key"]
        done.append(say("empreinte | fingerprint"))
        if fingerprint(record) != printed:
            under(done[-1])("l’empreinte n’est pas celle des montants | the fingerprint is not that of the figures")
        done.append("signature")
        if not is_signed(canonical(record).encode(), bytes.fromhex(signature["value"]), bytes.fromhex(key)):
            under(done[-1])("la signature n’est pas celle des montants | the signature is not that of the figures")
        if given.key and given.key.lower() != key:
            under(done[-1])("la clé n’est pas celle du bailleur | the key is not the funder’s")
        if given.journal:
            done.append(say("chaîne du journal | chain of the journal"))
            entries = read_journal(given.journal, under(done[-1]))
            check_journal(record, entries, under(done[-1]))
            done.append(say("montants recalculés | figures recomputed"))
            check_figures(record, entries, under(done[-1]))
    except (zipfile.BadZipFile, zlib.error, SyntaxError):
        print(given.statement + say(" : le fichier est abîmé | : the file is damaged"), file=sys.stderr)
        return 2
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"{given.statement}: {error}", file=sys.stderr)
        return 2
    six = f"{int(fingerprint(record)[:16], 16) % 1_000_000:06d}"
    of = record["header"].get("agreement") or record["header"]["code"]
    print(say("État | Statement"), record["number"], of, f"{six[:3]} {six[3:]}")
    print(say("clé | key"), key)
    for title in done:
        print(say("NON | NO ") if faults[title] else say("OUI | YES"), title)
        for text in faults[title]:
            print("   ", text)
    return 1 if any(faults.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
