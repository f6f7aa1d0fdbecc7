"""Conferences: who is in one, and who hears whom.

Owns a room's members and when it starts and ends.

Source: https://www.twilio.com/docs/voice/twiml/conference. Assumed, for no page says it: a member who is left alone
after the start hears silence; a coach whose coached member has left is heard by nobody.
"""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.twilio.legs import Leg


@dataclass(eq=False)
class ConferenceMember:
    """A leg in a room, by the attributes of its ``<Conference>``."""

    leg: "Leg"
    muted: bool = False
    starts: bool = True
    ends: bool = False
    coach: str = ""
    waiting: frozenset[str] = frozenset()
    out: asyncio.Event = field(default_factory=asyncio.Event)

    def is_heard_by(self, other: "ConferenceMember") -> bool:
        """Whether the other hears what this one says."""
        return self is not other and not self.muted and self.coach in ("", other.leg.sid)


@dataclass(eq=False)
class Conference:
    """A conference."""

    name: str
    sid: str
    members: list[ConferenceMember] = field(default_factory=list)
    started: bool = False

    def join(self, member: ConferenceMember) -> None:
        """Come in; with two of whom one may start it, it starts."""
        self.members.append(member)
        self.started = self.started or (len(self.members) > 1 and any(each.starts for each in self.members))

    def leave(self, member: ConferenceMember) -> None:
        """Go out; who ends the room on going sends the others out."""
        if member not in self.members:
            return
        self.members.remove(member)
        if member.ends:
            for other in self.members:
                other.out.set()

    def heard(self, member: ConferenceMember) -> set[str]:
        """What a member hears."""
        if not self.started:
            return set(member.waiting)
        return {other.leg.label for other in self.members if other.is_heard_by(member)}

    def hearers(self, member: ConferenceMember) -> list["Leg"]:
        """Whose phones get the keys that a member presses."""
        return [other.leg for other in self.members if self.started and member.is_heard_by(other)]
