"""Schemas of the typology and the pause reasons of a site."""

from datetime import date

from pydantic import BaseModel, Field

from config.law.labels import KIND_LABELS
from config.law.regimes import LegalKind
from config.site.calls.pauses import NO_ANSWER
from config.site.model import Site
from config.site.tickets.answers import AnswerTemplate
from config.site.tickets.typology import Branch, Leaf
from config.site.tickets.typology import Theme as ThemeOfSite
from config.site.tickets.typology import TypologyKind as KindOfSite


class TemplateName(BaseModel):
    """A suitable answer template; its text is at `/api/v1/answer-templates/{id}`."""

    id: str
    name: str
    promise: str | None = Field(
        description="Las palabras con que promete un documento; mientras sigan en la respuesta, pide un archivo."
    )


class Subtheme(BaseModel):
    """A sub-theme, the narrowest topic of a petition."""

    id: str
    name: str
    meaning: str = Field(description="Cuándo se elige; vacío si el nombre lo dice todo.")
    also: list[str] = Field(description="Otras palabras con que la gente lo pide, para buscarlo al escribir.")
    legal_kind: LegalKind = Field(description="Qué es ante la ley: decide el término.")
    legal_kind_name: str
    area: str | None = Field(description="El área que responde si la matriz no dice otra cosa.")
    area_name: str | None
    templates: list[TemplateName] = Field(description="Plantillas de respuesta, las más propias primero.")


class Theme(Subtheme):
    """A theme; without sub-themes it is chosen itself."""

    subthemes: list[Subtheme]


class Kind(BaseModel):
    """A kind of petition."""

    id: str
    name: str
    meaning: str = Field(description="Cuándo se elige.")
    also: list[str]
    themes: list[Theme]


class AnswerType(BaseModel):
    """A type of answer."""

    id: str
    name: str
    meaning: str
    requires_attachment: bool = Field(description="Si una respuesta así no se envía sin un archivo.")


class Typology(BaseModel):
    """All kinds, with the themes that may be chosen today, and the types of answers."""

    site_version: str
    kinds: list[Kind]
    answer_types: list[AnswerType]


class PauseReason(BaseModel):
    """A reason that an advisor may choose for a pause."""

    id: str
    name: str
    paid: bool = Field(description="Si ese tiempo es de trabajo.")


class PauseReasons(BaseModel):
    """The reasons that an advisor may choose."""

    reasons: list[PauseReason]


def present_typology(site: Site, today: date) -> Typology:
    """Return the typology of a site, with the themes that may be chosen on a local day."""
    types = site.answers.types.values() if site.answers else ()
    return Typology(
        site_version=site.version,
        kinds=[_present_kind(site, kind, today) for kind in site.typology.values() if kind.is_valid(today)],
        answer_types=[
            AnswerType(id=each.id, name=each.name, meaning=each.meaning, requires_attachment=each.requires_attachment)
            for each in types
        ],
    )


def _present_kind(site: Site, kind: KindOfSite, today: date) -> Kind:
    themes = _present_themes(site, kind, today)
    return Kind(id=kind.id, name=kind.name, meaning=kind.meaning, also=list(kind.also), themes=themes)


def _present_themes(site: Site, kind: KindOfSite, today: date) -> list[Theme]:
    """Return the themes that may be chosen; a theme whose sub-themes are all retired is retired with them."""
    themes = []
    for theme in kind.themes.values():
        valid = _present_subthemes(site, kind, theme, today)
        if theme.is_valid(today) and (valid or not theme.subthemes):
            leaf = _present_leaf(site, Leaf(kind, theme), theme)
            themes.append(Theme(**leaf.model_dump(), subthemes=valid))
    return themes


def _present_subthemes(site: Site, kind: KindOfSite, theme: ThemeOfSite, today: date) -> list[Subtheme]:
    valid = (each for each in theme.subthemes.values() if each.is_valid(today))
    return [_present_leaf(site, Leaf(kind, theme, each), each) for each in valid]


def _present_leaf(site: Site, leaf: Leaf, branch: Branch) -> Subtheme:
    area = site.areas.get(leaf.area or "")
    templates = site.answers.templates if site.answers else {}
    return Subtheme(
        id=leaf.topic.subtheme or leaf.topic.theme,
        name=leaf.name,
        meaning=branch.meaning,
        also=list(branch.also),
        legal_kind=leaf.legal_kind,
        legal_kind_name=KIND_LABELS[leaf.legal_kind],
        area=leaf.area,
        area_name=area.name if area else None,
        templates=[_present_template(templates[each]) for each in leaf.answers if each in templates],
    )


def _present_template(template: AnswerTemplate) -> TemplateName:
    return TemplateName(id=template.id, name=template.name, promise=template.promise or None)


def present_pause_reasons(site: Site) -> PauseReasons:
    """Return the reasons that people may choose; only the router sets the one for an unanswered offer."""
    chosen = {id_: pause for id_, pause in site.pauses.items() if id_ != NO_ANSWER}
    return PauseReasons(
        reasons=[PauseReason(id=id_, name=pause.name, paid=pause.paid) for id_, pause in chosen.items()]
    )
