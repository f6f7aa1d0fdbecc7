"""What the environment says: the ``ATENCION_*`` variables, checked once at start.

Owns names, defaults and bounds. A secret may stand in a file instead: ``ATENCION_DATABASE_URL_FILE`` names the file
that holds what ``ATENCION_DATABASE_URL`` would say, and so for each of SECRET_FIELDS. What a site is like (lines,
menus, hours) is data of the site folder, never a variable.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Field, IPvAnyAddress, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from config.errors import SettingsInvalid
from config.os_errors import describe_os_error
from config.valkey_users import read_passwords

PREFIX = "ATENCION_"
SAMPLE_SITE = Path(__file__).parent / "sites" / "icetex"
SAMPLE_CALL_S = 30
"""How long the sample call stays that we show everywhere: the menu, a short wait and a talk."""
SECRET_FIELDS = frozenset(
    {
        "database_url",
        "database_owner_url",
        "redis_url",
        "redis_users",
        "demo_password",
        "data_key",
        "ari_password",
        "twilio_auth_token",
        "twilio_api_secret",
        "smtp_url",
        "seal_key",
        "metrics_token",
    }
)


class PortRange(NamedTuple):
    """UDP ports, both ends included."""

    first: int
    last: int


def _port_range(value: object) -> PortRange:
    if isinstance(value, PortRange):
        return value
    first, _, last = str(value).partition("-")
    ports = PortRange(int(first), int(last))
    if not 1024 <= ports.first < ports.last <= 65535:
        raise ValueError("not a range of ports")
    return ports


def _passwords(value: object) -> object:
    return read_passwords(value) or None if isinstance(value, str) else value


def _none_if_empty(value: object) -> object:
    """None for a text without a sign: a file of secrets may be there and say nothing yet."""
    return value or None


def _check_port(value: str | None) -> str | None:
    """Check that the port of a ``host:port`` can be one; a path has none."""
    if value is not None and not value.startswith("/") and not 1 <= int(value.rpartition(":")[2]) <= 65535:
        raise ValueError("not a port")
    return value


Port = Annotated[int, Field(ge=1, le=65535)]


class Settings(BaseSettings):
    """The settings of every process. Each field is the variable ``ATENCION_`` + its name in capitals.

    The description of a field says, in Spanish, what is expected; it is shown when the value cannot be used. The text
    below a field is Markdown for `docs/settings.md`, which ``scripts/settings-page`` writes.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True)

    http_port: Port = Field(8000, description="un puerto de 1 a 65535")
    """Web and API."""
    sip_port: Port = Field(5060, description="un puerto de 1 a 65535")
    """SIP over UDP."""
    rtp_ports: Annotated[PortRange, NoDecode, BeforeValidator(_port_range)] = Field(
        PortRange(16384, 32767), description="un rango de puertos de 1024 a 65535, como 16384-32767"
    )
    """Voice."""
    most_calls: Annotated[int, Field(ge=1, le=5000)] = Field(200, description="cuántas llamadas a la vez, de 1 a 5000")
    """Calls at once; one more is refused with 503 and counted."""
    drain_s: Annotated[int, Field(ge=0, le=86_400)] | None = Field(None, description="segundos, de 0 a 86400")
    """Seconds that a gateway told to stop lets its calls go on, taking no other; then, or when told again, who is left
    hears the apology. Default: 300; in the demo 0.
    """
    bind: IPvAnyAddress = Field("127.0.0.1", validate_default=True, description="una dirección IP, como 127.0.0.1")
    """The address that all of them listen on."""
    database_url: str | None = Field(
        None, pattern=r"^postgres(ql)?(\+asyncpg)?://\S+$", repr=False, description="una dirección postgresql://…"
    )
    """PostgreSQL, with the application's account; several hosts as `postgresql://…@host:port,host:port/db`, of which
    the one that takes writing is used. Default: embedded.
    """
    database_owner_url: str | None = Field(
        None, pattern=r"^postgres(ql)?(\+asyncpg)?://\S+$", repr=False, description="una dirección postgresql://…"
    )
    """The same database with the account that owns its tables: it migrates, restores and makes the application's
    account, which then cannot change the journal; without it, one account does all ([the
    guide](docs/guias/operacion.md#las-dos-cuentas-de-postgresql)).
    """
    redis_url: str | None = Field(
        None,
        pattern=r"^(rediss?(\+(cluster|sentinel))?://|valkeys?://|unix://)\S+$",
        repr=False,
        description="una dirección redis://…, redis+cluster://…, redis+sentinel://…/servicio o unix://…",
    )
    """Valkey or Redis ≥ 7.2; a cluster as `redis+cluster://host:port,host:port`, Sentinels as
    `redis+sentinel://host:port,host:port/service`. Default: embedded.
    """
    redis_users: Annotated[dict[str, str] | None, NoDecode, BeforeValidator(_passwords)] = Field(
        None, repr=False, description="líneas con un rol y su clave, como «router 0a1b…»"
    )
    """Valkey's password for each role, lines `router 0a1b…`: each role's process connects as the user of its name
    ([config/valkey/users.acl](config/valkey/users.acl)); without it, all as `ATENCION_REDIS_URL` says.
    """
    data_key: SecretStr | None = Field(None, description="32 bytes en base64")
    """The key of personal data itself, 32 bytes in base64, instead of `ATENCION_DATA_KEY_FILE`."""
    data_dir: Path = Field(Path(".data"), description="una carpeta")
    """What the embedded servers keep."""
    logs: Literal["stdout", "json", "files"] = Field("files", description="stdout, json o files")
    """`json`, as in Compose: one JSON object a line on the standard output; `stdout`: words there; `files`: a file for
    each process in `logs` of the data folder, set aside at 5 MB, the last three kept.
    """
    data_key_file: Path | None = Field(None, description="un archivo con 32 bytes en base64")
    """File with the keys of personal data (32 bytes, base64): the first line encrypts, all decrypt, and `prints` finds
    equal values, see `atencion data-key`; with a PostgreSQL of your own it must be given, here or as
    `ATENCION_DATA_KEY`. Default: `data.key` in the data folder.
    """
    recording_keys_file: Path | None = Field(None, description="un archivo con una llave por línea")
    """File with the master keys of recordings, one a line; with a PostgreSQL of your own it must be given where talks
    are recorded. Default: `recording.keys` in the data folder.
    """
    seal_key: SecretStr | None = Field(None, description="32 bytes en base64")
    """The key that signs sealed periods itself, 32 bytes in base64, instead of `ATENCION_SEAL_KEY_FILE`."""
    seal_key_file: Path | None = Field(None, description="un archivo con 32 bytes en base64")
    """File with the key that signs sealed periods (32 bytes, base64); with a PostgreSQL of your own it must be given
    where months are sealed, here or as `ATENCION_SEAL_KEY` ([the guide](docs/guias/sellos.md)). Default: `seal.key`
    in the data folder.
    """
    anchor_file: Path | None = Field(None, description="un archivo")
    """File to which each hour's anchor of the log is appended; it should lie where the interventoría keeps it ([the
    guide](docs/guias/interventoria.md#anclas-de-cada-hora)).
    """
    anchor_url: Annotated[str | None, BeforeValidator(_none_if_empty)] = Field(
        None,
        pattern=r"^(https://|http://(127\.0\.0\.1|localhost)[:/])\S+$",
        repr=False,
        description="una dirección https://…",
    )
    """HTTPS address of theirs to which each hour's anchor is posted."""
    recordings_dir: Path | None = Field(None, description="una carpeta")
    """Encrypted recordings, one folder for all nodes. Default: `recordings` in the data folder."""
    attachments_dir: Path | None = Field(None, description="una carpeta")
    """Where files of tickets are kept, encrypted; one folder for all nodes; without it, `attachments` in the data
    folder ([the guide](docs/guias/radicacion.md)).
    """
    clamd: Annotated[str | None, AfterValidator(_check_port)] = Field(
        None,
        pattern=r"^(/\S+|[^\s:/]+:\d{1,5})$",
        description="una dirección como 127.0.0.1:3310, o un socket como /run/clamav/clamd.ctl",
    )
    """The antivirus that examines files of tickets, ClamAV's clamd: `host:port`, or the path of its Unix socket;
    without it they are opened unexamined ([the guide](docs/guias/antivirus.md)).
    """
    recordings_intake: Path = Field(
        Path("/dev/shm/atencion"), description="una carpeta en memoria, como /dev/shm/atencion"
    )
    """Where a gateway records and leaves finished recordings, plain; it must lie in memory."""
    recordings_on_disk: bool = Field(False, description="true o false")
    """Lets the intake lie on a disk; for tests on machines without a memory file system."""
    site: Path = Field(SAMPLE_SITE, description="la carpeta de un sitio")
    """The folder with lines, menus, calendars, queues, prompts, typology, areas and answers.
    Default: the sample site.
    """
    lookups_dir: Path | None = Field(None, description="una carpeta")
    """Addresses and secrets of the systems that are consulted, one file each; the demo has a folder of its own ([the
    guide](docs/guias/consultas.md)).
    """
    sip_host: str | None = Field(None, pattern=r"^\S+$", description="un nombre o una dirección de SIP")
    """What people dial, where that is another node's address. Default: as `ATENCION_BIND`."""
    metrics_token: Annotated[SecretStr | None, BeforeValidator(_none_if_empty)] = Field(
        None, min_length=16, description="al menos 16 signos"
    )
    """Bearer token that opens `/metrics` and the details of `/readyz`; without it only the same machine may ask."""
    alertmanager_file: Path | None = Field(None, description="el archivo de Alertmanager")
    """Alertmanager's configuration; a node warns in its log at start of receivers without an address."""
    requests_per_s: Annotated[float, Field(ge=1, le=100_000)] = Field(50.0, description="solicitudes por segundo")
    """Requests of the API that one session or token may make each second, in each api process; four seconds' worth at
    once.
    """
    trusted_proxies: str = Field("127.0.0.1", description="direcciones IP separadas por comas")
    """Whose `X-Forwarded-…` headers are believed."""
    gateway: Literal["pyvoip", "asterisk", "twilio"] = Field("pyvoip", description="pyvoip, asterisk o twilio")
    """The engine of voice: pyvoip, embedded, or asterisk, for production."""
    node: str = Field("nodo1", pattern=r"^[a-z][a-z0-9]{0,30}$", description="un nombre de letras y cifras")
    """The node's name; no two nodes have one name."""
    ari: str | None = Field(None, pattern=r"^[^\s:]+:\d{1,5}$", description="una dirección como 127.0.0.1:8088")
    """The node's ARI as `host:port`. Default: an Asterisk of our own."""
    ami_port: Port = Field(5038, description="un puerto de 1 a 65535")
    """The port of the node's AMI, on the host of its ARI; recordings are begun by it."""
    ari_password: SecretStr | None = Field(None, description="al menos 8 letras, cifras, - o _")
    """Its password, the one that `atencion asterisk config` wrote. Default: made up."""
    ari_listen: str | None = Field(None, pattern=r"^[^\s:]+:\d{1,5}$", description="una dirección como 127.0.0.1:8090")
    """`host:port` where the gateway listens for its node, which then dials it, instead of the reverse."""
    ari_uri: str | None = Field(None, pattern=r"^wss?://[^\s;]+$", description="una dirección ws://… o wss://…")
    """What `atencion asterisk config` lets the node dial: `wss://…` where a proxy with TLS stands before the gateway.
    Default: as `ATENCION_ARI_LISTEN`.
    """
    asterisk_folder: Path | None = Field(None, description="la carpeta del nodo de Asterisk")
    """That node's folder, where its sounds are written. Default: `asterisk` in the data folder."""
    own_callers: str | None = Field(
        None,
        pattern=r"^[0-9.]+:\d{1,5}(-\d{1,5})?$",
        description="una dirección y sus puertos, como 127.0.0.1:5100-5199",
    )
    """`host:first-last`: SIP callers that count as a listed trunk beside the site's; the demo lists its own ([the
    guide](docs/guias/origenes.md)).
    """
    sip_digests: Literal["SHA-256,MD5", "SHA-256", "MD5"] = Field("MD5", description="SHA-256,MD5, SHA-256 o MD5")
    """What nodes of Asterisk offer phones that register; `SHA-256,MD5` where no phone gives up at SHA-256 ([the
    guide](docs/guias/telefono.md)).
    """
    sip_trunk: str | None = Field(
        None, pattern=r"^[A-Za-z0-9.-]+(:\d{1,5})?$", description="una dirección como operador.example:5060"
    )
    """`host:port` of the operator: the site's numbers at this address go through Asterisk's trunk, and calls from this
    host are the operator's.
    """
    twilio_account_sid: str | None = Field(
        None, pattern=r"^AC[0-9a-f]{32}$", description="el SID de una cuenta de Twilio, que empieza por AC"
    )
    """The account at Twilio, `AC…`; with it lines are served there, too."""
    twilio_auth_token: SecretStr | None = Field(None, description="el token de esa cuenta")
    """Its token; signs what Twilio asks us."""
    twilio_api: str | None = Field(
        None, pattern=r"^https?://[^\s?#]+$", description="una dirección como https://api.twilio.com"
    )
    """A proxy before Twilio's API."""
    twilio_url: str | None = Field(
        None,
        pattern=r"^https?://[^\s/?#]+(/[^\s?#]*[^\s?#/])?$",
        description="una dirección como https://voz.entidad.gov.co",
    )
    """Our public address as Twilio calls it, `https://…`."""
    twilio_number: str | None = Field(None, pattern=r"^\+[1-9]\d{6,14}$", description="un número como +576015550100")
    """A number of the account, shown to whom we call."""
    twilio_phones: str | None = Field(
        None,
        pattern=r"^(client|sips?:[^\s@]*\{user\}[^\s@]*@[^\s@]+)$",
        description="client, o una dirección como sip:{user}@voz.entidad.gov.co",
    )
    """`client`: advisors answer in the browser; or a SIP URI with `{user}` in it."""
    twilio_api_key: str | None = Field(
        None, pattern=r"^SK[0-9a-f]{32}$", description="una llave de Twilio, que empieza por SK"
    )
    """Of the account, `SK…`; with `ATENCION_TWILIO_API_SECRET` it lets browsers be phones."""
    twilio_api_secret: SecretStr | None = Field(None, description="el secreto de esa llave")
    """Of that key."""
    twilio_calls_per_s: Annotated[float, Field(gt=0, le=100)] = Field(
        1.0, description="llamadas por segundo, hasta 100"
    )
    """How many calls a second the account lets us begin."""
    smtp_url: Annotated[SecretStr | None, BeforeValidator(_none_if_empty)] = Field(
        None, description="una dirección como smtp://usuario:clave@correo.entidad.gov.co:587"
    )
    """The server that sends our mail, `smtp://user:password@host:587`; without it messages wait."""
    bounces_dir: Path | None = Field(None, description="una carpeta maildir")
    """A maildir of reports of failed delivery."""
    sample_mailbox: Path | None = Field(None, description="una carpeta")
    """Folder in which the demo's own mail server leaves what it takes; the demo gives it."""
    demo_password: SecretStr | None = Field(None, description="una clave")
    """Of the demo's logins. Default: made up."""
    second_factor_roles: str | None = Field(None, description="roles separados por comas, o «ninguno»")
    """Roles that need a second factor; `ninguno`: no role, as in the demo. Default: admin,coordinador,interventoria."""
    demo_traffic: float = Field(4, ge=0, le=6000, description="llamadas por minuto, de 0 a 6000")
    """Sample calls a minute in the demo, up to eight at once; `0`: none, and advisors who are always there."""
    demo_hours: Literal["open", "site"] = Field("open", description="open o site")
    """`site`: the demo's lines keep the site's own hours."""

    @property
    def has_twilio(self) -> bool:
        """Whether lines are served at Twilio."""
        return self.twilio_account_sid is not None

    @property
    def runs_asterisk(self) -> bool:
        """Whether a gateway on Asterisk has one of our own, and no node of the site's."""
        return self.ari is None and self.ari_listen is None


def load_settings(overrides: Mapping[str, Any] | None = None) -> Settings:
    """Reads the environment.

    Args:
        overrides: fields that win over the environment, e.g. from the command line.

    Raises:
        SettingsInvalid: a sentence for each variable that cannot be used.
    """
    inputs = {**_read_secret_files(), **(overrides or {})}
    try:
        return Settings(**inputs)
    except ValidationError as error:
        names = dict.fromkeys(str(each["loc"][0]) for each in error.errors())
        values = {str(each["loc"][0]): each["input"] for each in error.errors()}
        raise SettingsInvalid(" ".join(_describe_problem(name, values[name]) for name in names)) from None


def environment_of(settings: Settings) -> dict[str, str]:
    """Return the environment by which a child process reads the same settings.

    What is None is empty, so that the child does not inherit it; so is the name of a secret's file, since the secret
    was read and follows itself. Paths are absolute.
    """
    variables = {_variable(name): _as_text(getattr(settings, name)) for name in Settings.model_fields}
    return {f"{_variable(name)}_FILE": "" for name in SECRET_FIELDS} | variables


def _variable(name: str) -> str:
    return f"{PREFIX}{name.upper()}"


def _as_text(value: object) -> str:
    """Return a value of the settings as its variable states it."""
    match value:
        case None:
            return ""
        case SecretStr():
            return value.get_secret_value()
        case PortRange():
            return f"{value.first}-{value.last}"
        case Path():
            return str(value.resolve())
        case dict():
            return "\n".join(f"{role} {password}" for role, password in value.items())
    return str(value)


def _read_secret_files() -> dict[str, str]:
    """Return the secrets whose file the environment names."""
    own = {name for name in SECRET_FIELDS if f"{name}_file" in Settings.model_fields}  # read by who needs it
    file_by_secret = {name: os.environ.get(f"{_variable(name)}_FILE", "") for name in sorted(SECRET_FIELDS - own)}
    return {name: _read_secret(name, Path(file)) for name, file in file_by_secret.items() if file}


def _read_secret(name: str, file: Path) -> str:
    variable = _variable(name)
    if os.environ.get(variable):
        raise SettingsInvalid(f"Sobra {variable} o {variable}_FILE: deje una de las dos.")
    try:
        return file.read_text().strip()
    except OSError as error:
        raise SettingsInvalid(
            f"No se puede leer {file} ({describe_os_error(error)}): revise {variable}_FILE."
        ) from error


def _describe_problem(name: str, value: object) -> str:
    """Describe what is wrong and what is expected, without a value that may hold a secret."""
    value_text = "" if name in SECRET_FIELDS else f" «{value}»"
    return f"El valor{value_text} de {_variable(name)} no sirve: se espera {Settings.model_fields[name].description}."
