"""The law of terms as a value: regimes with their dates of validity, each value with its source. Pure.

Owns the shape of that data and the choice of the regime in force on a date. The law itself stands in
``config/law/regimes.yaml``, which `config.law.loader` reads; `config.law.terms` counts.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

from config.errors import ConfigError
from config.schema.fields import Id, Sentence

LegalKind = Literal[
    "general",
    "information",
    "consulta",
    "habeas_data_consulta",
    "habeas_data_claim",
    "congress_or_ombudsman",
    "between_authorities",
    "credit_bureau_claim",
]
"""The legal kind of a petition; it decides the term. ``information`` covers requests for documents too."""
LEGAL_KINDS: tuple[LegalKind, ...] = get_args(LegalKind)

Clock = Literal[
    "completion_request",
    "completion",
    "transfer",
    "silence_copies",
    "habeas_data_missing",
    "habeas_data_withdrawal",
    "habeas_data_mark",
]
"""A term other than that of the answer, such as the term to ask for missing data or to forward the petition."""

SourceStatus = Literal["verified", "secondary", "unverified"]
"""The kind of source that a value was read in: public, secondary, or none yet."""


class NoRegimeInForce(ConfigError):
    """The data hold no regime for that kind and date."""

    code = "law_silent"


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A length in business days or in calendar months, and the articles that set it, as cited in Spanish.

    An unverified value always has a ``note``.
    """

    days: Annotated[int, Meta(ge=1, le=365)] | None = None
    months: Annotated[int, Meta(ge=1, le=24)] | None = None
    basis: Sentence
    standing: SourceStatus
    note: Sentence | None = None


class AnswerRule(Rule, frozen=True, kw_only=True):
    """The term to answer a kind of petition, and its longest extension, None if the law allows none."""

    extension: Rule | None = None


class Regime(msgspec.Struct, frozen=True, kw_only=True):
    """The terms of one law while it is in force: ``terms`` to answer, by kind, and ``clocks`` for other actions.

    Attributes:
        begins: first day of receipt that it governs.
        ends: last day of receipt that it governs; None while it is in force.
        in_course: whether it also governs petitions received earlier and still unanswered when it begins.
    """

    id: Id
    name: Sentence
    begins: date
    ends: date | None = None
    in_course: bool = False
    note: Sentence | None = None
    terms: dict[LegalKind, AnswerRule] = {}
    clocks: dict[Clock, Rule] = {}

    def governs(self, received_on: date) -> bool:
        """Return whether the regime was in force on a day of receipt."""
        return self.begins <= received_on and (self.ends is None or received_on <= self.ends)


class Law(msgspec.Struct, frozen=True):
    """All regimes, in the order of the file; of each kind or clock, at most one is in force on a date."""

    regimes: tuple[Regime, ...]

    def answer_regime(self, kind: LegalKind, received_on: date) -> Regime:
        """Return the regime that sets the term to answer a kind of petition.

        Raises:
            NoRegimeInForce: none was in force.
        """
        for regime in self.regimes:
            if kind in regime.terms and regime.governs(received_on):
                return regime
        raise NoRegimeInForce(
            self._no_regime_message([each for each in self.regimes if kind in each.terms], received_on)
        )

    def clock_regime(self, clock: Clock, received_on: date) -> Regime:
        """Return the regime that sets the term of another action.

        Raises:
            NoRegimeInForce: none was in force.
        """
        for regime in self.regimes:
            if clock in regime.clocks and regime.governs(received_on):
                return regime
        raise NoRegimeInForce(
            self._no_regime_message([each for each in self.regimes if clock in each.clocks], received_on)
        )

    def later_regimes(self, kind: LegalKind, received_on: date) -> Iterator[Regime]:
        """Return the later regimes that also govern petitions unanswered when they began, in the order of the file."""
        return (each for each in self.regimes if each.in_course and kind in each.terms and received_on < each.begins)

    def _no_regime_message(self, regimes: list[Regime], received_on: date) -> str:
        since = min((each.begins for each in regimes), default=None)
        if since is None or received_on >= since:
            return f"No hay datos de la ley para lo recibido el {received_on}: agréguelos en config/law/regimes.yaml."
        return f"No hay datos de la ley para lo recibido el {received_on}: empiezan el {since}."
