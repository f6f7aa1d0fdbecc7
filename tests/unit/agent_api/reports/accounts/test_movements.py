"""The movements of accounts: who did them, who approved them, and of which review they are."""

from datetime import UTC, datetime

from agent_api.reports.accounts.domain.document import account_document
from agent_api.reports.accounts.domain.movements import AccountMovement, ApprovedRequest, movements_of
from eventlog import facts
from eventlog.facts import AnyFact, Envelope
from metrics.reports.document import Origin, Report, tables_of
from metrics.reports.periods import period_of

AT = datetime(2026, 11, 24, 15, 10, tzinfo=UTC)
GIVEN = {"begins_on": "2026-11-24", "ends_on": ""}


def logged(*entries: tuple[str, AnyFact]) -> list[Envelope]:
    """Return facts with their actors as the log has them."""
    return [
        Envelope(id=f"1-{n}", at=AT, campaign="c", call_id="", actor=actor, site_version="s", fact=fact)
        for n, (actor, fact) in enumerate(entries)
    ]


def test_a_movement_has_who_did_it() -> None:
    """Each fact of an account is one movement, in the order of the log."""
    entries = logged(
        ("user:jefe", facts.UserCreated(user="ana")),
        ("user:jefe", facts.RoleGranted(user="ana", role="asesor", **GIVEN)),
        ("system", facts.RoleWithdrawn(user="ana", role="asesor")),
        ("user:jefe", facts.UserDisabled(user="ana")),
        ("user:jefe", facts.UserEnabled(user="ana")),
    )
    found = movements_of(entries, {})
    kinds = ["created", "role_given", "role_withdrawn", "disabled", "enabled"]
    assert [each.kind for each in found] == kinds
    assert [each.by for each in found] == ["user:jefe", "user:jefe", "system", "user:jefe", "user:jefe"]
    assert {(each.approved_by, each.review) for each in found} == {("", "")}


def test_an_approved_movement_has_both_persons() -> None:
    """The facts after an approval are its author's as many as it has grants; what follows is the approver's own."""
    entries = logged(
        ("user:otra", facts.RightsApproved(request="r1", user="ana")),
        ("user:otra", facts.RoleGranted(user="ana", role="admin", **GIVEN)),
        ("user:otra", facts.RoleGranted(user="ana", role="calidad", **GIVEN)),
        ("user:otra", facts.RoleWithdrawn(user="ana", role="asesor")),
        ("user:otra", facts.RightsApproved(request="token", user="ana")),
        ("user:otra", facts.UserDisabled(user="ana")),
    )
    requests = {"r1": ApprovedRequest("user:jefe", 2, "2026-0001"), "token": ApprovedRequest("user:jefe", 0)}
    found = [(each.by, each.approved_by, each.review) for each in movements_of(entries, requests)]
    assert found == [
        *[("user:jefe", "user:otra", "2026-0001")] * 2,
        *[("user:otra", "", "")] * 2,
    ]


def test_a_review_names_the_movements_that_it_caused() -> None:
    """As many as its fact counts, of the same account, and none before or after."""
    entries = logged(
        ("user:jefe", facts.RoleWithdrawn(user="ana", role="supervisor")),
        ("user:jefe", facts.RoleWithdrawn(user="ana", role="asesor")),
        ("user:jefe", facts.RoleGranted(user="ana", role="calidad", **GIVEN)),
        ("user:jefe", facts.UserDisabled(user="eva")),
        ("user:jefe", facts.AccessReviewExecuted(review="2026-0001", user="ana", decision="change", changes=2)),
        ("user:jefe", facts.UserDisabled(user="ana")),
        ("system", facts.AccessReviewExecuted(review="2026-0002", user="ana", decision="change", changes=0)),
    )
    reviews = [(each.user, each.review) for each in movements_of(entries, {})]
    assert reviews == [("ana", ""), ("ana", "2026-0001"), ("ana", "2026-0001"), ("eva", ""), ("ana", "")]


def document(*movements: AccountMovement) -> Report:
    """Build the report of November."""
    return account_document(
        movements,
        {"ana": "Ana Gil", "jefe": "Jefe Ruiz"},
        period_of("accounts", AT.date()),
        entity="E",
        brand="",
        origin=Origin(seq=1, hash="ab", site_version="s"),
        until="",
        made_at=AT,
    )


def test_the_document_counts_by_kind_and_role() -> None:
    """Totals agree with the list; people stand with name and login, and the terminal as such."""
    report = document(
        AccountMovement(AT, "created", "ana", "", "user:jefe"),
        AccountMovement(AT, "role_given", "ana", "asesor", "user:jefe", "advisor:ana", "2026-0001"),
        AccountMovement(AT, "role_withdrawn", "ana", "asesor", "system:access_reviews"),
        AccountMovement(AT, "disabled", "otro", "", "system"),
    )
    assert [(each.name, each.value.numerator) for each in report.highlights] == [
        ("Activaciones", 1),
        ("Cambios", 2),
        ("Retiros", 1),
    ]
    tables = {each.id: [tuple(cell.text for cell in row.cells) for row in each.rows] for _, each in tables_of(report)}
    assert tables["kinds"][-1] == ("Todos", "4")
    assert tables["roles"] == [("Asesor", "1", "1")]
    approved = tables["movements"][1]
    assert approved[0] == "24/11/2026 10:10"
    assert approved[4:] == ("Jefe Ruiz (jefe)", "Ana Gil (ana)", "Revisión de cuentas 2026-0001")
    assert [row[4] for row in tables["movements"][2:]] == ["El sistema", "Terminal del servidor"]
    assert report.period == "noviembre de 2026"


def test_a_month_without_movements_says_so() -> None:
    """No table is silently empty."""
    empty = {each.id: each.empty for _, each in tables_of(document()) if not each.rows}
    assert empty.keys() == {"roles", "movements"}
    assert all(each.startswith("En el período no ") for each in empty.values())
