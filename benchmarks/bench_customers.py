"""Measures how long the import of a million customers takes, and how fast a misspelt name is found among them.

Owns the measurement: names distributed as in Colombia (a few very common, a long tail of rare ones) are written to a
CSV file, imported by the code of `atencion customers import`, and then searched for with spelling mistakes, one after
another. PostgreSQL is embedded, in a temporary folder. Run it with ``python benchmarks/run.py customers``;
ATENCION_BENCH_CUSTOMERS is the number of customers.
"""

import asyncio
import csv
import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path

import uvloop
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.customers import name_search
from agent_api.customers.bulk_import.csv_file import CustomerFile
from agent_api.customers.bulk_import.importer import CustomerImport, ImportCounts
from agent_api.customers.domain.import_rows import RowRefusal
from agent_api.customers.domain.phonetics import distance, name_words
from agent_api.customers.encrypted_rows import CustomerCipher
from agent_api.kit.author import Author
from benchmarks.system.running_system import Row, load_average, percentile, row
from storage.embedded.postgres import EmbeddedPostgres
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import make_engine
from storage.postgres.migrate import migrate

CUSTOMERS = int(os.environ.get("ATENCION_BENCH_CUSTOMERS", "1000000"))
SEARCHES, WARM, PAGE = 1_000, 50, 20
P99_BAR_MS = 100.0
IMPORT_BAR_S = 600.0
HEADING = (
    *("tipo_documento", "numero_documento", "nombre", "fecha_nacimiento", "direccion", "municipio"),
    *("telefono", "correo", "contacto_preferido", "credito"),
)
GIVEN = re.findall(
    r"\w+",
    "María José Juan Carlos Luis Ana Luz Jorge Andrés Diana Claudia Sandra Paola Camilo Sebastián Daniel David "
    "Felipe Laura Natalia Carolina Alejandra Alejandro Fernando Jhon Wilson Jairo Martha Gloria Blanca Óscar Iván "
    "Mauricio Javier Miguel Ángel Santiago Mateo Valentina Sofía Isabella Mariana Gabriela Adriana Mónica "
    "Patricia Liliana Yolanda Nelson Edwin Yeison Brayan Kevin Cristian Jefferson Leidy Yuliana Yesica Karen "
    "Tatiana Ximena Jimena Héctor Hernán Hugo Gustavo Germán Gerardo Guillermo Gonzalo Rodrigo Ramiro Rafael Raúl "
    "Ricardo Roberto Rubén Esteban Emilio Enrique Eduardo Édgar Efraín Elkin Ernesto Estefanía Esperanza Eliana "
    "Elizabeth Viviana Verónica Vanessa Wilmer Yamile Zoraida Teresa Rocío Pilar Olga Nubia Nancy Myriam Milena "
    "Marcela Magda Lorena Lina Leonor Katherine Johana Jenny Ingrid Graciela Fabio Fabián Dora Doris Consuelo "
    "Cecilia Catalina Beatriz Bernardo Aura ",
)
FAMILY = re.findall(
    r"\w+",
    "Rodríguez Gómez González Martínez García López Hernández Sánchez Ramírez Pérez Díaz Muñoz Rojas Moreno "
    "Jiménez Gutiérrez Torres Vargas Ortiz Castro Valencia Suárez Álvarez Giraldo Ramos Ruiz Cárdenas Restrepo "
    "Herrera Castillo Rivera Osorio Mejía Arias Parra Morales Quintero Ospina Zapata Cardona Salazar Medina "
    "Guerrero Romero Velásquez Vélez Londoño Franco Correa Vega Reyes Cruz Acosta Escobar Mosquera Palacios "
    "Hurtado Cortés Bedoya Montoya Agudelo Henao Hoyos Villa Zuluaga Duque Marín Arango Jaramillo Uribe Gaviria "
    "Botero Aristizábal Ceballos Cevallos Chávez Quiñones Angulo Caicedo Ibargüen Rentería Córdoba Murillo Perea "
    "Asprilla Cuesta Bermúdez Beltrán Bernal Barrera Ballesteros Benavides Bolaños Burbano Buitrago Cabrera "
    "Calderón Camacho Cano Carrillo Castañeda Contreras Coronado Cuéllar Delgado Durán Echeverry Espinosa Estrada "
    "Fajardo Figueroa Flórez Fonseca Forero Galindo Gallego Garzón Guevara Guzmán Ibarra Lara Leal León Lozano "
    "Luna Maldonado Márquez Melo Méndez Mendoza Miranda Molina Mora Navarro Nieto Niño Núñez Ochoa Orozco Ortega "
    "Otálora Padilla Páez Pardo Patiño Peña Pineda Pinzón Plata Polanco Prada Prieto Pulido Quiroga Rangel Rincón "
    "Riveros Robayo Roa Rozo Rueda Salamanca Saldarriaga Sandoval Santos Serrano Sierra Silva Solano Soto Tamayo "
    "Téllez Tovar Triana Trujillo Urrego Useche Valderrama Varela Velandia Vergara Villalobos Villamizar Villegas "
    "Yepes Zambrano Zamora Zabala Zárate Zúñiga ",
)
ONSETS = re.findall(r"\w+", "b c ch d f g l ll m n ñ p qu r s t v z")
VOWELS, CODAS = "aeiou", ("", "", "n", "r", "s", "z")
SLIPS = (("z", "s"), ("v", "b"), ("ll", "y"), ("h", ""), ("j", "g"), ("qu", "k"), ("ñ", "n"), ("c", "s"))


class Names:
    """A realistic distribution of names: the n-th most common in proportion to 1/n, one word in eight from the tail."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._weights = {
            name: list(accumulate(1 / (at + 4) for at in range(len(pool))))
            for name, pool in (("given", GIVEN), ("family", FAMILY))
        }
        self._tail = ["".join(self.syllables()).capitalize() for _ in range(20_000)]

    def syllables(self) -> Iterator[str]:
        """Yield the syllables of an invented word."""
        for _ in range(self._dice.choice((2, 3, 3, 4))):
            yield self._dice.choice(ONSETS) + self._dice.choice(VOWELS) + self._dice.choice(CODAS)

    def _choose(self, pool: list[str], name: str) -> str:
        if self._dice.random() < 1 / 8:
            return self._dice.choice(self._tail)
        return self._dice.choices(pool, cum_weights=self._weights[name])[0]

    def person(self) -> str:
        """Return a name: one or two given names, two family names."""
        given_names = [self._choose(GIVEN, "given") for _ in range(self._dice.choice((1, 2, 2)))]
        return " ".join([*given_names, self._choose(FAMILY, "family"), self._choose(FAMILY, "family")])


def misspell(name: str, dice: random.Random) -> str:
    """Return a name as an advisor may type it: two or three of its words, one or two of them misspelt."""
    heard = list(name_words(name))
    indexes = sorted(dice.sample(range(len(heard)), min(len(heard), dice.choice((2, 2, 3)))))
    spelt = [heard[at] for at in indexes]
    for at in dice.sample(range(len(spelt)), dice.choice((1, 2))):
        spelt[at] = _misspell_word(spelt[at], dice)
    return " ".join(spelt)


def _misspell_word(word: str, dice: random.Random) -> str:
    """Drop, insert, replace or swap a letter, or replace it with one that sounds alike."""
    at, letter = dice.randrange(len(word)), dice.choice("aeiourslnt")
    right, wrong = dice.choice(SLIPS)
    return dice.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :],
            word.replace(right, wrong),
            word.replace(right, wrong),
        )
    )


def write_customers(path: Path, dice: random.Random) -> list[str]:
    """Write the file; return the names to search for."""
    names = Names(dice)
    every = max(CUSTOMERS // SEARCHES, 1)
    searched_names = []
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEADING)
        for at in range(CUSTOMERS):
            name = names.person()
            if at % every == 0:
                searched_names.append(name)
            born = f"19{at % 50 + 50}-{at % 12 + 1:02}-{at % 28 + 1:02}"
            where = (f"Calle {at % 170} # {at % 90}-{at % 70}", "11001")
            reached = (3_000_000_000 + at, f"persona{at}@ejemplo.com", "correo")
            table.writerow(("CC", 10_000_000 + at, name, born, *where, *reached, f"CR-{at:08}"))
    return searched_names


async def measure(folder: Path) -> list[Row]:
    """Import, then search; return the table's rows."""
    dice = random.Random(7)
    path = folder / "clientes.csv"
    names = await asyncio.to_thread(write_customers, path, dice)
    async with EmbeddedPostgres(folder / "postgres") as url:
        engine = make_engine(url, name="atencion-bench")
        await migrate(engine)
        seal = CustomerCipher(FieldCipher(os.urandom(32)), "icetex")
        imported_s = await _import(engine, seal, path)
        took, hit = await _search(engine, seal, names, dice)
        await engine.dispose()
    bar = f"< {P99_BAR_MS:.0f}"
    return [
        row("importar clientes", imported_s, "s", f"< {IMPORT_BAR_S:.0f}"),
        row("importar clientes, por segundo", CUSTOMERS / imported_s, "filas/s"),
        row("buscar por nombre mal escrito, p50", percentile(took, 0.5), "ms"),
        row("buscar por nombre mal escrito, p99", percentile(took, 0.99), "ms", bar),
        row("buscar por nombre mal escrito, máximo", max(took), "ms"),
        row("nombres hallados, o 20 igual de cercanos", 100 * hit, "%"),
        row("clientes", CUSTOMERS, ""),
        row("carga de la máquina, 1 min", load_average(), ""),
    ]


async def _import(engine: AsyncEngine, seal: CustomerCipher, path: Path) -> float:
    """Import the file; return the seconds."""
    began, by = time.perf_counter(), Author(actor="system", at=datetime.now(UTC), site_version="")
    refused: list[RowRefusal] = []
    file = CustomerFile(path, by.at.date())
    count = await CustomerImport(
        engine, seal, by, source=file.digest(), refuse=refused.append, progress=_print_progress
    ).run(file.rows())
    if count.created != CUSTOMERS:
        raise AssertionError(f"{count}, {refused[:3]}")
    return time.perf_counter() - began


def _print_progress(count: ImportCounts) -> None:
    if count.rows % 100_000 == 0:
        print(f"  {count.rows:,}", file=sys.stderr, flush=True)


async def _search(
    engine: AsyncEngine, seal: CustomerCipher, names: list[str], dice: random.Random
) -> tuple[list[float], float]:
    """Search for each name, misspelt; return the milliseconds of each search, and the share of names found."""
    took, hits = [], 0
    for at, name in enumerate([*names[:WARM], *names]):
        heard = misspell(name, dice)
        began = time.perf_counter()
        matches = await name_search.find_by_name(engine, seal, heard, PAGE)
        if at >= WARM:
            took.append((time.perf_counter() - began) * 1000)
            hits += _is_hit(name_words(heard), name_words(name), [name_words(each.record.name) for each in matches])
    return took, hits / len(names)


def _is_hit(heard: tuple[str, ...], expected: tuple[str, ...], matches: list[tuple[str, ...]]) -> bool:
    """Return whether a name was found, or the page is full of names that are at least as close to the search."""
    full = len(matches) == PAGE and distance(heard, matches[-1]) <= distance(heard, expected)
    return expected in matches or full


def run() -> list[Row]:
    """Measure in a temporary folder; return the table's rows."""
    with tempfile.TemporaryDirectory(prefix="atn-bench-") as folder:
        Path(folder).chmod(0o711)  # PostgreSQL runs as another user when we are root
        return uvloop.run(measure(Path(folder)))
