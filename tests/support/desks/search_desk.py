"""A desk whose users search everything that they may see."""

from typing import Any

from sqlalchemy import delete, update

from storage.postgres.engine import unit_of_work
from storage.tables import person_data, ticket, ticket_words
from tests.support.desks.ticket_desk import TicketDesk

GROUPS = ("tickets", "customers", "calls", "staff")


class SearchDesk(TicketDesk):
    """Tickets, customers and calls, and the search over them."""

    async def search(self, user: str, text: str, **more: Any) -> dict[str, Any]:
        """Return what a search shows the user."""
        answer = await self.ask(user, "POST", "/search", json={"text": text, **more})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def found(self, user: str, text: str) -> dict[str, list[str]]:
        """Return the keys of the results by group, without the empty groups."""
        results = await self.search(user, text)
        keys = {"tickets": "number", "customers": "id", "calls": "id", "staff": "user"}
        return {group: [each[keys[group]] for each in results[group]] for group in GROUPS if results[group]}

    async def delete_words(self) -> None:
        """Delete the index of words, as if a release without one had filed the petitions."""
        async with unit_of_work(self.rig.engine) as connection:
            await connection.execute(delete(ticket_words))
            await connection.execute(update(ticket).values(words_indexed=False))

    async def alter_text(self, number: str) -> None:
        """Replace the encrypted text of a petition by bytes that no key decrypts."""
        async with unit_of_work(self.rig.engine) as connection:
            await connection.execute(update(ticket).where(ticket.c.number == number).values(text=b"altered"))

    async def alter_numbers(self) -> None:
        """Replace all encrypted numbers by bytes that no key decrypts."""
        async with unit_of_work(self.rig.engine) as connection:
            await connection.execute(update(person_data).values(sealed=b"altered"))

    async def delete_number_prints(self) -> None:
        """Delete the prints of numbers, as before there were any."""
        async with unit_of_work(self.rig.engine) as connection:
            await connection.execute(update(person_data).values(value_print=None))
