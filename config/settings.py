"""Settings of a process: the ``ATENCION_*`` environment variables, checked once at start.

Owns names, defaults and bounds. A secret may stand in a file instead: ``ATENCION_DATABASE_URL_FILE`` names a file with
the value of ``ATENCION_DATABASE_URL``; the same holds for each of SECRET_FIELDS. The site itself (lines, menus, hours)
is data of the site folder, never a variable.
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
"""Seconds that a sample call lasts by default: the menu, a short wait and a conversation."""
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
    return value or None  # a secret file may exist and still be empty


def _check_port(value: str | None) -> str | None:
    """Check that a ``host:port`` has a possible port; a path has none."""
    if value is not None and not value.startswith("/") and not 1 <= int(value.rpartition(":")[2]) <= 65535:
        raise ValueError("not a port")
    return value


Port = Annotated[int, Field(ge=1, le=65535)]


class Settings(BaseSettings):
    """The settings of every process. Each field is the variable ``ATENCION_`` + its name in capitals.

    The description of a field says in Spanish which values are valid; the error message shows it. The text below a
    field is Markdown for `docs/settings.md`, which ``scripts/settings-page`` writes.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True)

    http_port: Port = Field(8000, description="un puerto de 1 a 65535")
    """TCP port of the screens and the API."""
    sip_port: Port = Field(5060, description="un puerto de 1 a 65535")
    """UDP port of SIP."""
    rtp_ports: Annotated[PortRange, NoDecode, BeforeValidator(_port_range)] = Field(
        PortRange(16384, 32767), description="un rango de puertos de 1024 a 65535, como 16384-32767"
    )
    """UDP ports of RTP, which carries the voice."""
    most_calls: Annotated[int, Field(ge=1, le=5000)] = Field(200, description="cuántas llamadas a la vez, de 1 a 5000")
    """Maximum number of concurrent calls. A further call is refused with 503 and counted."""
    drain_s: Annotated[int, Field(ge=0, le=86_400)] | None = Field(None, description="segundos, de 0 a 86400")
    """Seconds for which a gateway that is asked to stop continues its calls and accepts no new one. After that, or at a
    second request to stop, the remaining callers hear the apology. Default: 300; in the demo 0.
    """
    bind: IPvAnyAddress = Field("127.0.0.1", validate_default=True, description="una dirección IP, como 127.0.0.1")
    """IP address on which all these ports listen."""
    database_url: str | None = Field(
        None, pattern=r"^postgres(ql)?(\+asyncpg)?://\S+$", repr=False, description="una dirección postgresql://…"
    )
    """PostgreSQL URL with the application's account. With several hosts, as `postgresql://…@host:port,host:port/db`,
    the host that accepts writes is used. Default: embedded.
    """
    database_owner_url: str | None = Field(
        None, pattern=r"^postgres(ql)?(\+asyncpg)?://\S+$", repr=False, description="una dirección postgresql://…"
    )
    """URL of the same database with the account that owns its tables. This account migrates, restores and creates the
    application's account, which then cannot change the journal. Without it, one account does everything ([the
    guide](docs/guias/operacion.md#las-dos-cuentas-de-postgresql)).
    """
    redis_url: str | None = Field(
        None,
        pattern=r"^(rediss?(\+(cluster|sentinel))?://|valkeys?://|unix://)\S+$",
        repr=False,
        description="una dirección redis://…, redis+cluster://…, redis+sentinel://…/servicio o unix://…",
    )
    """URL of Valkey or Redis ≥ 7.2. A cluster is `redis+cluster://host:port,host:port`; Sentinels are
    `redis+sentinel://host:port,host:port/service`. Default: embedded.
    """
    redis_users: Annotated[dict[str, str] | None, NoDecode, BeforeValidator(_passwords)] = Field(
        None, repr=False, description="líneas con un rol y su clave, como «router 0a1b…»"
    )
    """Valkey's password for each role, one per line, as `router 0a1b…`. The process of a role connects as the user of
    that name ([config/valkey/users.acl](config/valkey/users.acl)). Without it, all processes connect as the user of
    `ATENCION_REDIS_URL`.
    """
    data_key: SecretStr | None = Field(None, description="32 bytes en base64")
    """Encryption key of personal data, 32 bytes in base64, instead of `ATENCION_DATA_KEY_FILE`."""
    data_dir: Path = Field(Path(".data"), description="una carpeta")
    """Folder for the data of the embedded servers."""
    logs: Literal["stdout", "json", "files"] = Field("files", description="stdout, json o files")
    """Format of the log. `json`, used by Compose: one JSON object per line on the standard output. `stdout`: plain text
    on the standard output. `files`: one file per process in `logs` of the data folder, rotated at 5 MB, with the last
    three kept.
    """
    data_key_file: Path | None = Field(None, description="un archivo con 32 bytes en base64")
    """File with the keys of personal data (32 bytes, base64). The key of the first line encrypts, all of them decrypt,
    and `prints` finds equal values; see `atencion data-key`. Required with a PostgreSQL of your own, unless
    `ATENCION_DATA_KEY` is set. Default: `data.key` in the data folder.
    """
    recording_keys_file: Path | None = Field(None, description="un archivo con una llave por línea")
    """File with the master keys of recordings, one per line. Required with a PostgreSQL of your own if conversations
    are recorded. Default: `recording.keys` in the data folder.
    """
    seal_key: SecretStr | None = Field(None, description="32 bytes en base64")
    """Key that signs sealed periods, 32 bytes in base64, instead of `ATENCION_SEAL_KEY_FILE`."""
    seal_key_file: Path | None = Field(None, description="un archivo con 32 bytes en base64")
    """File with the key that signs sealed periods (32 bytes, base64). Required with a PostgreSQL of your own if months
    are sealed, unless `ATENCION_SEAL_KEY` is set ([the guide](docs/guias/sellos.md)). Default: `seal.key` in the data
    folder.
    """
    anchor_file: Path | None = Field(None, description="un archivo")
    """File to which the log's anchor of each hour is appended. It should be on storage that the interventoría controls
    ([the guide](docs/guias/interventoria.md#anclas-de-cada-hora)).
    """
    anchor_url: Annotated[str | None, BeforeValidator(_none_if_empty)] = Field(
        None,
        pattern=r"^(https://|http://(127\.0\.0\.1|localhost)[:/])\S+$",
        repr=False,
        description="una dirección https://…",
    )
    """HTTPS address of the interventoría to which the anchor of each hour is posted."""
    recordings_dir: Path | None = Field(None, description="una carpeta")
    """Folder of the encrypted recordings, shared by all nodes. Default: `recordings` in the data folder."""
    attachments_dir: Path | None = Field(None, description="una carpeta")
    """Folder of the encrypted files of tickets, shared by all nodes ([the guide](docs/guias/radicacion.md)).
    Default: `attachments` in the data folder.
    """
    clamd: Annotated[str | None, AfterValidator(_check_port)] = Field(
        None,
        pattern=r"^(/\S+|[^\s:/]+:\d{1,5})$",
        description="una dirección como 127.0.0.1:3310, o un socket como /run/clamav/clamd.ctl",
    )
    """Address of the antivirus that scans files of tickets, ClamAV's clamd: `host:port`, or the path of its Unix
    socket. Without it, files can be opened without a scan ([the guide](docs/guias/antivirus.md)).
    """
    recordings_intake: Path = Field(
        Path("/dev/shm/atencion"), description="una carpeta en memoria, como /dev/shm/atencion"
    )
    """Folder for recordings in progress and finished ones, not yet encrypted. It must be in memory."""
    recordings_on_disk: bool = Field(False, description="true o false")
    """Allow `ATENCION_RECORDINGS_INTAKE` on a disk; for tests on machines without a memory file system."""
    site: Path = Field(SAMPLE_SITE, description="la carpeta de un sitio")
    """Site folder: lines, menus, calendars, queues, prompts, typology, areas and answers. Default: the sample site."""
    synthesiser_command: str | None = Field(None, description="una orden que recibe un texto y entrega un WAV")
    """Command of the synthesiser `command`, which gets a text on its standard input and writes a WAV to its standard
    output; a site chooses it in `voice.yaml` ([the guide](docs/guias/voces.md)).
    """
    lookups_dir: Path | None = Field(None, description="una carpeta")
    """Folder with the addresses and secrets of the systems for lookups, one file each. The demo uses a folder of its
    own ([the guide](docs/guias/consultas.md)).
    """
    sip_host: str | None = Field(None, pattern=r"^\S+$", description="un nombre o una dirección de SIP")
    """SIP host that people dial, if it is the address of another node. Default: as `ATENCION_BIND`."""
    metrics_token: Annotated[SecretStr | None, BeforeValidator(_none_if_empty)] = Field(
        None, min_length=16, description="al menos 16 signos"
    )
    """Bearer token for `/metrics` and the details of `/readyz`. Without it, only the same machine may read them."""
    alertmanager_file: Path | None = Field(None, description="el archivo de Alertmanager")
    """Alertmanager's configuration file. At start a node logs a warning for each receiver without an address."""
    requests_per_s: Annotated[float, Field(ge=1, le=100_000)] = Field(50.0, description="solicitudes por segundo")
    """Requests per second that one session or token may make to the API, in each api process; up to four seconds' worth
    at once.
    """
    trusted_proxies: str = Field("127.0.0.1", description="direcciones IP separadas por comas")
    """IP addresses of the proxies whose `X-Forwarded-…` headers are trusted."""
    gateway: Literal["pyvoip", "asterisk", "twilio"] = Field("pyvoip", description="pyvoip, asterisk o twilio")
    """Voice gateway: pyvoip (embedded), asterisk (for production) or twilio."""
    node: str = Field("nodo1", pattern=r"^[a-z][a-z0-9]{0,30}$", description="un nombre de letras y cifras")
    """Name of the node; each node needs its own."""
    ari: str | None = Field(None, pattern=r"^[^\s:]+:\d{1,5}$", description="una dirección como 127.0.0.1:8088")
    """ARI of the node's Asterisk, `host:port`. Default: an Asterisk of the gateway's own."""
    ami_port: Port = Field(5038, description="un puerto de 1 a 65535")
    """Port of the node's AMI, which starts recordings, on the host of its ARI."""
    ari_password: SecretStr | None = Field(None, description="al menos 8 letras, cifras, - o _")
    """Password of the ARI, as written by `atencion asterisk config`. Default: generated."""
    ari_listen: str | None = Field(None, pattern=r"^[^\s:]+:\d{1,5}$", description="una dirección como 127.0.0.1:8090")
    """`host:port` on which the gateway listens, so that its node connects to it instead of the reverse."""
    ari_uri: str | None = Field(None, pattern=r"^wss?://[^\s;]+$", description="una dirección ws://… o wss://…")
    """Address that `atencion asterisk config` writes for the node to connect to: `wss://…` if a proxy with TLS is in
    front of the gateway. Default: as `ATENCION_ARI_LISTEN`.
    """
    asterisk_folder: Path | None = Field(None, description="la carpeta del nodo de Asterisk")
    """Folder of the node's Asterisk, for its sounds. Default: `asterisk` in the data folder."""
    own_callers: str | None = Field(
        None,
        pattern=r"^[0-9.]+:\d{1,5}(-\d{1,5})?$",
        description="una dirección y sus puertos, como 127.0.0.1:5100-5199",
    )
    """`host:first-last`: SIP callers that count as a listed trunk in addition to those of the site. The demo lists its
    own callers ([the guide](docs/guias/origenes.md)).
    """
    sip_digests: Literal["SHA-256,MD5", "SHA-256", "MD5"] = Field("MD5", description="SHA-256,MD5, SHA-256 o MD5")
    """Digest algorithms that Asterisk offers to phones that register. Use `SHA-256,MD5` only if no phone fails on
    SHA-256 ([the guide](docs/guias/telefono.md)).
    """
    sip_trunk: str | None = Field(
        None, pattern=r"^[A-Za-z0-9.-]+(:\d{1,5})?$", description="una dirección como operador.example:5060"
    )
    """`host:port` of the operator. Calls to the site's numbers at this address go through Asterisk's trunk, and calls
    from this host count as the operator's.
    """
    twilio_account_sid: str | None = Field(
        None, pattern=r"^AC[0-9a-f]{32}$", description="el SID de una cuenta de Twilio, que empieza por AC"
    )
    """Twilio account, `AC…`. If it is set, lines are served at Twilio, too, unless it has only
    `ATENCION_TWILIO_TEXT_SENDER` and no `ATENCION_TWILIO_NUMBER`.
    """
    twilio_auth_token: SecretStr | None = Field(None, description="el token de esa cuenta")
    """Auth token of the Twilio account; Twilio signs its requests with it."""
    twilio_api: str | None = Field(
        None, pattern=r"^https?://[^\s?#]+$", description="una dirección como https://api.twilio.com"
    )
    """Base URL of a proxy for Twilio's API."""
    twilio_url: str | None = Field(
        None,
        pattern=r"^https?://[^\s/?#]+(/[^\s?#]*[^\s?#/])?$",
        description="una dirección como https://voz.entidad.gov.co",
    )
    """Public URL of Atención for Twilio's requests, `https://…`."""
    twilio_number: str | None = Field(None, pattern=r"^\+[1-9]\d{6,14}$", description="un número como +576015550100")
    """Number of the Twilio account that is shown as the caller on outgoing calls."""
    twilio_text_sender: str | None = Field(
        None,
        pattern=r"^(\+[1-9]\d{6,14}|\d{5,6}|MG[0-9a-f]{32})$",
        description="un número como +573005550100, un código corto, o un servicio de mensajes, que empieza por MG",
    )
    """Sender of text messages at Twilio: a number, a short code or a messaging service, `MG…`."""
    twilio_phones: str | None = Field(
        None,
        pattern=r"^(client|sips?:[^\s@]*\{user\}[^\s@]*@[^\s@]+)$",
        description="client, o una dirección como sip:{user}@voz.entidad.gov.co",
    )
    """Phones of advisors: `client` for the browser, or a SIP URI with `{user}` in it."""
    twilio_api_key: str | None = Field(
        None, pattern=r"^SK[0-9a-f]{32}$", description="una llave de Twilio, que empieza por SK"
    )
    """Twilio API key, `SK…`. With `ATENCION_TWILIO_API_SECRET` it allows phones in the browser."""
    twilio_api_secret: SecretStr | None = Field(None, description="el secreto de esa llave")
    """Secret of `ATENCION_TWILIO_API_KEY`."""
    twilio_calls_per_s: Annotated[float, Field(gt=0, le=100)] = Field(
        1.0, description="llamadas por segundo, hasta 100"
    )
    """Maximum of new calls per second that the Twilio account allows."""
    smtp_url: Annotated[SecretStr | None, BeforeValidator(_none_if_empty)] = Field(
        None, description="una dirección como smtp://usuario:clave@correo.entidad.gov.co:587"
    )
    """Mail server, `smtp://user:password@host:587`. Without it, messages wait."""
    bounces_dir: Path | None = Field(None, description="una carpeta maildir")
    """Maildir that receives the reports of failed delivery."""
    sample_mailbox: Path | None = Field(None, description="una carpeta")
    """Folder in which the demo's own mail server stores the messages that it accepts; the demo sets it."""
    demo_password: SecretStr | None = Field(None, description="una clave")
    """Password of the demo's users. Default: generated."""
    second_factor_roles: str | None = Field(None, description="roles separados por comas, o «ninguno»")
    """Roles that require a second factor; `ninguno` for none, as in the demo. Default: admin,coordinador,interventoria.
    """
    demo_traffic: float = Field(4, ge=0, le=6000, description="llamadas por minuto, de 0 a 6000")
    """Sample calls per minute in the demo, up to eight at once. `0`: none, and advisors always answer at once."""
    demo_hours: Literal["open", "site"] = Field("open", description="open o site")
    """Hours of the demo's lines: `open` at all times, or `site` for the hours of the site."""

    @property
    def places_practice_calls(self) -> bool:
        """Whether the gateway calls itself for practices: by SIP, over IPv4."""
        return self.gateway != "twilio" and self.bind.version == 4

    @property
    def has_twilio(self) -> bool:
        """Whether lines are served at Twilio; with a sender of texts and without a number, it only sends texts."""
        only_texts = self.twilio_text_sender is not None and self.twilio_number is None
        return self.twilio_account_sid is not None and not only_texts

    @property
    def runs_asterisk(self) -> bool:
        """Whether a gateway on Asterisk starts its own Asterisk, because no node of the site is set."""
        return self.ari is None and self.ari_listen is None


def load_settings(overrides: Mapping[str, Any] | None = None) -> Settings:
    """Read the settings from the environment; ``overrides``, e.g. of the command line, have precedence.

    Raises:
        SettingsInvalid: with a sentence for each invalid variable.
    """
    inputs = {**_read_secret_files(), **(overrides or {})}
    try:
        return Settings(**inputs)
    except ValidationError as error:
        names = dict.fromkeys(str(each["loc"][0]) for each in error.errors())
        values = {str(each["loc"][0]): each["input"] for each in error.errors()}
        raise SettingsInvalid(" ".join(_describe_problem(name, values[name]) for name in names)) from None


def environment_of(settings: Settings) -> dict[str, str]:
    """Return the environment from which a child process reads the same settings.

    Variables of None are set to an empty text, so that the child does not inherit them; so are the names of secret
    files, because the secrets themselves are set. Paths are absolute.
    """
    variables = {_variable(name): _as_text(getattr(settings, name)) for name in Settings.model_fields}
    return {f"{_variable(name)}_FILE": "" for name in SECRET_FIELDS} | variables


def _variable(name: str) -> str:
    return f"{PREFIX}{name.upper()}"


def _as_text(value: object) -> str:
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
    own = {name for name in SECRET_FIELDS if f"{name}_file" in Settings.model_fields}  # read where they are used
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
