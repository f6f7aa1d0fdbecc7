"""The model's advisors: their states, their requests, and when they are free. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from call_router.acts import AdvisorPhone
from call_router.codec import levels_text
from call_router.errors import NotInWrapUp
from call_router.model.campaign import Campaign
from call_router.model.transitions import TRANSITIONS
from call_router.model.values import Advisor, RoutedCall
from eventlog.facts import AdvisorQueuesChanged, AdvisorState, AdvisorStateChanged, AdvisorWished


class Advisors(Campaign):
    """Requests of advisors and their consequences."""

    def ready(self, phone: AdvisorPhone, actor: str = "") -> AdvisorState:
        """Make an advisor ready; cancel an open request and offer waiting calls."""
        actor = actor or f"advisor:{phone.id}"
        advisor = self.advisors.setdefault(phone.id, Advisor(phone.id))
        advisor.address, advisor.queues = phone.address, phone.queues
        self.queues.update(advisor.queues)
        if advisor.with_a_call:
            self._record_request(advisor, "", "", actor)
        elif advisor.state != "available":
            advisor.request = ("", "")
            self.become_available(advisor, "", self.now, None, actor)
        self.match_for([advisor])
        return self._now_in(phone.id)

    def set_queues(self, advisor: str, queues: Mapping[str, int], actor: str) -> AdvisorState:
        """Set the queues of an advisor whom the router knows; offer waiting calls if they are free."""
        record = self.advisors.get(advisor)
        if record is not None and record.queues != queues:
            self.record(AdvisorQueuesChanged(advisor=advisor, queues=levels_text(queues)), None, actor)
            record.queues = dict(queues)
            self.queues.update(queues)
            self.match_for([record])
        return self._now_in(advisor)

    def pause(self, advisor: str, reason: str, actor: str = "") -> AdvisorState:
        """Pause an advisor, at once or after the current call."""
        return self._step_back(advisor, "paused", reason, actor or f"advisor:{advisor}")

    def go_offline(self, advisor: str, actor: str = "") -> AdvisorState:
        """Put an advisor off duty, at once or after the current call."""
        return self._step_back(advisor, "offline", "", actor or f"advisor:{advisor}")

    def complete(self, advisor: str, call_id: str = "", actor: str = "") -> AdvisorState:
        """End the wrap-up of a call, or of any if none is given."""
        record = self.advisors.get(advisor, Advisor(advisor))
        if record.with_a_call and record.call == call_id:
            raise NotInWrapUp
        if record.state == "wrap_up" and call_id in ("", record.call):
            self.wrap_up_over(record, actor or f"advisor:{advisor}")
            self.see()
        return self.advisor_state(advisor)

    def advisor_state(self, advisor: str) -> AdvisorState:
        """Return an advisor's state."""
        return cast(AdvisorState, self.advisors.get(advisor, Advisor(advisor)).state)

    def current_call(self, advisor: str) -> str:
        """Return the call in which the advisor talks, or which they wrap up."""
        return self.advisors.get(advisor, Advisor(advisor)).call

    def _now_in(self, advisor: str) -> AdvisorState:
        self.see()
        return self.advisor_state(advisor)

    def _step_back(self, name: str, state: AdvisorState, reason: str, actor: str) -> AdvisorState:
        advisor = self.advisors.get(name, Advisor(name))
        if advisor.with_a_call:
            self._record_request(advisor, state, reason, actor)
        elif (advisor.state, advisor.reason) != (state, reason):
            self.advisors[name] = advisor
            advisor.request = ("", "")
            self.become(advisor, state, reason, None, actor)
        return self._now_in(name)

    def _record_request(self, advisor: Advisor, wish: str, reason: str, actor: str) -> None:
        if advisor.request != (wish, reason):
            advisor.request = (wish, reason)
            fact = AdvisorWished(advisor=advisor.id, wish=wish, reason=reason)  # type: ignore[arg-type]
            self.record(fact, None, actor)

    # State changes

    def become(
        self, advisor: Advisor, state: AdvisorState, reason: str, call: RoutedCall | None, actor: str = "router"
    ) -> None:
        """Change an advisor's state and clear the data of the old one."""
        previous = cast(AdvisorState, advisor.state)
        assert (previous, state) in TRANSITIONS
        self.timers.pop(f"wrap_up:{advisor.id}", None)
        fact = AdvisorStateChanged(advisor=advisor.id, state=state, previous=previous, reason=reason)
        self.record(fact, call, actor)
        advisor.state, advisor.reason, advisor.since, advisor.until = state, reason, self.now, -1
        advisor.call = call.id if call and state in ("offered", "talking", "wrap_up") else ""
        if state in ("talking", "paused", "offline"):
            advisor.misses = 0
        advisor.answered = 0 if state == "offline" else advisor.answered + (state == "talking")

    def become_available(
        self, advisor: Advisor, reason: str, idle_since: int, call: RoutedCall | None, actor: str = "router"
    ) -> None:
        """Make an advisor available, idle since a time."""
        self.become(advisor, "available", reason, call, actor)
        advisor.idle_since = idle_since

    def grant_request(self, advisor: Advisor, call: RoutedCall | None, actor: str = "router") -> bool:
        """Apply a request made during the call; return whether there was one."""
        state, reason = advisor.request
        if state:
            advisor.request = ("", "")
            self.become(advisor, cast(AdvisorState, state), reason, call, actor)
        return bool(state)

    def set_free(
        self, advisor: Advisor, reason: str, idle_since: int, call: RoutedCall | None, actor: str = "router"
    ) -> None:
        """Free an advisor whose call is over, or who never had it."""
        if not self.grant_request(advisor, call, actor):
            self.become_available(advisor, reason, idle_since, call, actor)

    def begin_wrap_up(self, advisor: Advisor, call: RoutedCall) -> None:
        """Begin the wrap-up; without wrap-up time, free the advisor at once."""
        if call.wrap_up_ms == 0:
            self.set_free(advisor, "", self.now, call)
            return
        self.become(advisor, "wrap_up", "", call)
        advisor.until = self.timers[f"wrap_up:{advisor.id}"] = self.now + call.wrap_up_ms

    def wrap_up_over(self, advisor: Advisor, actor: str = "router") -> None:
        """End a wrap-up, by time or by request; free the advisor and offer waiting calls."""
        self.set_free(advisor, "", self.now, None, actor)
        self.match_for([advisor])

    def match_for(self, advisors: Iterable[Advisor], queue: str = "") -> None:
        """Offer calls to those advisors who are free; also match a queue, if one is named."""
        free = [advisor for advisor in advisors if advisor.state == "available"]
        served = {one for advisor in free for one in (f"@{advisor.id}", *advisor.queues)}
        if free or queue:
            self.match(served | ({queue} if queue else set()), None if queue else free)

    def match(self, queues: set[str], freed: Sequence[Advisor] | None = None) -> None:
        """Make every offer that these queues allow; with freed advisors, until each has one."""
