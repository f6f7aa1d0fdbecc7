"""Schemas of the import of a file of customers."""

from pydantic import BaseModel, ConfigDict, Field

from agent_api.kit.ids import Flag


class CustomerImportForm(BaseModel):
    """A CSV file, and whether to import it."""

    model_config = ConfigDict(extra="forbid")

    content: str = Field(min_length=1, max_length=2_000_000, description="El archivo, en UTF-8.")
    apply: Flag = Field(description="false solo lo revisa.")


class CustomerImportFault(BaseModel):
    """Why a row is refused."""

    row: int = Field(description="Su número en el archivo; el encabezado es la fila 1.")
    column: str = Field(description="Vacía si es por toda la fila.")
    reason: str


class CustomerImportResult(BaseModel):
    """The effect of a file. Its good rows are imported, even if others are refused."""

    applied: bool
    valid: int = Field(description="Filas buenas.")
    refused: int = Field(description="Filas que no se pueden importar.")
    created: int = Field(description="Clientes nuevos; 0 mientras solo se revisa, como los tres que siguen.")
    updated: int
    unchanged: int
    ties: int = Field(description="Vínculos nuevos con deudores solidarios.")
    faults: list[CustomerImportFault] = Field(description="Los primeros 200 motivos, en orden.")


class CustomerImportColumns(BaseModel):
    """The columns of a file."""

    columns: list[str]
    required: list[str]
