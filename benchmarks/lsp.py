"""A rename asked of a language server over its standard input and output, as an editor would."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlparse

from key_values import Site
from measure import Sample, watching

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Server:
    """A language server's rename of what stands at `line`:`column` (both 0-based) of `path`.

    With `index_first` it is asked for the references before: pyrefly answers a rename from what it has indexed so far.
    """

    name: str
    arguments: Sequence[str]
    folder: Path
    path: str
    line: int
    column: int
    new_name: str
    limit: float = 120.0
    index_first: bool = False

    def run(self, *, memory: bool = False) -> Sample:
        return self.ask(memory=memory)[0]

    def ask(self, *, memory: bool = False) -> tuple[Sample, list[Site]]:
        """The measured run, from the start of the server to its answer's last byte, and the places it would edit."""
        started = time.perf_counter()
        process = subprocess.Popen(
            list(self.arguments),
            cwd=self.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        with watching(process.pid, self.limit, memory) as watch:
            answer = self._talk(process)
            took = time.perf_counter() - started
            process.kill()
            _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        for stream in (process.stdin, process.stdout):
            if stream:
                stream.close()
        rss = max(watch.peak, usage.ru_maxrss * 1024) if memory else 0
        sample = Sample(took, usage.ru_utime + usage.ru_stime, rss, finished=answer is not None)
        return sample, [] if answer is None else sites(answer, self.folder)

    def _talk(self, process: subprocess.Popen[bytes]) -> Json | None:
        root = self.folder.as_uri()
        uri = (self.folder / self.path).as_uri()
        text = (self.folder / self.path).read_text("utf-8")
        capabilities: Json = {
            "workspace": {"workspaceEdit": {"documentChanges": True}},
            "textDocument": {"rename": {"prepareSupport": True}},
            "general": {"positionEncodings": ["utf-8", "utf-16"]},
        }
        folders = [{"uri": root, "name": "corpus"}]
        begin: Json = {
            "processId": None,
            "rootUri": root,
            "capabilities": capabilities,
            "workspaceFolders": folders,
            "initializationOptions": {"pyrefly": {"displayTypeErrors": "force-off"}},
        }
        document: Json = {"uri": uri, "languageId": "python", "version": 1, "text": text}
        where: Json = {"uri": uri}
        position: Json = {"line": self.line, "character": self.column}
        try:
            request(process, 1, "initialize", begin)
            notify(process, "initialized", {})
            notify(process, "textDocument/didOpen", {"textDocument": document})
            if self.index_first:
                declared: Json = {"includeDeclaration": True}
                request(
                    process,
                    3,
                    "textDocument/references",
                    {"textDocument": where, "position": position, "context": declared},
                )
            asked: Json = {"textDocument": where, "position": position, "newName": self.new_name}
            answer = request(process, 2, "textDocument/rename", asked)
        except (BrokenPipeError, EOFError):
            return None
        return answer if isinstance(answer, dict) else {}


def request(process: subprocess.Popen[bytes], number: int, method: str, params: Json) -> object:
    """The result of a request; what the server asks meanwhile is answered with nothing."""
    send(process, {"id": number, "method": method, "params": params})
    while True:
        message = receive(process)
        if "method" in message and "id" in message:
            send(process, {"id": message["id"], "result": nothing(message)})
        elif message.get("id") == number:
            if "error" in message:
                raise SystemExit(f"{method}: {message['error']}")
            return message.get("result")


def nothing(message: Json) -> object:
    params = message.get("params")
    items = params.get("items") if isinstance(params, dict) else None
    return [None] * len(items) if message["method"] == "workspace/configuration" and isinstance(items, list) else None


def notify(process: subprocess.Popen[bytes], method: str, params: Json) -> None:
    send(process, {"method": method, "params": params})


def send(process: subprocess.Popen[bytes], message: Json) -> None:
    assert process.stdin
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    process.stdin.flush()


def receive(process: subprocess.Popen[bytes]) -> Json:
    assert process.stdout
    length = 0
    while (line := process.stdout.readline()) not in (b"\r\n", b"\n"):
        if not line:
            raise EOFError
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    message = json.loads(process.stdout.read(length))
    assert isinstance(message, dict)
    return message


def sites(answer: Json, folder: Path) -> list[Site]:
    """The places of a WorkspaceEdit. Columns are taken as bytes: symbols are asked for on plain ASCII lines."""
    found: list[Site] = []
    changes: list[tuple[str, object]] = []
    listed = answer.get("documentChanges")
    for change in listed if isinstance(listed, list) else ():
        changes.append((change["textDocument"]["uri"], change["edits"]))
    mapped = answer.get("changes")
    changes += list(mapped.items()) if isinstance(mapped, dict) else []
    for uri, edits in changes:
        path = Path(unquote(urlparse(uri).path)).relative_to(folder.resolve()).as_posix()
        for edit in edits if isinstance(edits, list) else ():
            start = edit["range"]["start"]
            found.append(Site(path, start["line"] + 1, start["character"]))
    return sorted(found)
