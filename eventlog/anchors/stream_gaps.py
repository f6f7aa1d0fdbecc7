"""Gaps in the stream ids of a journal. Pure.

The recorder journals a stream without gaps: after an id comes the next one, or the first of a later epoch. A journal
from which facts were taken away, and which was numbered again, still lacks their ids.
"""

from eventlog.facts import StreamId


class StreamGaps:
    """Rows pass by in the order of the chain; an id that does not follow is named."""

    def __init__(self) -> None:
        self._last = StreamId(0, 0)

    @property
    def last(self) -> StreamId:
        """The id of the last row."""
        return self._last

    def check_row(self, text: str) -> str:
        """Take the id of the next row.

        Returns:
            What is wrong with it, in Spanish; empty if it follows.
        """
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
