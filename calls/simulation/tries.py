"""Runs the saved tries of a site and compares each with its expectations. Pure.

Owns the comparison and the Spanish sentence of each difference, which the command line and the screens show.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import get_args

import msgspec

from calls.simulation.simulate import simulate
from calls.simulation.transcript import Transcript
from config.site.model import Site
from config.site.tries.tries import Expectations, Try
from eventlog.facts import OUTCOMES, AnyFact

_FACTS = frozenset(fact.__name__ for fact in get_args(AnyFact))
_EMPTY = "nada"


class TryResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a try; without faults it passed."""

    id: str
    name: str
    faults: tuple[str, ...]
    transcript: Transcript

    @property
    def passed(self) -> bool:
        """Whether it fulfilled every expectation."""
        return not self.faults


def run_tries(site: Site) -> tuple[TryResult, ...]:
    """Run every saved try of a site, in its order."""
    return tuple(run_try(site, each) for each in site.tries.values())


def run_try(site: Site, saved: Try) -> TryResult:
    """Run one try on a site, which need not be the one that it was saved with."""
    transcript = simulate(site, saved.call)
    faults = tuple(fault for check in _CHECKS for fault in check(saved.expect, transcript))
    return TryResult(id=saved.id, name=saved.name, faults=faults, transcript=transcript)


def _check_sounds(expect: Expectations, transcript: Transcript) -> Iterable[str]:
    heard = [sound.key for sound in transcript.heard]
    if (missing := _first_missing(expect.hears, heard)) is not None:
        yield f"se esperaba oír «{missing}» y se oyó: {_list(heard)}"
    for unwanted in expect.never_hears:
        if unwanted in heard:
            yield f"no se esperaba oír «{unwanted}» y se oyó: {_list(heard)}"


def _check_places(expect: Expectations, transcript: Transcript) -> Iterable[str]:
    state = transcript.state
    if expect.menu is not None and state.menu != expect.menu:
        yield f"se esperaba el menú «{expect.menu}» y se llegó a «{state.menu or _EMPTY}»"
    if expect.queue is not None and state.last_queue != expect.queue:
        yield f"se esperaba la cola «{expect.queue}» y se llegó a «{state.last_queue or _EMPTY}»"


def _check_wait(expect: Expectations, transcript: Transcript) -> Iterable[str]:
    most_s, waited_s = expect.answered_within_s, transcript.state.waited_s
    if most_s is None:
        return
    if waited_s is None:
        yield f"se esperaba un asesor antes de {most_s} s y ninguno contestó"
    elif waited_s > most_s:
        yield f"se esperaba un asesor antes de {most_s} s y contestó a los {waited_s:.0f} s"


def _check_outcome(expect: Expectations, transcript: Transcript) -> Iterable[str]:
    outcome = transcript.state.outcome
    if expect.outcome is None:
        return
    if expect.outcome not in OUTCOMES:
        yield f"«{expect.outcome}» no es un resultado de una llamada; hay: {', '.join(OUTCOMES)}"
    elif outcome != expect.outcome:
        yield f"se esperaba el resultado «{expect.outcome}» y fue «{outcome or 'la llamada sigue'}»"


def _check_facts(expect: Expectations, transcript: Transcript) -> Iterable[str]:
    written = [fact.name for fact in transcript.facts]
    yield from (f"«{name}» no es un hecho del registro" for name in expect.facts if name not in _FACTS)
    if (missing := _first_missing(expect.facts, written)) is not None:
        yield f"se esperaba el hecho «{missing}» y se escribieron: {_list(written)}"


def _first_missing(expected: Sequence[str], actual: Sequence[str]) -> str | None:
    """Return the first expected name that does not follow the earlier ones, or None."""
    remaining = iter(actual)
    return next((name for name in expected if name not in remaining), None)


def _list(names: Sequence[str]) -> str:
    return ", ".join(names) or _EMPTY


_CHECKS: tuple[Callable[[Expectations, Transcript], Iterable[str]], ...] = (
    _check_sounds,
    _check_places,
    _check_wait,
    _check_outcome,
    _check_facts,
)
