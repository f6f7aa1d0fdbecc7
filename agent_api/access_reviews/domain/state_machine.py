"""The acts in a review of accounts: decide, sign and execute, and which person may do each. Pure.

Four rules hold after every act: no person decides on their own account; a review is signed only when each account has
a decision; a person who decided or signed does not execute; a signed decision does not change.

 open ──sign──▶ signed ──the last execution──▶ closed
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple

import msgspec

from agent_api.access_reviews.domain.account_findings import AccountFinding
from eventlog.facts.access_review import ReviewDecision

ReviewState = Literal["open", "signed", "closed"]
"""``open``: accounts are decided; ``signed``: decisions are carried out; ``closed``: nothing is left to do."""


class AccountDecision(msgspec.Struct, frozen=True, kw_only=True):
    """A decision on an account.

    Attributes:
        roles: those that the account is to have, sorted; empty unless ``decision`` is change.
        has_reason: whether it has a reason.
        exception_until: last day on which the account may stay with its findings, or None.
    """

    decision: ReviewDecision
    roles: tuple[str, ...] = ()
    has_reason: bool = False
    exception_until: date | None = None


class AccountState(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a reviewed account that decides which acts are possible; ``decided_by`` may be empty."""

    user: str
    findings: tuple[AccountFinding, ...] = ()
    decision: ReviewDecision | None = None
    decided_by: str = ""
    is_executed: bool = False


class ReviewRefusal(NamedTuple):
    """Why an act is refused: a stable code, and a Spanish sentence."""

    code: str
    text: str


def decide_refusal(
    state: ReviewState, account: AccountState, decision: AccountDecision, user: str, *, today: date, longest: int
) -> ReviewRefusal | None:
    """Return why a person cannot decide on an account; None if they can.

    ``longest`` is the longest exception, in days.
    """
    if state != "open":
        return _SIGNED
    if user == account.user:
        return ReviewRefusal("own_account", "Nadie decide sobre su propia cuenta: lo hace otra persona.")
    return _content_refusal(account, decision, today, longest)


def sign_refusal(state: ReviewState, accounts: Sequence[AccountState]) -> ReviewRefusal | None:
    """Return why a review cannot be signed; None if it can."""
    if state != "open":
        return _SIGNED
    undecided = sum(1 for each in accounts if each.decision is None)
    if undecided:
        counted = "Falta 1 cuenta" if undecided == 1 else f"Faltan {undecided} cuentas"
        return ReviewRefusal("accounts_undecided", f"{counted} por decidir: la revisión se firma cuando todas están.")
    return None


def execute_refusal(state: ReviewState, account: AccountState, signed_by: str, user: str) -> ReviewRefusal | None:
    """Return why a person cannot carry out the decision on an account; None if they can."""
    if state == "open":
        return ReviewRefusal("review_unsigned", "La revisión no está firmada: primero se decide todo y se firma.")
    if account.decision in (None, "keep") or account.is_executed:
        return ReviewRefusal("nothing_to_execute", "En esa cuenta no hay nada pendiente.")
    if user == account.user:
        return ReviewRefusal("own_account", "Nadie cambia su propia cuenta: lo hace otra persona.")
    if user in (account.decided_by, signed_by):
        return ReviewRefusal("reviewer_executes", "Quien decidió o firmó no lo ejecuta: lo hace otra persona.")
    return None


def is_finished(accounts: Sequence[AccountState]) -> bool:
    """Return whether each decision to change or remove was carried out."""
    return all(each.is_executed for each in accounts if each.decision in ("change", "remove"))


def _content_refusal(
    account: AccountState, decision: AccountDecision, today: date, longest: int
) -> ReviewRefusal | None:
    if (decision.decision == "change") != bool(decision.roles):
        text = "Diga qué roles le quedan, y solo si la cuenta cambia; si no le queda ninguno, retírela."
        return ReviewRefusal("roles_missing", text)
    until = decision.exception_until
    if until is not None and (decision.decision != "keep" or not today < until <= today + timedelta(days=longest)):
        text = f"Una excepción es de una cuenta que se mantiene, y dura de 1 a {longest} días."
        return ReviewRefusal("exception_invalid", text)
    if decision.decision == "keep" and account.findings and until is None:
        text = "Esa cuenta tiene observaciones: si se mantiene, es una excepción con motivo y último día."
        return ReviewRefusal("exception_missing", text)
    needs_reason = decision.decision != "keep" or until is not None
    if needs_reason and not decision.has_reason:
        return ReviewRefusal("reason_missing", "Escriba el motivo: queda con la decisión.")
    return None


_SIGNED: Final = ReviewRefusal("review_signed", "La revisión ya está firmada: sus decisiones no cambian.")
