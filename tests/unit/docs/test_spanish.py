"""The Spanish that people see keeps to the texts that the review chose, and to one word for each thing.

To change a text, change it here first: `TEXTS` and `WORDS` are the list of what is not to be written, each with what to
write instead.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain
from typing import Final

from tests.support import spanish_texts
from tests.support.repository import ROOT
from tests.support.site_folders import sample_site
from tests.support.spanish_readability import NORMAL, szigriszt_index
from tests.support.spanish_texts import SeenText

LABELS: Final = {
    "Todo estado": "Todos los estados",
    "Todo semáforo": "Cualquier semáforo",
    "La de ahora": "Contraseña actual",
    "La nueva": "Contraseña nueva",
    "La nueva, otra vez": "Repita la nueva",
    "Hacer una clave nueva para mi teléfono": "Generar clave del teléfono",
    "Hacer uno ahora": "Generar informe",
    "Escribir una": "Nueva observación",
    "De qué": "Asunto",
    "De qué se trata": "Tipología",
    "De qué se trató": "Tipificación",
    "Quién": "Responsable",
    "Quién pide": "Peticionario",
    "La más larga": "Mayor espera",
    "Duró": "Duración",
    "Dura": "Duración",
    "Comenzó": "Inicio",
    "Empezó": "Inicio",
    "Terminó": "Fin",
    "Entró": "Ingreso",
    "Se dejó": "Fecha",
    "Siguen": "Abiertos",
    "Ya no": "Cerrados",
    "La respuesta, como va": "Borrador de la respuesta",
    "Dejar": "Cancelar",
    "Dejar (Esc)": "Cancelar",
    "Exacta": "Numerador ÷ denominador",
    "Tramo": "Período",
    "Por qué": "Razón",
    "Cuáles": "un filtro con nombre",
}
"""Whole labels, headings and buttons that are riddles: what stood → what to say."""

TEXTS: Final = {
    "Sin verificar no se ven datos": "Sin verificar la identidad no puede ver datos.",
    "son para todos.": "Puede dar información general y radicar.",
    "lea este dibujo": "escanee este código QR",
    "Con él, quien conozca su contraseña": "Protege su cuenta aunque alguien conozca su contraseña",
    "se certifica y no se rellena": "Los vacíos se certifican; no se estiman",
    "ninguna cifra lo estima": "Los vacíos se certifican; no se estiman",
    "no se rellena": "no se estiman",
    "se adelantó": "cambió este ticket",
    "se pone al día sola": "se actualiza",
}
"""Parts of sentences: what stood → what to say. The guides are not read for «son para todos.»."""

WORDS: Final = (
    (r"\btitularidad", "identidad", "everywhere"),
    (r"\b[Pp]eriodos?\b", "período", "everywhere"),
    (r"\b[Ee]scalonamiento", "escalamiento", "everywhere"),
    (r"\b[Gg]uión\b", "guion", "everywhere"),
    (r"\bteléfonos? móvil|\bmóviles\b", "celular", "everywhere"),
    (r"\b([Pp]us[oe]|[Pp]oner?|[Dd]ej[aóe]r?) [^.:;]{0,24}en espera", "retener", "everywhere"),
    (r"\b[Ss]eguir grabando\b(?!\.)", "reanudar", "screens"),
    (r"\b[Cc]laves?\b", "contraseña", "everywhere"),
    (r"\b[Qq]ui[eé]n pide\b", "peticionario", "screens and API"),
    (r"\b[Qq]uien administra\b", "administrador", "screens"),
    (r"\b[Pp]erfil(es)?\b", "rol", "screens and API"),
    (r"\b[Tt]ramos?\b", "período", "screens and API"),
    (r"[,·] vuelta\b", "ronda", "screens and API"),
    (r"\b[Pp]asarelas?\b", "central telefónica", "screens"),
    (r"\b[Aa]gentes?\b", "asesor", "everywhere"),
    (r"\b[Tt]ickets?\b", "petición, o radicado si es su número", "to citizens"),
    (r"\b[Ss]ellad[oa]s? (con|en) la base|se guarda sellad", "cifrado", "everywhere"),
)
"""Synonyms that are not written: a pattern, the word to write, and where it holds."""

ALLOWED: Final = {
    "contraseña": re.compile(
        # The phone's own password is its «clave»; a YAML or idempotency key is no password.
        r"teléfono|[Uu]na clave nueva|[Cc]lave anterior|[Gg]enerar (otra )?clave|^[Cc]lave$|(usuario|atencion):clave"
        r"|[Cc]on esa clave|la clave debe ser|dato de la clave|cada clave son|contrasena|olvidé la clave"
    ),
    # A section of a guide, as the address of the help names it, has no accents: titularidad#asesores.
    "identidad": re.compile(r"^titularidad(#[a-z-]+)?$|guias/titularidad\.md|verificación de titularidad» \(M5-1-05"),
    "período": re.compile(r"^(periodo|tramo)$|^[a-z-]+#[a-z-]+$"),
}
"""Where a synonym has another meaning, by the word that would replace it."""

PHONE_FILES: Final = frozenset(
    {
        "docs/guias/telefono.md",
        "docs/guias/usuarios.md",
        "web/src/features/account/ui/account.tsx",
        "web/src/features/users/ui/access-dialogs.tsx",
    }
)
"""Files whose «clave» is the phone's."""


@cache
def source_texts(source: Callable[[], Iterator[SeenText]]) -> tuple[SeenText, ...]:
    """Return the texts of one source, which several scopes share."""
    return tuple(source())


@cache
def scope_texts(scope: str) -> tuple[SeenText, ...]:
    """Return the texts in which a word is not written."""
    sources = {
        "screens": (spanish_texts.screen_texts,),
        "screens and API": (spanish_texts.screen_texts, spanish_texts.api_texts),
        "to citizens": (spanish_texts.mail_texts, spanish_texts.paper_texts),
    }
    everywhere = (
        *(spanish_texts.screen_texts, spanish_texts.api_texts, spanish_texts.mail_texts),
        *(spanish_texts.paper_texts, spanish_texts.site_texts, spanish_texts.guide_texts),
    )
    return tuple(chain.from_iterable(map(source_texts, sources.get(scope, everywhere))))


def found(pattern: str, texts: Iterable[SeenText]) -> list[str]:
    """Return the texts that a pattern is in, with their files."""
    compiled = re.compile(pattern)
    return [f"{each.path}: {each.text[:120]}" for each in texts if compiled.search(each.text)]


def test_no_label_is_a_riddle() -> None:
    """Labels name the thing: no label, heading or button of `LABELS` stands on a screen, in a report or in the API."""
    seen = [each for each in scope_texts("screens and API") if each.text in LABELS]
    assert [f"{each.path}: «{each.text}» → «{LABELS[each.text]}»" for each in seen] == []


def test_no_replaced_sentence_returns() -> None:
    """No text, and no guide, has a sentence that the review replaced."""
    for old, instead in TEXTS.items():
        scope = "screens and API" if old == "son para todos." else "everywhere"
        assert found(re.escape(old), scope_texts(scope)) == [], f"write «{instead}»"


def synonyms(pattern: str, instead: str, scope: str) -> list[str]:
    """Return the texts with a synonym of a word, except where the synonym has another meaning."""
    allowed = ALLOWED.get(instead)
    texts = (
        each
        for each in scope_texts(scope)
        if not (allowed and allowed.search(each.text)) and not (instead == "contraseña" and each.path in PHONE_FILES)
    )
    return found(pattern, texts)


def test_one_word_names_one_thing() -> None:
    """A thing has one Spanish word; its synonyms are not written where the list says."""
    assert {word: texts for pattern, word, scope in WORDS if (texts := synonyms(pattern, word, scope))} == {}


def test_hashes_on_screens_are_folded() -> None:
    """A screen shows a hash or an internal version only inside «Detalles técnicos»."""
    shown = re.compile(r"(?<!\$)\{[\w.]+\.(?:digest|typology_version|journal_head|public_key|version)\}")
    folded = re.compile(r"<TechnicalDetails\b.*?</TechnicalDetails>", re.DOTALL)
    sources = [path for path in (ROOT / "web" / "src").rglob("*.tsx") if ".test." not in path.name]
    offences = [
        f"{path.relative_to(ROOT)}: {expression}"
        for path in sources
        for expression in shown.findall(re.sub(r"\w+=\{[^{}]*\}", "", folded.sub("", path.read_text())))
    ]
    assert len(sources) > 50
    assert offences == []


def test_prompts_are_easy_to_read() -> None:
    """Each prompt with three sentences or more reaches «normal» on the INFLESZ scale."""
    prompts = [each for each in spanish_texts.site_texts() if each.path.endswith("prompts.yaml")]
    texts = [each.text for each in prompts if each.text.count(".") > 2]
    assert len(texts) > 10
    assert [text for text in texts if szigriszt_index(text) < NORMAL] == []


def test_answer_templates_are_easy_to_read() -> None:
    """Each answer template of the sample site reaches «normal» on the INFLESZ scale, with a word in each blank."""
    answers = sample_site().answers
    assert answers is not None
    texts = {each.id: re.sub(r"\{\{.*?\}\}", "dato", each.text) for each in answers.templates.values()}
    assert len(texts) > 10
    assert {name: text for name, text in texts.items() if szigriszt_index(text) < NORMAL} == {}


def test_the_sources_are_read() -> None:
    """Each source yields texts, so that an empty list of offences proves something."""
    counts = {each: len(scope_texts(each)) for each in ("screens", "to citizens", "everywhere")}
    assert counts["screens"] > 1000
    assert counts["to citizens"] > 20
    assert counts["everywhere"] > 6000
