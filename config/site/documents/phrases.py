"""Spanish words for the values of a document: numbers with their unit, dates, hours, choices, targets. Pure.

Owns how one value reads in a sentence. It must not compare values; `config.site.documents.differences` does.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from msgspec import inspect

from config.schema.plain_values import wanted_of
from config.schema.reader import LEVELS
from config.schema.short_forms import MIDDLE_LEVEL, Hours, Pause
from config.site.calls.menu_steps.steps import StepTarget
from config.site.calls.menus import Option
from config.site.calls.queues import OVERFLOW_TARGETS, OverflowTarget
from config.site.documents.labels import Label, label_of
from config.site.documents.order import fields_of
from config.site.tries.scenario import Input
from config.spanish_dates import MONTHS

_TARGETS: Final[Mapping[type, tuple[str, ...]]] = {
    Option: ("menu", "step", "queue", "information"),
    StepTarget: ("menu", "step", "queue", "information", "goodbye"),
    OverflowTarget: OVERFLOW_TARGETS,
    Input: ("press", "wait_s", "do"),
}
SINGULAR_UNITS: Final[Mapping[str, str]] = {
    **{"segundos": "segundo", "minutos": "minuto", "horas": "hora", "días": "día", "meses": "mes", "años": "año"},
    **{"días hábiles": "día hábil", "horas hábiles": "hora hábil", "milisegundos": "milisegundo", "bytes": "byte"},
    **{"veces": "vez", "cifras": "cifra", "llamadas": "llamada", "teléfonos": "teléfono", "prácticas": "práctica"},
    **{"respuestas": "respuesta", "filas": "fila", "archivos": "archivo", "preguntas": "pregunta", "fallas": "falla"},
    **{"intentos": "intento", "puntos": "punto", "asesores": "asesor", "devoluciones": "devolución"},
    **{"evaluaciones": "evaluación", "Hz": "Hz", "MiB": "MiB", "%": "%"},
    **{"% de la factura": "% de la factura", "% de la muestra": "% de la muestra"},
}
"""The units of `labels.yaml` as they stand after 1."""
_MOST_PARTS, _MOST_CHARACTERS = 8, 400


def lower_first(text: str) -> str:
    """Return a title as it stands within a sentence; an abbreviation keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    """Return a text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def join(texts: list[str]) -> str:
    """Return a list as a sentence has it: «a, b y c»."""
    return " y ".join([", ".join(texts[:-1]), texts[-1]]) if len(texts) > 1 else "".join(texts)


def long_form(value: Any, kind: inspect.Type) -> Any:
    """Return a value with its short form written out: a pause with its fields, levels with their numbers."""
    if isinstance(kind, inspect.StructType) and kind.cls is Pause and isinstance(value, str):
        return {"name": value}
    if kind == LEVELS and isinstance(value, list):
        return dict.fromkeys(map(str, value), MIDDLE_LEVEL)
    return value


def value_words(value: Any, kind: inspect.Type, label: Label) -> str:
    """Return the words for a value of any type; a value that does not fit its type is quoted."""
    kind = wanted_of(kind)
    value = long_form(value, kind)
    if isinstance(value, dict):
        return _table_words(value, kind, label)
    if isinstance(value, list):
        item = kind.item_type if isinstance(kind, inspect.VarTupleType) else kind
        return join([value_words(each, item, label) for each in value]) or "nada"
    if isinstance(value, bool):
        return "sí" if value else "no"
    if str(value) in label.values:
        return label.values[str(value)]
    if isinstance(value, int | float):
        return number_words(value, label.unit)
    return _text_words(str(value), kind)


def number_words(value: float, unit: str | None) -> str:
    """Return a number with a decimal comma and its unit, singular after 1."""
    text = f"{value:g}".replace(".", ",") if isinstance(value, float) else str(value)
    if unit is None:
        return text
    return f"{text} {SINGULAR_UNITS.get(unit, unit) if value == 1 else unit}"


def date_words(day: str) -> str:
    """Return an ISO date as «24 de diciembre de 2026»; any other text in quotes."""
    try:
        moment = date.fromisoformat(day)
    except ValueError:
        return f"«{day}»"
    return f"{moment.day} de {MONTHS[moment.month - 1]} de {moment.year}"


def hours_words(hours: Any) -> str:
    """Return opening hours as «de 8:00 a 13:00»; empty for none."""
    spans = hours if isinstance(hours, list) else []
    return join([_span_words(str(each)) for each in spans])


def key_words(key: str, label: Label) -> str:
    """Return the key of a table: the word for a choice, a key of a telephone as it is, or an id in quotes."""
    if key in label.values:
        return label.values[key]
    return key if len(key) == 1 else f"«{key}»"


def targets_of(kind: type) -> tuple[str, ...]:
    """Return the fields of a struct of which one is set, such as where an option leads; else none."""
    return next((_TARGETS[base] for base in kind.__mro__ if base in _TARGETS), ())


def target_words(value: Mapping[str, Any], kind: type) -> str:
    """Return where an option, a step or an overflow leads, as «lleva a la cola «pagos»»; empty for nowhere."""
    types = {field.name: field.type for field in fields_of(kind)}
    names = [
        name for name in targets_of(kind) if name in value and value[name] is not None and value[name] is not False
    ]
    return join([_target_text(value[name], types[name], label_of(kind, name)) for name in names])


def summary(value: Any, kind: inspect.Type) -> str:
    """Return the main content of a struct in one line: its target, then its simple fields; empty for none."""
    kind = wanted_of(kind)
    value = long_form(value, kind)
    if not isinstance(kind, inspect.StructType) or not isinstance(value, dict):
        return ""
    target = target_words(value, kind.cls)
    parts = [target] if target else []
    for field in fields_of(kind.cls):
        part = value.get(field.name)
        if field.name not in targets_of(kind.cls) and part is not None and _is_simple(field.type):
            label = label_of(kind.cls, field.name)
            parts.append(f"{lower_first(label.title)}: {value_words(part, field.type, label)}")
    return _cut(parts)


def _is_simple(kind: inspect.Type) -> bool:
    kind = wanted_of(kind)
    if isinstance(kind, inspect.StructType):
        return kind.cls in {Hours, StepTarget}
    if isinstance(kind, inspect.VarTupleType):
        return _is_simple(kind.item_type)
    return not isinstance(kind, inspect.DictType)


def _cut(parts: list[str]) -> str:
    text = "; ".join(parts[:_MOST_PARTS])
    return text if len(text) <= _MOST_CHARACTERS else f"{text[:_MOST_CHARACTERS].rsplit(' ', 1)[0]}…"


def _table_words(value: dict[str, Any], kind: inspect.Type, label: Label) -> str:
    if isinstance(kind, inspect.StructType):
        return summary(value, kind)
    inner = kind.value_type if isinstance(kind, inspect.DictType) else kind
    plain = Label(title=label.title, unit=label.unit)
    return (
        join([f"{key_words(key, label)}: {value_words(each, inner, plain)}" for key, each in value.items()]) or "nada"
    )


def _text_words(text: str, kind: inspect.Type) -> str:
    if isinstance(kind, inspect.DateType):
        return date_words(text)
    if isinstance(kind, inspect.StructType) and kind.cls is Hours:
        return _span_words(text)
    return text if isinstance(kind, inspect.TimeType) else f"«{text}»"


def _span_words(span: str) -> str:
    opens, dash, closes = span.partition("-")
    return f"de {opens.strip()} a {closes.strip()}" if dash else f"«{span}»"


def _target_text(value: Any, kind: inspect.Type, label: Label) -> str:
    words, title = value_words(value, kind, label), lower_first(label.title)
    if label.values:
        return words
    return title if value is True else f"{title} {words}"
