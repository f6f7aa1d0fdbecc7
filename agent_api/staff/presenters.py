"""The staff as the API presents it. Labels and names come from the site, the labels of the API, and the users."""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from agent_api.access.principal import Principal
from agent_api.kit import labels
from agent_api.staff.domain.history import StaffPeriod, standing_on
from agent_api.staff.domain.record import ListedPerson, StaffDetails, StaffPeriodRow, StaffPerson
from agent_api.staff.schemas import AccountState, StaffActName, StaffDetail, StaffPeriodDetail, StaffSummary
from config.site.model import Site


class PersonParts(msgspec.Struct, frozen=True, kw_only=True):
    """All that the page of a person shows.

    Attributes:
        names: of coordinators, by login.
        roles: those in force today.
        pending_roles: those that another person must approve.
    """

    listed: ListedPerson
    person: StaffPerson
    rows: Sequence[StaffPeriodRow]
    names: Mapping[str, str]
    roles: Sequence[str]
    pending_roles: Sequence[str]


def present_summary(listed: ListedPerson, site: Site, names: Mapping[str, str], today: date) -> StaffSummary:
    """Present a person of a list."""
    return StaffSummary(
        user=listed.user,
        name=listed.name,
        standing=standing_on(listed.period, today),
        entered_on=listed.entered_on,
        begins_on=listed.period.begins_on,
        ends_on=None if listed.period.ending == "move" else listed.period.ends_on,
        account=_account_state(listed),
        signed_in_at=listed.signed_in_at,
        **msgspec.structs.asdict(listed.details),
        **_place_names(listed.details, site, names),
    )


def present_detail(parts: PersonParts, site: Site, principal: Principal, today: date) -> StaffDetail:
    """Present a person with their history, the latest period first."""
    summary = present_summary(parts.listed, site, parts.names, today)
    return StaffDetail(
        **summary.model_dump(),
        document=parts.person.document,
        revision=parts.person.revision,
        roles=list(parts.roles),
        pending_roles=list(parts.pending_roles),
        history=[_present_period(each, site, parts.names) for each in reversed(parts.rows)],
        acts=_list_acts(parts.listed.period, parts.person.user, principal, today),
    )


def _list_acts(period: StaffPeriod, user: str, principal: Principal, today: date) -> list[StaffActName]:
    if not principal.has_permission("staff.manage"):
        return []
    if user == principal.user:
        return ["correct"]
    match standing_on(period, today):
        case "present":
            return ["correct", "move", "leave"]
        case "moving":
            return ["correct", "cancel_move", "leave"]
        case "leaving":
            return ["correct", "move", "leave", "cancel_exit"]
        case "coming":
            return ["correct", "leave"]
    return ["return", "correct"] if period.closed else []


def _present_period(row: StaffPeriodRow, site: Site, names: Mapping[str, str]) -> StaffPeriodDetail:
    period = row.period
    return StaffPeriodDetail(
        number=period.number,
        cause=period.cause,
        begins_on=period.begins_on,
        ends_on=period.ends_on,
        closed=period.closed,
        ending=period.ending,
        destination=row.destination,
        roles=list(row.roles),
        reason=row.reason,
        by_name=row.who_name,
        at=row.at,
        end_reason=row.end_reason,
        ended_by_name=row.ended_by_name,
        ended_at=row.ended_at,
        **msgspec.structs.asdict(row.details),
        **_place_names(row.details, site, names),
    )


def _place_names(details: StaffDetails, site: Site, names: Mapping[str, str]) -> dict[str, str]:
    line = site.lines.get(details.line)
    channels: Mapping[str, str] = labels.CHANNELS  # type: ignore[assignment]  # a stored channel may be an old one
    return {
        "line_name": line.name if line else details.line,
        "channel_name": channels.get(details.channel, details.channel),
        "coordinator_name": names.get(details.coordinator, details.coordinator),
    }


def _account_state(listed: ListedPerson) -> AccountState:
    if not listed.has_account:
        return "none"
    return "disabled" if listed.disabled else "enabled"
