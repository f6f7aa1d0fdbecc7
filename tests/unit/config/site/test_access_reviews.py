"""The rules of the review of accounts, and of grants that two persons make."""

from typing import get_args

import msgspec
import pytest

from agent_api.access.permissions import ROLE_PERMISSIONS, ROLES
from agent_api.rights.approval_policy import guarded_roles
from config.site.access_reviews import ExecutorRole, ReviewerRole
from config.site.loader import read_site, site_from_json, site_to_json
from config.site.rights import RightsRules, SiteRole
from tests.support.site_folders import FILES, errors_of, read_sample_file, sample_site, with_edit

FILE = "access_reviews.yaml"


def test_roles_of_the_site_are_those_of_the_application() -> None:
    """A site names any role, and to review and execute only those that have the permission."""
    assert get_args(SiteRole) == ROLES
    permissions = {"access_review.decide": ReviewerRole, "access_review.execute": ExecutorRole}
    for permission, roles in permissions.items():
        holders = {role for role in ROLES if permission in ROLE_PERMISSIONS[role]}
        assert holders == set(get_args(roles))
    assert all("users.manage" in ROLE_PERMISSIONS[role] for role in get_args(ExecutorRole))


def test_a_site_without_the_file_has_no_rules() -> None:
    """A stored version of before has none, either."""
    site = sample_site()
    assert site.access_reviews is not None
    assert (site.access_reviews.months, site.access_reviews.reviewer) == (3, "calidad")
    without = {name: content for name, content in FILES.items() if name != FILE}
    assert read_site(without, read_sample_file).access_reviews is None
    stored = msgspec.json.decode(site_to_json(site))
    del stored["access_reviews"]
    assert site_from_json(msgspec.json.encode(stored)).access_reviews is None


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("months: 3", "months: 5", "5"),
        ("reviewer: calidad", "reviewer: asesor", "asesor"),
        ("executor: admin", "executor: coordinador", "coordinador"),
        ("remind_before: 3", "remind_before: 15", "el recordatorio no saldría nunca"),
        ("{first: calidad, second: asesor}", "{first: calidad, second: calidad}", "dos roles distintos"),
        ("{first: calidad, second: asesor_escrita}", "{first: asesor, second: calidad}", "está dos veces"),
        ("[admin, compartido,", "[compartido, compartido,", "está dos veces"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(old: str, new: str, text: str) -> None:
    """The error has the file, the line and the correction."""
    [error] = errors_of(with_edit(FILE, old, new))
    assert error.startswith(f"{FILE}:")
    assert text in error


def test_the_site_adds_roles_that_two_persons_give_and_takes_none_away() -> None:
    """Listed roles, or all, join the administrative ones; `two_persons` alone decides about these."""
    assert guarded_roles(RightsRules()) == {"admin"}
    assert guarded_roles(RightsRules(approved_roles=("calidad",))) == {"admin", "calidad"}
    assert guarded_roles(RightsRules(two_persons=False, approved_roles=("calidad",))) == {"calidad"}
    assert guarded_roles(RightsRules(approve_all=True)) == set(ROLES)
    assert guarded_roles(RightsRules(two_persons=False)) == frozenset()
    both = {**FILES, "rights.yaml": b"approve_all: true\napproved_roles: [calidad]\n"}
    [error] = errors_of(both)
    assert error.startswith("rights.yaml:2:")
