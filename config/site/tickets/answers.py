"""Answers: their types, and templates whose blanks are filled from a petition. Pure.

Owns the shape and the checks of both, the blanks that Atención fills by itself, and the filling. A template is plain
text with blanks like ``{{ nombre }}`` and nothing else, so that no template computes or branches; a blank without a
value is an error (Jinja's StrictUndefined), never a gap in an answer. Procedure M5-1-05, rows A7 and A19.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Final

import msgspec
from jinja2 import Environment, StrictUndefined, Template, TemplateSyntaxError, nodes
from msgspec import Meta

from config.errors import ConfigError, SectionReference
from config.schema.fields import Id, Name, Sentence
from config.schema.reader import Reader, suggest_name
from config.site.tickets.typology import Typology, branches

Paragraph = Annotated[str, Meta(min_length=1, max_length=2000)]
KNOWN_BLANKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "nombre": "Nombre de quien presentó la petición",
        "radicado": "Número de radicado",
        "fecha_radicacion": "Fecha de radicación",
        "vencimiento": "Último día del término",
        "tema": "Tema de la petición",
        "entidad": "Nombre de la entidad",
        "hoy": "Fecha de la respuesta",
        "funcionario": "Nombre de quien responde",
    }
)
"""Blanks that Atención fills, with their descriptions; a site may declare others, which a person fills."""
_UNFILLED: Final = re.compile(r"\{\{\s*([a-z][a-z0-9_]{0,39})\s*\}\}")
_BLANK: Final = re.compile(r"\{\{|\n\n")
MIN_PROMISE_LENGTH: Final = 20
"""Minimum characters of the text that promises an attachment; a shorter text could occur in any answer."""
_ALLOWED_NODES = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name)
_ENVIRONMENT: Final = Environment(undefined=StrictUndefined, autoescape=False)  # plain text, not HTML


class TemplateBroken(ConfigError):
    """The text is no template: a blank is not closed, or it holds more than blanks."""

    code = "answer_template_broken"


class AnswerType(msgspec.Struct, frozen=True, kw_only=True):
    """A type of answer (A19), and whether it needs a file to be sent.

    ``denies_access`` says that a request for information is denied: the report of access to information counts it.
    """

    id: Id
    name: Name
    meaning: Sentence
    requires_attachment: bool = False
    denies_access: bool = False


class AnswerTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """A worded answer with blanks, without the mail's greeting and signature.

    ``type`` is the id of the proposed answer type, None if it depends. An answer with ``requires_attachment`` begins by
    promising a document, and needs a file to be sent. ``article`` is the article of the knowledge base that it cites.
    """

    id: Id
    name: Name
    type: Id | None = None
    paragraphs: tuple[Paragraph, ...]
    requires_attachment: bool = False
    article: Id | None = None

    @property
    def text(self) -> str:
        """The text with its blanks; an empty line separates paragraphs."""
        return "\n\n".join(self.paragraphs)

    @property
    def blanks(self) -> tuple[str, ...]:
        """Names of its blanks in order, each once.

        Raises:
            TemplateBroken: the text is no template.
        """
        return find_blanks(self.text)

    @property
    def promise(self) -> str:
        """The words that promise a document: the text before the first blank; empty if none is promised."""
        return _BLANK.split(self.text)[0].strip(" .,:;") if self.requires_attachment else ""


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """Types and templates by id, and descriptions of the blanks besides `KNOWN_BLANKS`, which a person fills."""

    types: dict[Id, AnswerType]
    blanks: dict[Id, Name] = {}
    templates: dict[Id, AnswerTemplate] = {}


def find_blanks(text: str) -> tuple[str, ...]:
    """Return the names of the blanks of a text in order, each once.

    Raises:
        TemplateBroken: a blank is not closed, or the text has other template syntax.
    """
    try:
        parsed = _ENVIRONMENT.parse(text)
    except TemplateSyntaxError as error:
        raise TemplateBroken("un espacio quedó mal escrito; escríbalo así: {{ nombre }}") from error
    if not all(isinstance(each, _ALLOWED_NODES) for each in parsed.find_all(nodes.Node)):
        raise TemplateBroken("solo se admiten espacios sencillos, como {{ nombre }}")
    return tuple(dict.fromkeys(each.name for each in parsed.find_all(nodes.Name)))


def prefill(template: AnswerTemplate, values: Mapping[str, str]) -> str:
    """Fill the blanks that have a value; a person fills the others."""
    blank_values = {each: values.get(each) or f"{{{{ {each} }}}}" for each in template.blanks}
    return _compile(template.text).render(blank_values)


def find_unfilled(text: str) -> tuple[str, ...]:
    """Return the names of the blanks left in an answer that a person wrote, in order, each once."""
    return tuple(dict.fromkeys(_UNFILLED.findall(text)))


def find_promise(answers: Answers | None, response: str | None, text: str) -> AnswerType | AnswerTemplate | None:
    """Return the answer's type (`response`, None if not chosen) or a template in its text that promises a document."""
    if answers is None:
        return None
    typified = answers.types.get(response) if response else None
    if typified is not None and typified.requires_attachment:
        return typified
    words = _normalise(text)
    templates = (each for each in answers.templates.values() if each.promise and _normalise(each.promise) in words)
    return next(templates, None)


def _normalise(text: str) -> str:
    return " ".join(text.split()).casefold()


@lru_cache(maxsize=256)
def _compile(text: str) -> Template:
    return _ENVIRONMENT.from_string(text)


def check_answers(answers: Answers, typology: Typology, reader: Reader) -> None:
    """Check that templates have known blanks only, and that every type, template and blank is used."""
    if not answers.types:
        reader.complain(("answers", "types"), "no hay ningún tipo de respuesta; agregue al menos uno")
    named_templates = {each for _, branch in branches(typology) for each in branch.answers}
    for path, branch in branches(typology):
        for index, each in enumerate(branch.answers):
            if each not in answers.templates:
                reader.complain_unknown((*path, "answers", str(index)), each, "answers", answers.templates)
    used_blanks: set[str] = set()
    for template in answers.templates.values():
        _check_promise(template, reader)
        used_blanks.update(_check_template(template, answers, reader))
        if template.id not in named_templates:
            words, rest = "ningún tema usa esta plantilla; nómbrela en «answers» de ", " o bórrela"
            path = ("answers", "templates", template.id)
            reader.complain(path, SectionReference(words, "typology", rest))
    _check_blanks(answers, used_blanks, reader)


def _check_promise(template: AnswerTemplate, reader: Reader) -> None:
    if template.requires_attachment and len(template.promise) < MIN_PROMISE_LENGTH:
        text = f"antes de su primer espacio debe decir, en {MIN_PROMISE_LENGTH} letras o más, que va un documento"
        reader.complain(("answers", "templates", template.id, "requires_attachment"), text)


def _check_template(template: AnswerTemplate, answers: Answers, reader: Reader) -> tuple[str, ...]:
    """Return the blanks of a template, and complain about each unknown one."""
    path = ("answers", "templates", template.id)
    if not template.paragraphs:
        reader.complain((*path, "paragraphs"), "la plantilla no dice nada; escriba al menos un párrafo")
    if template.type is not None and template.type not in answers.types:
        text = f"«{template.type}» no está en «types»; {suggest_name(template.type, answers.types)}"
        reader.complain((*path, "type"), text)
    try:
        blanks = template.blanks
    except TemplateBroken as error:
        reader.complain((*path, "paragraphs"), str(error))
        return ()
    known_blanks = {*KNOWN_BLANKS, *answers.blanks}
    for each in blanks:
        if each not in known_blanks:
            suggestion = suggest_name(each, known_blanks)
            text = f"«{each}» no es un espacio conocido; {suggestion} Si es otro, agréguelo en «blanks»"
            reader.complain((*path, "paragraphs"), text)
    return blanks


def _check_blanks(answers: Answers, used_blanks: set[str], reader: Reader) -> None:
    for blank in answers.blanks:
        if blank in KNOWN_BLANKS:
            text = f"«{blank}» ya lo llena Atención; bórrelo de «blanks»"
            reader.complain(("answers", "blanks", blank), text)
        elif blank not in used_blanks:
            text = "ninguna plantilla usa este espacio; bórrelo o úselo"
            reader.complain(("answers", "blanks", blank), text)
