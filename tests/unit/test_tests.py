"""Rules for the tests: their imports, and their docstrings."""

import ast
from collections.abc import Iterator

from tests.support.repository import ROOT, syntax_tree

TESTS, BENCHMARKS = ROOT / "tests", ROOT / "benchmarks"


def trees_of_files(pattern: str, *words: str) -> Iterator[tuple[str, ast.Module]]:
    """Yield the syntax trees of the files of a name that have all words, each with its path."""
    for path in sorted([*TESTS.rglob(pattern), *BENCHMARKS.rglob(pattern)]):
        name, text = str(path.relative_to(ROOT)), path.read_text()
        if all(word in text for word in words):
            yield name, syntax_tree(name)


def imported_names(node: ast.AST) -> list[str]:
    """Return the names that an import takes, each with its module."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module or ''}.{alias.name}" for alias in node.names]
    return []


def declared_tests(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield the tests of a module and of its classes."""
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    for node in [*tree.body, *(member for each in classes for member in each.body)]:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield node


def test_nothing_is_imported_from_a_conftest() -> None:
    """Shared code is in tests/support, because pytest alone loads a conftest, and an import would load it twice."""
    offences = [
        f"{path}: {name}"
        for path, tree in trees_of_files("*.py", "conftest")
        for node in ast.walk(tree)
        for name in imported_names(node)
        if "conftest" in name.split(".")
    ]
    assert offences == []


def test_every_test_says_what_it_proves() -> None:
    """The docstring of a test states what the name cannot say."""
    tests = [
        (f"{path}:{test.lineno} {test.name}", ast.get_docstring(test))
        for path, tree in trees_of_files("test_*.py")
        for test in declared_tests(tree)
    ]
    assert len(tests) > 1000
    assert [test for test, docstring in tests if not docstring] == []


def test_the_repository_is_found_by_one_constant() -> None:
    """No test counts the folders above its own file, so that it can move to another depth."""
    offences = [
        path
        for path, tree in trees_of_files("*.py", "__file__", "parents")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "Path(__file__).parents"
    ]
    assert [path for path in offences if not path.startswith("benchmarks/")] == ["tests/support/repository.py"]
