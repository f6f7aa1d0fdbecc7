"""Recording rules of a site: which calls are recorded, and how long recordings are kept. Pure."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from config.schema.fields import Id

Days = Annotated[int, Meta(ge=1, le=36_525)]
PausePolicy = Literal["go_on", "pause"]
GENERAL_RULE, MESSAGES_RULE = "general", "messages"
"""Names of two rules: that of lines without their own, and that of voice messages if they have their own."""


class LineRecordingRule(msgspec.Struct, frozen=True, kw_only=True):
    """The exceptions of one line; ``days`` None means the general period."""

    days: Days | None = None
    recorded: bool = True


class RecordingRule(msgspec.Struct, frozen=True, kw_only=True):
    """The rule of a line.

    ``name`` is the line, if it has its own period, else `GENERAL_RULE`; `MESSAGES_RULE` if voice messages have their
    own.
    """

    name: str
    days: int
    recorded: bool


class RecordingRules(msgspec.Struct, frozen=True, kw_only=True):
    """How calls are recorded.

    Attributes:
        days: how long a recording is kept, counted from its beginning.
        on_hold: whether to record while the caller is on hold.
        between_advisors: whether to record while the caller waits for another advisor after a transfer.
        message_days: how long to keep a voice message after it is attended; None for the period of its line.
    """

    days: Days
    on_hold: PausePolicy = "pause"
    between_advisors: PausePolicy = "pause"
    lines: dict[Id, LineRecordingRule] = {}
    message_days: Days | None = None

    def rule_for(self, line: str, *, message: bool = False) -> RecordingRule:
        """Return the rule of a line's calls, or of a voice message left there."""
        own = self.lines.get(line, LineRecordingRule())
        if message and self.message_days is not None:
            return RecordingRule(name=MESSAGES_RULE, days=self.message_days, recorded=own.recorded)
        if own.days is None:
            return RecordingRule(name=GENERAL_RULE, days=self.days, recorded=own.recorded)
        return RecordingRule(name=line, days=own.days, recorded=own.recorded)
