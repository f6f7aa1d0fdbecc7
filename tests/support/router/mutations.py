"""Faults for the function library, applied one at a time: a test of the router must detect each.

Owns the list; `scripts/mutate-code` applies each fault, and a unit test checks the texts against the library.
"""

from typing import NamedTuple


class Mutation(NamedTuple):
    """One fault.

    Attributes:
        part: the changed part of the library.
        text: occurs there exactly once.
        replacement: replaces the text.
        description: the consequence.
    """

    part: str
    text: str
    replacement: str
    description: str

    def apply_to(self, part: str) -> str:
        """Return the part's text with the fault in it.

        Raises:
            ValueError: the text does not occur exactly once: the list is outdated.
        """
        if part.count(self.text) != 1:
            raise ValueError(f"{self.part}.lua has {self.text!r} {part.count(self.text)} times")
        return part.replace(self.text, self.replacement)


MUTATIONS = (
    # A missing check.
    Mutation(
        "calls",
        "call.version ~= act.expects or call.phase == 'released'",
        "call.phase == 'released'",
        "two processes that read the same version both write",
    ),
    Mutation(
        "calls",
        "is_alive, is_holder = until_ms > c.now",
        "is_alive, is_holder = until_ms >= c.now",
        "a gateway acts in the millisecond of its lease's end",
    ),
    Mutation(
        "calls", "call.version == 0 or call.gateway == act.gateway", "true", "a gateway acts on another one's call"
    ),
    Mutation(
        "calls",
        "if call.version > 0 and call.request == act.request then",
        "if false then",
        "an act that is sent again after a lost answer is refused",
    ),
    Mutation(
        "calls", "if each[1] == act.routing.offer then return end", "do return end", "an offer that is gone is answered"
    ),
    Mutation(
        "campaign",
        "gone[gateway] = redis.call('ZSCORE', c.key .. 'buried', gateway) ~= false end",
        "gone[gateway] = false end",
        "the dead are offered advisors, and names live again",
    ),
    Mutation(
        "calls",
        "if call.promised ~= '' then refuse('WRONG_PHASE', 'a call-back ends with its talk') end",
        "",
        "a call-back is over for all who count, and goes on to be postponed",
    ),
    Mutation(
        "calls",
        "if call.phase ~= 'talking' and not IN_QUEUE[call.phase] then",
        "if false then",
        "whoever is still in a menu has a last word",
    ),
    Mutation("floor", "call_of(c, id).phase ~= 'parting'", "true", "a call that is over is seen on the floor"),
    Mutation(
        "calls",
        "redis.call('SADD', c.key .. 'parting', call.id)",
        "",
        "a call that is over counts as open while its gateway has the caller",
    ),
    Mutation(
        "calls",
        "redis.call('SREM', c.key .. 'parting', call.id) else call.ended_at = c.now end",
        "redis.call('SREM', c.key .. 'parting', call.id) end\n  call.ended_at = c.now",
        "a call ends a second time when its gateway lets go of it",
    ),
    Mutation("floor", "call.phase ~= 'talking' or ", "", "an advisor asks for something in a call that is over"),
    # A wrong order.
    Mutation(
        "places", "return call.first_at - call.head_start_ms", "return call.first_at", "a head start has no effect"
    ),
    Mutation(
        "matching",
        "return a.urgency > b.urgency",
        "return a.urgency < b.urgency",
        "of two queues, the shorter wait is served first",
    ),
    Mutation("matching", "weight * (c.now - arrival)", "(c.now - arrival)", "a queue's weight has no effect"),
    Mutation(
        "rules", "return advisor.offered_seq end", "return advisor.idle_since end", "round robin goes by idle time"
    ),
    Mutation(
        "waiting", "if call.place ~= '' then return end", "", "a call that enters another queue loses its first place"
    ),
    Mutation(
        "offers",
        "free_advisor(c, advisor, reason, advisor.idle_since, call)",
        "free_advisor(c, advisor, reason, c.now, call)",
        "an advisor whose caller left goes to the end of the line",
    ),
    Mutation(
        "matching",
        "if head and is_before(head, best)",
        "if head",
        "who is free gets the call of any queue of theirs, not the one that is to be served first",
    ),
    Mutation(
        "matching",
        "if #rules_of(c, queue).bands > 1 then return true end",
        "",
        "who comes late is rung although somebody else is ready to whom a band has opened",
    ),
    # A missing fact.
    Mutation(
        "offers",
        "record(c, {type = 'OfferEnded'",
        "type(c, {type = 'OfferEnded'",
        "an offer's end is not in the log",
    ),
    Mutation(
        "timers",
        "record(c, {type = 'GatewayLost', gateway = gateway, calls = retire_gateway(c, gateway)})",
        "retire_gateway(c, gateway)",
        "a gateway's death is not in the log",
    ),
    # A missing or wrong count.
    Mutation("offers", "count(c, 'offers|' .. call.queue)", "", "offers are not counted"),
    Mutation(
        "calls",
        "if wait_ms <= terms_of(call).threshold_ms",
        "if wait_ms < terms_of(call).threshold_ms",
        "an answer in the last millisecond of the threshold is not within it",
    ),
    # State that is not removed, or a forgotten advisor.
    Mutation(
        "advisors",
        "if advisor.state == 'available' and advisor.is_listed then remove_ready(c, advisor) end\n  if (advisor",
        "if (advisor",
        "an advisor who has a call is offered another",
    ),
    Mutation(
        "advisors",
        "if advisor.state == 'wrap_up' then clear_timers(c, 'wrap_up:' .. advisor.id) end",
        "",
        "the wrap-up of an advisor who is ready again ends a second time",
    ),
    Mutation(
        "advisors", "set_pending(advisor, '', '')\n  set_state", "set_state", "a wish that was granted is granted again"
    ),
    Mutation(
        "advisors", "if RESETS_MISSES[state] then advisor.misses = 0 end", "", "an answer does not end a row of misses"
    ),
    Mutation(
        "timers",
        "free_advisor(c, advisor, '', c.now)\n  match_advisors(c, {advisor})",
        "free_advisor(c, advisor, '', c.now)",
        "who is free after the wrap-up is not offered the call that waits",
    ),
    Mutation(
        "places",
        "clear_timers(c, 'offer:' .. call.id, 'band:' .. call.id)",
        "clear_timers(c, 'offer:' .. call.id)",
        "the timer of a band outlives the wait",
    ),
    Mutation(
        "calls",
        "for _, number in ipairs(other_numbers) do send_signal(c, call, {type = 'OfferLapsed', offer = number}) end",
        "",
        "the other phones go on ringing when one is answered",
    ),
    Mutation(
        "calls", "redis.call('SREM', c.key .. 'calls:' .. call.gateway, call.id)", "", "a call that ended is still open"
    ),
    Mutation(
        "matching",
        "if not head then return add_ready(c, advisor) end",
        "if not head then return end",
        "who is free when nobody waits is never found",
    ),
    # Waits, call-backs and consultations.
    Mutation("waiting", ", 'announce:' .. call.id)", ")", "announcements outlive the wait"),
    Mutation(
        "waiting",
        "  call.wait_until = 0\n",
        "",
        "too long a wait is said again after each miss",
    ),
    Mutation(
        "call_backs",
        "call.place:sub(1, 16) .. id",
        "string.format('%015d:%s', c.seq, id)",
        "a call-back does not stand where its call stood",
    ),
    Mutation("call_backs", "  unassign_gateway(c, call)\n", "", "a call-back that was put off is still its gateway's"),
    Mutation(
        "consultations",
        "if call.consulted ~= '' or ",
        "if ",
        "two advisors are consulted at once, and one is forgotten",
    ),
    Mutation(
        "functions",
        "if redis.call('EXISTS', c.key .. 'full') == 1 then refuse",
        "if false then refuse",
        "a call opens though memory is nearly used up",
    ),
    Mutation(
        "functions",
        "or was_full and used >= tonumber(args[3])",
        "",
        "calls are let in by turns while memory is nearly used up",
    ),
)
