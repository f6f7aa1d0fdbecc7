"""The practices of the demo's past: two that ended, each with its result."""

from datetime import datetime, time, timedelta
from functools import partial

from agent_api.kit.facts import append_facts
from agent_api.practice import store
from agent_api.practice.domain.practice import Done, PracticeRow
from atencion.demo.administration.office import PastAct, PastOffice
from atencion.demo.quality.agenda import business_day_before, local_moment
from config.site.calls.practice import PracticeScenario
from config.timezone import COLOMBIA
from eventlog.facts import PracticeEnded, PracticeStarted
from storage.postgres.engine import unit_of_work


class PastPractices:
    """Practices of new advisors; their calls are not kept any more."""

    def __init__(self, office: PastOffice) -> None:
        self._office = office

    def acts(self) -> list[PastAct]:
        """Return the acts, with their moments: a good result, and one with a point that was missed."""
        rules = self._office.context.site.practice
        scenarios = list(rules.scenarios.values()) if rules else []
        days = (7, 4)
        return [
            PastAct(at, partial(self._practise, each, at, number))
            for number, (each, at) in enumerate(zip(scenarios, map(self._moment, days), strict=False), start=1)
        ]

    def _moment(self, days: int) -> datetime:
        return local_moment(business_day_before(self._office.today, days), time(14, 20))

    async def _practise(self, scenario: PracticeScenario, at: datetime, slot: int) -> None:
        context, advisor, last_s = self._office.context, "asesor3", 245
        done = Done(talk_s=last_s - 38, topic=scenario.topic, verified=scenario.verified)
        ended = at + timedelta(seconds=last_s)
        author = self._office.principal(advisor).author(at=at, site_version=context.site.version)
        async with unit_of_work(context.engine) as connection:
            await store.lock(connection, context.campaign)
            row = PracticeRow(
                id=await store.next_id(connection, context.campaign, at.astimezone(COLOMBIA).year),
                advisor=advisor,
                scenario=scenario.id,
                site_version=context.site.version,
                slot=slot,
                started_at=at,
                started_by=advisor,
                expires_at=at + timedelta(minutes=20),
                ended_at=ended,
                end="finished",
                ended_by=advisor,
                done=done,
            )
            await store.add(connection, context.campaign, row)
            await store.set_end(connection, context.campaign, row)
            facts = (
                PracticeStarted(practice=row.id, advisor=advisor, scenario=scenario.id),
                PracticeEnded(
                    practice=row.id,
                    advisor=advisor,
                    scenario=scenario.id,
                    end="finished",
                    seconds=last_s,
                    answered=True,
                    topic=done.topic,
                    verified=done.verified,
                    filed=done.filed,
                ),
            )
            await append_facts(connection, context.campaign, facts, author)
