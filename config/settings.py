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
    """A ``host:port`` whose port can be one; a path has none."""
    if value is not None and not value.startswith("/") and not 1 <= int(value.rpartition(":")[2]) <= 65535:
        raise ValueError("not a port")
    return value


Port = Annotated[int, Field(ge=1, le=65535)]


class Settings(BaseSettings):
    """The settings of every process. Each field is the variable ``ATENCION_`` + its name in capitals.

    The description of a field says, in Spanish, what is expected; it is shown when the value cannot be used.

    Attributes:
        http_port: of web, API and metrics.
        sip_port: UDP, of the SIP gateway.
        rtp_ports: UDP, for voice; a call with an advisor takes two even ones.
        most_calls: that the gateway holds at once; one more is refused.
        drain_s: how long a gateway that is told to stop lets its calls go on; None leaves it to the command.
        bind: address on which all servers listen.
        database_url: of PostgreSQL, with the application's account; None starts the embedded one.
        database_owner_url: of the same database with the account that owns its tables, which migrates and restores;
            None lets the application's account do that, which then may delete from the journal.
        redis_url: of Valkey or Redis, of nodes of a cluster, or of Sentinels; None starts the embedded one.
        redis_users: password by role, lines ``role password``: each role's process connects as the user of its name;
            None lets every process connect as ``redis_url`` says.
        data_key: base64 of 32 bytes, seals personal data; None looks for it in data_key_file.
        data_key_file: a file with that key; None is ``data.key`` in the data folder, made there by embedded servers.
        recording_keys_file: a file with the master keys of recordings; None is ``recording.keys`` in the data folder,
            made there by embedded servers.
        seal_key: base64 of 32 bytes, signs sealed periods; None looks for it in seal_key_file.
        seal_key_file: a file with that key; None is ``seal.key`` in the data folder, made there by embedded servers.
        anchor_file: to which each hour's anchor of the log is appended; it should lie where the interventoría keeps it.
            None appends to none.
        anchor_url: to which each hour's anchor is posted; None posts to none.
        recordings_dir: where encrypted recordings are kept; None is ``recordings`` in the data folder.
        attachments_dir: where encrypted attachments are kept; None is ``attachments`` in the data folder.
        clamd: ``host:port`` or the path of a Unix socket of the antivirus that examines attachments, ClamAV's daemon;
            None where there is none.
        recordings_intake: where the gateway leaves finished recordings, plain; it must lie in memory.
        recordings_on_disk: lets the intake lie on a disk; for tests on machines without a memory file system.
        logs: where our processes write their lines: ``files`` of the data folder, ``stdout`` as words for people, or
            ``json``, one object a line on the standard output.
        data_dir: where embedded servers, rendered sounds and logs are kept.
        site: folder of the site.
        sip_host: what people dial where it is not `bind`: a name, or the address of another node.
        lookups_dir: a folder of files with the addresses and secrets of the systems that are consulted, each named as
            what it holds; None where only the environment says them.
        metrics_token: opens `/metrics` and the details of `/readyz`; None opens them to who asks from this machine.
        alertmanager_file: Alertmanager's configuration, looked at once at start; None where there is no Alertmanager.
        requests_per_s: how many requests a second of the API one session or token may make, in each process.
        trusted_proxies: whose ``X-Forwarded-…`` headers the API believes, by address.
        gateway: which telephone gateway is run.
        node: name of the Asterisk node that this gateway has; no two nodes have one name.
        ari: ``host:port`` of that node's ARI; None runs an Asterisk of our own.
        ari_password: of its user ``atencion``; the node shows it, too, where it dials us.
        ari_listen: ``host:port`` where the gateway listens for its node, which dials it; None dials ``ari``.
        ari_uri: what the node dials, ``wss://…`` for a proxy with TLS; None is ``ari_listen`` itself.
        ami_port: of that node's AMI, on the host of its ARI; recordings are begun by it.
        asterisk_folder: that node's folder, as seen from here; None is ``asterisk`` in the data folder.
        own_callers: ``host:first-last`` of SIP callers that count as a listed trunk; the demo gives its own.
        sip_digests: algorithms of digest authentication that nodes of Asterisk offer to phones.
        sip_trunk: ``host:port`` of the operator; numbers there are called through the trunk. None where there is none.
        twilio_account_sid: of the account at Twilio; with it lines are served there, too, beside the gateway here.
        twilio_auth_token: of that account; signs what Twilio asks us, and lets us ask Twilio.
        twilio_api: where Twilio's API is, for a proxy of the entity's own; None is Twilio's own address.
        twilio_url: our public address, ``https://…``, as Twilio calls it, whatever proxies stand before us.
        twilio_number: a number of the account, ``+57…``, shown to whom we call through Twilio.
        twilio_phones: how advisors' phones are rung from there: ``client`` in the browser, or a SIP URI with
            ``{user}`` in it, as ``sip:{user}@voz.entidad.example``; None rings the address that the advisor has here.
        twilio_api_key: of the account, signs the tokens of advisors' browsers; None lets no browser be a phone.
        twilio_api_secret: of that key.
        twilio_calls_per_s: how many calls a second the account lets us begin by its API.
        smtp_url: of the server that sends our mail, see `config.smtp_url`; None lets messages wait.
        bounces_dir: a maildir into which a mail server puts reports of failed delivery; None where there is none.
        sample_mailbox: folder in which the demo's own mail server leaves what it takes; the demo gives it.
        demo_password: of the demo's logins; None makes one up.
        second_factor_roles: who must have a second factor, apart by commas; None leaves it to the command.
        demo_traffic: generated calls a minute in the demo; 0 is none, and sample advisors who are always there.
        demo_hours: ``open`` opens the demo's lines at any hour, ``site`` keeps the site's own hours.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True)

    http_port: Port = Field(8000, description="un puerto de 1 a 65535")
    sip_port: Port = Field(5060, description="un puerto de 1 a 65535")
    rtp_ports: Annotated[PortRange, NoDecode, BeforeValidator(_port_range)] = Field(
        PortRange(16384, 32767), description="un rango de puertos de 1024 a 65535, como 16384-32767"
    )
    most_calls: Annotated[int, Field(ge=1, le=5000)] = Field(200, description="cuántas llamadas a la vez, de 1 a 5000")
    drain_s: Annotated[int, Field(ge=0, le=86_400)] | None = Field(None, description="segundos, de 0 a 86400")
    bind: IPvAnyAddress = Field("127.0.0.1", validate_default=True, description="una dirección IP, como 127.0.0.1")
    database_url: str | None = Field(
        None, pattern=r"^postgres(ql)?(\+asyncpg)?://\S+$", repr=False, description="una dirección postgresql://…"
    )
    database_owner_url: str | None = Field(
        None, pattern=r"^postgres(ql)?(\+asyncpg)?://\S+$", repr=False, description="una dirección postgresql://…"
    )
    redis_url: str | None = Field(
        None,
        pattern=r"^(rediss?(\+(cluster|sentinel))?://|valkeys?://|unix://)\S+$",
        repr=False,
        description="una dirección redis://…, redis+cluster://…, redis+sentinel://…/servicio o unix://…",
    )
    redis_users: Annotated[dict[str, str] | None, NoDecode, BeforeValidator(_passwords)] = Field(
        None, repr=False, description="líneas con un rol y su clave, como «router 0a1b…»"
    )
    data_key: SecretStr | None = Field(None, description="32 bytes en base64")
    data_dir: Path = Field(Path(".data"), description="una carpeta")
    logs: Literal["stdout", "json", "files"] = Field("files", description="stdout, json o files")
    data_key_file: Path | None = Field(None, description="un archivo con 32 bytes en base64")
    recording_keys_file: Path | None = Field(None, description="un archivo con una llave por línea")
    seal_key: SecretStr | None = Field(None, description="32 bytes en base64")
    seal_key_file: Path | None = Field(None, description="un archivo con 32 bytes en base64")
    anchor_file: Path | None = Field(None, description="un archivo")
    anchor_url: Annotated[str | None, BeforeValidator(_none_if_empty)] = Field(
        None,
        pattern=r"^(https://|http://(127\.0\.0\.1|localhost)[:/])\S+$",
        repr=False,
        description="una dirección https://…",
    )
    recordings_dir: Path | None = Field(None, description="una carpeta")
    attachments_dir: Path | None = Field(None, description="una carpeta")
    clamd: Annotated[str | None, AfterValidator(_check_port)] = Field(
        None,
        pattern=r"^(/\S+|[^\s:/]+:\d{1,5})$",
        description="una dirección como 127.0.0.1:3310, o un socket como /run/clamav/clamd.ctl",
    )
    recordings_intake: Path = Field(
        Path("/dev/shm/atencion"), description="una carpeta en memoria, como /dev/shm/atencion"
    )
    recordings_on_disk: bool = Field(False, description="true o false")
    site: Path = Field(SAMPLE_SITE, description="la carpeta de un sitio")
    lookups_dir: Path | None = Field(None, description="una carpeta")
    sip_host: str | None = Field(None, pattern=r"^\S+$", description="un nombre o una dirección de SIP")
    metrics_token: Annotated[SecretStr | None, BeforeValidator(_none_if_empty)] = Field(
        None, min_length=16, description="al menos 16 signos"
    )
    alertmanager_file: Path | None = Field(None, description="el archivo de Alertmanager")
    requests_per_s: Annotated[float, Field(ge=1, le=100_000)] = Field(50.0, description="solicitudes por segundo")
    trusted_proxies: str = Field("127.0.0.1", description="direcciones IP separadas por comas")
    gateway: Literal["pyvoip", "asterisk", "twilio"] = Field("pyvoip", description="pyvoip, asterisk o twilio")
    node: str = Field("nodo1", pattern=r"^[a-z][a-z0-9]{0,30}$", description="un nombre de letras y cifras")
    ari: str | None = Field(None, pattern=r"^[^\s:]+:\d{1,5}$", description="una dirección como 127.0.0.1:8088")
    ami_port: Port = Field(5038, description="un puerto de 1 a 65535")
    ari_password: SecretStr | None = Field(None, description="al menos 8 letras, cifras, - o _")
    ari_listen: str | None = Field(None, pattern=r"^[^\s:]+:\d{1,5}$", description="una dirección como 127.0.0.1:8090")
    ari_uri: str | None = Field(None, pattern=r"^wss?://[^\s;]+$", description="una dirección ws://… o wss://…")
    asterisk_folder: Path | None = Field(None, description="la carpeta del nodo de Asterisk")
    own_callers: str | None = Field(
        None,
        pattern=r"^[0-9.]+:\d{1,5}(-\d{1,5})?$",
        description="una dirección y sus puertos, como 127.0.0.1:5100-5199",
    )
    sip_digests: Literal["SHA-256,MD5", "SHA-256", "MD5"] = Field("MD5", description="SHA-256,MD5, SHA-256 o MD5")
    sip_trunk: str | None = Field(
        None, pattern=r"^[A-Za-z0-9.-]+(:\d{1,5})?$", description="una dirección como operador.example:5060"
    )
    twilio_account_sid: str | None = Field(
        None, pattern=r"^AC[0-9a-f]{32}$", description="el SID de una cuenta de Twilio, que empieza por AC"
    )
    twilio_auth_token: SecretStr | None = Field(None, description="el token de esa cuenta")
    twilio_api: str | None = Field(
        None, pattern=r"^https?://[^\s?#]+$", description="una dirección como https://api.twilio.com"
    )
    twilio_url: str | None = Field(
        None,
        pattern=r"^https?://[^\s/?#]+(/[^\s?#]*[^\s?#/])?$",
        description="una dirección como https://voz.entidad.gov.co",
    )
    twilio_number: str | None = Field(None, pattern=r"^\+[1-9]\d{6,14}$", description="un número como +576015550100")
    twilio_phones: str | None = Field(
        None,
        pattern=r"^(client|sips?:[^\s@]*\{user\}[^\s@]*@[^\s@]+)$",
        description="client, o una dirección como sip:{user}@voz.entidad.gov.co",
    )
    twilio_api_key: str | None = Field(
        None, pattern=r"^SK[0-9a-f]{32}$", description="una llave de Twilio, que empieza por SK"
    )
    twilio_api_secret: SecretStr | None = Field(None, description="el secreto de esa llave")
    twilio_calls_per_s: Annotated[float, Field(gt=0, le=100)] = Field(
        1.0, description="llamadas por segundo, hasta 100"
    )
    smtp_url: Annotated[SecretStr | None, BeforeValidator(_none_if_empty)] = Field(
        None, description="una dirección como smtp://usuario:clave@correo.entidad.gov.co:587"
    )
    bounces_dir: Path | None = Field(None, description="una carpeta maildir")
    sample_mailbox: Path | None = Field(None, description="una carpeta")
    demo_password: SecretStr | None = Field(None, description="una clave")
    second_factor_roles: str | None = Field(None, description="roles separados por comas, o «ninguno»")
    demo_traffic: float = Field(4, ge=0, le=6000, description="llamadas por minuto, de 0 a 6000")
    demo_hours: Literal["open", "site"] = Field("open", description="open o site")

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
    given = {**_read_secret_files(), **(overrides or {})}
    try:
        return Settings(**given)
    except ValidationError as error:
        names = dict.fromkeys(str(each["loc"][0]) for each in error.errors())
        values = {str(each["loc"][0]): each["input"] for each in error.errors()}
        raise SettingsInvalid(" ".join(_describe_problem(name, values[name]) for name in names)) from None


def environment_of(settings: Settings) -> dict[str, str]:
    """Return the environment by which a child process reads the same settings.

    What is None is empty, so that the child does not inherit it; so is the name of a secret's file, since the secret
    was read and follows itself. Paths are absolute.
    """
    said = {_variable(name): _as_text(getattr(settings, name)) for name in Settings.model_fields}
    return {f"{_variable(name)}_FILE": "" for name in SECRET_FIELDS} | said


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
    """The secrets whose file the environment names."""
    own = {name for name in SECRET_FIELDS if f"{name}_file" in Settings.model_fields}  # read by who needs it
    named = {name: os.environ.get(f"{_variable(name)}_FILE", "") for name in sorted(SECRET_FIELDS - own)}
    return {name: _read_secret(name, Path(file)) for name, file in named.items() if file}


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
    """What is wrong and what is expected; a value that may hold a secret is not repeated."""
    said = "" if name in SECRET_FIELDS else f" «{value}»"
    return f"El valor{said} de {_variable(name)} no sirve: se espera {Settings.model_fields[name].description}."
