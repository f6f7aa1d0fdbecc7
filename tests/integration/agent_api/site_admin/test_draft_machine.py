"""Any sequence of acts of two people on drafts leaves a site that the checker accepts, published whole or not."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, func, select

from agent_api.access.principal import Principal
from agent_api.kit.errors import ApiError
from agent_api.site_admin import service as site
from agent_api.site_admin.drafts import publication_requests, queries, service
from agent_api.site_admin.drafts.domain.choices import TakenSide
from agent_api.site_admin.problems import SiteConflicts
from agent_api.site_admin.schemas import PublicationOrderForm, PublicationQuery, ReturnForm
from agent_api.site_admin.versions import load_site
from config.site.documents.changes import ABSENT, Change
from config.site.documents.documents import document_of, file_reader_of, read_document
from config.site.model import Site
from storage.postgres.engine import make_engine, read_connection, unit_of_work
from storage.tables import site_draft, site_draft_revision, site_publication
from storage.valkey import connect
from tests.support.api.api_rig import ApiRig
from tests.support.desks.site_desk import SATURDAY, SiteDesk
from tests.support.properties import examples
from tests.support.router.campaign_rig import CampaignRig

pytestmark = pytest.mark.integration
PEOPLE = ("omar", "clara")
NAME = ("queues", "pagos", "name")
FIELDS: dict[tuple[str, ...], tuple[Any, ...]] = {
    SATURDAY: (["8:00-14:00"], ["8:00-12:00"], ["9:00-13:00"]),
    NAME: ("Pagos", "Cobros"),
    ("pauses", "descanso"): ("Descanso corto", ABSENT),
    ("lines", "bogota", "menu"): ("bogota", "ninguno"),
}
"""Values that people give to fields; the last ones of some are complaints or fail a saved try."""
KEPT = frozenset(
    {
        *("site", "lines", "menus", "steps", "queues", "calendars", "prompts", "pauses", "call_backs", "recordings"),
        *("voice_messages", "tries", "typology", "areas", "matrix", "answers", "mail"),
    }
)
REASON = "Prueba de la máquina"
DONE: Counter[str] = Counter()
"""Acts that succeeded, and refusals; a run without some of them proves nothing."""
Result = TypeVar("Result")


def small(sample: Site, *, two_persons: bool) -> Site:
    """Return the parts of the sample that a site must have, so that a check takes little time."""
    document = {name: content for name, content in document_of(sample).items() if name in KEPT}
    tries = {name: document["tries"][name] for name in ("sabado_antes_de_cerrar", "festivo")}
    rules = {"publishing": {"two_persons": True}} if two_persons else {}
    return read_document({**document, **rules, "tries": tries}, lambda _: None)


def value_at(document: dict[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = document
    for step in path:
        value = value.get(step, ABSENT) if isinstance(value, dict) else ABSENT
    return value


class DraftMachine(RuleBasedStateMachine):
    """Two coordinators, each of whom saves from the values that they last saw."""

    postgres_url = ""
    valkey_url = ""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.drafts: list[str] = []
        self.seen: dict[tuple[str, str], dict[str, Any]] = {}
        self.two_persons = False
        self.verified: set[tuple[str, str]] = set()

    def run(self, work: Awaitable[Result]) -> Result:
        """Run an act to its end."""

        async def wait() -> Result:
            return await work

        return self.runner.run(wait())

    @initialize(two_persons=st.booleans())
    def begin(self, two_persons: bool) -> None:
        """Publish a small site in an empty campaign."""
        self.two_persons = two_persons
        self.run(self._begin())
        self.open("omar")
        self.open("clara")
        first, second = self.drafts
        self.save("omar", first, SATURDAY, FIELDS[SATURDAY][0])
        self.save("clara", first, SATURDAY, FIELDS[SATURDAY][2])  # a conflict: clara saw the old hours
        self.save("clara", second, NAME, FIELDS[NAME][0])
        self.ask_for("omar", second, None)
        if self.two_persons:
            self.act("approve", publication_requests.approve_publication(self.context, principal("clara"), second))
            self.follow()

    async def _begin(self) -> None:
        self.engine = make_engine(self.postgres_url)
        self.redis = connect(self.valkey_url)
        rig = ApiRig(CampaignRig(self.redis), self.engine)
        self.desk = SiteDesk(rig)
        async with unit_of_work(self.engine) as connection:
            for table in (site_draft_revision, site_draft, site_publication):
                await connection.execute(delete(table))
        await self.desk.publish_site(small(rig.site, two_persons=self.two_persons))

    def teardown(self) -> None:
        """Close the connections."""
        if hasattr(self, "engine"):
            self.run(self.desk.rig.client.aclose())
            self.run(self.redis.aclose())
            self.run(self.engine.dispose())
        self.runner.close()

    @property
    def context(self) -> Any:
        """The context of the API, which follows the publications."""
        return self.desk.rig.app.state.context

    def act(self, name: str, work: Awaitable[Result]) -> Result | None:
        """Do an act that may be refused."""
        try:
            result = self.run(work)
        except ApiError as error:
            DONE[error.code] += 1
            return None
        DONE[name] += 1
        return result

    def look(self, person: str, draft: str) -> None:
        """Let a person read a draft as it is now."""
        shown = self.run(queries.read_draft(self.context, principal(person), draft))
        self.seen[person, draft] = shown.document

    # Acts

    @rule(person=st.sampled_from(PEOPLE))
    def open(self, person: str) -> None:
        """Open a draft, which both read."""
        if len(self.drafts) < 4:
            draft = self.run(service.open_draft(self.context, principal(person), "Borrador"))
            self.drafts.append(draft)
            for each in PEOPLE:
                self.look(each, draft)

    @rule(person=st.sampled_from(PEOPLE), data=st.data(), path=st.sampled_from(sorted(FIELDS)), looks=st.booleans())
    def edit(self, person: str, data: st.DataObject, path: tuple[str, ...], looks: bool) -> None:
        """Change a field, from the value that the person saw some time ago or just now."""
        draft = data.draw(st.sampled_from(self.drafts))
        if looks:
            self.look(person, draft)
        self.save(person, draft, path, data.draw(st.sampled_from(FIELDS[path])))

    def save(self, person: str, draft: str, path: tuple[str, ...], value: Any) -> None:
        """Save a field as a person who saw the draft some time ago."""
        change = Change(path=path, before=value_at(self.seen[person, draft], path), after=value)
        self.act("edit", service.save_changes(self.context, principal(person), draft, [change]))

    @rule(person=st.sampled_from(PEOPLE), data=st.data(), take=st.sampled_from(("mine", "theirs")))
    def update(self, person: str, data: st.DataObject, take: Any) -> None:
        """Bring a draft up to date; take one side wherever there is a conflict."""
        draft = data.draw(st.sampled_from(self.drafts))
        try:
            self.run(service.bring_up_to_date(self.context, principal(person), draft, []))
            DONE["update"] += 1
        except SiteConflicts as error:
            paths = [tuple(each["path"]) for each in error.extension["conflicts"]]
            sides = [TakenSide(path=path, take=take) for path in paths]
            assert self.act("choose", service.bring_up_to_date(self.context, principal(person), draft, sides)) is None
        except ApiError as error:
            DONE[error.code] += 1
        self.look(person, draft)

    @rule(person=st.sampled_from(PEOPLE), data=st.data(), tries_reason=st.sampled_from((None, "A propósito")))
    def publish(self, person: str, data: st.DataObject, tries_reason: str | None) -> None:
        """Publish a draft, or ask for it."""
        self.ask_for(person, data.draw(st.sampled_from(self.drafts)), tries_reason)

    def ask_for(self, person: str, draft: str, tries_reason: str | None) -> None:
        """Publish a draft, or ask for it, as a person who sees the publication in force."""
        expected = self.run(site.read_overview(self.context)).in_force.id
        form = PublicationOrderForm(reason=REASON, tries_reason=tries_reason, expected=expected, effective_at=None)
        work = publication_requests.request_publication(self.context, principal(person), draft, form)
        self.act("publish", work)
        self.follow()

    @rule(person=st.sampled_from(PEOPLE), data=st.data(), approves=st.booleans())
    def decide(self, person: str, data: st.DataObject, approves: bool) -> None:
        """Approve or refuse a waiting publication."""
        draft = data.draw(st.sampled_from(self.drafts))
        if approves:
            self.act("approve", publication_requests.approve_publication(self.context, principal(person), draft))
        else:
            self.act("refuse", publication_requests.refuse_publication(self.context, principal(person), draft, REASON))
        self.follow()

    @rule(person=st.sampled_from(PEOPLE), data=st.data())
    def go_back(self, person: str, data: st.DataObject) -> None:
        """Return to an earlier publication."""
        page = self.run(site.list_history(self.context, _EVERYTHING)).publications
        target = data.draw(st.sampled_from(page))
        form = ReturnForm(reason=REASON, expected=page[0].id)
        self.act("return", site.return_to_publication(self.context, principal(person), target.id, form))
        self.follow()

    @rule(person=st.sampled_from(PEOPLE), data=st.data())
    def discard(self, person: str, data: st.DataObject) -> None:
        """Discard a draft, unless it is the last one."""
        if len(self.drafts) > 1:
            draft = data.draw(st.sampled_from(self.drafts))
            self.act("discard", service.discard_draft(self.context, principal(person), draft))

    def follow(self) -> None:
        """Let the API use the version in force."""
        version = self.run(site.read_overview(self.context)).in_force.version
        self.desk.use(self.run(load_site(self.engine, version)))

    # Checks after each act

    @invariant()
    def the_site_in_force_is_accepted(self) -> None:
        """The checker accepts it, and reading its document gives the same version."""
        if hasattr(self, "desk"):
            self.verify(document_of(self.desk.rig.site), self.desk.rig.site)

    def verify(self, document: dict[str, Any], site: Site) -> None:
        """Check once that a document is accepted, and is the site of a version."""
        key = (site.version, json.dumps(document))
        if key not in self.verified:
            assert read_document(document, file_reader_of(site, lambda _: None)).version == site.version
            self.verified.add(key)

    @invariant()
    def a_draft_is_published_whole_or_not_at_all(self) -> None:
        """A published draft has one publication, of its document; another draft has none."""
        if hasattr(self, "desk"):
            self.run(self._compare())

    async def _compare(self) -> None:
        async with read_connection(self.engine) as connection:
            drafts = (await connection.execute(select(site_draft))).mappings().all()
            query = select(site_publication.c.draft, site_publication.c.version)
            published = (await connection.execute(query.where(site_publication.c.origin == "draft"))).all()
            revisions = await connection.execute(
                select(site_draft_revision.c.draft, func.count()).group_by(site_draft_revision.c.draft)
            )
        versions = {row.draft: row.version for row in published}
        assert len(published) == len(versions)
        assert {each["id"] for each in drafts if each["state"] == "published"} == set(versions)
        assert {each["id"]: each["revision"] for each in drafts} == dict(iter(revisions))
        for each in drafts:
            assert (each["state"] == "waiting") <= (each["requested_by"] is not None)
            if each["state"] == "published":
                self.verify(each["document"], await load_site(self.engine, versions[each["id"]]))


def principal(person: str) -> Principal:
    return Principal(user=person, name=person.title(), roles=frozenset({"coordinador"}))


_EVERYTHING = PublicationQuery(on=None, cursor=None)


@pytest.mark.timeout(600)
def test_no_sequence_of_acts_publishes_half_a_site(postgres_url: str, valkey_url: str) -> None:
    """Edits, conflicts, updates, publications, approvals and returns of two people, in any order."""
    DONE.clear()
    DraftMachine.postgres_url, DraftMachine.valkey_url = postgres_url, valkey_url
    run_state_machine_as_test(
        DraftMachine,
        settings=settings(
            max_examples=examples(10),
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.reuse, Phase.generate),
        ),
    )
    assert {"edit", "publish", "site_conflicts", "update"} <= set(DONE), DONE
