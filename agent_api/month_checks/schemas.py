"""Schemas of the checks of a month."""

from pydantic import BaseModel, Field

from agent_api.month_checks.domain.checks import CheckName


class MonthCheck(BaseModel):
    """One check."""

    name: CheckName
    passed: bool
    count: int
    title: str
    result: str
    advice: str = Field(description="Qué hacer; vacío si no hay nada que hacer.")


class MonthChecks(BaseModel):
    """The checks of a month; none of them forbids to close it."""

    month: str
    checks: list[MonthCheck]
