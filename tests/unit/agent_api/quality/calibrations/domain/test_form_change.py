"""The form in which a criterion changed, as minutes had asked for."""

from datetime import date

import msgspec

from agent_api.quality.calibrations.domain.form_change import changed_form
from config.site.quality.form_versions import with_versions
from config.site.quality.forms import QualityForm
from tests.support.desks.evaluation_desk import form_of_calls
from tests.support.site_folders import sample_site

BEFORE = form_of_calls(sample_site())
CRITERION = BEFORE.criteria[0].criterion


def reworded(form: QualityForm, criterion: str = CRITERION, **changes: object) -> QualityForm:
    """Return a form with another help of a criterion."""
    sections = [
        msgspec.structs.replace(
            section,
            criteria=tuple(
                msgspec.structs.replace(each, help="Basta el nombre.") if each.criterion == criterion else each
                for each in section.criteria
            ),
        )
        for section in form.sections
    ]
    return msgspec.structs.replace(form, sections=tuple(sections), **changes)


def forms(*others: QualityForm) -> dict[str, QualityForm]:
    """Return the forms of a site, with the versions of their contents."""
    return with_versions({each.id: each for each in (BEFORE, *others)})


def test_the_first_later_form_with_the_change_has_it() -> None:
    """Neither the same form, nor one in which other criteria changed."""
    other = BEFORE.criteria[1].criterion
    unrelated = reworded(BEFORE, other, id="telefono_2", valid_from=date(2026, 3, 1))
    later = reworded(BEFORE, id="telefono_4", valid_from=date(2026, 6, 1))
    first = reworded(BEFORE, id="telefono_3", valid_from=date(2026, 4, 1))
    assert changed_form(forms(), BEFORE, CRITERION) is None
    assert changed_form(forms(unrelated), BEFORE, CRITERION) is None
    found = changed_form(forms(unrelated, later, first), BEFORE, CRITERION)
    assert found is not None
    assert found.id == "telefono_3"


def test_a_form_rewritten_in_place_has_the_change() -> None:
    """Its id and its first day are the same, and its version is another."""
    found = changed_form(forms(reworded(BEFORE)), BEFORE, CRITERION)
    assert found is not None
    assert (found.id, found.version != BEFORE.version) == (BEFORE.id, True)


def test_an_earlier_form_and_another_channel_do_not_count() -> None:
    """A change is what came after the session's form."""
    earlier = reworded(BEFORE, id="telefono_0", valid_from=date(2025, 1, 1))
    written = reworded(BEFORE, id="escrito_9", channel="written", valid_from=date(2026, 6, 1))
    assert changed_form(forms(earlier, written), BEFORE, CRITERION) is None


def test_a_criterion_that_is_gone_has_changed() -> None:
    """The minutes may have asked to take it out."""
    sections = tuple(
        msgspec.structs.replace(each, criteria=tuple(one for one in each.criteria if one.criterion != CRITERION))
        for each in BEFORE.sections
    )
    shorter = msgspec.structs.replace(BEFORE, id="telefono_2", valid_from=date(2026, 5, 1), sections=sections)
    assert changed_form(forms(shorter), BEFORE, CRITERION) is not None
