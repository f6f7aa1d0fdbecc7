"""The docstring of a package names its content, its permitted imports and its first module to read."""

import ast
import re

import pytest

from tests.support.repository import ROOMS, ROOT, repository_files, syntax_tree
from tests.unit.docs.test_glossary import module_name

READ_FIRST = re.compile(r"[Rr]ead\s+`(\w+)`\s+first")
PACKAGES = {
    module_name(path): path
    for path in repository_files(*(f"{room}/*__init__.py" for room in ROOMS))
    if not path.startswith("storage/migrations/")
}


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_says_what_it_imports_and_what_to_read_first(package: str) -> None:
    """The name after «Read» is a module or package in it, or a definition of its own `__init__`."""
    tree = syntax_tree(PACKAGES[package])
    docstring = ast.get_docstring(tree) or ""
    assert "mports" in docstring or "may import" in docstring, docstring
    found = READ_FIRST.search(docstring)
    assert found, docstring
    folder, name = ROOT / package.replace(".", "/"), found.group(1)
    files = [folder / f"{name}.py", folder / f"{name}.lua", folder / name]
    assert any(file.exists() for file in files) or name in {getattr(node, "name", "") for node in tree.body}, name
