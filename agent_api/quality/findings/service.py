"""Register findings, and act on them: propose, correct, approve, verify, close, annul, reopen, assign.

Each act is one transaction with its fact, its history and its notifications; the state machine decides who may take
it. An act on an old revision changes nothing and returns the finding as it is.
"""

from datetime import date

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.access.users import users_with_roles
from agent_api.kit.author import Author
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.facts import append_facts
from agent_api.notifications.service import NotificationCause, notify
from agent_api.quality.findings import store
from agent_api.quality.findings.domain.deadline import last_day
from agent_api.quality.findings.domain.state_machine import (
    TEXT_NEEDED,
    FindingRefusal,
    QualityFinding,
    find_refusal,
    take_act,
)
from agent_api.quality.findings.lists import read_finding, require_rules, require_visible
from agent_api.quality.findings.problems import (
    FindingActRefused,
    FindingChanged,
    FindingInvalid,
    FindingKeyReused,
)
from agent_api.quality.findings.schemas import (
    FindingActionForm,
    FindingAssignmentForm,
    FindingReviewForm,
    NewFinding,
)
from agent_api.quality.findings.sources import Fault, FindingEvidence, check_evidence
from agent_api.quality.findings.store import FindingRow
from config.site.quality.findings import FindingRules
from config.timezone import COLOMBIA
from eventlog.facts import FindingAssigned, FindingRegistered, FindingStepTaken
from eventlog.facts.quality.finding import FindingAct
from storage.postgres.engine import unit_of_work

_OWNER_ACTS = ("propose", "finish", "reject")


async def register_finding(context: ApiContext, principal: Principal, form: NewFinding, key: str) -> tuple[str, bool]:
    """Store a finding, once for each idempotency key; return its number and whether it is new.

    Raises:
        FindingsNotConfigured: the site has no rules.
        FindingInvalid: a field does not fit the site, or names what does not exist.
        FindingKeyReused: the key was used with another form.
    """
    rules = require_rules(context.site)
    request = context.cipher.blind_index(form.model_dump_json(), field=store.REQUEST)
    evidence = await check_evidence(context, principal, form)
    async with unit_of_work(context.engine) as connection:
        id_ = await store.next_id(connection, context.campaign, context.now().astimezone(COLOMBIA).year)
        earlier = await store.find_by_key(connection, context.campaign, principal.user, key)
        if earlier is not None:
            if earlier.request != request:
                raise FindingKeyReused
            return earlier.id, False
        faults = [*evidence.faults, *await _faults_of(connection, context, rules, form)]
        if faults:
            raise FindingInvalid(faults)
        row = _new_row(context, principal, form, id_, rules=rules, evidence=evidence, key=key, request=request)
        author = _author(context, principal, row)
        await store.add(connection, context.campaign, row)
        await store.add_step(connection, context.cipher, context.campaign, row, "record", author=author)
        fact = FindingRegistered(
            finding=id_,
            source=row.source,
            reference=row.reference,
            kind=row.kind,
            severity=row.severity,
            area=row.area,
            owner=row.owner,
            due_on=row.due_on.isoformat(),
        )
        await append_facts(connection, context.campaign, [fact], author)
        await _notify_assigned(connection, context, principal, row)
    return id_, True


async def act_as_owner(context: ApiContext, principal: Principal, id_: str, form: FindingActionForm) -> None:
    """Take an act of the owner.

    Raises:
        FindingUnknown: there is none that the user may see.
        FindingActRefused: the state machine refuses it.
        FindingChanged: another person acted since it was read.
    """
    await _act(context, principal, id_, form.act, revision=form.revision, note=form.text)


async def review_finding(context: ApiContext, principal: Principal, id_: str, form: FindingReviewForm) -> None:
    """Take an act of another person than the owner.

    Raises:
        FindingUnknown, FindingActRefused, FindingChanged: as in `act_as_owner`.
        FindingInvalid: the act needs a text.
    """
    if form.act in TEXT_NEEDED and not form.text:
        raise FindingInvalid([("text", "Escriba el motivo, o cómo lo verificó.")])
    await _act(context, principal, id_, form.act, revision=form.revision, note=form.text)


async def assign_finding(context: ApiContext, principal: Principal, id_: str, form: FindingAssignmentForm) -> None:
    """Give a finding another area and owner, who is notified.

    Raises:
        FindingUnknown, FindingActRefused, FindingChanged: as in `act_as_owner`.
        FindingInvalid: the area or the owner does not fit the site.
    """
    rules = require_rules(context.site)
    async with unit_of_work(context.engine) as connection:
        row = await _lock(connection, context, principal, id_)
        if row.revision == form.revision:
            _require_possible(row.value, "assign", principal.user)
            faults = [*_area_faults(rules, form.area), *await _owner_faults(connection, context, rules, form.owner)]
            if faults:
                raise FindingInvalid(faults)
            after = _moved(row, context, area=form.area, owner=form.owner)
            await _store(connection, context, principal, row, after=after, act="assign", note=form.text)
            fact = FindingAssigned(finding=id_, area=form.area, owner=form.owner)
            await append_facts(connection, context.campaign, [fact], _author(context, principal, row))
            await _notify_assigned(connection, context, principal, after)
            return
    raise await _changed(context, principal, id_)


async def _act(
    context: ApiContext, principal: Principal, id_: str, act: FindingAct, *, revision: int, note: str
) -> None:
    async with unit_of_work(context.engine) as connection:
        row, today = await _lock(connection, context, principal, id_), local_date(context.now())
        if row.revision == revision:
            due_on = _reopened_due(context, row, today) if act == "reopen" else None
            value = take_act(row.value, act, principal.user, today, due_on=due_on)
            if isinstance(value, FindingRefusal):
                raise FindingActRefused(value)
            changes: dict[str, object] = {
                "state": value.state,
                "done_by": value.done_by,
                "done_on": value.done_on,
                "due_on": value.due_on,
            }
            if act == "reopen":
                changes["counted_from"] = today
            if act == "propose":
                changes["action"] = store.encrypt_text(context.cipher, context.campaign, id_, store.ACTION, note)
            after = _moved(row, context, **changes)
            await _store(connection, context, principal, row, after=after, act=act, note=note)
            fact = FindingStepTaken(
                finding=id_, act=act, state=after.state, late=today > row.due_on, due_on=after.due_on.isoformat()
            )
            await append_facts(connection, context.campaign, [fact], _author(context, principal, row))
            await _notify_act(connection, context, principal, after, act)
            return
    raise await _changed(context, principal, id_)


async def _store(
    connection: AsyncConnection,
    context: ApiContext,
    principal: Principal,
    before: FindingRow,
    *,
    after: FindingRow,
    act: FindingAct,
    note: str,
) -> None:
    """Store the changed columns of a finding, and the act in its history."""
    old, new = msgspec.structs.asdict(before), msgspec.structs.asdict(after)
    changes = {name: value for name, value in new.items() if value != old[name]}
    await store.update_columns(connection, context.campaign, after.id, **changes)
    author = _author(context, principal, before)
    await store.add_step(connection, context.cipher, context.campaign, after, act, author=author, note=note)


def _moved(row: FindingRow, context: ApiContext, **changes: object) -> FindingRow:
    return msgspec.structs.replace(row, **changes, revision=row.revision + 1, updated_at=context.now())


async def _lock(connection: AsyncConnection, context: ApiContext, principal: Principal, id_: str) -> FindingRow:
    return require_visible(principal, await store.find(connection, context.campaign, id_, lock=True))


async def _changed(context: ApiContext, principal: Principal, id_: str) -> FindingChanged:
    newer = await read_finding(context, principal, id_)
    return FindingChanged(newer.model_dump(mode="json"))


def _require_possible(finding: QualityFinding, act: FindingAct, user: str) -> None:
    refused = find_refusal(finding, act, user)
    if refused is not None:
        raise FindingActRefused(refused)


def _reopened_due(context: ApiContext, row: FindingRow, today: date) -> date:
    """Return the new last day of a reopened finding; a severity that the site no longer has keeps the old one."""
    severity = require_rules(context.site).find_severity(row.severity)
    return last_day(today, severity.days_to_act, context.site.terms) if severity else row.due_on


async def _faults_of(
    connection: AsyncConnection, context: ApiContext, rules: FindingRules, form: NewFinding
) -> list[Fault]:
    faults: list[Fault] = []
    if form.kind not in rules.kinds:
        faults.append(("kind", "El sitio no tiene esa clase de hallazgo."))
    if rules.find_severity(form.severity) is None:
        faults.append(("severity", "El sitio no tiene esa gravedad."))
    return [
        *faults,
        *_area_faults(rules, form.area),
        *await _owner_faults(connection, context, rules, form.owner),
    ]


def _area_faults(rules: FindingRules, area: str) -> list[Fault]:
    return [] if area in rules.areas else [("area", "El sitio no registra hallazgos de esa área.")]


async def _owner_faults(
    connection: AsyncConnection, context: ApiContext, rules: FindingRules, owner: str
) -> list[Fault]:
    today = local_date(context.now())
    owners = await users_with_roles(connection, context.campaign, rules.owner_roles, today, [owner])
    return [] if owners else [("owner", "Esa persona no puede responder por un hallazgo hoy; elija otra.")]


def _new_row(
    context: ApiContext,
    principal: Principal,
    form: NewFinding,
    id_: str,
    *,
    rules: FindingRules,
    evidence: FindingEvidence,
    key: str,
    request: str,
) -> FindingRow:
    now, cipher, campaign = context.now(), context.cipher, context.campaign
    today, severity = local_date(now), rules.find_severity(form.severity)
    assert severity is not None  # `_faults_of` found none
    description = store.encrypt_text(cipher, campaign, id_, store.DESCRIPTION, form.description)
    assert description is not None  # it is not empty
    return FindingRow(
        id=id_,
        source=form.source,
        reference=form.reference or "",
        kind=form.kind,
        severity=form.severity,
        area=form.area,
        owner=form.owner,
        call=evidence.call,
        second=evidence.second,
        ticket=evidence.ticket,
        found_at=now,
        found_on=today,
        found_by=principal.user,
        found_by_name=principal.name,
        site_version=context.site.version,
        idempotency_key=key,
        request=request,
        counted_from=today,
        due_on=last_day(today, severity.days_to_act, context.site.terms),
        updated_at=now,
        description=description,
        action=store.encrypt_text(cipher, campaign, id_, store.ACTION, form.action),
    )


def _author(context: ApiContext, principal: Principal, row: FindingRow) -> Author:
    """Return the author of a fact; a fact about a call joins the call's timeline."""
    return principal.author(at=context.now(), site_version=context.site.version, call_id=row.call)


async def _notify_assigned(
    connection: AsyncConnection, context: ApiContext, principal: Principal, row: FindingRow
) -> None:
    cause = NotificationCause(
        kind="finding_assigned",
        number=row.id,
        event=f"assigned {row.revision}",
        by_user=principal.user,
        due_on=row.due_on,
    )
    await notify(connection, context.campaign, cause, [row.owner], context.now())


async def _notify_act(
    connection: AsyncConnection, context: ApiContext, principal: Principal, row: FindingRow, act: FindingAct
) -> None:
    """Notify the person who found it of the owner's acts, and the owner of the others'."""
    by_owner = act in _OWNER_ACTS
    cause = NotificationCause(
        kind="finding_acted" if by_owner else "finding_reviewed",
        number=row.id,
        event=f"{act} {row.revision}",
        by_user=principal.user,
        due_on=row.due_on,
    )
    await notify(connection, context.campaign, cause, [row.found_by if by_owner else row.owner], context.now())
