"""Names in docstrings exist in the code, so that a rename leaves no dead name."""

import ast
import builtins
import re
from collections.abc import Iterator
from functools import cache

from tests.support.repository import ROOT
from tests.unit.docs.test_glossary import trees

RAISES = re.compile(r"^ *Raises:\n((?: +.*\n?|\n)+)", re.MULTILINE)
RAISED = re.compile(r"^\s+([A-Za-z_][\w.]*): ", re.MULTILINE)
NAMING_FIELDS = frozenset({"name", "id", "attr", "arg", "asname", "module"})
IN_BACKTICKS = re.compile(r"(?<!`)`([A-Za-z_][\w.]*)`(?!`)")


@cache
def nodes() -> dict[str, list[ast.AST]]:
    """Return the nodes of the syntax tree of each module of the product, by dotted name."""
    return {module: list(ast.walk(tree)) for module, tree in trees().items()}


def docstrings(module: str) -> Iterator[str]:
    """Yield the docstrings of a module, its classes and its functions."""
    for node in nodes()[module]:
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""


def words(node: ast.AST) -> Iterator[str]:
    """Yield the words that a node of the syntax tree names, or that stand in a short text of the code."""
    for field in NAMING_FIELDS.intersection(node._fields):
        if isinstance(name := getattr(node, field), str):
            yield from name.split(".")
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" not in node.value:
        yield from re.findall(r"\w+", node.value)


def known_words() -> frozenset[str]:
    """Return every word in the product's code, its Lua library and its file names."""
    library = " ".join(path.read_text() for path in (ROOT / "call_router").rglob("*.lua"))
    modules = (part for name in trees() for part in name.split("."))
    code = (word for each in nodes().values() for node in each for word in words(node))
    return frozenset((*dir(builtins), *re.findall(r"\w+", library), *modules, *code))


def imported(module: str) -> frozenset[str]:
    """Return the names that a module imports."""
    imports = (node for node in nodes()[module] if isinstance(node, ast.Import | ast.ImportFrom))
    return frozenset(alias.asname or alias.name for node in imports for alias in node.names)


def test_every_exception_in_a_docstring_exists() -> None:
    """Each exception under `Raises:` is a class of the product or of Python, or is imported by the module."""
    stale: set[tuple[str, str]] = set()
    classes = {node.name for each in nodes().values() for node in each if isinstance(node, ast.ClassDef)}
    for module in nodes():
        sections = (section for text in docstrings(module) for section in RAISES.findall(text))
        known = classes | set(dir(builtins)) | imported(module)
        for name in {name for section in sections for name in RAISED.findall(section)} - known:
            if name.partition(".")[0] not in known:
                stale.add((module, name))
    assert not stale


def test_every_name_in_backticks_exists() -> None:
    """Each part of a name in backticks is a word of the code, so that a search finds it."""
    known = known_words()
    stale = {
        (module, name)
        for module in nodes()
        for text in docstrings(module)
        for name in IN_BACKTICKS.findall(text)
        if not known.issuperset(name.split("."))
    }
    assert not stale
