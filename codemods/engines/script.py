"""Code that a recipe brings along in a file beside it: read once, and from then on the text that was read is meant."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import BinaryIO

from ..errors import CanonizeError, cause
from ..problems import shown
from ..records import dataclass

MAX_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Script:
    """A file's path, as the recipe writes it, and its text."""

    path: str
    text: str


def read_script(folder: Path | None, path: str) -> Script:
    """The script at `path`, below the recipe's folder. Raises CanonizeError when there is none, or it lies outside."""
    return Script(path, read_text(found_beside(folder, path), path, MAX_BYTES))


def scripts_of(codemod: object) -> Iterator[Script]:
    """The scripts among a codemod's options."""
    if isinstance(codemod, Script):
        yield codemod
    elif is_dataclass(codemod):
        for entry in fields(codemod):
            yield from scripts_of(getattr(codemod, entry.name))
    elif isinstance(codemod, tuple):
        for each in codemod:
            yield from scripts_of(each)


def found_beside(folder: Path | None, path: str) -> Path:
    """Where the file at `path` below the recipe's folder is. Raises CanonizeError when it is not, or lies outside."""
    if folder is None:
        raise CanonizeError(f"{shown(path)}: only a recipe in a file can bring files along")
    try:
        top = folder.resolve(strict=True)
        found = (top / path).resolve(strict=True)
    except FileNotFoundError:
        raise CanonizeError(f"{shown(path)}: no such file beside the recipe", f"looked in {folder}") from None
    except (OSError, ValueError, RuntimeError) as error:
        raise CanonizeError(f"{shown(path)}: {cause(error)}") from None
    if not found.is_relative_to(top):
        raise CanonizeError(f"{shown(path)} leads out of the recipe's folder", "keep it beside the recipe")
    return found


def read_text(found: Path, path: str, limit: int) -> str:
    """The file's text; `path` is what it is called. Raises CanonizeError for no file, a large one, or no UTF-8."""
    try:
        return _text(found, path, limit)
    except OSError as error:
        raise CanonizeError(f"{shown(path)}: {cause(error)}") from None


def opened(path: str | Path) -> BinaryIO | None:
    """The file, to be read; None for what is no regular one. Raises OSError, and ValueError for no path at all."""
    # Without O_NONBLOCK, opening a FIFO would wait for its writer.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    return None


def _text(found: Path, path: str, limit: int) -> str:
    file = opened(found)
    if file is None:
        raise CanonizeError(f"{shown(path)}: not a file")
    with file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise CanonizeError(f"{shown(path)}: larger than such a file may be ({limit // 1024} KiB)")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise CanonizeError(f"{shown(path)}: not UTF-8") from None
