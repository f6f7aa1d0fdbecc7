"""The docstring of a package names its content, its permitted imports and its first module to read."""

import ast
import re

from tests.support.repository import ROOMS, ROOT, repository_files, syntax_tree
from tests.unit.docs.test_glossary import module_name

READ_FIRST = re.compile(r"[Rr]ead\s+`(\w+)`\s+first")
PACKAGES = {
    module_name(path): path
    for path in repository_files(*(f"{room}/*__init__.py" for room in ROOMS))
    if not path.startswith("storage/migrations/")
}


def has_orientation(package: str) -> bool:
    """Return whether the docstring says what the package may import, and which of its names to read first."""
    tree = syntax_tree(PACKAGES[package])
    docstring = ast.get_docstring(tree) or ""
    found = READ_FIRST.search(docstring)
    if not found or ("mports" not in docstring and "may import" not in docstring):
        return False
    folder, name = ROOT / package.replace(".", "/"), found.group(1)
    files = [folder / f"{name}.py", folder / f"{name}.lua", folder / name]
    return any(file.exists() for file in files) or name in {getattr(node, "name", "") for node in tree.body}


def test_packages_say_what_they_import_and_what_to_read_first() -> None:
    """The name after «Read» is a module or package in it, or a definition of its own `__init__`."""
    assert len(PACKAGES) > 200
    assert [package for package in PACKAGES if not has_orientation(package)] == []
