"""What git keeps by id: the id that bytes have as an object, and the bytes of the objects of a repository."""

from __future__ import annotations

import hashlib
import os
import subprocess
from contextlib import suppress
from dataclasses import field
from pathlib import Path

from ..records import dataclass
from .git import OPTIONS, environment


def blob_id(content: bytes, length: int) -> str:
    """The id of these bytes as a git object; `length` is that of the repository's ids, 40 (SHA-1) or 64 (SHA-256)."""
    sha = (hashlib.sha1 if length == 40 else hashlib.sha256)(b"blob %d\0" % len(content), usedforsecurity=False)
    sha.update(content)
    return sha.hexdigest()


@dataclass
class Blobs:
    """The objects of a repository, by id or by `commit:path`, through one git process that is started when needed."""

    folder: Path
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def read(self, name: str) -> bytes | None:
        """The bytes of an object, or None when the repository does not hold it, or holds it broken."""
        if "\n" in name:
            return None
        process = self._process or self._begin()
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(os.fsencode(f"{name}\n"))
            process.stdin.flush()
            header = process.stdout.readline()
        except BrokenPipeError:
            header = b""
        if header.endswith((b" missing\n", b" ambiguous\n")):
            return None
        size = header.rpartition(b" ")[2].strip()
        content = process.stdout.read(int(size) + 1) if size.isdigit() else b""
        if content.endswith(b"\n") and len(content) == int(size) + 1:
            return content[:-1]
        self.close()  # git ended: over a broken object, of which it may have printed a part; some over a missing one
        return None

    def _begin(self) -> subprocess.Popen[bytes]:
        self._process = subprocess.Popen(
            ("git", "-C", os.fspath(self.folder), *OPTIONS, "cat-file", "--batch"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
        )
        return self._process

    def close(self) -> None:
        """End the process; the next read starts another."""
        process, self._process = self._process, None
        if process is not None:
            with suppress(OSError), process:  # its input may be closed already where Python itself ends
                process.kill()

    def __del__(self) -> None:
        self.close()
