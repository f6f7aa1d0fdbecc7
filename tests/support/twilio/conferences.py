"""Conferences: their members, and who hears whom.

Owns a conference's members, start and end. Source: https://www.twilio.com/docs/voice/twiml/conference. Assumed, because
no page says it: a member left alone after the start hears silence; no member hears a coach after the coached member has
left.
"""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.twilio.legs import Leg


@dataclass(eq=False)
class ConferenceMember:
    """A leg in a conference, with the attributes of its ``<Conference>``."""

    leg: "Leg"
    muted: bool = False
    starts: bool = True
    ends: bool = False
    coach: str = ""
    waiting: frozenset[str] = frozenset()
    out: asyncio.Event = field(default_factory=asyncio.Event)

    def is_heard_by(self, other: "ConferenceMember") -> bool:
        """Return whether the other member hears this one."""
        return self is not other and not self.muted and self.coach in ("", other.leg.sid)


@dataclass(eq=False)
class Conference:
    """A conference."""

    name: str
    sid: str
    members: list[ConferenceMember] = field(default_factory=list)
    started: bool = False

    def join(self, member: ConferenceMember) -> None:
        """Add a member; the conference starts with two, if one of them may start it."""
        self.members.append(member)
        self.started = self.started or (len(self.members) > 1 and any(each.starts for each in self.members))

    def leave(self, member: ConferenceMember) -> None:
        """Remove a member; one that ends the conference removes the others too."""
        if member not in self.members:
            return
        self.members.remove(member)
        if member.ends:
            for other in self.members:
                other.out.set()

    def heard(self, member: ConferenceMember) -> set[str]:
        """Return the sounds and members that a member hears."""
        if not self.started:
            return set(member.waiting)
        return {other.leg.label for other in self.members if other.is_heard_by(member)}

    def hearers(self, member: ConferenceMember) -> list["Leg"]:
        """Return the legs that receive the keys that a member presses."""
        return [other.leg for other in self.members if self.started and member.is_heard_by(other)]
