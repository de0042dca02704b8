"""Which organisations are offered as one, on names as people write them."""

from __future__ import annotations

import pytest

from tracker.directory.names import Card, Reason, alike, folded, pairs, words


def reasons(*cards: Card) -> list[tuple[str, str, tuple[Reason, ...]]]:
    return [(it.first, it.second, it.reasons) for it in pairs(cards)]


def test_names_are_compared_without_accents_case_and_small_words() -> None:
    assert folded("Gélinas & Œuvre") == "gelinas & oeuvre"
    assert words("C.P.E. Les Petits Voiliers inc.") == words("Centre de la petite enfance les petits voiliers")
    assert words("Ste-Anne") == ("anne", "sainte")


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (Card("A", "Un nom", "1140000019"), Card("B", "Tout autre chose", "1140000019"), (Reason.SAME_NEQ,)),
        (Card("A", "Un nom", email="a@b.example"), Card("B", "Rien", email="A@B.example"), (Reason.SAME_EMAIL,)),
        (
            Card("A", "Maison de la famille des Rapides", region="04", city="Shawinigan"),
            Card("B", "Maison de la Famille des rapides inc.", region="04"),
            (Reason.SAME_NAME,),
        ),
        (
            Card("A", "Carrefour des Rives", region="04", city="Shawinigan"),
            Card("B", "Carrefour des rive", region="04", city="shawinigan"),
            (Reason.NEAR_NAME,),
        ),
    ],
)
def test_what_makes_two_organisations_alike(one: Card, other: Card, why: tuple[Reason, ...]) -> None:
    assert reasons(one, other) == [("A", "B", why)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # another school of the same kind
        (Card("A", "École primaire nº 12", region="04"), Card("B", "École primaire nº 13", region="04")),
        # another region
        (Card("A", "Carrefour des Rives", region="04"), Card("B", "Carrefour des Rive", region="11")),
        # two legal entities
        (
            Card("A", "Carrefour des Rives", "1140000019", "04", "Shawinigan"),
            Card("B", "Carrefour des Rive", "1140000027", "04", "Shawinigan"),
        ),
        # what they do is the same, not what they are called
        (
            Card("A", "CPE Les Voiliers", region="04", city="Shawinigan"),
            Card("B", "CPE Les Moussaillons", region="04", city="Shawinigan"),
        ),
    ],
)
def test_what_does_not(one: Card, other: Card) -> None:
    assert reasons(one, other) == []


def test_the_surest_pair_comes_first() -> None:
    found = reasons(
        Card("A", "Carrefour des Rives", region="04", city="Shawinigan"),
        Card("B", "Carrefour des rive", region="04", city="Shawinigan"),
        Card("C", "Une maison", "1140000019"),
        Card("D", "Une autre", "1140000019"),
    )
    assert [it[:2] for it in found] == [("C", "D"), ("A", "B")]


def test_one_is_compared_with_those_there_as_two_of_them_are() -> None:
    there = (
        Card("B", "Carrefour des Rive", region="04", city="Shawinigan"),
        Card("C", "Carrefour des Rives", region="11", city="Gaspé"),
        Card("D", "Autre chose", "1140000019", region="09"),
    )
    new = Card("", "Carrefour des Rives", "1140000019", region="04", city="Shawinigan")
    assert [(it.second, it.reasons) for it in alike(new, there)] == [
        ("D", (Reason.SAME_NEQ,)),
        ("B", (Reason.NEAR_NAME,)),
    ]


def test_one_whose_region_is_not_said_yet_is_compared_with_all() -> None:
    there = (Card("B", "Carrefour des Rives", region="11", city="Gaspé"), Card("C", "Carrefour", region="04"))
    assert [it.second for it in alike(Card("", "Carrefour des rives inc."), there)] == ["B"]
