"""State who speaks in a call, and check the mandate of a person who acts for the holder.

Owns both transactions; each writes its fact. `agent_api.identity.domain.speaker` decides.
"""

from datetime import date, datetime

from agent_api.access.principal import Principal
from agent_api.dispositions.ownership import OwnCall, find_own_call
from agent_api.identity import store as checks
from agent_api.identity.domain import speaker as decisions
from agent_api.identity.problems import CallNotAtHand
from agent_api.identity.speakers import store
from agent_api.identity.speakers.problems import MandateExpired, MandateNotStated
from agent_api.identity.speakers.schemas import MandateCheckForm, SpeakerForm
from agent_api.identity.speakers.store import StatedSpeaker
from agent_api.kit.author import Author
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date, start_of_local_day
from agent_api.kit.facts import append_facts
from agent_api.kit.ports.verified_customer import IdentityRequired
from agent_api.mandates.schemas import to_named_person, to_stated_mandate
from agent_api.mandates.stated import ActingPerson
from eventlog.facts import CallMandateChecked, CallSpeakerStated
from storage.postgres.engine import read_connection, unit_of_work


async def state_speaker(
    context: ApiContext, principal: Principal, call_id: str, form: SpeakerForm, now: datetime
) -> StatedSpeaker:
    """State who speaks in the current call; the same statement again changes nothing.

    Raises:
        NotYourCall, CallNotAtHand: it is not the advisor's current call.
    """
    call = await _require_call(context, principal, call_id, now)
    verified = await context.verified_identity(call_id, principal.user)
    person = _acting_person(form)
    async with unit_of_work(context.engine) as connection:
        await checks.lock_call(connection, context.campaign, call_id)
        current = await store.load_stated(connection, context.cipher, context.campaign, call_id)
        if (current.speaker.kind, current.person) == (form.speaker, person):
            return current
        history = await checks.load_history(connection, context.campaign, call_id, None, start_of_local_day(now))
        last_step = max((each.step for each in history.checks_of_call(call_id)), default=0)
        speaker = decisions.state_speaker(
            current.speaker, form.speaker, has_mandate=person is not None, last_step=last_step
        )
        stated = StatedSpeaker(speaker=speaker, person=person)
        author = _author(principal, call, now)
        await store.add_speaker(
            connection, context.cipher, context.campaign, id_=context.random_token(), stated=stated, author=author
        )
        fact = CallSpeakerStated(
            customer_ref=verified.customer_id if verified else "",
            speaker=form.speaker,
            has_mandate=person is not None,
        )
        await append_facts(connection, context.campaign, [fact], author)
    return stated


async def check_mandate(
    context: ApiContext, principal: Principal, call_id: str, form: MandateCheckForm, now: datetime
) -> StatedSpeaker:
    """Record for what the speaker's mandate suffices; it is for the customer whom the call verified.

    Raises:
        NotYourCall, CallNotAtHand: it is not the advisor's current call.
        IdentityRequired: the call has verified no customer.
        MandateNotStated: no mandate was stated.
        MandateExpired: it does not suffice on a day that has passed.
    """
    call = await _require_call(context, principal, call_id, now)
    verified = await context.verified_identity(call_id, principal.user)
    if verified is None:
        raise IdentityRequired
    async with unit_of_work(context.engine) as connection:
        await checks.lock_call(connection, context.campaign, call_id)
        current = await store.load_stated(connection, context.cipher, context.campaign, call_id)
        until = _last_day(current, form, local_date(now))
        checked = decisions.check_mandate(current.speaker, verified.customer_id, form.coverage, until)
        stated = StatedSpeaker(speaker=checked, person=current.person)
        author = _author(principal, call, now)
        await store.add_speaker(
            connection, context.cipher, context.campaign, id_=context.random_token(), stated=stated, author=author
        )
        fact = CallMandateChecked(
            customer_ref=verified.customer_id,
            speaker=checked.kind,
            coverage=form.coverage,
            until=until.isoformat() if until else "",
        )
        await append_facts(connection, context.campaign, [fact], author)
    return stated


async def read_speaker(context: ApiContext, call_id: str) -> StatedSpeaker:
    """Return who speaks in a call; the calling code checks that the user may know it."""
    async with read_connection(context.engine) as connection:
        return await store.load_stated(connection, context.cipher, context.campaign, call_id)


def _last_day(current: StatedSpeaker, form: MandateCheckForm, today: date) -> date | None:
    """Return the last day on which the mandate suffices: the stated one, unless its document ends before.

    Raises:
        MandateNotStated, MandateExpired: see `check_mandate`.
    """
    if current.person is None:
        raise MandateNotStated
    ends = [each for each in (form.until, current.person.mandate.expires_on) if each]
    until = min(ends, default=None)
    if form.coverage != "none" and until is not None and until < today:
        raise MandateExpired
    return until


def _acting_person(form: SpeakerForm) -> ActingPerson | None:
    if form.representative is None or form.mandate is None:
        return None
    return ActingPerson(representative=to_named_person(form.representative), mandate=to_stated_mandate(form.mandate))


async def _require_call(context: ApiContext, principal: Principal, call_id: str, now: datetime) -> OwnCall:
    call = await find_own_call(context.router, context.journal, principal.user, call_id, now)
    if await context.router.current_call(principal.user) != call_id:
        raise CallNotAtHand
    return call


def _author(principal: Principal, call: OwnCall, now: datetime) -> Author:
    return principal.author(at=now, site_version=call.site_version, call_id=call.call_id)
