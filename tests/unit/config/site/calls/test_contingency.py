"""contingency.yaml: each message has a prompt that is rendered with all others, and a way to play it."""

import pytest

from config.site.loader import read_site
from tests.support.site_folders import FILES, errors_of, line_number, read_sample_file, with_edit

FILE = "contingency.yaml"
PROMPT = "prompt: contingencia_demanda"


def test_a_site_without_the_file_has_no_messages() -> None:
    """The file is optional."""
    without = {name: content for name, content in FILES.items() if name != FILE}
    assert read_site(without, read_sample_file).contingency is None


@pytest.mark.parametrize(
    ("old", "new", "text", "complaint"),
    [
        (PROMPT, "prompt: contingencia_demand", "contingencia_demand", "contingencia_demand"),
        ("modes: [before]", "modes: []", "modes: []", "la lista está vacía; escriba before, instead o los dos"),
        ("modes: [before]", "modes: [before, before]", "modes: [before, before]", "before"),
        ("max_hours: 12", "max_hours: 73", "max_hours: 73", "72"),
    ],
    ids=["no-prompt", "no-mode", "mode-twice", "too-long"],
)
def test_a_wrong_message_is_a_complaint_with_its_line(old: str, new: str, text: str, complaint: str) -> None:
    """A message that could not be played is found when the site is read."""
    files = with_edit(FILE, old, new)
    (error,) = errors_of(files)
    assert error.startswith(f"{FILE}:{line_number(files, FILE, text)}: ")
    assert complaint in error


def test_a_file_without_messages_is_a_complaint() -> None:
    """The entity adds a message, or deletes the file."""
    (error,) = errors_of({**FILES, FILE: b"messages: {}\n"})
    assert "no hay ningún mensaje" in error
