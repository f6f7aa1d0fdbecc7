"""Faults to be put into the function library one at a time: each must be noticed by a test of the router.

Owns the list; `scripts/mutate-library` puts each fault in and looks on, and a unit test holds the texts to the library.
"""

from typing import NamedTuple


class Mutation(NamedTuple):
    """One fault.

    Attributes:
        part: the library's part that it is put into.
        text: what stands there, exactly once.
        replacement: what stands there instead.
        why: what goes wrong with it.
    """

    part: str
    text: str
    replacement: str
    why: str

    def put_into(self, part: str) -> str:
        """The part's text with the fault in it.

        Raises:
            ValueError: the text does not stand there exactly once: the list is old.
        """
        if part.count(self.text) != 1:
            raise ValueError(f"{self.part}.lua has {self.text!r} {part.count(self.text)} times")
        return part.replace(self.text, self.replacement)


MUTATIONS = (
    # A check that is dropped.
    Mutation(
        "calls",
        "call.version ~= act.expects or call.ended == '1'",
        "call.ended == '1'",
        "two processes that read the same version both write",
    ),
    Mutation("calls", "until_ms <= c.now", "until_ms < c.now", "a gateway acts in the millisecond of its lease's end"),
    Mutation(
        "calls", "or (call.version > 0 and call.gateway ~= act.gateway)", "", "a gateway acts on another one's call"
    ),
    Mutation(
        "calls",
        "if call.version > 0 and call.request == act.request then",
        "if false then",
        "an act that is sent again is refused",
    ),
    Mutation("campaign", "math.max(tonumber(set), last)", "tonumber(set)", "the campaign's clock goes back"),
)
