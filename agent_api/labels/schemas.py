"""Schema of the labels, with a field for each value, so that a screen without a label does not compile."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from agent_api.labels.vocabularies import VOCABULARIES
from config.site.calls.lines import Line
from config.site.model import Site


class NamedLine(BaseModel):
    """A line of the site, with its name and numbers."""

    id: str
    name: str = Field(description="Como se muestra a las personas.")
    numbers: list[str] = Field(description="Los números a los que se llama.")


def _vocabulary_model(name: str, values: list[str]) -> type[BaseModel]:
    title = f"{''.join(part.capitalize() for part in name.split('_'))}Labels"
    fields: dict[str, Any] = dict.fromkeys(values, (str, ...))
    return create_model(title, __config__=ConfigDict(extra="forbid"), **fields)


_FIELDS: dict[str, Any] = {
    name: (_vocabulary_model(name, list(vocabulary)), ...) for name, vocabulary in VOCABULARIES.items()
}


class SiteNames(BaseModel):
    """The names in the site."""

    lines: list[NamedLine] = Field(description="Las líneas del sitio.")


Labels: type[SiteNames] = create_model(
    "Labels", __base__=SiteNames, __doc__="Names of the site, and the label of each value of the API.", **_FIELDS
)


def labels_of(site: Site) -> SiteNames:
    """Return all labels for a site."""
    vocabularies: dict[str, Any] = {name: dict(vocabulary) for name, vocabulary in VOCABULARIES.items()}
    return Labels(lines=[_named_line(each) for each in site.lines.values()], **vocabularies)


def _named_line(line: Line) -> NamedLine:
    return NamedLine(id=line.id, name=line.name, numbers=[each for each in line.numbers if each.isdecimal()])
