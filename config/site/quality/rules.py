"""The quality of the service as the site says: `quality.yaml` as one value, with its checks. Pure."""

from collections.abc import Collection, Mapping
from typing import get_args

import msgspec

from config.schema.fields import Id, Name
from config.schema.reader import Reader
from config.site.calls.calendars import Calendar
from config.site.quality.evaluations import CalibrationRules, EvaluationRules, check_evaluations
from config.site.quality.feedback import FeedbackRules, check_feedback
from config.site.quality.findings import FindingRules, check_findings
from config.site.quality.form_versions import with_versions
from config.site.quality.forms import QualityForm, check_forms
from config.site.quality.sampling import SamplingRules, check_sampling
from config.site.quality.visits import VisitForm, check_visits
from config.site.quality.vocabulary import Family


class Quality(msgspec.Struct, frozen=True, kw_only=True):
    """The audit of the quality of each channel (M5-1-05, G5).

    Attributes:
        families: the entity's name for each family of errors.
        forms: the versions of the form of each channel, by id.
        visits: the versions of the form of a visit in person, by id; empty if the entity makes none.
    """

    families: dict[Family, Name]
    forms: dict[Id, QualityForm]
    sampling: SamplingRules
    evaluations: EvaluationRules
    feedback: FeedbackRules
    calibration: CalibrationRules
    findings: FindingRules
    visits: dict[Id, VisitForm] = {}


def with_content_versions(quality: Quality) -> Quality:
    """Return the rules with the version of each form."""
    return msgspec.structs.replace(quality, forms=with_versions(quality.forms), visits=with_versions(quality.visits))


def check_quality(
    quality: Quality | None,
    calendars: Mapping[str, Calendar],
    ids_by_section: Mapping[str, Collection[str]],
    reader: Reader,
) -> None:
    """Check each part; ``ids_by_section`` are all ids of the site, also of unreadable entries."""
    if quality is None:
        return
    for family in get_args(Family):
        if family not in quality.families:
            reader.complain(
                ("quality", "families"), f"falta la familia «{family}»; póngale el nombre que usa la entidad"
            )
    check_forms(quality.forms, reader)
    check_sampling(quality.sampling, {each.channel for each in quality.forms.values()}, reader)
    check_evaluations(quality.evaluations, reader)
    check_feedback(quality.feedback, calendars, ids_by_section["calendars"], reader)
    check_findings(quality.findings, ids_by_section["areas"], reader)
    check_visits(quality.visits, reader)
