"""Gaps in the stream ids of a journal. Pure.

The recorder journals a stream without gaps: after an id comes the next one, or the first of a later epoch. A journal
from which facts were removed still lacks their ids, even if its rows were renumbered.
"""

from eventlog.facts import StreamId


class StreamGaps:
    """Check of consecutive stream ids, row by row in the order of the chain."""

    def __init__(self) -> None:
        self._last = StreamId(0, 0)

    @property
    def last(self) -> StreamId:
        """Id of the last row."""
        return self._last

    def check_row(self, text: str) -> str:
        """Check the id of the next row; return the fault in Spanish, or an empty text."""
        try:
            current = StreamId.parse(text)
        except ValueError:
            return f"el identificador «{text}» no es de una bitácora"
        previous, self._last = self._last, current
        follows = current == StreamId(previous.epoch, previous.seq + 1) or (
            current.epoch > previous.epoch and current.seq == 1
        )
        return (
            ""
            if follows
            else f"después del hecho {previous} de la bitácora viene el {current}: faltan hechos entre ellos"
        )
