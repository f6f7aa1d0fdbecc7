"""The sentences of notifications name a number and a user, and end as people say it."""

from datetime import date
from typing import get_args

import pytest

from agent_api.notifications.domain.notification import SUBJECT_BY_KIND, NotificationKind
from agent_api.notifications.domain.sentence import days_left_phrase, describe_notification

NUMBER, DAY = "2026-000123-4", date(2026, 12, 3)


@pytest.mark.parametrize("kind", get_args(NotificationKind))
@pytest.mark.parametrize("by", ["", "Marta Gómez"])
def test_every_kind_has_a_sentence_with_its_number(kind: NotificationKind, by: str) -> None:
    """A sentence has the number, of a draft its first characters, and reads well without a name."""
    sentence = describe_notification(kind, NUMBER, by=by, due_on=DAY, days_left=2)
    assert (NUMBER[:8] if SUBJECT_BY_KIND[kind] == "site_draft" else NUMBER) in sentence
    assert sentence.endswith(".")
    assert "None" not in sentence
    assert "  " not in sentence


def test_what_a_user_reads() -> None:
    """The person who caused it and the day are said in words."""
    assert describe_notification("assigned", NUMBER, by="Marta") == f"Marta le asignó el ticket {NUMBER}."
    near = describe_notification("term_near", NUMBER, due_on=DAY, days_left=1)
    assert near == f"El ticket {NUMBER} vence el jueves 3 de diciembre de 2026: queda 1 día hábil."
    assert [days_left_phrase(each) for each in (0, 2)] == ["vence hoy", "quedan 2 días hábiles"]


def test_an_observation_is_no_ticket() -> None:
    """Every kind says what its number identifies."""
    assert {kind for kind, subject in SUBJECT_BY_KIND.items() if subject == "observation"} == {
        "observation_made",
        "observation_answered",
    }
    assert SUBJECT_BY_KIND["evaluation_signed"] == SUBJECT_BY_KIND["refutation_decided"] == "evaluation"
    assert SUBJECT_BY_KIND["calibration_planned"] == SUBJECT_BY_KIND["calibration_minuted"] == "calibration"
    assert SUBJECT_BY_KIND["coaching_proposed"] == SUBJECT_BY_KIND["coaching_ended"] == "coaching"


def test_a_calibration_says_the_day_of_its_meeting() -> None:
    """Its people read when it is."""
    planned = describe_notification("calibration_planned", "2026-0003", due_on=DAY)
    assert planned == "Usted participa en la calibración 2026-0003; la reunión es el jueves 3 de diciembre de 2026."


def test_a_coaching_says_what_is_near_or_late() -> None:
    """The commitment with its last day, and the session with its day."""
    near = describe_notification("coaching_near", "2026-0003", due_on=DAY, days_left=1)
    assert near == (
        "El compromiso del acompañamiento 2026-0003 vence el jueves 3 de diciembre de 2026: queda 1 día hábil."
    )
    late = describe_notification("coaching_late", "2026-0003", due_on=DAY)
    assert late == (
        "El compromiso del acompañamiento 2026-0003 venció el jueves 3 de diciembre de 2026 y el acompañamiento sigue "
        "abierto."
    )
    session = describe_notification("coaching_unregistered", "2026-0003", due_on=DAY)
    assert session == (
        "La sesión del acompañamiento 2026-0003 era el jueves 3 de diciembre de 2026 y no se ha registrado."
    )


def test_an_evaluation_says_what_the_advisor_is_to_do() -> None:
    """One that the site wants answered, and one to read; both say until when they may be refuted."""
    asked = describe_notification("evaluation_signed", "2026-0007", by="Clara", due_on=DAY)
    assert asked == (
        "Su trabajo tiene la evaluación 2026-0007, de Clara: acéptela o refútela a más tardar el jueves 3 de diciembre "
        "de 2026."
    )
    read = describe_notification("evaluation_to_read", "2026-0007", by="Clara", due_on=DAY)
    assert read == (
        "Su trabajo tiene la evaluación 2026-0007, de Clara: léala. Si no está de acuerdo, refútela a más tardar el "
        "jueves 3 de diciembre de 2026."
    )


def test_a_publication_of_the_site_says_what_is_asked_or_was_decided() -> None:
    """The approver reads the name of the author; the author reads the decision."""
    draft = "0123abcd-0000-4000-8000-000000000000"
    asked = describe_notification("site_publication_requested", draft, by="Omar")
    assert asked == "Apruebe o rechace la publicación del borrador 0123abcd del sitio, de Omar."
    refused = describe_notification("site_publication_refused", draft, by="Clara")
    assert refused == "No se aprobó la publicación que usted pidió, del borrador 0123abcd del sitio."
