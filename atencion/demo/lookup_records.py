"""Records of the sample customers in the sample systems: credits, portfolio, payments, movements. Pure.

Owns the invented data: they are equal at each start, and the credit in each system is the one in the customer's record.
`sample_systems` stores them.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any, Final

from agent_api.lookups.domain.mainframe_records import encode
from config.site.customers.copybook import Layout
from config.site.customers.lookups import Encoding
from config.site.samples import SampleCustomer

STATES: Final = ("Condonado en parte", "Al día", "En mora")
_CUT: Final = date(2026, 10, 31)
Record = dict[str, Any]


def _debtors(customers: Sequence[SampleCustomer]) -> list[tuple[int, SampleCustomer]]:
    """Return the customers who have a credit of their own, each with its number in the file.

    A co-debtor's record also names a credit, but it belongs to another customer.
    """
    return [(index, each) for index, each in enumerate(customers, 1) if each.credit and not each.co_debtor_of]


def credits_of(customers: Sequence[SampleCustomer]) -> list[Record]:
    """Return the credit that each customer's record names."""
    return [_credit(customer, index) for index, customer in _debtors(customers)]


def _credit(customer: SampleCustomer, index: int) -> Record:
    owed = Decimal(3_250_000 + 1_187_431 * index) + Decimal(index) / 4
    return {
        "numero": customer.credit,
        "tipo_documento": customer.document_kind,
        "documento": customer.document,
        "titular": customer.name,
        "programa": customer.programme,
        "estado": STATES[index % len(STATES)],
        "saldo": owed.quantize(Decimal("0.01")),
        "cuota": Decimal(185_000 + 12_350 * index).quantize(Decimal("0.01")),
        "tasa": Decimal("9.81"),
        "desembolsado": Decimal(8_000_000 + 2_000_000 * index).quantize(Decimal("0.01")),
        "proximo_pago": date(2026, 12, 1 + index % 28),
    }


def accounting_parties_of(customers: Sequence[SampleCustomer]) -> list[Record]:
    """Return every customer as a third party of the accounting system."""
    return [
        {"id_tercero": index, "identificacion": customer.document, "nombre": customer.name}
        for index, customer in enumerate(customers, 1)
    ]


def movements_of(customers: Sequence[SampleCustomer]) -> list[Record]:
    """Return a disbursement and a payment for each customer with a credit."""
    return [
        {
            "id_movimiento": index * 10 + turn,
            "id_tercero": index,
            "fecha": date(2026, 5, 1 + index) if turn else date(_granted_year(customer), 2, 15),
            "cuenta": "110505" if turn else "140405",
            "detalle": "Recaudo de cuota" if turn else "Desembolso de matrícula",
            "debito": Decimal(0) if turn else Decimal(2_400_000 + 50_000 * index),
            "credito": Decimal(185_000 + 12_350 * index) if turn else Decimal(0),
        }
        for index, customer in _debtors(customers)
        for turn in range(2)
    ]


def payments_of(customers: Sequence[SampleCustomer]) -> dict[str, list[Record]]:
    """Return the payments to university and beneficiary by the customer's document, for customers with a credit."""
    return {
        customer.document: [
            {
                "fecha": f"{_granted_year(customer)}-0{2 + turn}-15",
                "concepto": ("Matrícula", "Sostenimiento")[turn],
                "valor": {"pesos": 2_400_000 + 50_000 * index - 1_500_000 * turn + 0.5 * turn},
                "estado": "Girado",
            }
            for turn in range(2)
        ]
        for index, customer in _debtors(customers)
    }


def _granted_year(customer: SampleCustomer) -> int:
    """Return the year of a credit, which is part of its number: ``CR-2019-000101``."""
    return int(customer.credit.split("-")[1])


def portfolio_of(customers: Sequence[SampleCustomer], layout: Layout, encoding: Encoding) -> bytes:
    """Return the credits as a mainframe file, sorted by type and number of the document.

    `layout` has the items of the sample site.
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
        "NUM-CREDITO": credit["numero"],
        "NOMBRE": credit["titular"].upper(),
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
