"""The sentence of each event in a customer's timeline."""

import pytest

from agent_api.customer_timeline.domain import descriptions
from config.site.tickets.typology import Topic
from tests.support.site_folders import sample_site

SITE = sample_site()
TOPIC = Topic("queja", "trato", "asesor_telefonico")


def test_a_ticket_has_its_topic_and_state_but_no_text() -> None:
    """The topic comes from the typology of the ticket's site version, the state from the labels."""
    sentence = descriptions.describe_ticket(SITE, "2027-000001-5", TOPIC, "received")
    assert sentence.startswith("Radicó la petición 2027-000001-5, Queja: ")
    assert sentence.endswith(". En el canal escrito.")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("talk", "stored", 187_000), "Se grabó la llamada, 3:07."),
        (("message", "stored", 9_000), "Dejó un mensaje de voz, 0:09."),
        (("talk", "deleted", None), "Se grabó la llamada. La grabación se borró porque se cumplió su plazo."),
    ],
)
def test_a_recording_says_whether_it_can_be_heard(arguments: tuple[str, str, int | None], expected: str) -> None:
    """A stored one has its length; any other has the reason."""
    assert descriptions.describe_recording(*arguments) == expected


def test_an_update_names_fields_and_no_value() -> None:
    """Values stay in the history of changes, which is a read of its own."""
    assert descriptions.describe_update(("emails", "phones")) == "Cambió en sus datos: correos, teléfonos."


def test_a_notice_names_its_version() -> None:
    """The version proves which text was heard."""
    assert descriptions.describe_notice("2026-11").endswith("(versión 2026-11).")
