"""The generated pages have each thing of the code once."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final, get_args

import msgspec
import pytest
from typer.main import get_command

from atencion.cli.app import app
from config.schema.reader import COMPUTED_FIELDS
from config.site.loader import SECTIONS
from eventlog.facts import AnyFact, Fact
from scripts.documentation.reference import PAGES, cli, error_codes, facts, metrics, site_folder
from scripts.documentation.reference.markdown import attributes, cell, code, summary, table
from tests.support.markdown_pages import find_faults, first_cells, headings
from tests.support.repository import ROOT

ERROR_ROOMS: Final = ("agent_api", "call_router", "eventlog", "storage")


def literals(*rooms: str) -> Iterator[ast.Assign]:
    """Yield the assignments of a text to ``code`` in the classes of some rooms."""
    for room in rooms:
        for path in (ROOT / room).rglob("*.py"):
            text = path.read_text()
            if "    code = " in text or "    code: ClassVar" in text:
                yield from (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Assign))


@pytest.mark.parametrize("name", sorted(PAGES.keys() - {"api"}))
def test_a_page_is_well_formed(name: str) -> None:
    """A page has one title and no trailing spaces, and each row of its tables has as many cells as the head."""
    assert find_faults(PAGES[name]()) == []


def test_each_fact_has_a_section_with_its_fields() -> None:
    """Every kind that the codec reads stands once, with a sentence and a row for each field."""
    page = facts.page()
    kinds: tuple[type[Fact], ...] = get_args(AnyFact)
    assert sorted(headings(page, 3)) == sorted(str(kind.__struct_config__.tag) for kind in kinds)
    assert [kind.__name__ for kind in kinds if not summary(kind)] == []
    assert len(first_cells(page)) == sum(len(msgspec.structs.fields(kind)) for kind in kinds)


def test_each_command_has_a_section() -> None:
    """Every command and group of the command line stands once, with its options."""
    page = cli.page()
    names = [name for name, _ in cli.commands(get_command(app))]
    assert sorted(headings(page, 2) + headings(page, 3)) == sorted(names)
    assert all(f"`{option}`" in page or f"`{option}," in page for option in ("--with-key", "--roles", "--from"))


def test_each_error_code_has_a_row() -> None:
    """The page lists every code of an error class, once for each status, with a meaning."""
    rows = error_codes.error_codes(error_codes.error_classes())
    assert len({(row.code, row.status) for row in rows}) == len(rows)
    assert [row.code for row in rows if not row.meanings] == []
    written = {
        str(ast.literal_eval(node.value))
        for node in literals(*ERROR_ROOMS)
        if isinstance(node.targets[0], ast.Name)
        and node.targets[0].id == "code"
        and isinstance(node.value, ast.Constant)
    }
    assert written - {row.code for row in rows} == set()
    assert Counter(first_cells(error_codes.page())) == Counter([*(row.code for row in rows), "http_error"])


def test_each_metric_has_a_row() -> None:
    """Every family that a module of metrics names stands once, with its type, its labels and its help."""
    families = [family for members in metrics.families().values() for family in members]
    names = Counter(family.name for family in families)
    assert [name for name, times in names.items() if times > 1] == []
    assert [family.name for family in families if not family.documentation] == []
    assert named_families() - set(names) == set()


def named_families() -> set[str]:
    """Return the names of families in the code: the first texts of constructors and tables that look like one."""
    trees = [ast.parse(path.read_text()) for path in (ROOT / "metrics" / "prometheus").glob("*.py")]
    texts = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call | ast.Tuple)]
    first = [(node.args if isinstance(node, ast.Call) else node.elts)[:1] for node in texts]
    values = [each.value for some in first for each in some if isinstance(each, ast.Constant)]
    prefixes = r"(?:acd|telephony|ivr|mail|ticket|attachments|anchor|valkey|http|node|campaign|incidents|lookup|survey)"
    return {each for each in values if isinstance(each, str) and re.fullmatch(rf"{prefixes}s?(?:_[a-z]+)+", each)}


def test_each_file_of_a_site_has_a_section_with_its_fields() -> None:
    """Every file stands once, each object that a file holds has one section, and no computed field is described."""
    page = site_folder.page()
    files = [each for each in headings(page, 2) if each.endswith(".yaml")]
    assert files == [f"{name}.yaml" for name in SECTIONS]
    objects = headings(page, 3)
    assert len(objects) == len(set(objects))
    assert set(re.findall(r"\]\(#(\w+)\)", page)) == {name.lower() for name in objects}
    assert set(first_cells(page)) & COMPUTED_FIELDS == set()


def test_a_cell_stays_in_its_row() -> None:
    """A bar in a text does not end a cell, and a line break does not end a row."""
    assert cell("a | b\n c") == "a \\| b c"
    assert code("a`b") == "`` a`b ``"
    assert table(("x",), [("1",)]) == "| x |\n| --- |\n| 1 |\n"


def test_attributes_are_read_from_docstrings() -> None:
    """The texts of a base class are read too, several names may share one, and a paragraph may have lines."""

    class Base:
        """Base.

        Attributes:
            a, b: first
                and second line.
        """

    class Derived(Base):
        """Derived.

        It has more.

        Attributes:
            c: third.
        """

    assert attributes(Derived) == {"a": "first and second line.", "b": "first and second line.", "c": "third."}
    assert summary(Derived) == "Derived."
