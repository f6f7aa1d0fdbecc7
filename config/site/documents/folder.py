"""The folder of an exported site: the files of a document, with their schemas for editors. Pure."""

from config.site.documents.documents import Document
from config.site.documents.files import SCHEMA_FOLDER, write_files
from config.site.documents.schema import schema_files


def folder_files(document: Document) -> dict[str, bytes]:
    """Return the files of a site folder by their path in it; sounds and logo are the caller's to add."""
    schemas = {f"{SCHEMA_FOLDER}/{name}": content for name, content in schema_files().items()}
    return {**write_files(document), **schemas}
