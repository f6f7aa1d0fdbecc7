"""Figures of agreement as API responses."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from agent_api.quality.agreement.schemas import (
    AgreementFigures,
    CriterionAgreement,
    FamilyAgreement,
    FormAgreementDetail,
)
from config.site.quality.forms import QualityForm
from config.site.quality.rules import Quality
from metrics.indicators.results import format_value
from metrics.quality.agreement import FormAgreement, RaterAgreement

_THOUSANDTHS: Final = Decimal("0.001")


def present_figures(agreement: RaterAgreement) -> AgreementFigures:
    """Return the agreement of two evaluators."""
    return AgreementFigures(
        counts=[list(row) for row in agreement.counts],
        compared=sum(map(sum, agreement.counts)),
        observed=_percent(agreement.observed),
        expected=_percent(agreement.expected),
        kappa=format_kappa(agreement.kappa),
        exact_kappa=None if agreement.kappa is None else str(agreement.kappa),
    )


def present_criteria(form: QualityForm, agreement: FormAgreement) -> list[CriterionAgreement]:
    """Return the agreement on each criterion, in the order of the form."""
    return [
        CriterionAgreement(
            criterion=each.criterion,
            name=each.name,
            family=each.family,
            figures=present_figures(agreement.criteria[each.criterion]),
        )
        for each in form.criteria
    ]


def present_form_agreement(quality: Quality, form: QualityForm, agreement: FormAgreement) -> FormAgreementDetail:
    """Return the agreement with a version of a form; ``quality`` is of the site version that has it."""
    return FormAgreementDetail(
        form=form.id,
        name=form.name,
        version=form.version,
        version_label=form.version_label,
        notice=form.notice or None,
        channel=form.channel,
        items=agreement.items,
        whole=present_figures(agreement.whole),
        families=[
            FamilyAgreement(family=family, name=quality.families[family], figures=present_figures(each))
            for family, each in agreement.families.items()
        ],
        criteria=present_criteria(form, agreement),
    )


def format_kappa(kappa: Fraction | None) -> str | None:
    """Return kappa with three decimals, rounded half away from zero; None if it is undefined."""
    if kappa is None:
        return None
    exact = Decimal(kappa.numerator) / Decimal(kappa.denominator)
    return str(exact.quantize(_THOUSANDTHS, ROUND_HALF_UP) + 0)


def _percent(share: Fraction | None) -> str | None:
    return None if share is None else format_value(share.numerator, share.denominator, "percent")
