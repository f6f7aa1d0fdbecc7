"""Scenarios of the simulator for tests."""

from datetime import date, time

from config.site.tries.scenario import Action, Input, Scenario, StaffGroup, Staffing

WEDNESDAY = date(2026, 12, 2)
TEN = time(10)
ACTIONS: dict[str, Action] = {
    "listen": "listen",
    "silence": "silence",
    "until_key": "until_key",
    "until_answer": "until_answer",
    "hang_up": "hang_up",
}


def inputs(*steps: str | int) -> tuple[Input, ...]:
    """Return inputs: keys as a text of digits, seconds as a number, and actions by name."""
    return tuple(
        Input(wait_s=each)
        if isinstance(each, int)
        else Input(do=ACTIONS[each])
        if each in ACTIONS
        else Input(press=each)
        for each in steps
    )


def scenario(
    *steps: str | int, line: str = "bogota", day: date = WEDNESDAY, at: time = TEN, **more: object
) -> Scenario:
    """Return a scenario of the sample site, on an ordinary Wednesday at ten."""
    return Scenario(line=line, day=day, at=at, inputs=inputs(*steps), **more)  # type: ignore[arg-type]


def floor(queue: str = "credito", *, advisors: int = 1, busy: int = 0, waiting: int = 0, talk_s: int = 240) -> Staffing:
    """Return a floor of one queue."""
    return Staffing(
        shifts=(StaffGroup(queues={queue: 10}, advisors=advisors, busy=busy),) if advisors else (),
        waiting={queue: waiting} if waiting else {},
        talk_s=talk_s,
    )
