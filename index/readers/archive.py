"""Zip archives from anywhere, as .docx and .epub files are."""

import zipfile
from io import BytesIO

from index.errors import UnreadableFile

UNPACKED_LIMIT_BYTES = 512 << 20
_RATIO_LIMIT = 200
"""Unpacked to packed; text seldom passes 20, a bomb reaches 1000."""
_RATIO_FROM_BYTES = 32 << 20
"""Small archives may have any ratio: a page of blanks is no bomb."""
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # what old and password-protected Office files begin with


def open_archive(data: bytes) -> zipfile.ZipFile:
    """The archive, once its members are known to unpack to a bearable size. Raises UnreadableFile.

    Python reads no member beyond the size that it declares, so the declared sizes can be relied on as limits.
    """
    if data.startswith(_OLE):
        raise UnreadableFile("protected by a password, or of the old format .doc: save it as .docx without one")
    archive = zipfile.ZipFile(BytesIO(data))
    unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > UNPACKED_LIMIT_BYTES:
        raise UnreadableFile(f"unpacks to {unpacked >> 20} MiB, over the limit of {UNPACKED_LIMIT_BYTES >> 20} MiB")
    if unpacked > max(_RATIO_FROM_BYTES, _RATIO_LIMIT * len(data)):
        raise UnreadableFile(f"unpacks to {unpacked // len(data)} times its size: taken for a zip bomb")
    return archive
