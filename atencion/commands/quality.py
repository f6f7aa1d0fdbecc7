"""`atencion quality sample`: show a sample, and repeat its draw from the facts alone.

Owns the layout for a terminal. `metrics.quality.samples.audit` repeats the draw. Sealed months need neither a database
nor a network.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from atencion.errors import AuditRefused
from atencion.runtime.terminal import format_number
from config.os_errors import describe_os_error
from config.settings import Settings
from config.site.loader import load_site
from eventlog.facts import SampleDrawn
from eventlog.facts.quality.sample import SAMPLE_CHANNELS, SampleChannel, SeedCase
from metrics.quality.samples.audit import SampleAudit
from metrics.quality.samples.week import Week, parse_week
from metrics.sealed.checks.samples import audit_sealed_months
from metrics.sealed.errors import Damaged

_SEEDS: Final[dict[SeedCase, str]] = {
    "committed": "cabeza de la cadena y número de la interventoría",
    "unrevealed": "cabeza de la cadena sola: el número comprometido no se reveló a tiempo",
    "head": "cabeza de la cadena sola: no hubo un número comprometido",
}


async def run_sample(settings: Settings, week_text: str, channel_text: str, *, verify: bool) -> bool:
    """Print a sample from this system's journal; return whether its draw follows from the facts, if `verify`.

    Raises:
        AuditRefused: there is no such week or channel, or the week is not over.
        StorageError: PostgreSQL is away.
    """
    from agent_api.quality.samples.week_facts import audit_sample
    from atencion.runtime.schema import prepare_database
    from atencion.runtime.servers import attach_servers
    from storage.postgres.engine import make_engine, snapshot

    week, channel = _parse(week_text, channel_text)
    campaign = load_site(settings.site).campaign
    async with attach_servers(settings) as served:
        engine = make_engine(served.database_url or "", name="atencion-quality")
        try:
            await prepare_database(served, engine)
            async with snapshot(engine) as connection:
                audit = await audit_sample(connection, campaign, week, channel)
        finally:
            await engine.dispose()
    if audit is None:
        raise AuditRefused(f"La semana {week} no ha terminado en la bitácora.")
    return _report(audit, week, channel, verify=verify)


def run_sealed_sample(week_text: str, channel_text: str, files: Sequence[Path], *, verify: bool) -> bool:
    """Print a sample from sealed months; return whether its draw follows from their facts, if `verify`.

    Raises:
        AuditRefused: there is no such week or channel, or a file cannot be read.
    """
    week, channel = _parse(week_text, channel_text)
    try:
        opened = [file.open("rb") for file in files]
    except OSError as error:
        raise AuditRefused(f"No se puede leer {error.filename} ({describe_os_error(error)}).") from error
    try:
        audit = audit_sealed_months(opened, week, channel)
    except Damaged as error:
        raise AuditRefused(f"{error} Compruebe cada archivo con atencion verify.") from error
    finally:
        for each in opened:
            each.close()
    return _report(audit, week, channel, verify=verify)


def sample_text(audit: SampleAudit, week: Week, channel: SampleChannel, *, verify: bool) -> str:
    """Return a sample and, if `verify`, each difference, in Spanish."""
    lines = [f"Muestra de la semana {week}, canal {channel}"]
    if audit.drawn is not None:
        lines += _drawn_lines(audit.drawn, audit.replaced)
    if not verify:
        return "\n".join([*lines, *(f"  {each}" for each in audit.items())])
    if audit.trusts_commitment:
        lines.append("  El compromiso es de un mes que no se dio: cuándo se registró no se comprobó.")
    differences = audit.differences()
    lines += [f"  · {each}" for each in differences]
    lines.append("La muestra NO sale de los hechos." if differences else "La muestra sale de los hechos.")
    return "\n".join(lines)


def _report(audit: SampleAudit, week: Week, channel: SampleChannel, *, verify: bool) -> bool:
    print(sample_text(audit, week, channel, verify=verify))
    return not verify or not audit.differences()


def _drawn_lines(drawn: SampleDrawn, replaced: int) -> Iterator[str]:
    size, population = format_number(drawn.size), format_number(drawn.population)
    yield f"  {size} de {population}, en {format_number(drawn.strata)} estratos; reemplazos: {format_number(replaced)}"
    yield f"  Cabeza: hecho {format_number(drawn.head_seq)}, huella {drawn.head}"
    yield f"  Semilla: {drawn.seed} ({_SEEDS[drawn.seed_case]})"
    yield f"  Marco: {drawn.frame}"


def _parse(week: str, channel: str) -> tuple[Week, SampleChannel]:
    if channel not in SAMPLE_CHANNELS:
        raise AuditRefused(f"«{channel}» no es un canal: escriba {' o '.join(SAMPLE_CHANNELS)}.")
    try:
        return parse_week(week), channel
    except ValueError as error:
        raise AuditRefused(f"«{week}» no es una semana: escríbala como 2026-W47.") from error
