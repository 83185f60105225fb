"""The parts of an XLSX, unpacked and read piece by piece: what one claims to be costs nothing before it is read."""

import io
import zipfile
from xml.parsers import expat

from .errors import UploadError

#: What all parts may come to, in bytes: twice as much as a list of 100,000 rows and ten columns.
MAX_UNPACKED = 100 * 1024 * 1024

#: A workbook with fifty sheets, a picture on each and somebody's comments has some three hundred.
MAX_PARTS = 1000

#: Tags in what is read of a file; a list of 100,000 rows and ten columns has eight million.
MAX_TAGS = 10_000_000

#: Elements within each other; a sheet has some ten.
_MAX_DEPTH = 50

#: Bytes of one tag, with all of its attributes.
_MAX_TAG = 1024 * 1024

#: Bytes that are read at a time.
_PIECE = 64 * 1024

_ENTRY = b"PK\x01\x02"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Package:
    """An XLSX file.

    :ivar frozenset[str] names: of its parts
    """

    def __init__(self, data, max_unpacked=MAX_UNPACKED):
        """Look into the file, before anything is made of it.

        :param bytes data: the file
        :param int max_unpacked: bytes that it may come to
        :raises UploadError: with macros, with a document type, or larger than is reasonable
        """
        if data.count(_ENTRY) > MAX_PARTS:
            raise UploadError("too_many_parts", f"{MAX_PARTS:,}")
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._tags = 0
        parts = self._zip.infolist()
        self.names = frozenset(part.filename for part in parts)
        if any(name.lower().endswith("vbaproject.bin") for name in self.names):
            raise UploadError("macros")
        if sum(part.file_size for part in parts) > max_unpacked:
            raise UploadError("too_large", f"{max_unpacked // 1024 // 1024} MB")
        if any(part.compress_type not in _METHODS for part in parts):
            raise UploadError("not_a_table")
        for name in self.names:
            if name.endswith((".xml", ".rels")) and self._has_document_type(name):
                raise UploadError("not_a_table")

    def _has_document_type(self, name):
        before = b""
        for piece in self._pieces(name):
            seen = before + piece.replace(b"\0", b"")
            if b"<!DOCTYPE" in seen:
                return True
            before = seen[-len(b"<!DOCTYPE") :]
        return False

    def _pieces(self, name):
        with self._zip.open(name) as part:
            while piece := part.read(_PIECE):
                yield piece

    def read_part(self, name, reader):
        """Read a part.

        :param str name: the part's
        :param reader: has ``start``, ``end`` and ``text``, as :meth:`pieces` calls them
        :return: the reader
        :raises UploadError: it is more than is reasonable
        """
        for _piece in self.pieces(name, reader):
            pass
        return reader

    def pieces(self, name, reader):
        """Read a part, and stop after each piece.

        :param str name: the part's
        :param reader: is given names without prefix: ``start(name, attributes)``, ``end(name)``, ``text(characters)``
        :rtype: Iterator[None]
        :raises UploadError: it is more than is reasonable
        """
        parser, depth, fed = expat.ParserCreate(), 0, 0

        def start(element, attributes):
            nonlocal depth
            depth += 1
            if depth > _MAX_DEPTH:
                raise UploadError("not_a_table")
            reader.start(element.rpartition(":")[2] if ":" in element else element, attributes)

        def end(element):
            nonlocal depth
            depth -= 1
            reader.end(element.rpartition(":")[2] if ":" in element else element)

        def refuse(*_declaration):
            raise UploadError("not_a_table")

        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = reader.text
        parser.StartDoctypeDeclHandler = refuse
        for piece in self._pieces(name):
            self._tags += piece.count(b"<")
            if self._tags > MAX_TAGS:
                raise UploadError("too_much", f"{MAX_TAGS:,}")
            parser.Parse(piece, False)
            fed += len(piece)
            if fed - parser.CurrentByteIndex > _MAX_TAG:
                raise UploadError("not_a_table")
            yield
        parser.Parse(b"", True)
