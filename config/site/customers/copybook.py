"""The layout of a mainframe extract, written as a COBOL record description, as a value. Pure.

Owns the supported part of COBOL: levels, ``PIC`` of ``9``, ``X``, ``S`` and ``V``, ``DISPLAY`` and ``COMP-3``, fixed
``OCCURS``. Anything else is refused by name, because a misread layout gives wrong amounts. It must not read records;
`agent_api.lookups` does.

Source: IBM Enterprise COBOL for z/OS, Language Reference, "Data division: data description entry".
"""

import re
from typing import Literal

import msgspec

Usage = Literal["text", "zoned", "packed"]
MAX_DIGITS = 18
"""Maximum digits of a number: COBOL's limit without ARITH(EXTEND)."""
MAX_BYTES = 32_760
"""Maximum bytes of a record: the limit of z/OS."""
MAX_OCCURRENCES = 1000
_WORDS = re.compile(r"\S+")
_TEXT = re.compile(r"(?:X(?:\(\d{1,5}\))?)+")
_NUMBER = re.compile(r"S?(?:9(?:\(\d{1,2}\))?)*(?:V(?:9(?:\(\d{1,2}\))?)*)?")
_PART = re.compile(r"[9X](?:\((\d{1,5})\))?")
_NAME = re.compile(r"[A-Z0-9](?:[A-Z0-9-]{0,28}[A-Z0-9])?")
_PACKED = frozenset({"COMP-3", "COMPUTATIONAL-3", "PACKED-DECIMAL"})
_REFUSED = {
    "REDEFINES": "describa los mismos bytes una sola vez",
    "DEPENDING": "solo se admiten tablas de tamaño fijo",
    "COMP": "solo se admiten DISPLAY y COMP-3",
    "COMP-1": "solo se admiten DISPLAY y COMP-3",
    "COMP-2": "solo se admiten DISPLAY y COMP-3",
    "COMP-4": "solo se admiten DISPLAY y COMP-3",
    "COMP-5": "solo se admiten DISPLAY y COMP-3",
    "BINARY": "solo se admiten DISPLAY y COMP-3",
    "SIGN": "solo se admite el signo sobre el último dígito",
    "SEPARATE": "solo se admite el signo sobre el último dígito",
    "SYNC": "describa el relleno con FILLER",
    "SYNCHRONIZED": "describa el relleno con FILLER",
    "RENAMES": "solo se admiten niveles del 01 al 49",
    "COPY": "escriba la descripción completa",
}


class LayoutInvalid(ValueError):
    """The text describes no supported record; the message says why and what to do, in Spanish."""


class ElementaryItem(msgspec.Struct, frozen=True, kw_only=True):
    """An elementary item of a record; FILLER is none.

    Attributes:
        name: in capitals; in a table ``NAME(1)``, ``NAME(2)``…
        offset: of its first byte, from 0.
        usage: text, zoned digits (one per byte) or packed digits (two per byte, COMP-3).
        scale: digits after the decimal point.
    """

    name: str
    offset: int
    size: int
    usage: Usage
    digits: int = 0
    scale: int = 0
    signed: bool = False

    @property
    def end(self) -> int:
        """Offset after its last byte."""
        return self.offset + self.size


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """A record of ``size`` bytes; its items by name, without FILLER."""

    items: dict[str, ElementaryItem]
    size: int


class _Node(msgspec.Struct, kw_only=True):
    """An entry and its children."""

    level: int
    name: str
    times: int = 1
    picture: str = ""
    packed: bool = False
    children: list["_Node"] = []


def read_layout(text: str) -> Layout:
    """Parse a record description: entries that each end with a point; line breaks have no meaning.

    Raises:
        LayoutInvalid: names the unsupported part.
    """
    entries = [_entry(each) for each in _sentences(text)]
    nodes = [each for each in entries if each is not None]
    if not nodes:
        raise LayoutInvalid("no describe ningún campo; empiece por «01 REGISTRO.»")
    items: dict[str, ElementaryItem] = {}
    size = 0
    for root in _tree(nodes):
        for index in range(root.times):
            size = _assign_offset(root, size, _suffix(root, index, ""), items)
    if not items:
        raise LayoutInvalid("ningún campo tiene PIC; agréguelo")
    return Layout(items=items, size=size)


def _sentences(text: str) -> list[list[str]]:
    """Return the words of each entry; a point ends an entry only before white space or at the end."""
    entries: list[list[str]] = [[]]
    for word in _WORDS.findall(text.upper()):
        entries[-1].append(word.rstrip("."))
        if word.endswith("."):
            entries.append([])
    if entries.pop():
        raise LayoutInvalid("falta el punto después del último campo; agréguelo")
    return [[word for word in words if word] for words in entries]


def _entry(words: list[str]) -> _Node | None:
    """Parse one entry; None for a condition name (level 88), which takes no bytes."""
    if not words or not words[0].isdecimal():
        raise LayoutInvalid(
            f"«{' '.join(words)}» no empieza por un nivel; escriba, por ejemplo, «05 NOMBRE PIC X(30).»"
        )
    level = int(words[0])
    if level == 88:
        return None
    if not 1 <= level <= 49:
        raise LayoutInvalid(f"el nivel {words[0]} no se admite; use del 01 al 49")
    name = words[1] if len(words) > 1 else ""
    if not _NAME.fullmatch(name) or name in {"PIC", "PICTURE"}:
        raise LayoutInvalid(f"falta el nombre en «{' '.join(words)}»; si no importa, escriba FILLER")
    node = _Node(level=level, name=name, children=[])
    _clauses(node, words[2:])
    return node


def _clauses(node: _Node, words: list[str]) -> None:
    remaining = [word for word in words if word not in {"IS", "USAGE", "TIMES", "DISPLAY"}]
    while remaining:
        word = remaining.pop(0)
        if word in {"PIC", "PICTURE"} and remaining:
            node.picture = remaining.pop(0)
        elif word == "OCCURS" and remaining:
            node.times = _times(node, remaining.pop(0))
        elif word in _PACKED:
            node.packed = True
        else:
            hint = _REFUSED.get(word, "bórrelo")
            raise LayoutInvalid(f"{node.name}: «{word}» no se admite; {hint}")


def _times(node: _Node, word: str) -> int:
    if not word.isdecimal() or not 1 <= int(word) <= MAX_OCCURRENCES:
        raise LayoutInvalid(f"{node.name}: OCCURS {word} no se admite; use de 1 a {MAX_OCCURRENCES}")
    return int(word)


def _tree(nodes: list[_Node]) -> list[_Node]:
    """Nest entries under those of a lower level; all outermost entries must have the same level."""
    roots: list[_Node] = []
    open_: list[_Node] = []
    for node in nodes:
        while open_ and open_[-1].level >= node.level:
            open_.pop()
        (open_[-1].children if open_ else roots).append(node)
        open_.append(node)
    if len({root.level for root in roots}) > 1:
        raise LayoutInvalid("los niveles no encajan: hay campos por fuera del primero")
    return roots


def _assign_offset(node: _Node, offset: int, suffix: str, items: dict[str, ElementaryItem]) -> int:
    """Place one occurrence of an entry at an offset, and return the offset after it."""
    if node.children and node.picture:
        raise LayoutInvalid(f"{node.name}: tiene PIC y campos debajo; deje una de las dos cosas")
    if not node.children:
        return _assign_item_offset(node, offset, suffix, items)
    if node.packed:
        raise LayoutInvalid(f"{node.name}: escriba COMP-3 en cada campo, no en el grupo")
    for child in node.children:
        for index in range(child.times):
            offset = _assign_offset(child, offset, _suffix(child, index, suffix), items)
    return offset


def _suffix(node: _Node, index: int, outer: str) -> str:
    """Return the subscripts: ``(2)``, and within a table of tables ``(2,1)``."""
    if node.times == 1:
        return outer
    return f"({outer.strip('()')},{index + 1})" if outer else f"({index + 1})"


def _assign_item_offset(node: _Node, offset: int, suffix: str, items: dict[str, ElementaryItem]) -> int:
    item = _item(node, offset, node.name + suffix)
    if item.end > MAX_BYTES:
        raise LayoutInvalid(f"el registro pasa de {MAX_BYTES} bytes")
    if node.name != "FILLER":
        if item.name in items:
            raise LayoutInvalid(f"{item.name} está dos veces; cámbiele el nombre a uno")
        items[item.name] = item
    return item.end


def _item(node: _Node, offset: int, name: str) -> ElementaryItem:
    if not node.picture:
        raise LayoutInvalid(f"{node.name}: falta PIC")
    if _TEXT.fullmatch(node.picture):
        return _text(node, offset, name)
    if _NUMBER.fullmatch(node.picture):
        return _number(node, offset, name)
    raise LayoutInvalid(f"{node.name}: PIC {node.picture} no se admite; use X, o 9 con S y V")


def _number(node: _Node, offset: int, name: str) -> ElementaryItem:
    digits, scale = _count(node.picture), _count(node.picture.partition("V")[2])
    if not 1 <= digits <= MAX_DIGITS:
        raise LayoutInvalid(f"{node.name}: tiene {digits} dígitos; se admiten de 1 a {MAX_DIGITS}")
    usage: Usage = "packed" if node.packed else "zoned"
    size = digits // 2 + 1 if node.packed else digits
    signed = node.picture.startswith("S")
    return ElementaryItem(name=name, offset=offset, size=size, usage=usage, digits=digits, scale=scale, signed=signed)


def _text(node: _Node, offset: int, name: str) -> ElementaryItem:
    if node.packed:
        raise LayoutInvalid(f"{node.name}: PIC X no puede ser COMP-3")
    size = _count(node.picture)
    if not size:
        raise LayoutInvalid(f"{node.name}: PIC {node.picture} no tiene caracteres")
    return ElementaryItem(name=name, offset=offset, size=size, usage="text")


def _count(picture: str) -> int:
    return sum(int(times or 1) for times in _PART.findall(picture))
