"""An invented customer of the site as a row of an import. Pure."""

from collections.abc import Mapping
from datetime import date

from agent_api.customers.domain.import_rows import ParsedRow, read_row
from config.site.samples import SampleCustomer


def read_sample(number: int, sample: SampleCustomer, others: Mapping[str, SampleCustomer], today: date) -> ParsedRow:
    """Read a customer as an import would.

    Args:
        number: of the row, for its refusals.
        sample: the customer.
        others: those whose credit it may guarantee, by id.
        today: rows with a later birth date are not valid.
    """
    beneficiary = others.get(sample.co_debtor_of)
    cells = {
        "tipo_documento": sample.document_kind,
        "numero_documento": sample.document,
        "nombre": sample.name,
        "fecha_nacimiento": sample.birth_date,
        "direccion": sample.address,
        "municipio": sample.municipality,
        "correo": sample.email,
        "contacto_preferido": sample.preferred_contact,
        "credito": sample.credit,
        "programa": sample.programme,
        "deudor_solidario_de": f"{beneficiary.document_kind} {beneficiary.document}" if beneficiary else "",
    }
    phones = dict(zip(("telefono", "telefono_2"), sample.phones, strict=False))
    return read_row(number, cells | phones, today)
