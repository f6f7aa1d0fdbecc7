"""File types, detected from the content, and which are refused. Pure.

Owns the table of signatures and the rules for unsafe documents. Names and declared types are ignored: an attacker calls
a program «carta.pdf». Unknown content is refused, and so is content that can run when it is opened: programs, scripts,
and documents with macros (OPC parts of ECMA-376, part 2; ODF 1.3, part 2, sections 3 and 4). Harmful code within an
accepted file is the antivirus's task.
"""

import re
import zipfile
from io import BytesIO
from typing import Final, Literal

import msgspec

from config.site.tickets.attachments import FileKind

RefusalReason = Literal[
    "empty", "program", "macros", "old_office", "archive", "markup", "encrypted", "unknown", "not_listed"
]
"""Why a file is refused: see `REFUSAL_SENTENCES`."""
REFUSAL_SENTENCES: Final[dict[RefusalReason, str]] = {
    "empty": "El archivo «{name}» está vacío: revise que sea el que quiere adjuntar.",
    "program": "El archivo «{name}» es un programa y no se recibe, cualquiera que sea su nombre.",
    "macros": "El documento «{name}» trae macros y no se recibe: guárdelo sin ellas, o como PDF, y adjúntelo otra vez.",
    "old_office": (
        "El archivo «{name}» está en un formato antiguo de Office, que puede traer macros: guárdelo como .docx, "
        ".xlsx o PDF y adjúntelo otra vez."
    ),
    "archive": "El archivo «{name}» es un archivo comprimido: adjunte uno por uno los documentos que trae.",
    "markup": "El archivo «{name}» es una página web y puede ejecutar código: guárdelo como PDF y adjúntelo otra vez.",
    "encrypted": "El documento «{name}» tiene contraseña y no se puede revisar: quítesela y adjúntelo otra vez.",
    "unknown": "No se reconoce qué es el archivo «{name}»: guárdelo como PDF o como imagen y adjúntelo otra vez.",
    "not_listed": "La entidad no recibe archivos como «{name}»: guárdelo como PDF y adjúntelo otra vez.",
}
MEDIA_TYPES: Final[dict[FileKind, str]] = {
    "pdf": "application/pdf",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "tiff": "image/tiff",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "text": "text/plain; charset=utf-8",
}

KIND_NAMES: Final[dict[str, str]] = {
    "pdf": "PDF",
    "jpeg": "imagen JPEG",
    "png": "imagen PNG",
    "webp": "imagen WebP",
    "tiff": "imagen TIFF",
    "docx": "documento de Word",
    "xlsx": "hoja de Excel",
    "pptx": "presentación de PowerPoint",
    "odt": "documento de OpenDocument",
    "ods": "hoja de OpenDocument",
    "text": "texto",
}

_IMAGES: Final[tuple[tuple[bytes, FileKind], ...]] = (
    (b"%PDF-", "pdf"),  # ISO 32000-2, section 7.5.2
    (b"\xff\xd8\xff", "jpeg"),  # ITU T.81, SOI and the first marker
    (b"\x89PNG\r\n\x1a\n", "png"),  # ISO/IEC 15948
    (b"II*\x00", "tiff"),  # TIFF 6.0
    (b"MM\x00*", "tiff"),
)
_PROGRAMS: Final = (
    b"MZ",  # PE/COFF and DOS
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",  # Mach-O in four variants, and a Java class, which begins like a fat Mach-O
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"L\x00\x00\x00\x01\x14\x02\x00",  # a Windows shortcut ([MS-SHLLINK], section 2.1)
    b"#!",
    b"@echo",
    b"\x00asm",
    b"dex\n",
)
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB]; also installers and encrypted OOXML
_ARCHIVES: Final = (
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"PK\x05\x06",
    b"MSCF",
)
_RTF: Final = b"{\\rtf"  # it can contain objects that run
_MARKUP = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|script|svg|\?xml|iframe|[a-z]+[\s>/])", re.I | re.S
)
_OPC_MAIN: Final[dict[str, FileKind]] = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": "pptx",
}
_ODF: Final[dict[bytes, FileKind]] = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_MACRO_PARTS = re.compile(r"(?:^|/)(?:vbaproject\.bin|vbadata\.xml|activex/.*|.*\.bin\.exe)$", re.I)
_ODF_MACROS = re.compile(r"^(?:basic|scripts)/", re.I)
_PROGRAM_PARTS = re.compile(
    r"^(?:META-INF/MANIFEST\.MF|AndroidManifest\.xml|classes\.dex)$|\.(?:class|exe|dll|so)$", re.I
)
_PARTS_LIMIT: Final = 20_000
_XML_BYTES_LIMIT: Final = 1024 * 1024


class FileRefused(Exception):
    """The file is refused, for ``reason``."""

    def __init__(self, reason: RefusalReason) -> None:
        super().__init__(reason)
        self.reason: RefusalReason = reason


class FileType(msgspec.Struct, frozen=True):
    """The detected type of a file."""

    kind: FileKind

    @property
    def media_type(self) -> str:
        """Media type for HTTP."""
        return MEDIA_TYPES[self.kind]


def detect_file_type(content: bytes, allowed: tuple[FileKind, ...]) -> FileType:
    """Return the type of a file.

    Raises:
        FileRefused: it is empty, unknown, could run, or is not among the allowed types.
    """
    kind = _kind(content)
    if kind not in allowed:
        raise FileRefused("not_listed")
    return FileType(kind)


def _kind(content: bytes) -> FileKind:
    if not content:
        raise FileRefused("empty")
    if content.startswith(_PROGRAMS):
        raise FileRefused("program")
    if content.startswith(_OLD_OFFICE):
        raise FileRefused("old_office")
    if content.startswith(_ARCHIVES) or content.startswith(_RTF):
        raise FileRefused("archive" if not content.startswith(_RTF) else "unknown")
    if content.startswith(b"PK\x03\x04"):
        return _zip_kind(content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    image_kind = next((kind for signature, kind in _IMAGES if content.startswith(signature)), None)
    return image_kind or _text_kind(content)


def _text_kind(content: bytes) -> FileKind:
    """Return ``text`` for plain UTF-8; refuse content that a browser could take for a page."""
    try:
        text = content.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError:
        raise FileRefused("unknown") from None
    if any(ord(each) < 32 and each not in "\t\n\r\f" for each in text):
        raise FileRefused("unknown")
    if _MARKUP.match(content[:4096].removeprefix(b"\xef\xbb\xbf")):
        raise FileRefused("markup")
    return "text"


def _zip_kind(content: bytes) -> FileKind:
    """Return the kind of document in a ZIP file; refuse macros and anything that is not a document."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            names = parts.namelist()
            if len(names) > _PARTS_LIMIT:
                raise FileRefused("unknown")
            return _document_kind(parts, names)
    except FileRefused:
        raise
    except RuntimeError:  # zipfile raises it for a part with a password
        raise FileRefused("encrypted") from None
    except Exception:  # errors of zipfile and of the decompressors, such as zlib.error
        raise FileRefused("unknown") from None


def _document_kind(parts: zipfile.ZipFile, names: list[str]) -> FileKind:
    if "[Content_Types].xml" in names:
        return _opc_kind(_read_part(parts, "[Content_Types].xml").decode("utf-8", "replace"), names)
    if "mimetype" in names:
        return _odf_kind(_read_part(parts, "mimetype").strip(), names)
    raise FileRefused("program" if any(map(_PROGRAM_PARTS.search, names)) else "archive")


def _opc_kind(types: str, names: list[str]) -> FileKind:
    lowered = types.lower()
    if "macroenabled" in lowered or "vbaproject" in lowered or any(map(_MACRO_PARTS.search, names)):
        raise FileRefused("macros")
    kinds = {kind for main, kind in _OPC_MAIN.items() if main in lowered}
    if len(kinds) != 1:
        raise FileRefused("unknown")
    return kinds.pop()


def _odf_kind(media_type: bytes, names: list[str]) -> FileKind:
    if any(map(_ODF_MACROS.match, names)):
        raise FileRefused("macros")
    if media_type not in _ODF:
        raise FileRefused("unknown")
    return _ODF[media_type]


def _read_part(parts: zipfile.ZipFile, name: str) -> bytes:
    """Read a part; refuse one larger than the limit, so that decompression is bounded."""
    if parts.getinfo(name).file_size > _XML_BYTES_LIMIT:
        raise FileRefused("unknown")
    with parts.open(name) as part:
        return part.read(_XML_BYTES_LIMIT)
