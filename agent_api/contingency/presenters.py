"""Contingency messages as responses, with the names of lines, messages and people."""

from collections.abc import Mapping

from agent_api.access.user_names import find_names
from agent_api.contingency import store
from agent_api.contingency.domain.message import MessageRow
from agent_api.contingency.schemas import ContingencyChoice, ContingencyMessage, ContingencyMessages
from agent_api.contingency.service import Messages
from agent_api.kit import labels
from agent_api.kit.context import ApiContext
from config.site.calls.contingency import ContingencyRules
from config.site.model import Site
from storage.encryption.field_cipher import row_key


async def present_messages(context: ApiContext, messages: Messages) -> ContingencyMessages:
    """Return what the board shows: messages in force, choices, and the last ones."""
    rows = [*messages.in_force, *messages.latest]
    people = {user for row in rows for user in (row.started_by, row.ended_by) if user}
    names = await find_names(context.engine, context.site, context.cipher, people)
    rules = context.site.contingency
    return ContingencyMessages(
        in_force=[_present(context, row, names) for row in messages.in_force],
        choices=_choices(context.site, rules) if rules else [],
        max_hours=rules.max_hours if rules else 0,
        latest=[_present(context, row, names) for row in messages.latest],
    )


def _choices(site: Site, rules: ContingencyRules) -> list[ContingencyChoice]:
    """Return the messages by name; a stored site keeps no order of them."""
    return [
        ContingencyChoice(id=each.id, name=each.name, text=site.prompts[each.prompt].text, modes=list(each.modes))
        for each in sorted(rules.messages.values(), key=lambda message: message.name.casefold())
    ]


def _present(context: ApiContext, row: MessageRow, names: Mapping[str, str]) -> ContingencyMessage:
    reason = context.cipher.decrypt(row.reason, field=store.REASON, row=row_key(context.campaign, row.id))
    return ContingencyMessage(
        id=row.id,
        line=row.line,
        line_name=labels.line_name(context.site, row.line),
        message=row.message,
        message_name=labels.contingency_name(context.site, row.message),
        mode=row.mode,
        reason=reason,
        started_at=row.started_at,
        started_by=row.started_by,
        started_by_name=names.get(row.started_by, row.started_by),
        until=row.until,
        ended_at=row.ended_at,
        end=row.end,
        ended_by=row.ended_by,
        ended_by_name=names.get(row.ended_by, row.ended_by),
    )
