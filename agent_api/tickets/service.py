"""Filing a petition, and showing tickets to who may see them.

Owns what a filing is: one transaction with the number, the ticket and its fact, done once however often it is asked. No
petition is refused because somebody is not identified or gives no reasons (Decreto 1166 de 2016; Ley 1437 de 2011,
art. 15 and 16).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api import wording
from agent_api.access.guard import Asking
from agent_api.calls.store import Place
from agent_api.customers.callers import caller_of, callers_of
from agent_api.customers.masking import masked_number, shown_number
from agent_api.customers.phone_numbers import to_e164
from agent_api.deps import Deps
from agent_api.drafts import store as drafts
from agent_api.drafts.store import Whose
from agent_api.moments import LOCAL, local_day
from agent_api.own_calls.at_hand import own_call
from agent_api.problems import ApiError, NotFound
from agent_api.tickets import store
from agent_api.tickets.numbers import FilingNumber, Misread, read_number, spoken
from agent_api.tickets.schemas import Ticket, TicketForm, TicketQuery
from agent_api.tickets.store import Filed, Seen
from agent_api.typology.choice import site_with
from config.site import Site
from config.typology import Topic
from eventlog import outbox
from eventlog.facts import TicketFiled
from storage.engine import reading, unit_of_work

SEE_EVERY: Final = frozenset({"supervisor", "coordinador", "calidad", "interventoria"})
"""Roles that see every ticket; the others see those that they filed and those of the call at hand."""
READ_NO_TEXT: Final = frozenset({"interventoria"})
"""Roles that check numbers and terms, not what people told."""


class SpokenIn(Protocol):
    """The call in which a petition was said, to an advisor or after the tone."""

    @property
    def call_id(self) -> str:
        """Its id."""

    @property
    def caller_ref(self) -> str:
        """Opaque reference to the caller's number, or empty."""

    @property
    def site_version(self) -> str:
        """Under which it began."""


class KeyReused(ApiError):
    """The same Idempotency-Key came with another petition."""

    status = 409
    code = "idempotency_key_reused"

    def __init__(self) -> None:
        super().__init__("Con esa clave ya se radicó otra petición; use una clave nueva.")


class NumberMisread(ApiError):
    """The check digit of a number does not fit."""

    status = 400
    code = "number_misread"

    def __init__(self) -> None:
        super().__init__(
            "El número parece mal dictado: su último dígito no coincide. Pida que se lo repitan, despacio."
        )


async def file_ticket(deps: Deps, who: Asking, form: TicketForm, key: str, now: datetime) -> Filed:
    """File a petition, once a key.

    Args:
        deps: of the API.
        who: files it.
        form: the petition.
        key: of the request; the same key and form again give the same ticket.
        now: aware; the date of the filing.

    Raises:
        KeyReused: the key came before with another form.
        NotYourCall: the call is not at hand, nor one that the user had today.
        TypologyUnknown: there is no such kind, theme or sub-theme.
        TypologyRetired: it may not be chosen today.
    """
    request = _print_of(deps, form)
    async with reading(deps.engine) as connection:
        earlier = await _earlier(connection, deps.campaign, who.user, key, request)
    if earlier is not None:
        return earlier
    call = await own_call(deps, who.user, form.call_id, now) if form.call_id else None
    filed = await described(deps, who, form, call, key=key, now=now)
    async with unit_of_work(deps.engine) as connection:
        return await give_number(connection, deps.campaign, who, filed, now)


async def give_number(connection: AsyncConnection, campaign: str, who: Asking, filed: Filed, now: datetime) -> Filed:
    """Give a described petition its number and store all, unless another request of the same key came first.

    Args:
        connection: within a transaction; who files holds the year's sequence until it ends.
        campaign: whose.
        who: files it.
        filed: as `described` gave it.
        now: aware; the date of the filing.

    Raises:
        KeyReused: the key came before with another form.
    """
    year = now.astimezone(LOCAL).year
    sequence = await store.next_sequence(connection, campaign, year)
    earlier = await _earlier(connection, campaign, who.user, filed.idempotency_key, filed.request)
    if earlier is not None:
        await store.give_back(connection, campaign, year)
        return earlier
    filed = msgspec.structs.replace(filed, number=str(FilingNumber(year, sequence)))
    await store.add(connection, campaign, filed)
    await drafts.remove(connection, Whose(campaign, filed.call_id, who.user))
    fact = TicketFiled(ticket=filed.number, kind=filed.kind, theme=filed.theme, subtheme=filed.subtheme)
    told = {"actor": who.actor, "site_version": filed.site_version, "call_id": filed.call_id}
    await outbox.put(connection, campaign, [fact], **told)
    return filed


async def _earlier(connection: AsyncConnection, campaign: str, user: str, key: str, request: str) -> Filed | None:
    earlier = await store.filed_with(connection, campaign, user, key)
    if earlier is not None and earlier.request != request:
        raise KeyReused
    return earlier


def _print_of(deps: Deps, form: TicketForm) -> str:
    # A request that says no sub-theme has the print that it had before there were any.
    unsaid = {"subtheme"} if form.subtheme is None else None
    return deps.sealer.blind(form.model_dump_json(exclude=unsaid), about=store.REQUEST)


async def described(
    deps: Deps, who: Asking, form: TicketForm, call: SpokenIn | None, *, key: str, now: datetime
) -> Filed:
    """The ticket to be, still without a number.

    Args:
        deps: of the API.
        who: files it.
        form: the petition.
        key: of the request.
        now: aware; the date of the filing.
        call: in which the petition was said, if there is one; that it may be told to who files is the caller's to know.

    Raises:
        TypologyUnknown: there is no such kind, theme or sub-theme.
        TypologyRetired: it may not be chosen today.
    """
    topic = Topic(form.kind, form.theme, form.subtheme or "")
    site = await site_with(deps, call.site_version if call else "", topic, local_day(now))
    phone = to_e164(await caller_of(deps, call.caller_ref)) if call else None
    return Filed(
        number="",
        kind=form.kind,
        theme=form.theme,
        subtheme=topic.subtheme,
        site_version=site.version,
        text=deps.sealer.seal(form.text, about=store.TEXT),
        call_id=call.call_id if call else "",
        caller_ref=call.caller_ref if call else "",
        caller=deps.sealer.blind(phone, about=store.CALLER) if phone else "",
        filed_at=now,
        filed_by=who.user,
        received_by=who.name,
        idempotency_key=key,
        request=_print_of(deps, form),
    )


async def seen_by(deps: Deps, who: Asking) -> Seen:
    """Which tickets somebody may see."""
    if who.roles & SEE_EVERY:
        return Seen(every=True, user=who.user)
    return Seen(every=False, user=who.user, call_id=await deps.router.call_at_hand(who.user))


async def find_ticket(deps: Deps, who: Asking, text: str) -> Filed:
    """A ticket by its number as it was dictated.

    Raises:
        NumberMisread: that is no filing number.
        NotFound: there is no such ticket, or not for this user.
    """
    try:
        asked = str(read_number(text))
    except Misread:
        raise NumberMisread from None
    filed = await store.by_number(deps.engine, deps.campaign, asked, await seen_by(deps, who))
    if filed is None:
        raise NotFound(f"No hay ningún ticket {asked} que usted pueda ver.")
    return filed


async def list_tickets(
    deps: Deps, who: Asking, query: TicketQuery, after: Place | None
) -> tuple[list[Filed], Place | None]:
    """A page of the tickets that somebody may see, and where it ends if there are more."""
    seen, limit, filed_by = await seen_by(deps, who), query.limit, who.user if query.mine else None
    found = await store.latest(
        deps.engine, deps.campaign, seen, limit + 1, filed_by=filed_by, call_id=query.call_id, after=after
    )
    page = found[:limit]
    return page, Place(page[-1].filed_at, page[-1].number) if len(found) > limit else None


async def shown(deps: Deps, who: Asking, tickets: Sequence[Filed]) -> list[Ticket]:
    """Tickets as somebody may see them."""
    callers = await callers_of(deps, [each.caller_ref for each in tickets])
    show = shown_number if who.may("number.read") else masked_number
    reads = bool(who.roles - READ_NO_TEXT)
    return [
        _shown(deps, each, await deps.site_of(each.site_version), show(callers.get(each.caller_ref, "")), reads=reads)
        for each in tickets
    ]


def _shown(deps: Deps, filed: Filed, site: Site, number: str, *, reads: bool) -> Ticket:
    return Ticket(
        number=filed.number,
        spoken=spoken(read_number(filed.number)),
        kind=filed.kind,
        kind_name=wording.kind_name(site, filed.kind),
        theme=filed.theme,
        theme_name=wording.theme_name(site, filed.kind, filed.theme),
        subtheme=filed.subtheme or None,
        subtheme_name=wording.subtheme_name(site, filed.kind, filed.theme, filed.subtheme),
        text=deps.sealer.open(filed.text, about=store.TEXT) if reads else None,
        status="open",
        call_id=filed.call_id or None,
        caller=number if filed.call_id else None,
        filed_at=filed.filed_at,
        filed_by=filed.filed_by,
        received_by=filed.received_by,
        verbal=bool(filed.call_id),
    )
