"""Open and annul coaching: by the site's rule when a round is signed, or by a person.

Owns the opening of a coaching with its fact and its notification. `domain.proposal` decides what a round does.
"""

from fractions import Fraction

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.permissions import roles_with_permission
from agent_api.access.users import users_with_roles
from agent_api.kit.author import Author
from agent_api.kit.dates import local_date
from agent_api.kit.facts import append_facts
from agent_api.notifications.service import NotificationCause, notify
from agent_api.quality.coaching import store
from agent_api.quality.coaching.domain.proposal import Effect, effect_of
from agent_api.quality.coaching.domain.state_machine import Coaching, apply_act
from agent_api.quality.coaching.signed_rounds import SignedRound, list_results
from agent_api.quality.coaching.store import CoachingRow
from agent_api.quality.evaluations.domain.result import RoundResult
from config.site.model import Site
from config.timezone import COLOMBIA
from eventlog.facts import CoachingAnnulled, CoachingProposed
from eventlog.facts.quality.coaching import CoachingCause


async def follow_signed_round(
    connection: AsyncConnection, campaign: str, site: Site, evaluation: str, author: Author
) -> None:
    """Propose, annul or replace the coaching about an evaluation whose last round was just signed."""
    if site.quality is None:
        return
    *earlier, last = await list_results(connection, campaign, evaluation)
    if not last.has_feedback:
        return
    await store.lock_numbers(connection, campaign)
    current = await store.lock_open_of(connection, campaign, evaluation)
    before = _result(earlier[-1]) if earlier else None
    trigger = site.quality.evaluations.coaching_when
    effect: Effect = effect_of(trigger, _result(last), before=before, has_open=current is not None)
    if current is not None and effect in ("annul", "replace"):
        await _annul(connection, campaign, current, last.round, author)
    if effect in ("propose", "replace"):
        replaced = current.id if current is not None else ""
        await open_coaching(connection, campaign, last, author, cause="rule", replaces=replaced)


async def open_coaching(
    connection: AsyncConnection,
    campaign: str,
    about: SignedRound,
    author: Author,
    *,
    cause: CoachingCause,
    replaces: str = "",
) -> CoachingRow:
    """Open a coaching about a signed round; the caller has locked the numbers."""
    row = CoachingRow(
        id=await store.next_id(connection, campaign, author.at.astimezone(COLOMBIA).year),
        evaluation=about.evaluation,
        round=about.round,
        cause=cause,
        advisor=about.advisor,
        replaces=replaces,
        opened_at=author.at,
        updated_at=author.at,
    )
    await store.add(connection, campaign, row)
    await store.add_step(connection, campaign, row, "propose", author=author)
    fact = CoachingProposed(
        coaching=row.id,
        evaluation=row.evaluation,
        round=row.round,
        advisor=row.advisor,
        cause=cause,
        replaces=replaces,
    )
    await append_facts(connection, campaign, [fact], author)
    leaders = await users_with_roles(
        connection, campaign, roles_with_permission("coaching.lead"), local_date(author.at)
    )
    proposed = NotificationCause(kind="coaching_proposed", number=row.id, event="proposed", by_user=author.user)
    await notify(connection, campaign, proposed, leaders - {row.advisor}, author.at)
    return row


async def _annul(connection: AsyncConnection, campaign: str, row: CoachingRow, round_: int, author: Author) -> None:
    after = apply_act(row.value, "annul", None)
    assert isinstance(after, Coaching)  # the table annuls each open state
    annulled = msgspec.structs.replace(row, state=after.state)
    columns = {"state": annulled.state, "revision": row.revision + 1, "updated_at": author.at}
    await store.update_columns(connection, campaign, row.id, **columns)
    await store.add_step(connection, campaign, annulled, "annul", author=author)
    fact = CoachingAnnulled(coaching=row.id, evaluation=row.evaluation, round=round_)
    await append_facts(connection, campaign, [fact], author)
    recipients = {row.leader} if row.state == "proposed" else {row.leader, row.advisor}
    cause = NotificationCause(kind="coaching_ended", number=row.id, event="ended", by_user=author.user)
    await notify(connection, campaign, cause, recipients, author.at)


def _result(signed: SignedRound) -> RoundResult:
    return RoundResult(score=Fraction(signed.score) if signed.score else None, families=signed.families)
