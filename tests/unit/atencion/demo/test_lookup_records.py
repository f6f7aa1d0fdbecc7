"""The invented records of the demo's external systems."""

from pathlib import Path

from agent_api.lookups.domain.mainframe_records import decode
from atencion.demo.lookup_records import credits_of, portfolio_of
from config.site.customers.copybook import read_layout
from config.site.loader import load_sample_customers, load_site

SITE = Path("config/sites/icetex")


def test_every_system_names_the_credit_of_the_customers_record() -> None:
    """The database and the mainframe's file have each debtor's credit under the number of the customer's record."""
    customers = load_sample_customers(SITE)
    debtors = {each.document: each.credit for each in customers if each.credit and not each.co_debtor_of}
    assert len(debtors) > 3
    assert {each["documento"]: each["numero"] for each in credits_of(customers)} == debtors
    lookups = load_site(SITE).lookups
    extract = lookups and lookups.connectors["cobol"].extract
    assert extract
    layout = read_layout(extract.layout)
    file = portfolio_of(customers, layout, extract.encoding)
    records = [file[at : at + layout.size] for at in range(0, len(file), layout.size)]
    document, credit = (layout.items[each] for each in ("NUM-DOC", "NUM-CREDITO"))
    encoding = extract.encoding
    assert {decode(document, each, encoding): decode(credit, each, encoding) for each in records} == debtors
