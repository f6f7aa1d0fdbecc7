"""`atencion verify`: walk the chain of facts, recompute what is folded from it, and tell item by item.

Owns the words for a person. What is checked is `eventlog.verify`'s.
"""

from atencion.runtime.schema import make_ready
from atencion.serve import attached
from atencion.spanish import grouped
from config.settings import Settings
from config.site_files import load_site
from eventlog.verify import Item, Report, verify
from storage.engine import make_engine
from storage.sealing import sealer_of


async def run_verify(settings: Settings) -> bool:
    """Verify the campaign of the site, and print what was found.

    Returns:
        Whether everything agrees.

    Raises:
        StorageError: PostgreSQL is away.
        SiteInvalid: the site folder cannot be read.
    """
    campaign = load_site(settings.site).campaign
    async with attached(settings) as served:
        engine = make_engine(served.database_url or "", name="atencion-verify")
        try:
            sealer = sealer_of(settings)
            await make_ready(served, engine, sealer)
            report = await verify(engine, campaign, sealer)
        finally:
            await engine.dispose()
    print(told(report))
    return report.sound


def told(report: Report) -> str:
    """What was checked and what does not agree, in Spanish."""
    lines = [f"Bitácora de la campaña «{report.campaign}»"]
    width = max(len(item.title) for item in report.items)
    for item in report.items:
        lines.append(f"  {_mark(item)} {item.title:<{width}}  {_count(item)}")
        lines += [f"      · {finding.sentence}" for finding in item.findings]
    lines.append(f"  Cabeza de la cadena: hecho {report.head.seq}, huella {report.head.hash.hex()}")
    lines.append("Todo concuerda." if report.sound else "La bitácora NO concuerda: vea los hallazgos de arriba.")
    return "\n".join(lines)


def _mark(item: Item) -> str:
    return "✗" if item.wrong else "✓"


def _count(item: Item) -> str:
    checked = grouped(item.checked)
    return f"{checked} revisados, {item.wrong} con diferencias" if item.wrong else f"{checked} revisados"
