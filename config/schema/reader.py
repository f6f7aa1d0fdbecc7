"""Conversion of YAML nodes to the types of a site, with a complaint for each value that does not fit. Pure.

Owns the conversion, which follows the types: a field added to a type can be written in YAML at once. It must not know
what ids refer to; `config.site.consistency` does.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date, time
from difflib import get_close_matches
from typing import Any, Final

import yaml
from msgspec import inspect

from config.errors import Complaint, SectionReference
from config.schema.fields import (
    ADDRESS_PATTERN,
    ANSWER_PATTERN,
    CALLER_PATTERN,
    COLOUR_PATTERN,
    EMAIL_PATTERN,
    ENTRY_PATTERN,
    FACT_PATTERN,
    HEADER_PATTERN,
    ID_PATTERN,
    KEY_PATTERN,
    NUMBER_ADDRESS_PATTERN,
    NUMBER_PATTERN,
    PART_PATTERN,
    PHONE_PATTERN,
    POINTER_PATTERN,
    PREFIX_PATTERN,
    PRESSED_PATTERN,
    SOUND_PATTERN,
    TARGET_PATTERN,
    TEMPLATE_PATTERN,
    TEXT_NAME_PATTERN,
    TOPIC_PATTERN,
    USER_PATTERN,
    WEB_PATTERN,
)
from config.schema.short_forms import MIDDLE_LEVEL, Hours, Levels, Pause
from config.schema.yaml_nodes import line_of

NodePath = tuple[str, ...]
FileReader = Callable[[str], bytes | None]
"""A function from a path in the site folder to the content of the file; None if it is missing or not allowed."""

COMPUTED_FIELDS = frozenset({"id", "digest", "version"})
"""Fields that a site's files do not contain: the key gives the id, and the content the rest."""

PATTERN_RULES = {
    ID_PATTERN: "use minúsculas sin tilde, cifras y «_», empiece por una letra y no pase de 40",
    USER_PATTERN: "escriba el usuario como al iniciar sesión: minúsculas, cifras y . _ -, de 2 a 40",
    NUMBER_PATTERN: "use cifras o letras sin espacios, 64 a lo sumo",
    KEY_PATTERN: "use una sola cifra, o «*» entre comillas",
    PHONE_PATTERN: "escriba el número con indicativo, por ejemplo +573001234567",
    PREFIX_PATTERN: 'escriba «+» y el indicativo del país entre comillas, por ejemplo "+34" o "+3491"',
    ADDRESS_PATTERN: "escriba una dirección como sip:6015550123@operador.example",
    PART_PATTERN: 'escriba un mensaje del sitio, o entre comillas un dato como "{state}"',
    COLOUR_PATTERN: 'escriba el color entre comillas, con seis cifras hexadecimales, por ejemplo "#0b2c31"',
    EMAIL_PATTERN: "escriba una dirección de correo, como atencion@entidad.gov.co",
    WEB_PATTERN: "escriba una dirección como https://atencion.entidad.gov.co",
    NUMBER_ADDRESS_PATTERN: "escriba «{number}» donde va el número, por ejemplo sip:{number}@operador.example",
    ENTRY_PATTERN: "escriba una columna, un campo del registro o una ruta como /saldo/valor",
    POINTER_PATTERN: "escriba una ruta como /datos/creditos",
    TEMPLATE_PATTERN: "escriba una ruta como /terceros/{third_party}/movimientos",
    TARGET_PATTERN: "escriba un porcentaje de 0 a 100 con dos decimales a lo sumo, por ejemplo 99.5",
    TOPIC_PATTERN: "escriba la clase, el tema y el subtema de la tipología, por ejemplo queja/trato/asesor_telefonico",
    PRESSED_PATTERN: 'escriba las teclas entre comillas: cifras, «*» y «#», 20 a lo sumo, por ejemplo "1"',
    ANSWER_PATTERN: "escriba el dato sin espacios, por ejemplo 2026-12-15, in_area o 1250000",
    CALLER_PATTERN: 'escriba el número entre comillas, por ejemplo "3001234567"',
    SOUND_PATTERN: "escriba el nombre de un mensaje del sitio, o de una frase como turno.1",
    TEXT_NAME_PATTERN: "use letras, cifras, espacios y . & ' -, 20 a lo sumo",
    FACT_PATTERN: "escriba el nombre de un hecho como en el registro, por ejemplo CallAnswered",
    HEADER_PATTERN: "use letras, cifras y «-», como en Authorization",
}
BOOLEANS = {"true": True, "sí": True, "si": True, "false": False, "no": False}
LEVELS: Final = inspect.type_info(Levels)
UNPRINTABLE: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that YAML admits only as an escape: of control, or half a character."""
_CLOCK = r"(\d{1,2}):(\d{2})"


class UnreadableValue(Exception):
    """A value cannot be read and the complaint is recorded; the caller continues without the value."""


class Reader:
    """Reader of the nodes of one site; collects complaints and the place of every path.

    Attributes:
        places: file and line of each path, e.g. ``("menus", "principal", "options", "1")``.
        short_forms: path in a short form, e.g. an index in a list of levels, by the path of the value it stands for.
        first_year: a date in an earlier year is taken for a typing error.
    """

    def __init__(self, *, first_year: int = 2000) -> None:
        self.first_year = first_year
        self.complaints: list[Complaint] = []
        self.places: dict[NodePath, tuple[str, int]] = {}
        self.short_forms: dict[NodePath, NodePath] = {}

    def complain(self, path: NodePath, text: str | SectionReference) -> None:
        """Add a complaint at the place of a path, or of the nearest path that contains it.

        A text never has the name of a file; a `SectionReference` says which section it names, and each reader of the
        complaint sees the name that they know. The complaint's own path goes at most one step beyond what is written,
        to name a field that is missing.
        """
        known = path
        while len(known) > 1 and known not in self.places:
            known = known[:-1]
        file, line = self.places.get(known, (self._file(known), 1))
        field = path[: len(known) + 1]
        words, section, rest = (text, "", "") if isinstance(text, str) else text
        self.complaints.append(Complaint(file, line, words, self.short_forms.get(field, field), section, rest))

    def complain_unknown(self, path: NodePath, name: str, section: str, candidates: Iterable[str]) -> None:
        """Complain that a section has no such name, and suggest a similar name that exists."""
        suggestion = suggest_name(name, candidates)
        self.complain(path, SectionReference(f"«{name}» no está en ", section, f"; {suggestion}"))

    def complain_repeated(self, names: Iterable[tuple[NodePath, str]]) -> None:
        """Complain about each name of a list that has stood in it before."""
        seen: set[str] = set()
        for path, name in names:
            if name in seen:
                self.complain(path, f"«{name}» está dos veces; borre una o cámbiela")
            seen.add(name)

    def read_fields(self, node: yaml.MappingNode, path: NodePath) -> Iterator[tuple[str, yaml.Node]]:
        """Yield the keys and values of a mapping; record their places and complain about each repeated key."""
        line_by_key: dict[str, int] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._reject(path, "la clave debe ser un texto sencillo", line_of(key_node))
                continue
            key = str(key_node.value)
            if UNPRINTABLE.search(key):
                text = "el nombre de un campo trae un carácter que no se puede escribir; bórrelo"
                self._reject(path, text, line_of(key_node))
                continue
            if key in line_by_key:
                text = f"«{key}» ya está en la línea {line_by_key[key]}; deje solo una"
                self._reject((*path, key), text, line_of(key_node))
                continue
            line_by_key[key] = line_of(key_node)
            self.places[(*path, key)] = (self._file(path), line_of(key_node))
            yield key, value_node

    def read_value(self, node: yaml.Node, kind: inspect.Type, path: NodePath) -> Any:
        """Convert a node to a value of a type.

        Raises:
            UnreadableValue: the node does not fit the type; the complaint is recorded.
        """
        self.places.setdefault(path, (self._file(path), line_of(node)))
        if isinstance(kind, inspect.StructType) and kind.cls is Hours:
            return self._hours(node, path)
        if isinstance(kind, inspect.StructType) and kind.cls is Pause and isinstance(node, yaml.ScalarNode):
            return Pause(name=self._text(node, kind.fields[0].type, path))  # the short form: only the name
        if isinstance(kind, inspect.DictType) and kind == LEVELS and isinstance(node, yaml.SequenceNode):
            return self._middle_levels(node, kind.key_type, path)
        return READERS[type(kind)](self, node, kind, path)

    def read_struct(self, node: yaml.Node, kind: inspect.StructType, path: NodePath) -> Any:
        """Convert a mapping to a Struct, and read every field even after one fails."""
        if not isinstance(node, yaml.MappingNode):
            raise self._fail(path, "se esperaban líneas «campo: valor»")
        fields = {field.name: field for field in kind.fields if field.name not in COMPUTED_FIELDS}
        values: dict[str, Any] = {"id": path[-1]} if any(field.name == "id" for field in kind.fields) else {}
        before = len(self.complaints)
        for name, child in self.read_fields(node, path):
            if name in fields:
                self._read_entry(values, name, child, fields[name].type, (*path, name))
            else:
                self.complain((*path, name), f"campo desconocido «{name}»; {suggest_name(name, fields)}")
        for name, field in fields.items():
            if field.required and (*path, name) not in self.places:
                self.complain((*path, name), f"falta el campo «{name}»; agréguelo")
        if len(self.complaints) > before:
            raise UnreadableValue
        return kind.cls(**values)

    def read_table(self, node: yaml.Node, kind: inspect.DictType, path: NodePath) -> dict[str, Any]:
        """Convert a mapping to a table by id; entries that cannot be read are complained about and left out."""
        if not isinstance(node, yaml.MappingNode):
            raise self._fail(path, "se esperaban líneas «nombre: contenido»")
        values: dict[str, Any] = {}
        before = len(self.complaints)
        for key, child in self.read_fields(node, path):
            if self._is_valid_key(key, kind.key_type, (*path, key)):
                self._read_entry(values, key, child, kind.value_type, (*path, key))
        if len(self.complaints) > before and len(path) > 1:
            raise UnreadableValue
        return values

    def _read_entry(
        self, values: dict[str, Any], name: str, node: yaml.Node, kind: inspect.Type, path: NodePath
    ) -> None:
        with suppress(UnreadableValue):  # the complaint is already recorded
            values[name] = self.read_value(node, kind, path)

    def _is_valid_key(self, key: str, kind: inspect.Type, path: NodePath) -> bool:
        try:
            self._check_bounds(key, kind, path)
        except UnreadableValue:
            return False
        return True

    def _check_bounds(self, text: str, kind: inspect.Type, path: NodePath) -> str:
        if isinstance(kind, inspect.LiteralType):
            if text not in map(str, kind.values):
                raise self._fail(path, f"«{text}» no se admite; {suggest_name(text, kind.values)}")
        elif isinstance(kind, inspect.StrType):
            self._check_text(text, kind, path)
        return text

    def _check_text(self, text: str, kind: inspect.StrType, path: NodePath) -> None:
        if not text:
            raise self._fail(path, "el texto está vacío; escríbalo")
        if kind.max_length is not None and len(text) > kind.max_length:
            raise self._fail(path, f"el texto pasa de {kind.max_length} caracteres; acórtelo")
        if kind.pattern is not None and re.search(kind.pattern, text) is None:
            raise self._fail(path, f"«{text}» no sirve; {PATTERN_RULES[kind.pattern]}")

    def _text(self, node: yaml.Node, kind: inspect.Type, path: NodePath) -> str:
        return self._check_bounds(self._scalar(node, path), kind, path)

    def _choice(self, node: yaml.Node, kind: inspect.LiteralType, path: NodePath) -> str | int | None:
        text = self._text(node, kind, path)
        return next(each for each in kind.values if str(each) == text)

    def _number(self, node: yaml.Node, kind: inspect.IntType | inspect.FloatType, path: NodePath) -> int | float:
        text = self._scalar(node, path)
        is_integer = isinstance(kind, inspect.IntType)
        if not re.fullmatch(r"-?\d{1,9}" if is_integer else r"-?\d{1,9}(\.\d{1,6})?", text, re.ASCII):
            raise self._fail(path, f"«{text}» no es un número{' entero' if is_integer else ''}; escríbalo en cifras")
        number = int(text) if is_integer else float(text)
        if (kind.ge is not None and number < kind.ge) or (kind.le is not None and number > kind.le):
            raise self._fail(path, f"{text} está fuera de lo razonable; use de {kind.ge} a {kind.le}")
        return number

    def _boolean(self, node: yaml.Node, _: inspect.Type, path: NodePath) -> bool:
        text = self._scalar(node, path)
        if text.lower() not in BOOLEANS:
            raise self._fail(path, f"«{text}» no es sí ni no; escriba true o false")
        return BOOLEANS[text.lower()]

    def _date(self, node: yaml.Node, _: inspect.Type, path: NodePath) -> date:
        text = self._scalar(node, path)
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise self._fail(path, f"«{text}» no es una fecha; escríbala así: 2026-12-24") from None
        if not self.first_year <= day.year <= 2100:
            text = f"el año {day.year} está fuera de lo razonable; use de {self.first_year} a 2100"
            raise self._fail(path, text)
        return day

    def _hours(self, node: yaml.Node, path: NodePath) -> Hours:
        text = self._scalar(node, path)
        match = re.fullmatch(rf"{_CLOCK}\s*-\s*{_CLOCK}", text, re.ASCII)
        if match is None:
            raise self._fail(path, f"«{text}» no es un horario; escríbalo así: 7:00-19:00")
        opens, closes = self._clock(match.group(1, 2), path), self._clock(match.group(3, 4), path)
        if opens >= closes or opens >= 24 * 60:
            raise self._fail(path, f"«{text}» cierra antes de abrir; invierta las horas o divídalo en dos días")
        return Hours(opens=_time(opens), closes=_time(closes))

    def _time_of_day(self, node: yaml.Node, _: inspect.Type, path: NodePath) -> time:
        text = self._scalar(node, path)
        match = re.fullmatch(_CLOCK, text, re.ASCII)
        if match is None:
            raise self._fail(path, f"«{text}» no es una hora; escríbala así: 20:30")
        return _time(self._clock(match.group(1, 2), path))

    def _clock(self, parts: tuple[str | Any, ...], path: NodePath) -> int:
        hour, minute = map(int, parts)
        if hour > 24 or minute > 59 or (hour == 24 and minute):
            raise self._fail(path, f"«{hour}:{minute:02}» no es una hora; use de 0:00 a 24:00")
        return hour * 60 + minute

    def _list(self, node: yaml.Node, kind: inspect.VarTupleType, path: NodePath) -> tuple[Any, ...]:
        if not isinstance(node, yaml.SequenceNode):
            raise self._fail(path, "se esperaba una lista entre corchetes o con guiones")
        if len(node.value) < (kind.min_length or 0):
            raise self._fail(path, f"la lista debe tener al menos {kind.min_length}; agregue lo que falta")
        if kind.max_length is not None and len(node.value) > kind.max_length:
            raise self._fail(path, f"la lista pasa de {kind.max_length}; quite lo que sobra")
        values: dict[str, Any] = {}
        before = len(self.complaints)
        for index, child in enumerate(node.value):
            self._read_entry(values, str(index), child, kind.item_type, (*path, str(index)))
        if len(self.complaints) > before:
            raise UnreadableValue
        return tuple(values.values())

    def _middle_levels(self, node: yaml.SequenceNode, kind: inspect.Type, path: NodePath) -> dict[str, int]:
        queues = self._list(node, inspect.VarTupleType(kind), path)
        for index, queue in enumerate(queues):
            self.places[(*path, queue)] = self.places[(*path, str(index))]
            self.short_forms[(*path, queue)] = (*path, str(index))
        return dict.fromkeys(queues, MIDDLE_LEVEL)

    def _optional(self, node: yaml.Node, kind: inspect.UnionType, path: NodePath) -> Any:
        if node.tag == "tag:yaml.org,2002:null":
            return None
        return self.read_value(node, next(each for each in kind.types if not isinstance(each, inspect.NoneType)), path)

    def _scalar(self, node: yaml.Node, path: NodePath) -> str:
        """Return the text as written, so that 018000 keeps its zero and «no» stays a word."""
        if not isinstance(node, yaml.ScalarNode):
            raise self._fail(path, "se esperaba un solo valor, no una lista ni un grupo de campos")
        if UNPRINTABLE.search(node.value):
            raise self._fail(path, "el texto trae un carácter que no se puede escribir; bórrelo")
        return " ".join(str(node.value).split())

    def _fail(self, path: NodePath, text: str) -> UnreadableValue:
        self.complain(path, text)
        return UnreadableValue()

    def _reject(self, path: NodePath, text: str, line: int) -> None:
        self.complaints.append(Complaint(self._file(path), line, text, path))

    def _file(self, path: NodePath) -> str:
        return f"{path[0]}.yaml"


def suggest_name(name: str, candidates: Any) -> str:
    """Suggest the name that an unknown one resembles, or list the existing names."""
    names = sorted(map(str, candidates))
    close = get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return f"¿quiso decir «{close[0]}»?"
    return f"hay: {', '.join(names[:12])}" if names else "todavía no hay ninguno"


def _time(minutes: int) -> time:
    """Convert minutes of the day to a time; 24:00 becomes the midnight that ends the day."""
    return time(minutes // 60 % 24, minutes % 60)


READERS: dict[type[inspect.Type], Callable[..., Any]] = {
    inspect.StructType: Reader.read_struct,
    inspect.DictType: Reader.read_table,
    inspect.VarTupleType: Reader._list,
    inspect.UnionType: Reader._optional,
    inspect.StrType: Reader._text,
    inspect.LiteralType: Reader._choice,
    inspect.IntType: Reader._number,
    inspect.FloatType: Reader._number,
    inspect.BoolType: Reader._boolean,
    inspect.DateType: Reader._date,
    inspect.TimeType: Reader._time_of_day,
}
