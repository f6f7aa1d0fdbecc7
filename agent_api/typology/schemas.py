"""The site's words for forms, as the API writes them."""

from pydantic import BaseModel, Field

from config.site import NO_ANSWER, Site


class Theme(BaseModel):
    """What a petition is about."""

    id: str
    name: str


class Kind(BaseModel):
    """A kind of petition."""

    id: str
    name: str
    meaning: str = Field(description="Cuándo se elige.")
    themes: list[Theme]


class Typology(BaseModel):
    """Every kind with its themes."""

    site_version: str
    kinds: list[Kind]


class PauseReason(BaseModel):
    """A reason that an advisor may give for a pause."""

    id: str
    name: str
    paid: bool = Field(description="Si ese tiempo es de trabajo.")


class PauseReasons(BaseModel):
    """The reasons that an advisor may give."""

    reasons: list[PauseReason]


def typology_of(site: Site) -> Typology:
    """The typology of a site."""
    kinds = [
        Kind(
            id=kind.id,
            name=kind.name,
            meaning=kind.meaning,
            themes=[Theme(id=theme.id, name=theme.name) for theme in kind.themes.values()],
        )
        for kind in site.typology.values()
    ]
    return Typology(site_version=site.version, kinds=kinds)


def pause_reasons_of(site: Site) -> PauseReasons:
    """The reasons that people may choose; the one of who does not answer is the router's alone."""
    chosen = {id_: pause for id_, pause in site.pauses.items() if id_ != NO_ANSWER}
    return PauseReasons(
        reasons=[PauseReason(id=id_, name=pause.name, paid=pause.paid) for id_, pause in chosen.items()]
    )
