"""A repository such as the audit describes: collapsed, its tests say the same, and every name is the same object."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from canonize.codemods.aliasing.collapse import Collapse
from canonize.codemods.names import SymbolPath
from examples import Before, Result, Tree, applied, output, tree

CANONICAL = "backend.app.websocket_core.manager:WebSocketManager"

REPOSITORY: Before = {
    "backend/__init__.py": "",
    "backend/app/__init__.py": "",
    "backend/app/websocket_core/__init__.py": """\
        \"\"\"One place for WebSockets.\"\"\"
        from backend.app.websocket_core.manager import (
            WebSocketManager,
            get_manager,
        )
        from backend.app.websocket_core.types import Connection
        # Old names, kept for backward compatibility.
        UnifiedWebSocketManager = WebSocketManager
        StateSynchronizationManager: type = WebSocketManager
        WebSocketRecoveryManager = Recovery = WebSocketManager
        from .manager import WebSocketManager as WebSocketCore  # noqa: F401
        __all__ = ["Connection", "UnifiedWebSocketManager", "WebSocketManager", "get_manager"]
        __all__ += ["WebSocketRecoveryManager", "StateSynchronizationManager"]
        """,
    "backend/app/websocket_core/manager.py": """\
        from backend.app.websocket_core.types import Connection
        class WebSocketManager:
            _instance = None
            def __new__(cls):
                if cls._instance is None:
                    cls._instance = super().__new__(cls)
                return cls._instance
            def connect(self) -> Connection:
                return Connection(self)
        def get_manager() -> "WebSocketManager":
            return WebSocketManager()
        """,
    "backend/app/websocket_core/types.py": """\
        from __future__ import annotations
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from backend.app.websocket import BroadcastManager
        class Connection:
            def __init__(self, manager: BroadcastManager) -> None:
                self.manager = manager
        """,
    "backend/app/websocket/__init__.py": """\
        from ..websocket_core import *  # noqa: F403
        from ..websocket_core import WebSocketManager, UnifiedWebSocketManager as BroadcastManager
        from .connection_manager import ConnectionManager
        from .executor import ConnectionExecutor as Executor
        """,
    "backend/app/websocket/connection_manager.py": """\
        from ..websocket_core.manager import WebSocketManager as CoreManager
        class ConnectionManager(CoreManager):
            \"\"\"Kept for old callers.\"\"\"
        """,
    "backend/app/websocket/executor.py": """\
        \"\"\"Executors are managers now.\"\"\"
        import logging
        from backend.app.websocket_core import UnifiedWebSocketManager
        logger = logging.getLogger(__name__)
        ConnectionExecutor = UnifiedWebSocketManager
        def make_executor() -> ConnectionExecutor:
            logger.debug("made")
            return ConnectionExecutor()
        """,
    "backend/app/websocket/recovery.py": """\
        try:
            from backend.app.websocket_core import WebSocketRecoveryManager
        except ImportError:
            class WebSocketRecoveryManager: ...
        class Recoverer:
            manager_class = WebSocketRecoveryManager
            def recover(self):
                from .executor import ConnectionExecutor
                return isinstance(self.manager_class(), ConnectionExecutor)
        """,
    "backend/app/websocket/star.py": "from backend.app.websocket_core import *\n",
    "backend/app/websocket/stars.py": "from .star import *\n",
    "backend/app/websocket/lazy.py": """\
        _NAMES = {"LazyManager": ("backend.app.websocket_core.manager", "WebSocketManager")}
        def __getattr__(name):
            if name in _NAMES:
                from importlib import import_module
                module, attribute = _NAMES[name]
                return getattr(import_module(module), attribute)
            raise AttributeError(name)
        """,
    "backend/app/routes.py": """\
        from __future__ import annotations
        from backend.app.websocket import BroadcastManager, ConnectionManager, Executor
        from backend.app.websocket.stars import StateSynchronizationManager as Sync, Connection
        from backend.app.websocket.lazy import LazyManager
        import backend.app.websocket.executor as executor
        def route(manager: BroadcastManager | None = None) -> Connection:
            return (manager or Executor()).connect()
        def kinds() -> list[type]:
            return [BroadcastManager, Sync, LazyManager, executor.ConnectionExecutor, ConnectionManager]
        """,
    "backend/app/other.py": """\
        from backend.app.websocket_core import UnifiedWebSocketManager
        class WebSocketManager:
            wrapped = UnifiedWebSocketManager
        """,
    "backend/app/homonym.py": """\
        class UnifiedWebSocketManager: ...
        class BroadcastManager(UnifiedWebSocketManager): ...
        """,
    "backend/app/stars.py": """\
        from backend.app.websocket.stars import *
        def unify() -> UnifiedWebSocketManager:
            return UnifiedWebSocketManager()
        """,
    "backend/app/settings.py": 'MANAGER = "backend.app.websocket.BroadcastManager"\n',
    "tests/conftest.py": """\
        import pytest
        from backend.app.websocket import BroadcastManager as Manager
        @pytest.fixture
        def manager(): return Manager()
        """,
    "tests/test_all.py": """\
        from importlib import import_module
        from unittest.mock import Mock, patch
        from backend.app import homonym, other, routes, settings, stars
        from backend.app.websocket import executor, recovery
        from backend.app.websocket_core import Recovery, UnifiedWebSocketManager, get_manager
        class MockWebSocketManager(UnifiedWebSocketManager):
            pass
        class BroadcastManager:
            pass
        def test_kinds(): assert len({*map(id, routes.kinds())}) == 2
        def test_routes():
            with patch("backend.app.routes.Executor") as fake:
                assert routes.route() is fake().connect()
        def test_executor():
            with patch("backend.app.websocket.executor.ConnectionExecutor") as fake:
                assert executor.make_executor() is fake()
        def test_recovery(): assert recovery.Recoverer().recover()
        def test_stars(): assert stars.unify() is get_manager() is Recovery()
        def test_other(): assert other.WebSocketManager.wrapped is UnifiedWebSocketManager
        def test_homonym(): assert not issubclass(homonym.BroadcastManager, UnifiedWebSocketManager)
        def test_spec(): assert isinstance(Mock(spec=UnifiedWebSocketManager), UnifiedWebSocketManager)
        def test_own(): assert not isinstance(BroadcastManager(), UnifiedWebSocketManager)
        def test_settings():
            module, _, name = settings.MANAGER.rpartition(".")
            assert getattr(import_module(module), name) is UnifiedWebSocketManager
        """,
}

RUN_TESTS = """\
    import tests.test_all as t
    for name in sorted(vars(t)):
        if name.startswith("test_"):
            getattr(t, name)()
            print(name, "passed")
    """
NAMES = """\
    import importlib, json, pathlib
    from backend.app.websocket_core.manager import WebSocketManager as canonical
    found = {}
    for path in sorted(pathlib.Path().glob("**/*.py")):
        if path.name == "conftest.py":
            continue
        name = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
        module = importlib.import_module(name)
        found[name] = {
            key: "canonical" if value is canonical else f"{value.__module__}.{value.__qualname__}"
            for key, value in vars(module).items() if hasattr(value, "__qualname__") and not key.startswith("__")
        }
    print(json.dumps(found))
    """


@pytest.fixture(scope="module", params=[False, True], ids=["aliases", "same-name"])
def collapsed(request: pytest.FixtureRequest) -> Result:
    return applied(Collapse(SymbolPath.parse(CANONICAL), same_name=request.param), REPOSITORY)


def test_its_tests_say_the_same(collapsed: Result) -> None:
    before = output(REPOSITORY, RUN_TESTS)
    assert before.count("passed") == 10, before
    assert output(collapsed.files, RUN_TESTS) == before


def test_every_name_is_the_same_object_or_has_become_the_canonical_one(collapsed: Result) -> None:
    before, after = names_of(tree(REPOSITORY)), names_of(collapsed.files)
    assert before.keys() == after.keys()
    for module, names in before.items():
        for name, meant in names.items():
            found = after[module].get(name)
            renamed = found is None and meant == "canonical" and after[module].get("WebSocketManager") == "canonical"
            assert found == meant or renamed, f"{module}.{name}: {meant} -> {found}"
        new = after[module].keys() - names.keys()
        assert new <= {"WebSocketManager"}, f"{module}: {new}"


def test_no_module_takes_an_alias_from_another(collapsed: Result) -> None:
    text = b"\n".join(content for path, content in collapsed.files.items() if path.endswith(".py")).decode()
    aliases = ("UnifiedWebSocketManager", "StateSynchronizationManager", "WebSocketRecoveryManager", "Recovery",
               "BroadcastManager", "ConnectionExecutor", "LazyManager")  # fmt: skip
    for line in text.splitlines():
        if "import" in line:
            taken = line.partition("import")[2].partition("#")[0]
            if line.lstrip().startswith("from .executor"):
                continue  # the package loads its submodule; a function gets what a test puts there
            words = {part.split(" as ")[0].strip() for part in taken.split(",")}
            assert not words & {*aliases}, line


def names_of(files: Tree) -> Mapping[str, Mapping[str, str]]:
    printed = output(files, NAMES)
    assert printed.startswith("{"), printed
    found: Mapping[str, Mapping[str, str]] = json.loads(printed)
    return found
