"""A draft of the sample site at the test number."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from calls.draft_call.openings import DraftOpening

NOW = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
"""Ten in the morning of a Tuesday in Bogotá."""
CODE = "123456"


def opening(**changes: Any) -> DraftOpening:
    """Return an opening of the line of Bogotá for half an hour."""
    usual = DraftOpening(
        id="apertura",
        draft="borrador",
        title="Horario de diciembre",
        revision=3,
        line="bogota",
        number="6015550190",
        code=CODE,
        opened_at=NOW,
        opened_by="Sara",
        expires_at=NOW + timedelta(minutes=30),
    )
    return msgspec.structs.replace(usual, **changes)
