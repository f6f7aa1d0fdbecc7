"""The version of a form in which a criterion changed, as minutes had asked for. Pure."""

from collections.abc import Mapping

from config.site.quality.forms import FormCriterion, QualityForm


def changed_form(forms: Mapping[str, QualityForm], before: QualityForm, criterion: str) -> QualityForm | None:
    """Return the first form of the channel after ``before`` whose criterion is other or gone; None if there is none.

    A form that was rewritten in place counts, too: its version is that of its content.
    """
    later = (
        each
        for each in forms.values()
        if each.channel == before.channel
        and each.version != before.version
        and each.valid_from >= before.valid_from
        and _criterion(each, criterion) != _criterion(before, criterion)
    )
    return min(later, key=lambda each: (each.valid_from, each.id), default=None)


def _criterion(form: QualityForm, id_: str) -> FormCriterion | None:
    return next((each for each in form.criteria if each.criterion == id_), None)
