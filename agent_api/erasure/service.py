"""Preview and execution of erasures: one transaction with its facts, then the files.

Owns the order of the steps. Repeating an erasure erases what may be erased by then, and otherwise returns the earlier
result. A process that dies before the commit has changed nothing; after it, files remain that no key opens, and the
sweeps remove them.
"""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.customers.domain.erasure_notice import erasure_notice
from agent_api.customers.encrypted_rows import CustomerCipher
from agent_api.erasure import store
from agent_api.erasure.calls import find_calls, find_references
from agent_api.erasure.domain.administrative_act import cites_act
from agent_api.erasure.domain.plan import (
    CreditStatus,
    ErasureRules,
    Outcome,
    Plan,
    accumulate,
    decide,
    encode_erased,
    encode_kept,
    summarize,
)
from agent_api.erasure.holdings import HoldingsSearch
from agent_api.erasure.person import DataSubject, load_caller, load_customer
from agent_api.erasure.petitions import find_petitions
from agent_api.erasure.problems import InvalidAct, NothingHeld, RequestNotHabeasData, RequestOfAnother, RequestUnknown
from agent_api.erasure.removal import Removal
from agent_api.erasure.store import Erasure, ErasureSeeds
from agent_api.kit.author import Author
from agent_api.kit.facts import append_facts
from agent_api.mail.domain.templates import RenderedText
from agent_api.mail.letter_page import PostalAddress, render_letter
from agent_api.recordings.retention import remove_files
from agent_api.tickets import store as tickets
from agent_api.tickets.domain.numbers import InvalidFilingNumber, parse_number
from agent_api.tickets.petitioner import values_from_record, with_values
from config.law.terms import day_of_receipt
from config.site.model import Site
from eventlog.facts import AnyFact, CallerErased, CustomerErased, RecordingErased
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.postgres.engine import unit_of_work
from storage.recordings.vault import Vault

log = structlog.get_logger(__name__)
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('erasure ' || :campaign, 0))")
_LEGAL_KINDS = ("habeas_data_consulta", "habeas_data_claim")


class ErasureContext(msgspec.Struct, frozen=True, kw_only=True):
    """Resources of an erasure, for both the API and the command line.

    Attributes:
        attachment_vault: files of tickets, or None.
        recording_vault: recordings, or None.
        redis: Valkey, whose log on disk is rewritten without the erased data; None if not available.
    """

    engine: AsyncEngine
    cipher: FieldCipher
    site: Site
    attachment_vault: Vault | None = None
    recording_vault: Vault | None = None
    redis: Redis | None = None

    @property
    def campaign(self) -> str:
        """The campaign of the site."""
        return self.site.campaign


class ErasureTarget(msgspec.Struct, frozen=True, kw_only=True):
    """Person whose data are erased. Set exactly one: a customer, or the phone of a caller without a record.

    Attributes:
        phone: E.164.
    """

    customer_id: str = ""
    phone: str = ""


class ErasureOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order to erase.

    Attributes:
        request: filing number of the holder's request.
        act: administrative act that decides it.
        reason: for the file; stored encrypted.
        credit: the official's statement on the person's credits; None to use the record.
        actor: author in the facts.
        decided_by: login, or ``system``.
    """

    request: str
    act: str
    reason: str
    credit: CreditStatus | None
    actor: str
    decided_by: str


class ErasureResult(msgspec.Struct, frozen=True, kw_only=True):
    """Result of an erasure or of its preview.

    Attributes:
        credit: status on which the decision was based.
        act: empty for a preview of an erasure that never happened.
        at: None for a preview.
        repeated: whether the erasure had been done and nothing was left to erase.
    """

    outcome: Outcome
    credit: CreditStatus
    request: str
    act: str = ""
    decided_by: str = ""
    at: datetime | None = None
    repeated: bool = False


async def preview(
    context: ErasureContext, target: ErasureTarget, request: str, credit: CreditStatus | None, now: datetime
) -> ErasureResult:
    """Preview an erasure; nothing is changed.

    Raises:
        RequestUnknown, RequestNotHabeasData, RequestOfAnother: the petition does not request it.
        NothingHeld: no data of that person exist.
        CustomerUnknown, CustomerMerged: the customer does not exist, or was merged into another.
    """
    references = await _references(context.engine, context.cipher, context.campaign, target)
    async with unit_of_work(context.engine) as connection:
        work = await _ErasureRun.start(
            connection, context.cipher, context.site, target, request, credit=credit, references=references, now=now
        )
        return ErasureResult(outcome=summarize(work.plan), credit=work.credit, request=work.request)


async def erase(context: ErasureContext, target: ErasureTarget, order: ErasureOrder, now: datetime) -> ErasureResult:
    """Erase a person's data, or return the earlier result.

    Raises:
        InvalidAct: the text cites no act.
        RequestUnknown, RequestNotHabeasData, RequestOfAnother, NothingHeld, CustomerUnknown, CustomerMerged: as in
            `preview`.
    """
    if not cites_act(order.act):
        raise InvalidAct
    references = await _references(context.engine, context.cipher, context.campaign, target)
    async with unit_of_work(context.engine) as connection:
        await connection.execute(_ONE_AT_A_TIME, {"campaign": context.campaign})
        work = await _ErasureRun.start(
            connection,
            context.cipher,
            context.site,
            target,
            order.request,
            credit=order.credit,
            references=references,
            now=now,
        )
        if work.earlier is not None and not work.plan.erased:
            outcome = accumulate(work.earlier.outcome, summarize(work.plan))
            return _result_of(work.earlier, work.credit, outcome, repeated=True)
        erasure, paths = await work.carry_out(order)
    await _remove_files(
        context.engine,
        context.campaign,
        paths,
        attachment_vault=context.attachment_vault,
        recording_vault=context.recording_vault,
        redis=context.redis,
    )
    return _result_of(erasure, work.credit, erasure.outcome)


def _result_of(erasure: Erasure, credit: CreditStatus, outcome: Outcome, *, repeated: bool = False) -> ErasureResult:
    return ErasureResult(
        outcome=outcome,
        credit=credit,
        request=erasure.request,
        act=erasure.act,
        decided_by=erasure.decided_by,
        at=erasure.at,
        repeated=repeated,
    )


async def _references(
    engine: AsyncEngine, cipher: FieldCipher, campaign: str, target: ErasureTarget
) -> Mapping[str, str]:
    """Find references to the person's numbers before any lock, because every number of the campaign is decrypted."""
    async with unit_of_work(engine) as connection:
        person = await _person(connection, cipher, campaign, target)
    return await find_references(engine, cipher, campaign, person.phones)


async def _person(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, target: ErasureTarget
) -> DataSubject:
    customer_cipher = CustomerCipher(cipher, campaign)
    if target.customer_id:
        return await load_customer(connection, customer_cipher, target.customer_id)
    return await load_caller(connection, customer_cipher, target.phone)


class _ErasureRun:
    """One erasure within its transaction: search, plan and execution."""

    def __init__(
        self,
        connection: AsyncConnection,
        cipher: FieldCipher,
        site: Site,
        person: DataSubject,
        request: str,
        *,
        now: datetime,
    ) -> None:
        self._connection, self._cipher, self._site, self._person = connection, cipher, site, person
        self._campaign, self.now = site.campaign, now
        self.request = request
        self.earlier: Erasure | None = None
        self.credit: CreditStatus = "none"
        self.plan = Plan(erased=(), kept=())

    @classmethod
    async def start(
        cls,
        connection: AsyncConnection,
        cipher: FieldCipher,
        site: Site,
        target: ErasureTarget,
        request: str,
        *,
        credit: CreditStatus | None,
        references: Mapping[str, str],
        now: datetime,
    ) -> "_ErasureRun":
        """Search for the person's data and plan the erasure."""
        person = await _person(connection, cipher, site.campaign, target)
        work = cls(connection, cipher, site, person, _number(request), now=now)
        work.earlier = await store.find_last(connection, site.campaign, person.customer_id, work.request)
        work.credit = credit or ("in_force" if person.has_credit else "none")
        await work._check_request()
        await work._decide(references)
        return work

    async def _check_request(self) -> None:
        filed = await tickets.lock_ticket(self._connection, self._campaign, self.request)
        if filed is None:
            raise RequestUnknown(self.request)
        if filed.legal_kind not in _LEGAL_KINDS:
            raise RequestNotHabeasData(self.request)
        if filed.customer_ref and filed.customer_ref not in self._person.family:
            raise RequestOfAnother(self.request)

    async def _decide(self, references: Mapping[str, str]) -> None:
        campaign, cipher = self._campaign, self._cipher
        seeds = self.earlier.seeds if self.earlier else ErasureSeeds()
        petition_numbers = {self.request, *seeds.petitions}
        petitions = await find_petitions(self._connection, cipher, campaign, self._person, petition_numbers)
        calls = await find_calls(
            self._connection, campaign, self._person, petitions, references=references, kept_references=seeds.references
        )
        search = HoldingsSearch(
            self._connection, cipher, campaign, person=self._person, petitions=petitions, calls=calls
        )
        holdings = await search.find_holdings(self.request, self.credit)
        if self.earlier is None and all(each.petition == self.request for each in holdings.items):
            raise NothingHeld
        self.plan = decide(holdings, ErasureRules(retention=self._site.retention, today=day_of_receipt(self.now)))

    async def carry_out(self, order: ErasureOrder) -> tuple[Erasure, Sequence[str]]:
        """Erase and store the result; return paths of files to remove after the commit."""
        await self._keep_petitioners()
        removal = Removal(
            self._connection,
            self._cipher,
            self._campaign,
            act=order.act,
            at=self.now,
            letter_pdf=await self._letter_pdf(order.act),
        )
        await removal.erase(self.plan)
        erasure = self._erasure(order)
        await store.add(self._connection, self._campaign, erasure)
        await self._append_facts(order, erasure)
        return erasure, removal.attachment_paths

    async def _keep_petitioners(self) -> None:
        """Copy petitioner and contact data into retained petitions before the customer record loses them."""
        records = {item.key for item in self.plan.erased if item.kind == "customer"}
        for entry in self.plan.kept:
            if entry.item.kind != "petition" or self._person.customer_id not in records:
                continue
            filed = await tickets.lock_ticket(self._connection, self._campaign, entry.item.key)
            if filed is not None and filed.customer_ref in self._person.family:
                record = self._person.records[self._person.customer_id].record
                values = values_from_record(self._cipher, self._site, filed, record)
                if filed.status != "open":
                    values = {name: value for name, value in values.items() if name == "petitioner"}
                after = with_values(self._cipher, self._site, filed, values)
                await tickets.update_ticket(self._connection, self._campaign, filed, after)

    async def _letter_pdf(self, act: str) -> bytes:
        mail = self._site.mail
        if mail is None or not any(each.kind == "letter" for each in self.plan.erased):
            return b""
        letter = RenderedText(
            subject="Carta suprimida", paragraphs=(f"{erasure_notice(act)}.",), signature=(self._site.entity,)
        )
        to, on = PostalAddress(name=erasure_notice(act), street=()), day_of_receipt(self.now)
        return await asyncio.to_thread(
            render_letter, letter, to, mail, number="suprimida", on=on, logo=self._site.branding.logo
        )

    def _erasure(self, order: ErasureOrder) -> Erasure:
        before = self.earlier.outcome if self.earlier else Outcome()
        kept_items = [each.item for each in self.plan.kept]
        id_ = secrets.token_hex(16)
        return Erasure(
            id=id_,
            customer_id=self._person.customer_id,
            request=self.request,
            act=order.act,
            reason=self._cipher.encrypt(order.reason, field=store.REASON, row=row_key(self._campaign, id_)),
            decided_by=order.decided_by,
            at=self.now,
            outcome=accumulate(before, summarize(self.plan)),
            seeds=ErasureSeeds(
                petitions=tuple(each.key for each in kept_items if each.kind == "petition"),
                references=tuple(each.key for each in kept_items if each.kind == "caller_number"),
            ),
        )

    async def _append_facts(self, order: ErasureOrder, erasure: Erasure) -> None:
        outcome = summarize(self.plan)
        fields = {
            "request": self.request,
            "act": order.act,
            "erased": encode_erased(outcome),
            "kept": encode_kept(outcome),
        }
        summary_fact: AnyFact = CallerErased(**fields)
        if erasure.customer_id:
            summary_fact = CustomerErased(customer_ref=erasure.customer_id, **fields)
        await self._append(summary_fact, order)
        for item in self.plan.erased:
            if item.kind == "recording":
                fact = RecordingErased(recording=item.key, request=self.request, act=order.act)
                await self._append(fact, order, call_id=item.call_id)

    async def _append(self, fact: AnyFact, order: ErasureOrder, call_id: str = "") -> None:
        author = Author(actor=order.actor, at=self.now, site_version=self._site.version, call_id=call_id)
        await append_facts(self._connection, self._campaign, [fact], author)


def _number(request: str) -> str:
    try:
        return str(parse_number(request))
    except InvalidFilingNumber:
        raise RequestUnknown(request) from None


async def _remove_files(
    engine: AsyncEngine,
    campaign: str,
    attachments: Sequence[str],
    *,
    attachment_vault: Vault | None,
    recording_vault: Vault | None,
    redis: Redis | None,
) -> None:
    """Remove files that no key opens any more; the sweeps handle failures."""
    try:
        if attachment_vault is not None:
            for path in attachments:
                await asyncio.to_thread(attachment_vault.remove, path)
        if recording_vault is not None:
            await remove_files(engine, recording_vault, campaign)
        if redis is not None:
            await redis.bgrewriteaof()
    except (OSError, RedisError) as error:
        log.warning("erased_files_left_to_sweeps", error=repr(error))
