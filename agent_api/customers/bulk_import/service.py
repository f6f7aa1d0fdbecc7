"""Import of a file that a person sends: checked first, and imported if they say so.

Owns the limits of an import by the API. The rows and their reasons are those of the command line.
"""

import asyncio
from typing import Final

from agent_api.access.principal import Principal
from agent_api.customers.bulk_import.csv_file import CustomerFile, InvalidFile
from agent_api.customers.bulk_import.importer import CustomerImport, ImportCounts, check_rows
from agent_api.customers.bulk_import.schemas import CustomerImportFault, CustomerImportForm, CustomerImportResult
from agent_api.customers.domain.import_rows import RowRefusal
from agent_api.customers.encrypted_rows import CustomerCipher
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.errors import BadQuery

_MOST_SHOWN: Final = 200


async def import_customers(context: ApiContext, principal: Principal, form: CustomerImportForm) -> CustomerImportResult:
    """Check a file, and import its good rows if the form says so.

    Raises:
        BadQuery: the file is no CSV of customers; nothing is imported.
    """
    refused: list[RowRefusal] = []
    try:
        file = CustomerFile(form.content.encode(), local_date(context.now()))
        checked = await asyncio.to_thread(check_rows, file.rows(), refused.append)
    except InvalidFile as error:
        raise BadQuery("content", str(error)) from error
    if not form.apply or checked.unchanged == 0:
        return _result(checked, ImportCounts(refused=checked.refused), refused, applied=False)
    refused.clear()
    importing = CustomerImport(
        context.engine,
        CustomerCipher(context.cipher, context.campaign),
        principal.author(at=context.now(), site_version=context.site.version),
        source=file.digest(),
        refuse=refused.append,
    )
    return _result(checked, await importing.run(file.rows()), refused, applied=True)


def _result(
    checked: ImportCounts, counts: ImportCounts, refused: list[RowRefusal], *, applied: bool
) -> CustomerImportResult:
    faults = sorted(refused, key=lambda each: (each.row, each.column))[:_MOST_SHOWN]
    return CustomerImportResult(
        applied=applied,
        valid=checked.unchanged,
        refused=counts.refused,
        created=counts.created,
        updated=counts.updated,
        unchanged=counts.unchanged,
        ties=counts.ties,
        faults=[CustomerImportFault(row=each.row, column=each.column, reason=each.reason) for each in faults],
    )
