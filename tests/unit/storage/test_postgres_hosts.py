"""PostgreSQL addresses with one host, with several, and invalid ones."""

import pytest
from sqlalchemy.dialects.postgresql.asyncpg import dialect

from storage.errors import DatabaseRefused
from storage.postgres.hosts import driver_url


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ana:clave@db.example/atencion",
        "postgres://ana:clave@db.example/atencion",
        "postgresql+asyncpg://ana:clave@db.example/atencion",
        "postgresql+psycopg://ana:clave@db.example/atencion",
    ],
)
def test_every_spelling_of_an_address_leads_to_our_driver(url: str) -> None:
    """Our driver is used instead of the one that the address names, with the same user, password, host and database."""
    rendered = driver_url(url).render_as_string(hide_password=False)
    assert rendered == "postgresql+asyncpg://ana:clave@db.example/atencion"


@pytest.mark.parametrize(
    ("url", "hosts", "ports", "target"),
    [
        ("postgresql://u:p@h1:5433,h2/db", ["h1", "h2"], [5433, 5432], "read-write"),
        ("postgresql://h1,h2/db?target_session_attrs=primary", ["h1", "h2"], [5432, 5432], "primary"),
        ("postgresql://u@[::1]:5432,[::2]/db", ["::1", "::2"], [5432, 5432], "read-write"),
        ("postgresql://u@%2Frun%2Fa,%2Frun%2Fb/db", ["/run/a", "/run/b"], [5432, 5432], "read-write"),
        ("postgresql://u@/db?host=h1:1&host=h2:2", ["h1", "h2"], [1, 2], "read-write"),
        ("postgresql://u@/db?host=h1,h2&port=1,2", ["h1", "h2"], [1, 2], "read-write"),
    ],
)
def test_several_hosts_reach_the_driver(url: str, hosts: list[str], ports: list[int], target: str) -> None:
    """Several hosts are passed as for libpq; by default the driver selects one that accepts writes."""
    _, arguments = dialect().create_connect_args(driver_url(url))  # type: ignore[no-untyped-call]
    assert (arguments["host"], arguments["port"], arguments["target_session_attrs"]) == (hosts, ports, target)
    assert arguments["database"] == "db"


def test_login_and_parameters_stay() -> None:
    """A password with special characters is kept, and TLS has libpq's parameter name."""
    url = driver_url("postgresql://u:a%40b%2C@h1,h2/db?sslmode=require")
    _, arguments = dialect().create_connect_args(url)  # type: ignore[no-untyped-call]
    assert (arguments["user"], arguments["password"], arguments["ssl"]) == ("u", "a@b,", "require")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://ana@db.example/atencion", "postgresql://"),
        ("sqlite:///x.db", "postgresql://"),
        ("no es una dirección", "dirección"),
        ("postgresql://h1:puerto,h2/db", "h1:puerto"),
        ("postgresql://h1:puerto/db", "dirección"),
        ("postgresql://u:clave@h1,,h2/db", "servidor"),
        ("postgresql://h1,h2/db?target_session_attrs=master", "target_session_attrs"),
        ("postgresql://h1/db?conection_limit=5", "conection_limit"),
    ],
)
def test_a_wrong_address_is_refused_in_one_sentence(url: str, words: str) -> None:
    """The error names the setting and the problem, and does not repeat a password."""
    with pytest.raises(DatabaseRefused, match="ATENCION_DATABASE_URL") as caught:
        driver_url(url)
    assert words in str(caught.value)
    assert "clave" not in str(caught.value)
