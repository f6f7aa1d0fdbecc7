"""Schemas of answer templates, of the preview of an answer, and of its opening by a reviewer."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_api.tickets.step_schemas import AttachmentIds
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


class AnswerPreviewForm(BaseModel):
    """An answer to preview."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    text: str | None = Field(
        None, min_length=1, max_length=8000, description="La respuesta; si no se dice, la última redacción del ticket."
    )
    attachments: AttachmentIds | None = Field(
        None, description="Los archivos del ticket que irían con ella; si no se dice, los elegidos antes."
    )


class AnswerPreview(BaseModel):
    """An answer as its petitioner would get it now; nothing is sent or stored."""

    channel: Literal["email", "letter", "notice"] = Field(
        description="Por correo, por carta, o por aviso publicado si no hay a dónde escribir."
    )
    sender: str
    to: list[str] = Field(description="El correo, o las líneas de la dirección.")
    subject: str
    text: str = Field(description="Lo que dice, con el saludo y la firma: la parte de texto del correo.")
    html: str | None = Field(description="La parte HTML del correo; null en papel.")
    pages: list[str] = Field(description="Las páginas de la carta, cada una una imagen PNG en base64.")
    files: list[str] = Field(description="Los nombres de los archivos que van con ella.")
    unfilled: list[str] = Field(description="Los espacios de la plantilla que faltan por llenar.")


class OpenedFile(BaseModel):
    """A file that goes with the answer."""

    id: str
    name: str
    size: int = Field(description="En bytes.")


class OpenedAnswer(BaseModel):
    """An area's answer, beside the petition that it answers."""

    number: str
    round: int = Field(description="La ronda de la respuesta.")
    area_name: str
    asked: str = Field(description="Lo que se pidió.")
    answer: str = Field(description="Lo que el área responde.")
    files: list[OpenedFile] = Field(description="Los archivos que el área eligió para la respuesta.")


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
