"""A leg that rings several phones at once; the first to answer takes it (RFC 3261 §16.7, on the caller's side).

Owns the choice of the winner, the cancellation of the others, and the failure if no phone answers. All phones share
one media stream, which becomes the winner's. It must not know where phones are registered, nor the purpose of the
call.
"""

from telephony.port import HangupCause, LegFailure
from telephony.pyvoip.library import CallState
from telephony.pyvoip.media.addresses import Signalling
from telephony.pyvoip.media.g711 import Law
from telephony.pyvoip.sip.calls.outgoing_call import OutgoingCall
from telephony.pyvoip.sip.calls.sip_call import CallMedia, LegListener
from telephony.pyvoip.sip.calls.user_agent import UserAgent
from telephony.pyvoip.sip.registration.bindings import Binding

_FAILURES_BY_RANK: tuple[LegFailure, ...] = ("declined", "busy", "no_answer", "cancelled", "failed", "unreachable")
"""Failures by priority: the one that says most about the person comes first."""


class Fork:
    """Calls to every phone of a user; it closes the media of the leg."""

    def __init__(
        self, agent: UserAgent, phones: tuple[Binding, ...], sound: CallMedia, party: LegListener, timeout_s: float
    ) -> None:
        self.sound, self.party = sound, party
        self._winner: _Branch | None = None
        self._is_over = self._has_tried = self._is_ringing = False
        self._failures: list[LegFailure] = []
        self._branches = [_Branch(self, agent, phone, timeout_s) for phone in phones]

    @property
    def state(self) -> CallState:
        """The state of the answered call; before that, DIALING or ENDED."""
        if self._winner is not None:
            return self._winner.call.state
        return CallState.ENDED if self._is_over else CallState.DIALING

    def hangup(self) -> None:
        """End the leg: by BYE if it is up, else by CANCEL at every phone."""
        if self._winner is not None:
            self._winner.call.hangup()
        else:
            self._finish()

    # Callbacks of the branches

    def on_trying(self) -> None:
        """Report once that a phone has our INVITE."""
        if not self._has_tried:
            self._has_tried = True
            self.party.on_trying()

    def on_ringing(self) -> None:
        """Report once that a phone rings."""
        if not self._is_ringing and self._winner is None:
            self._is_ringing = True
            self.party.on_ringing()

    def on_branch_answered(self, branch: "_Branch") -> None:
        """Make a phone the winner and cancel the others; one answered at the same moment is hung up."""
        self._winner = branch
        self._cancel_others(branch)
        self.party.on_answered()

    def on_branch_failed(self, branch: "_Branch", cause: LegFailure) -> None:
        """Handle a phone that was not answered; a decline on one counts for all (§16.7, step 5)."""
        if self._winner is branch:
            self.party.on_failed(cause)
            return
        if self._winner is not None or self._is_over:
            return
        self._failures.append(cause)
        if cause == "declined" or len(self._failures) == len(self._branches):
            self._finish()
            self.party.on_failed(min(self._failures, key=_FAILURES_BY_RANK.index))

    def _finish(self) -> None:
        self._is_over = True
        self._cancel_others(None)
        self.sound.close()

    def _cancel_others(self, winner: "_Branch | None") -> None:
        for branch in self._branches:
            if branch is not winner:
                branch.call.hangup()


class _Branch:
    """One phone of a fork: the listener of its call, and its share of the media."""

    def __init__(self, fork: Fork, agent: UserAgent, phone: Binding, timeout_s: float) -> None:
        self._fork, self._is_connected = fork, False
        self.port = fork.sound.port
        self.call: OutgoingCall = agent.dial_via(phone.address, phone.uri, self, self, timeout_s)

    # LegListener

    def on_trying(self) -> None:
        self._fork.on_trying()

    def on_ringing(self) -> None:
        self._fork.on_ringing()

    def on_answered(self) -> None:
        self._fork.on_branch_answered(self)

    def on_failed(self, cause: LegFailure) -> None:
        self._fork.on_branch_failed(self, cause)

    def on_ended(self, cause: HangupCause) -> None:
        self._fork.party.on_ended(cause)

    # CallMedia

    def connect(
        self,
        host: str,
        port: int,
        codec: Law,
        event_payload: int | None,
        *,
        sending: bool,
        receiving: bool,
        signalling: Signalling,
        is_confirmed: bool,
    ) -> None:
        self._fork.sound.connect(
            host,
            port,
            codec,
            event_payload,
            sending=sending,
            receiving=receiving,
            signalling=signalling,
            is_confirmed=is_confirmed,
        )
        self._is_connected = True

    def confirm(self) -> None:
        self._fork.sound.confirm()

    def press(self, digit: str) -> None:
        self._fork.sound.press(digit)

    def close(self) -> None:
        """Close the media only if this branch has used them."""
        if self._is_connected:
            self._fork.sound.close()
