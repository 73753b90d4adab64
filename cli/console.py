"""The one place that prints: data on stdout, everything that is said to a person on stderr."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING, Literal

from ..codemods.errors import CanonizeError, cause
from .terminal import Colour, Style, painted, visible, visible_line, wants_colour

if TYPE_CHECKING:
    from ..codemods.results.diff import Line, LineKind

Volume = Literal["quiet", "normal", "verbose"]

_STYLES: dict[LineKind, tuple[Style, ...]] = {
    "header": ("bold",),
    "hunk": ("cyan",),
    "why": ("dim",),
    "context": (),
    "removed": ("red",),
    "added": ("green",),
    "marker": ("dim",),
}


class Console:
    """Where a command writes. Once the reader of stdout has gone (`| head`), what is written there is dropped."""

    def __init__(self, colour: Colour = "auto", volume: Volume = "normal") -> None:
        self.colour = colour
        self.volume = volume
        self._closed = sys.stdout is None  # Python's word for a descriptor that was closed (`>&-`)

    def data(self, raw: bytes) -> None:
        """`raw` on stdout, as it is."""
        if self._closed:
            return
        try:
            sys.stdout.buffer.write(raw)
        except OSError as error:
            self._lost(error)

    def diff(self, lines: Sequence[Line]) -> None:
        """A diff: byte for byte, but painted and made harmless for a terminal's eyes."""
        if not self._for_eyes:
            self.data(b"".join([text for _, text in lines]))
            return
        # The \r of \r\n does no harm, and only confuses the eye.
        texts = [visible(raw.replace(b"\r\n", b"\n").decode(errors="backslashreplace")) for _, raw in lines]
        if not self._out_colour:
            self.data(self._encoded("".join(texts)))
            return
        from .highlight import marked

        for kind, text, start, end in marked((kind, text) for (kind, _), text in zip(lines, texts, strict=True)):
            styles = _STYLES[kind]
            parts = painted(text[:start], *styles), painted(text[start:end], *styles, "underline")
            self.data(self._encoded("".join(parts) + painted(text[end:], *styles)))

    def text(self, text: str) -> None:
        """Text that a person or a program reads on stdout."""
        self.data(self._encoded(visible(text) if self._for_eyes else text))

    def flush(self) -> None:
        """Have everything on stdout arrive. Raises CanonizeError when it cannot (a full disk)."""
        if self._closed:
            return
        try:
            sys.stdout.flush()
        except OSError as error:
            self._lost(error)

    def say(self, text: str = "", *styles: Style) -> None:
        """A line on stderr, unless quiet was asked for. What others chose must have gone through `visible_line`."""
        if self.volume != "quiet":
            self._err(self.paint(text, *styles) + "\n")

    def aloud(self) -> Console:
        """The same console for what is said even where quiet was asked for: errors."""
        return Console(self.colour, "normal") if self.volume == "quiet" else self

    def paint(self, text: str, *styles: Style) -> str:
        """`text` in colour when stderr has it."""
        wanted = bool(styles) and wants_colour(self.colour, _is_terminal(sys.stderr), os.environ)
        return painted(text, *styles) if wanted else text

    def error(self, error: CanonizeError) -> None:
        """A user's mistake: what and where, then what to do; never a traceback."""
        for title, help in error.told():
            self._err(self.paint(visible_line(title), "red") + "\n")
            if help:
                self._err(f"  {self.paint('help', 'cyan')}: {visible_line(help)}\n")

    def bug(self, error: Exception) -> None:
        """A mistake of ours; the traceback when it was asked for."""
        if self.volume == "verbose" or os.environ.get("CANONIZE_DEBUG"):
            import traceback

            self._err(visible("".join(traceback.format_exception(error))))
        what = visible_line(f"{type(error).__name__}: {error}")
        self._err(f"{self.paint('this is a bug in canonize', 'red', 'bold')}: {what}\n")
        self._err("  help: run it again with CANONIZE_DEBUG=1 and report what it prints.\n")

    @property
    def shows_progress(self) -> bool:
        """True when somebody is there to watch."""
        return self.volume != "quiet" and _is_terminal(sys.stderr) and os.environ.get("TERM") != "dumb"

    @property
    def width(self) -> int:
        """The columns of stdout; 80 when it is no terminal, or one that does not say."""
        return _columns(sys.stdout) or 80

    @property
    def room(self) -> int:
        """The columns of stderr; as many as are wanted when it is no terminal, or one that does not say."""
        return _columns(sys.stderr) or sys.maxsize

    @property
    def _for_eyes(self) -> bool:
        return _is_terminal(sys.stdout) or self._out_colour

    @property
    def _out_colour(self) -> bool:
        return wants_colour(self.colour, _is_terminal(sys.stdout), os.environ)

    def _encoded(self, text: str) -> bytes:
        encoding = sys.stdout.encoding if sys.stdout else "utf-8"
        return text.encode(encoding, errors="backslashreplace")

    def _err(self, text: str) -> None:
        if sys.stderr is None:
            return
        try:
            sys.stderr.write(text)
            sys.stderr.flush()
        except OSError:
            _drop(sys.stderr)  # nobody listens; the exit code still says how it went

    def _lost(self, error: OSError) -> None:
        self._closed = True
        _drop(sys.stdout)
        if error.errno not in (errno.EPIPE, errno.EINVAL):  # EINVAL: what Windows says of a closed pipe
            raise CanonizeError(f"cannot write the output: {cause(error)}") from error


def _is_terminal(stream: IO[str] | None) -> bool:
    return stream is not None and not stream.closed and stream.isatty()


def _columns(stream: IO[str] | None) -> int:
    """How wide the terminal is; 0 when that is not known."""
    return os.get_terminal_size(stream.fileno()).columns if stream is not None and _is_terminal(stream) else 0


def _drop(stream: IO[str]) -> None:
    """Send what is still in the buffer nowhere, so that Python does not complain at exit."""
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), stream.fileno())
