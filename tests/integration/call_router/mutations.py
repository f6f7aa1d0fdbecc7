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
        "an act that is sent again after a lost answer is refused",
    ),
    Mutation(
        "calls", "if each[1] == act.routing.offer then return end", "do return end", "an offer that is gone is answered"
    ),
    Mutation(
        "campaign",
        "return redis.call('ZSCORE', c.key .. 'buried', gateway) ~= false",
        "return false",
        "the dead are offered advisors, and names live again",
    ),
    Mutation("floor", "call.phase ~= 'talking' or ", "", "an advisor asks for something in a call that is over"),
    # A wrong order.
    Mutation(
        "places", "return call.first_at - call.head_start_ms", "return call.first_at", "a head start has no effect"
    ),
    Mutation(
        "matching",
        "if a.arrival ~= b.arrival then return a.arrival < b.arrival end",
        "",
        "of two queues, chance decides",
    ),
    Mutation("matching", "weight * (c.now - arrival)", "(c.now - arrival)", "a queue's weight has no effect"),
    Mutation(
        "rules", "return advisor.offered_seq end", "return advisor.idle_since end", "round robin goes by idle time"
    ),
    Mutation(
        "waits", "if call.place ~= '' then return end", "", "a call that enters another queue loses its first place"
    ),
    Mutation(
        "offers",
        "set_free(c, advisor, reason, advisor.idle_since, call)",
        "set_free(c, advisor, reason, c.now, call)",
        "an advisor whose caller left goes to the end of the line",
    ),
    # A fact that is missing.
    Mutation(
        "offers",
        "record(c, {type = 'OfferEnded'",
        "type(c, {type = 'OfferEnded'",
        "an offer's end is not in the log",
    ),
    Mutation(
        "time",
        "record(c, {type = 'GatewayLost', gateway = gateway, calls = bury(c, gateway)})",
        "bury(c, gateway)",
        "a gateway's death is not in the log",
    ),
    # A count that is missing or wrong.
    Mutation("offers", "count(c, 'offers|' .. call.queue)", "", "offers are not counted"),
    Mutation(
        "calls",
        "if wait_ms <= tonumber(call.threshold_ms)",
        "if wait_ms < tonumber(call.threshold_ms)",
        "an answer in the last millisecond of the threshold is not within it",
    ),
    # A trace that is left, or somebody who is forgotten.
    Mutation(
        "advisors",
        "if advisor.state == 'available' then unlist(c, advisor) end\n  if (advisor",
        "if (advisor",
        "an advisor who has a call is offered another",
    ),
    Mutation(
        "advisors",
        "if advisor.state == 'wrap_up' then redis.call('ZREM', c.key .. 'timers', 'wrap_up:' .. advisor.id) end",
        "",
        "the wrap-up of an advisor who is ready again ends a second time",
    ),
    Mutation("advisors", "wish(c, advisor, '', '')\n  become", "become", "a wish that was granted is granted again"),
    Mutation(
        "advisors", "if ENDS_A_ROW[state] then advisor.misses = 0 end", "", "an answer does not end a row of misses"
    ),
    Mutation(
        "time",
        "set_free(c, advisor, '', c.now)\n  match_for(c, {advisor})",
        "set_free(c, advisor, '', c.now)",
        "who is free after the wrap-up is not offered the call that waits",
    ),
    Mutation(
        "places",
        "'offer:' .. call.id, 'band:' .. call.id)",
        "'offer:' .. call.id)",
        "the timer of a band outlives the wait",
    ),
    Mutation(
        "calls",
        "for _, number in ipairs(others) do tell(c, call, {type = 'OfferLapsed', offer = number}) end",
        "",
        "the other phones go on ringing when one is answered",
    ),
    Mutation("calls", "redis.call('SREM', c.key .. 'open', call.id)", "", "a call that ended is still open"),
)
