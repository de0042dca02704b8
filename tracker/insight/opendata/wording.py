"""What published files say in words, in both languages at once. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.bilingual import Text
from tracker.directory.models import OrganisationKind
from tracker.insight.opendata.value import Grant, Publication


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence with named places, in both languages."""

    fr: str
    en: str

    def filled(self, **values: Text | str | int) -> Text:
        """The sentence, each language with its own words."""

        def of(lang: str, template: str) -> str:
            return template.format(**{k: v[lang] if isinstance(v, Text) else v for k, v in values.items()})

        return Text(of("fr", self.fr), of("en", self.en))


PACKAGE_TITLE = Template("Ententes : {funder}", "Agreements: {funder}")
_ABOUT = Template(
    "Ententes signées par le bailleur, au {as_of}, telles que connues à l’écriture {seq} du journal. Une "
    "entente-cadre compte une fois ; ses sous-ententes n’y sont pas. Montants en dollars canadiens.",
    "Agreements signed by the funder, as of {as_of}, as known at entry {seq} of the journal. A framework agreement "
    "counts once; its sub-agreements are not listed. Amounts in Canadian dollars.",
)
NOTHING = Text("", "")
FICTIONAL = Text("Données fictives.", "Made-up data.")
_DESCRIPTION = Template("{title}. {stream}, programme {programme}.", "{title}. {stream}, {programme} programme.")
_PURPOSE = Template(
    "Financer, dans le cadre du programme {programme}, des regroupements, des instances régionales, des communautés "
    "et des projets qui soutiennent la petite enfance.",
    "To fund, under the {programme} programme, partnership groups, regional bodies, communities and projects that "
    "support early childhood.",
)
_SHARE = Template("Part : {share} %", "Share: {share}%")
REGRANTED = Text(
    "Le bénéficiaire redistribue la contribution à des tiers, par des sous-ententes qui ne sont pas listées ici.",
    "The recipient redistributes the contribution to third parties, by sub-agreements that are not listed here.",
)
TERMINATED = Text("Résiliation.", "Termination.")
STREAM = Text("Volet", "Stream")
UNKNOWN = Text("Inconnue", "Unknown")
ALL_QUEBEC = Text("Québec", "Quebec")
KINDS = {
    OrganisationKind.COMMUNITY.value: Text("Organisme communautaire", "Community organisation"),
    OrganisationKind.CHILDCARE.value: Text("Service de garde éducatif", "Childcare"),
    OrganisationKind.SCHOOL.value: Text("Milieu scolaire", "School"),
    OrganisationKind.HEALTH.value: Text("Santé et services sociaux", "Health and social services"),
    OrganisationKind.MUNICIPAL.value: Text("Municipalité", "Municipality"),
    OrganisationKind.INDIGENOUS.value: Text("Organisation autochtone", "Indigenous organisation"),
    OrganisationKind.OTHER.value: Text("Autre", "Other"),
}


def about(publication: Publication) -> Text:
    """What the whole file is."""
    said = _ABOUT.filled(as_of=publication.as_of.isoformat(), seq=publication.head[0])
    if publication.fictional:
        return Text(f"{FICTIONAL.fr} {said.fr}", f"{FICTIONAL.en} {said.en}")
    return said


def description(it: Grant) -> Text:
    """What an agreement is, from its own words."""
    stream = Text(_capital(it.stream.fr), _capital(it.stream.en))
    return _DESCRIPTION.filled(title=it.title, stream=stream, programme=it.programme_name)


def purpose(it: Grant) -> Text:
    """What the programme funds."""
    return _PURPOSE.filled(programme=it.programme_name)


def outcomes(it: Grant) -> Text | None:
    """What the agreement was signed to measure; None when it names nothing."""
    if not it.outcomes:
        return None
    return Text("; ".join(name.fr for name in it.outcomes), "; ".join(name.en for name in it.outcomes))


def joined(parts: Sequence[Text]) -> Text:
    """Sentences one after the other, those that say nothing left out."""
    return Text(" ".join(it.fr for it in parts if it.fr), " ".join(it.en for it in parts if it.en))


def share(hundredths: int) -> Text:
    """``Part : 72,22 %``."""
    number = f"{hundredths // 100}.{hundredths % 100:02d}"
    return _SHARE.filled(share=Text(number.replace(".", ","), number))


def is_charity(business_number: str) -> bool:
    """Whether a business number is that of a registered charity: nine digits, RR, four digits."""
    return re.fullmatch(r"[0-9]{9}RR[0-9]{4}", business_number) is not None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
