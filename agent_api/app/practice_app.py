"""The application of the practice campaign, below one prefix: the same routes, over that campaign's router and rows.

Owns the prefix and what is left out there. An advisor uses the desk of a practice as the real one; nothing that they do
below the prefix can reach the real campaign, because the context has no way to it.
"""

from dataclasses import replace
from typing import Final

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from agent_api.access.permissions import permissions_of
from agent_api.app.app import change_site, create_app
from agent_api.app.routing import ROUTES
from agent_api.identity.validity import CallVerification
from agent_api.kit.context import ApiContext
from agent_api.kit.deps import context_of
from agent_api.kit.permissions import PUBLIC, SIGNED_IN
from agent_api.practice.campaign import ROLE
from call_router.service import CallRouter
from calls.driver.sites import Sites
from config.site.model import Site
from config.site.practice_campaign import practice_site

PREFIX: Final = "/en-practica"


def create_practice_app(context: ApiContext) -> FastAPI | None:
    """Build the application of the site's practice campaign; None if the site has none."""
    site = practice_site(context.site)
    if site is None:
        return None
    router = CallRouter(context.redis, site.campaign)
    sites = Sites(site, context.load_site_version)
    verification = CallVerification(context.engine, router, lambda: sites.current, context.now)
    app = create_app(
        replace(
            context,
            router=router,
            site=site,
            load_site_version=sites.by_version,
            verified_customer=verification,
            verified_identity=verification.identity,
            browser_phone=None,
            has_mail_server=False,
            sample_mailbox=None,
            numbers_practice=True,
        )
    )
    app.state.sites = sites
    app.state.permissions = {key: needed for key, needed in ROUTES.items() if is_offered(key, needed)}
    return app


def is_offered(key: str, needed: str) -> bool:
    """Return whether a practice has a route: reading, and the work of an advisor, but no account and no sign-in."""
    return needed in permissions_of([ROLE]) or (key.startswith("GET ") and needed in (PUBLIC, SIGNED_IN))


class PracticeMount:
    """Sends the requests below the prefix to the practice application, and all others to the real one.

    Without a practice in the site all go to the real one.
    """

    def __init__(self, app: ASGIApp, practice: ASGIApp | None) -> None:
        self._app = app
        self.practice = practice

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; the practice application sees its path without the prefix."""
        path = scope.get("path", "")
        if self.practice is None or scope["type"] == "lifespan" or not f"{path}/".startswith(f"{PREFIX}/"):
            await self._app(scope, receive, send)
            return
        inner = {**scope, "path": path.removeprefix(PREFIX) or "/"}
        if raw := scope.get("raw_path"):
            inner["raw_path"] = raw.removeprefix(PREFIX.encode()) or b"/"
        await self.practice(inner, receive, send)


class SiteApplications:
    """The real application and the one of the practice, which follow the version of the site together.

    Attributes:
        mount: serves both.
    """

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._practice = create_practice_app(context_of(app))
        self.mount = PracticeMount(app, self._practice)

    def change_site(self, site: Site) -> None:
        """Use another version of the site in both applications; one that first has a practice opens its application.

        A version without practice leaves the application as it was, because practices may still be open.
        """
        change_site(self._app, site)
        practice = practice_site(site)
        if self._practice is None:
            self._practice = self.mount.practice = create_practice_app(context_of(self._app))
        elif practice is not None:
            self._practice.state.sites.switch(practice)
            change_site(self._practice, practice)

    async def close(self) -> None:
        """Close the connections of the practice."""
        if self._practice is not None:
            await self._practice.state.watch.close()
