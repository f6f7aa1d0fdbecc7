"""YAML text as nodes that know their line, within bounds. Pure.

Owns what a file may contain: UTF-8, safe YAML, one document, no anchors or aliases, few levels, limited size. It must
not know what the nodes mean, and no tag builds an object: scalars stay text.
"""

from functools import lru_cache

import yaml

from config.errors import Complaint

MAX_BYTES = 256 * 1024
MAX_DEPTH = 12


# Beginnings of PyYAML's messages, and our Spanish text for each.
PROBLEMS = {
    "mapping values are not allowed": "sobran dos puntos; si son parte del texto, póngalo entre comillas",
    "found character '\\t'": "hay una tabulación; use espacios",
    "could not find expected ':'": "faltan dos puntos después del nombre; agréguelos",
    "expected ',' or ']'": "falta cerrar un corchete; ciérrelo con «]»",
    "expected ',' or '}'": "falta cerrar una llave; ciérrela con «}»",
    "found unexpected end of stream": "falta cerrar unas comillas; ciérrelas",
    "expected <block end>": "la sangría no coincide con la de arriba; alinéela",
}
_FILES_KEPT = 64  # A site has about thirty files, read up to four times a command
UNCLOSED_PROBLEMS = ("expected ',' or", "found unexpected end of stream", "could not find expected")


class OutOfBounds(yaml.YAMLError):
    """A document that exceeds the bounds of this module; `problem` is a Spanish sentence."""

    def __init__(self, mark: yaml.Mark, problem: str) -> None:
        super().__init__()
        self.problem_mark = mark
        self.problem = problem


class _BoundedLoader(yaml.SafeLoader):
    """A safe loader that only composes, and stops at MAX_DEPTH and at the first anchor or alias."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if getattr(event, "anchor", None) is not None:
            # A few of them can expand to gigabytes.
            raise OutOfBounds(event.start_mark, "no se admiten «&» ni «*»; escriba el valor completo, o entre comillas")
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise OutOfBounds(event.start_mark, f"hay más de {MAX_DEPTH} niveles; quite los que sobran")
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


@lru_cache(maxsize=_FILES_KEPT)
def read_mapping(file: str, content: bytes) -> yaml.MappingNode | Complaint:
    """Return the root mapping of a file as nodes, or the complaint that makes the file unreadable.

    The same content gives the same cached nodes, so callers must not change them. `file` is the name within the site
    folder.
    """
    if len(content) > MAX_BYTES:
        return Complaint(file, 1, f"el archivo pasa de {MAX_BYTES // 1024} KiB; divida o resuma su contenido")
    try:
        node = yaml.compose(content.decode("utf-8-sig"), Loader=_BoundedLoader)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return Complaint(file, line, "el texto no está en UTF-8; guárdelo con esa codificación")
    except yaml.YAMLError as error:
        return Complaint(file, _line_of_error(error, content), _sentence(error))
    if not isinstance(node, yaml.MappingNode):
        return Complaint(file, 1, "se esperaban líneas «campo: valor»; revise el ejemplo que trae Atención")
    return node


def line_of(node: yaml.Node) -> int:
    """Return the line where a node begins, counted from 1."""
    return int(node.start_mark.line) + 1


def _line_of_error(error: yaml.YAMLError, content: bytes) -> int:
    """Return the line of a problem; for an unclosed bracket or quotation mark, the line where it opens."""
    mark = getattr(error, "problem_mark", None)
    if str(getattr(error, "problem", "")).startswith(UNCLOSED_PROBLEMS):
        mark = getattr(error, "context_mark", None) or mark
    if mark is not None:
        return int(mark.line) + 1
    return content.decode("utf-8-sig")[: getattr(error, "position", 0)].count("\n") + 1


def _sentence(error: yaml.YAMLError) -> str:
    problem = str(getattr(error, "problem", None) or "")
    if isinstance(error, OutOfBounds):
        return problem
    if isinstance(error, yaml.reader.ReaderError):
        return "hay un carácter que YAML no admite; bórrelo"
    sentences = (text for begins, text in PROBLEMS.items() if problem.startswith(begins))
    return f"YAML mal escrito: {next(sentences, 'revise sangrías, dos puntos, comillas y corchetes')}"
