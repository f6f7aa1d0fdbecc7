"""The identity verification rules of a site."""

import pytest

from config.errors import SiteInvalid
from config.settings import SAMPLE_SITE
from config.site.customers.identity import IDENTITY_DATA
from config.site.loader import read_site
from tests.support.site_folders import read_sample_file

FILES = {path.name: path.read_bytes() for path in SAMPLE_SITE.glob("*.yaml")}


def complaints(old: str, new: str) -> list[str]:
    """Return the errors of the sample's rules after a change."""
    text = FILES["identity.yaml"].decode()
    assert text.count(old) == 1
    with pytest.raises(SiteInvalid) as refused:
        read_site({**FILES, "identity.yaml": text.replace(old, new).encode()}, read_sample_file)
    return [str(each) for each in refused.value.complaints]


def test_the_sample_asks_for_what_there_is_and_always_for_the_document() -> None:
    """M5-1-05, C8: the document's number is compared with the record; the rest is drawn from data that exist."""
    rules = read_site(FILES, read_sample_file).identity
    assert rules is not None
    assert rules.always == ("documento",)
    assert rules.questions["documento"].datum == "document"
    assert {each.datum for each in rules.questions.values()} <= set(IDENTITY_DATA)
    assert rules.attempts == 2


def test_site_without_file_verifies_no_customer() -> None:
    """The file is optional; without it there are no rules."""
    files = {name: content for name, content in FILES.items() if name != "identity.yaml"}
    assert read_site(files, read_sample_file).identity is None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("always: [documento]", "always: [docmento]", "¿quiso decir «documento»?"),
        ("always: [documento]", "always: [documento, correo, credito]", "al menos una pregunta debe salir al azar"),
        ("always: [documento]", "always: [documento, documento]", "está dos veces"),
        ("right: 3", "right: 4", "se exigen más aciertos que preguntas; use 3 o menos"),
        ("right: 3\nalways: [documento]", "right: 1\nalways: [documento, correo]", "use 2 o más"),
        ("ask: 3\nright: 3", "ask: 0\nright: 1", "use de 1 a 8"),
        ("attempts: 2", "attempts: 9", "use de 1 a 5"),
        ("datum: email", "datum: phone", "deje una sola pregunta por dato"),
        ("datum: email", "datum: mail", "mail"),
    ],
)
def test_rules_that_do_not_hold_together_are_refused(old: str, new: str, message: str) -> None:
    """Each error has file, line and the correction."""
    assert any(each.startswith("identity.yaml:") and message in each for each in complaints(old, new))


def test_there_must_be_more_questions_than_are_asked() -> None:
    """With as many questions as are asked, every set would be the same."""
    text = FILES["identity.yaml"].decode()
    few = text[: text.index("  municipio:")].encode()
    with pytest.raises(SiteInvalid, match="se necesitan más de 3 preguntas"):
        read_site({**FILES, "identity.yaml": few}, read_sample_file)
