"""The table of faults, for a terminal and for docs/faults.md.

Owns the texts and the order of columns. It must not measure.
"""

from collections.abc import Callable, Sequence
from typing import Final

from tests.e2e.faults.fault_run import FaultResult

BEGIN, END = "<!-- table: {label} -->", "<!-- end of the table: {label} -->"
_COLUMNS: Final[Sequence[tuple[str, Callable[[FaultResult], str]]]] = (
    ("Fault", lambda row: row.fault.title),
    ("Placed / counted", lambda row: f"{row.placed} / {row.counted}"),
    ("Difference", lambda row: str(row.difference)),
    ("Certified gaps", lambda row: str(row.gaps)),
    ("Held calls lost", lambda row: str(row.lost)),
    ("Apologies", lambda row: str(row.apologies)),
    ("Refused", lambda row: str(row.refused)),
    ("Silent", lambda row: str(row.silent)),
    ("Dead air (s)", lambda row: f"{row.dead_air_s:.1f}"),
    ("Telephone stuck (s)", lambda row: f"{row.telephone_s:.1f}"),
    ("API stuck (s)", lambda row: f"{row.api_s:.1f}"),
    ("500 / 503", lambda row: f"{row.errors} / {row.unavailable}"),
    ("Back after (s)", lambda row: f"{row.recovery_s:.1f}"),
    ("`verify`", lambda row: "sound" if row.sound else "complains"),
)


def header() -> str:
    """Return the first two lines of the table."""
    titles = [title for title, _ in _COLUMNS]
    return "\n".join((_line(titles), _line(["---"] * len(titles))))


def row_line(row: FaultResult) -> str:
    """Return one fault's line."""
    return _line([words(row) for _, words in _COLUMNS])


def table(rows: Sequence[FaultResult]) -> str:
    """Return the whole table."""
    return "\n".join((header(), *(row_line(row) for row in rows)))


def replace_table(document: str, label: str, words: str) -> str:
    """Replace the text between the markers of a label.

    Raises:
        ValueError: the document has no such markers.
    """
    begin, end = BEGIN.format(label=label), END.format(label=label)
    if begin not in document or end not in document:
        raise ValueError(f"there is no «{begin}» … «{end}»")
    return f"{document.partition(begin)[0]}{begin}\n\n{words}\n\n{end}{document.partition(end)[2]}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
