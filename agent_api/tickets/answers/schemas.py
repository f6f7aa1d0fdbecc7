"""Schemas of answer templates."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, Field

from config.site.tickets.answers import KNOWN_BLANKS, Answers, prefill
from config.site.tickets.answers import AnswerTemplate as Template


class Blank(BaseModel):
    """A blank of a template."""

    id: str
    name: str = Field(description="Qué va ahí.")
    filled_by: Literal["system", "person"] = Field(description="«system»: lo llena Atención con los datos del ticket.")


class AnswerTemplate(BaseModel):
    """A worded answer with blanks, without greeting and signature."""

    id: str
    name: str
    type: str | None = Field(description="Cómo se tipifica de ordinario una respuesta así; null si depende.")
    type_name: str | None
    text: str = Field(description="Con espacios como {{ nombre }}; una línea en blanco separa los párrafos.")
    blanks: list[Blank] = Field(description="Los espacios, en su orden, cada uno una vez.")
    requires_attachment: bool = Field(description="Si promete un documento: la respuesta no se envía sin un archivo.")


class FilledAnswer(BaseModel):
    """A template, with the blanks filled from the data of a ticket."""

    id: str
    name: str
    type: str | None = Field(description="Cómo se tipifica de ordinario una respuesta así; null si depende.")
    text: str = Field(description="Lo que Atención no sabe sigue como espacio, para que lo llene quien responde.")
    missing: list[Blank] = Field(description="Los espacios que quedan por llenar.")


def present_filled(answers: Answers, template: Template, values: Mapping[str, str]) -> FilledAnswer:
    """Return a template with the blanks filled whose values are known."""
    return FilledAnswer(
        id=template.id,
        name=template.name,
        type=template.type,
        text=prefill(template, values),
        missing=[_present_blank(answers, each) for each in template.blanks if not values.get(each)],
    )


def present_template(answers: Answers, template: Template) -> AnswerTemplate:
    """Return a template of the site."""
    return AnswerTemplate(
        id=template.id,
        name=template.name,
        type=template.type,
        type_name=answers.types[template.type].name if template.type else None,
        text=template.text,
        blanks=[_present_blank(answers, each) for each in template.blanks],
        requires_attachment=template.requires_attachment,
    )


def _present_blank(answers: Answers, name: str) -> Blank:
    if name in KNOWN_BLANKS:
        return Blank(id=name, name=KNOWN_BLANKS[name], filled_by="system")
    return Blank(id=name, name=answers.blanks[name], filled_by="person")
