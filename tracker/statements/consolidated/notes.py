"""The notes of a consolidated statement: what a reader must know of how it was put together. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.ledger.accounts import Account, Kind
from tracker.ledger.fiscal import POST_CLOSING
from tracker.statements.consolidated.arrange import Member
from tracker.statements.consolidated.value import NATIONAL, AgreementRow, Figures, Header, IndicatorRow, ShareRow
from tracker.statements.phrases import day, joined, listed, money, say
from tracker.statements.statement import LedgerYear, Note, Text

A = Account
Draft = tuple[str, Text, Text]
SHOWN = 6
"""How many agreements a note names before it only counts the others."""


def notes(
    header: Header,
    members: Sequence[Member],
    rows: Sequence[AgreementRow],
    total_: Figures,
    ledgers: Sequence[LedgerYear],
    indicators: Sequence[IndicatorRow],
    ended: tuple[int, int, int],
    shares: Sequence[ShareRow],
) -> tuple[Note, ...]:
    """The notes, numbered N1, N2… ``ended`` is of agreements that a year's statement does not have:
    how many are not settled, what they hold, what they owe."""
    drafts = [
        *_basis(header, rows, ended),
        *_framework(header, members),
        *_national(header, rows),
        *_shared(header, shares),
        *_held(rows),
        *_late(rows, total_),
        *_post_closing(ledgers),
        *_few(indicators),
    ]
    return tuple(Note(f"N{rank}", *draft) for rank, draft in enumerate(drafts, start=1))


def _basis(header: Header, rows: Sequence[AgreementRow], ended: tuple[int, int, int]) -> Iterator[Draft]:
    parts = [
        Text(
            "Tout montant est une somme d’écritures du journal, en dollars canadiens.",
            "Every amount is a sum of journal entries, in Canadian dollars.",
        )
    ]
    if header.fiscal_year is None:
        parts.append(
            Text(
                "Chaque ligne est l’état cumulatif d’une entente signée à cette date.",
                "Each row is the cumulative statement of an agreement signed by that date.",
            )
        )
    else:
        parts.append(
            Text(
                "Chaque ligne est l’état de l’exercice d’une entente qui le compte parmi les siens; l’engagement est "
                "celui de toute l’entente à la fin de l’exercice.",
                "Each row is the year’s statement of an agreement that has it; the commitment is that of the whole "
                "agreement at the year’s end.",
            )
        )
    count, held, receivable = ended
    if count:
        parts.append(
            say(
                Text(
                    "Ententes terminées avant l’exercice et non soldées au {day}, absentes des tableaux : {count}; "
                    "solde détenu {held}, créances {receivable}.",
                    "Agreements ended before the year and not settled as of {day}, not in the tables: {count}; "
                    "held {held}, receivables {receivable}.",
                ),
                day=day(header.as_of),
                count=count,
                held=money(held),
                receivable=money(receivable),
            )
        )
    yield "basis", Text("Base de préparation", "Basis of preparation"), joined(parts)


def _framework(header: Header, members: Sequence[Member]) -> Iterator[Draft]:
    subs = [it for it in members if it.is_sub]
    if not subs:
        return
    within = [it for member in members for it in member.movements]
    moved = [
        it.amount
        for it in within
        if it.kind is Kind.FRAMEWORK_TRANSFERRED
        and it.account is A.HELD
        and (header.fiscal_year in (None, it.fiscal_year))
    ]
    received, sent = sum(it for it in moved if it > 0), -sum(it for it in moved if it < 0)
    parts = [
        say(
            Text(
                "L’engagement et le budget des sous-ententes ({count}) sont compris dans ceux de leur entente-cadre et "
                "ne comptent pas deux fois; leurs dépenses acceptées comptent une fois, là où elles sont faites.",
                "The commitment and budget of sub-agreements ({count}) are part of their framework’s and do not count "
                "twice; their accepted expenses count once, where they are made.",
            ),
            count=len(subs),
        )
    ]
    if received and received == sent:
        parts.append(
            say(
                Text(
                    "Les transferts des ententes-cadres ({amount}) s’annulent.",
                    "Transfers of frameworks ({amount}) cancel out.",
                ),
                amount=money(received),
            )
        )
    elif received or sent:
        parts.append(
            say(
                Text(
                    "Transferts d’ententes-cadres : reçus {received}, faits {sent}; la différence vient d’ententes "
                    "comptées ailleurs ou dans un autre exercice.",
                    "Framework transfers: received {received}, made {sent}; the difference comes from agreements "
                    "counted elsewhere or in another year.",
                ),
                received=money(received),
                sent=money(sent),
            )
        )
    yield "framework", Text("Ententes-cadres", "Framework agreements"), joined(parts)


def _national(header: Header, rows: Sequence[AgreementRow]) -> Iterator[Draft]:
    national = [it for it in rows if it.region == NATIONAL]
    if header.kind == "programme" and national:
        yield (
            "national",
            Text("Ententes sans région", "Agreements without a region"),
            say(
                Text(
                    "Ce qui porte sur l’ensemble du Québec, projets et ententes-cadres d’abord, n’est pas réparti "
                    "entre les régions. Ententes sans région : {count}.",
                    "What is for all of Québec, projects and frameworks first of all, is not divided among regions. "
                    "Agreements without a region: {count}.",
                ),
                count=len(national),
            ),
        )


def _shared(header: Header, shares: Sequence[ShareRow]) -> Iterator[Draft]:
    if not shares:
        return
    parts = [
        say(
            Text(
                "Ententes qui servent plusieurs régions et ont une clé de répartition : {count}. Chaque montant est "
                "divisé selon la clé en vigueur à la date d’arrêté, au plus fort reste : les parts font le montant, au "
                "cent près. La clé vaut pour toute l’entente.",
                "Agreements that serve several regions and have an allocation key: {count}. Each amount is divided by "
                "the key in force on the as-of date, by largest remainder: the shares make the amount, to the cent. "
                "The key is for the whole agreement.",
            ),
            count=len({it.number for it in shares}),
        )
    ]
    if header.kind == "region":
        parts.append(
            Text(
                "Les parts sont dans leur propre tableau; les autres portent sur les ententes de la région seule.",
                "Shares are in a table of their own; the others are of the region’s own agreements.",
            )
            if header.code != NATIONAL
            else Text(
                "Ce qui est réparti est retranché dans son propre tableau; les autres portent sur des ententes "
                "entières.",
                "What is divided is taken out in a table of its own; the others are of whole agreements.",
            )
        )
    yield "shared", Text("Ententes de plusieurs régions", "Agreements of several regions"), joined(parts)


def _held(rows: Sequence[AgreementRow]) -> Iterator[Draft]:
    advanced = [it for it in rows if it.figures.held < 0]
    if not advanced:
        return
    held = sum(it.figures.held for it in rows if it.figures.held > 0)
    yield (
        "held",
        Text("Solde détenu", "Held"),
        say(
            Text(
                "Le solde est la différence entre {held} détenus et {advanced} avancés par des mandataires (ententes "
                "dont le solde est une avance : {count}).",
                "The balance is {held} held less {advanced} advanced by fiscal hosts (agreements whose balance is an "
                "advance: {count}).",
            ),
            held=money(held),
            advanced=money(-sum(it.figures.held for it in advanced)),
            count=len(advanced),
        ),
    )


def _late(rows: Sequence[AgreementRow], total_: Figures) -> Iterator[Draft]:
    late = sorted((it for it in rows if it.figures.late), key=lambda it: (-it.figures.late, it.number))
    if not late:
        return
    named = [
        say(Text("{number} ({late})", "{number} ({late})"), number=it.number, late=it.figures.late)
        for it in late[:SHOWN]
    ]
    if len(late) > SHOWN:
        named.append(say(Text("et {count} autres", "and {count} others"), count=len(late) - SHOWN))
    yield (
        "late",
        Text("Rapports en retard", "Late reports"),
        say(
            Text(
                "Rapports échus et non reçus, par entente : {named}. En tout : {total}.",
                "Reports past due and not received, by agreement: {named}. In all: {total}.",
            ),
            total=total_.late,
            named=listed(named),
        ),
    )


def _post_closing(ledgers: Sequence[LedgerYear]) -> Iterator[Draft]:
    for year in ledgers:
        if year.fiscal_year == POST_CLOSING:
            yield (
                "post_closing",
                Text("Après clôture", "Post-closing"),
                say(
                    Text(
                        "Après le dernier exercice de chaque entente : brut {gross}, restitué {returned}, accepté "
                        "{accepted}, recouvré ou compensé {recovered}.",
                        "After the last year of each agreement: gross {gross}, returned {returned}, accepted "
                        "{accepted}, recovered or offset {recovered}.",
                    ),
                    gross=money(year.funds.gross),
                    returned=money(year.funds.returned),
                    accepted=money(year.funds.accepted),
                    recovered=money(year.receivables.recovered + year.receivables.offset),
                ),
            )


def _few(indicators: Sequence[IndicatorRow]) -> Iterator[Draft]:
    if any(it.suppressed for it in indicators):
        yield (
            "few",
            Text("Renseignements personnels", "Personal information"),
            Text(
                "Un nombre de personnes inférieur à 5 n’est publié dans aucune langue ni aucun format.",
                "A count of people under 5 is published in no language and no format.",
            ),
        )
