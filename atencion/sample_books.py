"""What the sample systems know of the sample customers: credits, portfolio, payments, movements. Pure.

Owns the invention: the same people have the same debts at each start. Where it is kept is `sample_systems`'.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any, Final

from agent_api.lookups.records import Encoding, encode
from config.copybook import Layout
from config.site import SampleCustomer

CITIZEN: Final = "CC"
PROGRAMS: Final = ("Pregrado largo plazo", "Pregrado mediano plazo", "Posgrado país", "Posgrado exterior")
STATES: Final = ("En estudio", "Al día", "En mora", "Condonado en parte")
DEBTLESS: Final = 6
"""Every sixth customer has no credit: a lookup of theirs finds nothing."""
_CUT: Final = date(2026, 10, 31)
Record = dict[str, Any]


def credits_of(customers: Sequence[SampleCustomer]) -> list[Record]:
    """One credit each, and two for every third customer."""
    return [
        _credit(customer, index, second)
        for index, customer in enumerate(customers, 1)
        if index % DEBTLESS
        for second in range(2 if index % 3 == 0 else 1)
    ]


def _credit(customer: SampleCustomer, index: int, second: int) -> Record:
    owed = Decimal(3_250_000 + 1_187_431 * index + 900_000 * second) + Decimal(index) / 4
    return {
        "numero": f"{2026000000 + index * 10 + second}",
        "tipo_documento": CITIZEN,
        "documento": customer.document,
        "programa": PROGRAMS[(index + second) % len(PROGRAMS)],
        "estado": STATES[(index + second) % len(STATES)],
        "saldo": owed.quantize(Decimal("0.01")),
        "cuota": Decimal(185_000 + 12_350 * index).quantize(Decimal("0.01")),
        "tasa": Decimal("9.81") + Decimal(second),
        "desembolsado": Decimal(8_000_000 + 2_000_000 * index).quantize(Decimal("0.01")),
        "proximo_pago": date(2026, 12, 1 + index % 28),
    }


def third_parties_of(customers: Sequence[SampleCustomer]) -> list[Record]:
    """Every customer as accounting knows them."""
    return [
        {"id_tercero": index, "identificacion": customer.document, "nombre": customer.name}
        for index, customer in enumerate(customers, 1)
    ]


def movements_of(customers: Sequence[SampleCustomer]) -> list[Record]:
    """A disbursement and a payment for each."""
    return [
        {
            "id_movimiento": index * 10 + turn,
            "id_tercero": index,
            "fecha": date(2026, 2 + 3 * turn, 1 + index),
            "cuenta": "140405" if turn == 0 else "110505",
            "detalle": "Desembolso de matrícula" if turn == 0 else "Recaudo de cuota",
            "debito": Decimal(2_400_000 + 50_000 * index) if turn == 0 else Decimal(0),
            "credito": Decimal(0) if turn == 0 else Decimal(185_000 + 12_350 * index),
        }
        for index, _ in enumerate(customers, 1)
        for turn in range(2)
    ]


def payments_of(customers: Sequence[SampleCustomer]) -> dict[str, list[Record]]:
    """Payments to university and beneficiary, by the customer's document; those without a credit are not there."""
    return {
        customer.document: [
            {
                "fecha": f"2026-0{2 + turn}-15",
                "concepto": ("Matrícula", "Sostenimiento")[turn],
                "valor": {"pesos": 2_400_000 + 50_000 * index - 1_500_000 * turn + 0.5 * turn},
                "estado": ("Girado", "En trámite")[turn],
            }
            for turn in range(2)
        ]
        for index, customer in enumerate(customers, 1)
        if index % DEBTLESS
    }


def portfolio_of(customers: Sequence[SampleCustomer], layout: Layout, encoding: Encoding) -> bytes:
    """The credits as a mainframe writes them: records that ascend by type and number of the document.

    Args:
        customers: whose.
        layout: with the items of the sample site.
        encoding: of text and zoned digits.
    """
    records = [_record(each, layout, encoding) for each in credits_of(customers)]
    first, last = layout.items["TIPO-DOC"], layout.items["NUM-DOC"]
    ordered: list[bytes] = sorted(records, key=itemgetter(slice(first.offset, last.end)))
    return b"".join(ordered)


def _record(credit: Record, layout: Layout, encoding: Encoding) -> bytes:
    late = credit["estado"] == "En mora"
    values: dict[str, str | Decimal] = {
        "TIPO-DOC": credit["tipo_documento"],
        "NUM-DOC": credit["documento"],
        "NUM-CREDITO": Decimal(credit["numero"]),
        "FECHA-CORTE": Decimal(f"{_CUT:%Y%m%d}"),
        "SALDO-CAPITAL": credit["saldo"],
        "SALDO-MORA": credit["cuota"] * 2 if late else Decimal(0),
        "AJUSTE": Decimal("-1250.50") if late else Decimal(0),
        "CUOTA(1)": credit["cuota"],
        "CUOTA(2)": credit["cuota"],
        "CUOTA(3)": Decimal(0) if late else credit["cuota"],
    }
    record = bytearray(" ".encode(encoding) * layout.size)
    for name, value in values.items():
        item = layout.items[name]
        record[item.offset : item.end] = encode(item, value, encoding)
    return bytes(record)
