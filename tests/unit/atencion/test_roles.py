"""Each process loads only the modules of its role."""

import subprocess
import sys

import pytest

from atencion.processes import module_of

HEAVY = {"sqlalchemy", "alembic", "fastapi"}
LOADED = "import sys; from importlib import import_module; import_module({role!r}); print(*sys.modules)"


@pytest.mark.parametrize(
    ("role", "needs"),
    [
        ("router", set()),
        ("gateway", set()),
        ("sample_callers", {"sqlalchemy"}),
        ("sample_mailbox", set()),
        ("recorder", {"sqlalchemy"}),
        ("worker", {"sqlalchemy"}),
        ("sample_advisors", {"sqlalchemy"}),
        ("api", {"sqlalchemy", "fastapi"}),
    ],
)
def test_roles_without_database_load_no_database_driver(role: str, needs: set[str]) -> None:
    """Roles without a database load no database driver, those without HTTP no web framework."""
    words = [sys.executable, "-c", LOADED.format(role=module_of(role))]
    loaded = subprocess.run(words, capture_output=True, text=True, timeout=60, check=True).stdout
    assert HEAVY & set(loaded.split()) <= needs


def test_the_recorder_loads_no_work_that_may_stop_the_journal() -> None:
    """The recorder has no charts, antivirus, mail or sealing, so that none of them can fail or block it."""
    words = [sys.executable, "-c", LOADED.format(role="atencion.processes.recorder")]
    loaded = subprocess.run(words, capture_output=True, text=True, timeout=60, check=True).stdout.split()
    jobs = (
        "agent_api.reports",
        "agent_api.mail",
        "agent_api.tickets.attachments",
        "agent_api.sealed_periods",
        "typst",
        "smtplib",
    )
    assert [each for each in loaded if each.startswith(jobs)] == []


def test_the_command_line_loads_nothing_that_one_order_alone_needs() -> None:
    """A command loads neither the libraries of other commands nor those that format the help."""
    words = [sys.executable, "-c", LOADED.format(role="atencion.cli.app")]
    loaded = subprocess.run(words, capture_output=True, text=True, timeout=60, check=True).stdout
    assert not (HEAVY | {"typer.rich_utils", "markdown_it", "twilio"}) & set(loaded.split())
