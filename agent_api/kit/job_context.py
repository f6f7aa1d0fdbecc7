"""What a job of the worker works with.

Owns the one bag of a job; what is below a noun's service takes what it needs out of it.
"""

import msgspec
from sqlalchemy.ext.asyncio import AsyncEngine

from config.site.model import Site
from storage.encryption.field_cipher import FieldCipher


class JobContext(msgspec.Struct, frozen=True):
    """What is written with.

    Attributes:
        engine: of the database.
        cipher: of personal data.
        site: the one in force.
    """

    engine: AsyncEngine
    cipher: FieldCipher
    site: Site
