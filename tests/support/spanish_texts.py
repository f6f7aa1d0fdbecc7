"""The Spanish that people see, read from the sources: screens, sentences of the API, mails, papers, prompts, guides.

Owns where each kind of text stands and how it is cut out of its file. Comments, docstrings and the texts of the OpenAPI
document are left out: developers read those.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
from yaml import safe_load

from tests.support.repository import ROOT, syntax_tree

SITE: Final = ROOT / "config" / "sites" / "icetex"
_ROOMS: Final = ("agent_api", "atencion", "metrics", "calls", "ivr", "config", "eventlog")
_DOCUMENT_FIELDS: Final = frozenset({"description", "summary", "tags", "title"})
_DOCUMENT_MODULES: Final = ("agent_api/app/openapi.py", "config/settings.py")
_COMMENT: Final = re.compile(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*|\{/\*.*?\*/\}", re.DOTALL)
_LITERAL: Final = re.compile(r'"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`')
_MARKUP_TEXT: Final = re.compile(r"(?<=[>}])[^<>{}]+(?=[<{])")
_LINK_TARGET: Final = re.compile(r"\]\([^)]*\)")


class SeenText(msgspec.Struct, frozen=True, kw_only=True):
    """One text, with white space collapsed, and the file that it stands in."""

    path: str
    text: str


def screen_texts() -> Iterator[SeenText]:
    """Yield the texts of the screens: literals and markup of web/src without tests."""
    for path in sorted((ROOT / "web" / "src").rglob("*.ts*")):
        if ".test." not in path.name and not path.name.endswith(".d.ts"):
            for text in web_texts(path.read_text()):
                yield _seen(path, text)


def web_texts(source: str) -> Iterator[str]:
    """Yield the string literals and the markup texts of a TypeScript source."""
    code = _COMMENT.sub(" ", source)
    for plain, template in _LITERAL.findall(code):
        yield plain or template
    yield from _MARKUP_TEXT.findall(_LITERAL.sub('""', code))


def api_texts() -> Iterator[SeenText]:
    """Yield the string literals of the rooms that write for people, without docstrings and the OpenAPI document."""
    for room in _ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if str(path.relative_to(ROOT)) not in _DOCUMENT_MODULES:
                for text in python_texts(syntax_tree(str(path.relative_to(ROOT)))):
                    yield _seen(path, text)


def python_texts(tree: ast.Module) -> Iterator[str]:
    """Yield the strings of a Python source; the parts of an f-string are joined, with «{}» for each value."""
    nodes = tuple(ast.walk(tree))
    skipped = {id(each) for node in nodes for each in _unseen_nodes(node)}
    for node in nodes:
        if id(node) in skipped:
            continue
        if isinstance(node, ast.JoinedStr):
            skipped |= {id(each) for each in node.values}
            yield "".join(str(each.value) if isinstance(each, ast.Constant) else "{}" for each in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _unseen_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what people do not see below a node: expression statements that are strings, and OpenAPI texts."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value
    if isinstance(node, ast.Call):
        for keyword in node.keywords:
            if keyword.arg in _DOCUMENT_FIELDS:
                yield from ast.walk(keyword.value)


def mail_texts() -> Iterator[SeenText]:
    """Yield the templates of the mails and letters."""
    for path in sorted((ROOT / "agent_api" / "mail" / "domain" / "texts").glob("*.txt")):
        yield _seen(path, path.read_text())


def paper_texts() -> Iterator[SeenText]:
    """Yield the layouts of the papers, and the public page."""
    for path in sorted([*(ROOT / "agent_api").rglob("*.typ"), ROOT / "agent_api" / "status_page" / "page.html"]):
        yield _seen(path, path.read_text())


def site_texts() -> Iterator[SeenText]:
    """Yield the values of the sample site: prompts, names, scripts and answer templates."""
    for path in sorted(SITE.glob("*.yaml")):
        for text in _strings(safe_load(path.read_text())):
            yield _seen(path, text)


def guide_texts() -> Iterator[SeenText]:
    """Yield the lines of the guides, without the addresses of links."""
    for path in sorted((ROOT / "docs" / "guias").glob("*.md")):
        for line in _LINK_TARGET.sub("]", path.read_text()).splitlines():
            yield _seen(path, line)


def _strings(value: Any) -> Iterator[str]:
    """Yield every string of a YAML value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def _seen(path: Path, text: str) -> SeenText:
    return SeenText(path=str(path.relative_to(ROOT)), text=" ".join(text.split()))
