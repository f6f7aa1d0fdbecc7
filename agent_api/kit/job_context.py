"""The context of a worker job.

Owns the context object of a job; code below a noun's service takes single values from it.
"""

import msgspec
from sqlalchemy.ext.asyncio import AsyncEngine

from config.site.model import Site
from storage.encryption.field_cipher import FieldCipher


class JobContext(msgspec.Struct, frozen=True):
    """The dependencies of a job; `site` is the version in force."""

    engine: AsyncEngine
    cipher: FieldCipher
    site: Site
