"""The tests of a small backend as an audit found them: a dozen doubles of one manager, most of them of one name."""

from __future__ import annotations

FILES = {
    "app/__init__.py": "",
    "app/core/__init__.py": "",
    "app/core/types.py": """\
        class Note:
            def __init__(self, text):
                self.text = text
        """,
    "app/core/manager.py": '''\
        """The one manager."""


        class WebSocketManager:
            def __init__(self):
                self.connections = {}

            async def connect(self, user_id, websocket):
                self.connections[user_id] = websocket

            async def disconnect(self, user_id):
                self.connections.pop(user_id, None)

            async def send_message(self, user_id, message):
                await self.connections[user_id].send(message)

            def add_connection(self, user_id, websocket):
                self.connections[user_id] = websocket

            def stats(self):
                return {"connections": len(self.connections)}
        ''',
    "tests/__init__.py": "",
    "tests/conftest.py": """\
        import pytest

        from app.core.types import Note


        @pytest.fixture
        def note():
            return Note("hello")
        """,
    # one: remembers tuples
    "tests/test_user_flow.py": '''\
        """How a user comes and goes."""

        import asyncio

        from app.core.manager import WebSocketManager

        WAIT = 0


        # It remembers all that was sent.
        class MockWebSocketManager:
            """Remembers."""

            def __init__(self):
                self.connections = {}
                self.sent = []

            async def connect(self, user_id, websocket):
                self.connections[user_id] = websocket
                return True

            async def disconnect(self, user_id):
                self.connections.pop(user_id, None)

            async def send_message(self, user_id, message):
                """Keep it."""
                await asyncio.sleep(WAIT)
                self.sent.append((user_id, message))  # in order


        def test_a_user_connects():
            manager = MockWebSocketManager()
            assert asyncio.run(manager.connect("ann", "socket")) is True
            assert manager.connections == {"ann": "socket"}
            assert WAIT == 0


        def test_a_message_is_remembered(note):
            manager = MockWebSocketManager()
            asyncio.run(manager.send_message("ann", note.text))
            assert manager.sent == [("ann", "hello")]


        def test_the_real_one_is_another():
            assert not isinstance(MockWebSocketManager(), WebSocketManager)
        ''',
    # two: the parameters are the other way round, and it keeps dictionaries
    "tests/test_agent_events.py": """\
        import asyncio


        class MockWebSocketManager:
            def __init__(self):
                self.connections = {}
                self.sent = []

            async def connect(self, websocket, user_id):
                self.connections[user_id] = websocket
                return True

            async def disconnect(self, user_id):
                self.connections.pop(user_id, None)

            async def send_message(self, user_id, message):
                self.sent.append({"user": user_id, "message": message})


        def test_events_are_dictionaries():
            manager = MockWebSocketManager()
            asyncio.run(manager.connect("socket", "ann"))
            asyncio.run(manager.send_message("ann", 1))
            assert manager.sent == [{"user": "ann", "message": 1}]
            assert manager.connections == {"ann": "socket"}
        """,
    # three and four: twins, but for layout and annotations
    "tests/test_broadcast.py": """\
        import asyncio


        class MockWebSocketManager:
            def __init__(self):
                self.connections = {}
                self.sent = []

            async def connect(self, user_id, websocket):
                self.connections[user_id] = websocket
                return True

            async def disconnect(self, user_id):
                self.connections.pop(user_id, None)

            async def send_message(self, user_id, message):
                raise ConnectionError(user_id)

            async def add_connection(self, user_id, websocket):
                return await self.connect(user_id, websocket)


        def test_nothing_arrives():
            manager = MockWebSocketManager()
            try:
                asyncio.run(manager.send_message("ann", 1))
            except ConnectionError as error:
                assert str(error) == "ann"
            else:
                raise AssertionError("it arrived")
        """,
    "tests/unit/__init__.py": "",
    "tests/unit/test_twin.py": """\
        from __future__ import annotations

        import asyncio
        import unittest
        from typing import TYPE_CHECKING

        if TYPE_CHECKING:
            from app.core.types import Note


        class MockWebSocketManager:
            '''The twin of the one in test_broadcast.'''

            def __init__(self) -> None:
                self.connections: dict = {}
                self.sent: list[Note] = []

            async def connect(self, user_id: str, websocket: object) -> bool:
                self.connections[user_id] = websocket
                return True

            async def disconnect(self, user_id: str) -> None:
                self.connections.pop(user_id, None)

            async def send_message(self, user_id: str, message: Note) -> None:
                raise ConnectionError(user_id)

            async def add_connection(self, user_id: str, websocket: object) -> bool:
                return await self.connect(user_id, websocket)


        class TwinTest(unittest.TestCase):
            def test_it_is_added(self) -> None:
                manager = MockWebSocketManager()
                self.assertTrue(asyncio.run(manager.add_connection("ann", "socket")))
                self.assertEqual(manager.connections, {"ann": "socket"})
        """,
    # five: add_connection is no coroutine here
    "tests/unit/test_sync.py": """\
        import asyncio


        class MockWebSocketManager:
            def __init__(self):
                self.connections = {}
                self.sent = []

            async def connect(self, user_id, websocket):
                self.connections[user_id] = websocket
                return True

            async def disconnect(self, user_id):
                self.connections.pop(user_id, None)

            async def send_message(self, user_id, message):
                self.sent.append((user_id, message))

            def add_connection(self, user_id, websocket):
                self.connections[user_id] = websocket


        def test_it_is_added_at_once():
            manager = MockWebSocketManager()
            assert manager.add_connection("ann", "socket") is None
            asyncio.run(manager.disconnect("ann"))
            assert manager.connections == {}
        """,
    # six: attributes that are mocks where the others have methods
    "tests/test_notifier.py": """\
        import asyncio
        from unittest.mock import AsyncMock


        class MockWebSocketManager:
            def __init__(self):
                self.connections = {}
                self.sent = []
                self.send_message = AsyncMock(return_value="sent")

            async def connect(self, user_id, websocket):
                self.connections[user_id] = websocket
                return True

            async def disconnect(self, user_id):
                self.connections.pop(user_id, None)


        def test_the_call_is_asserted():
            manager = MockWebSocketManager()
            assert asyncio.run(manager.send_message("ann", 1)) == "sent"
            manager.send_message.assert_awaited_once_with("ann", 1)
        """,
    # seven: the class itself remembers
    "tests/test_registry.py": """\
        import asyncio


        class MockWebSocketManager:
            instances = []

            def __init__(self):
                self.connections = {}
                self.sent = []
                self.instances.append(self)

            async def connect(self, user_id, websocket):
                self.connections[user_id] = websocket
                return True

            async def disconnect(self, user_id):
                self.connections.pop(user_id, None)


        def test_instances_are_counted():
            before = len(MockWebSocketManager.instances)
            asyncio.run(MockWebSocketManager().connect("ann", "socket"))
            assert len(MockWebSocketManager.instances) == before + 1
        """,
    # eight: of the real class
    "tests/test_inherits.py": """\
        import asyncio

        from app.core.manager import WebSocketManager


        class QuietWebSocketManager(WebSocketManager):
            def __init__(self):
                super().__init__()
                self.sent = []

            async def send_message(self, user_id, message):
                self.sent.append(message)


        def test_it_is_quiet():
            manager = QuietWebSocketManager()
            asyncio.run(manager.connect("ann", "socket"))
            asyncio.run(manager.send_message("ann", 1))
            assert (manager.sent, manager.stats()) == ([1], {"connections": 1})
        """,
    # nine: a fake with a helper class of its own
    "tests/test_pairs.py": """\
        import asyncio


        class FakeConnection:
            def __init__(self, user_id):
                self.user_id = user_id


        class FakeWebSocketManager:
            def __init__(self):
                self.connections = {}
                self.sent = []

            async def connect(self, user_id, websocket):
                self.connections[user_id] = FakeConnection(user_id)
                return self.connections[user_id]

            async def disconnect(self, user_id):
                self.connections.pop(user_id, None)


        def test_a_connection_knows_its_user():
            manager = FakeWebSocketManager()
            assert asyncio.run(manager.connect("ann", None)).user_id == "ann"
        """,
    # ten: an assert in it, which pytest rewrites
    "tests/test_asserting.py": """\
        import asyncio

        import pytest


        class MockWebSocketManager:
            def __init__(self):
                self.connections = {}
                self.sent = []

            async def connect(self, user_id, websocket):
                assert user_id == "ann"
                self.connections[user_id] = websocket

            async def disconnect(self, user_id):
                self.connections.pop(user_id, None)


        def test_others_are_not_let_in():
            with pytest.raises(AssertionError, match="assert 'bob' == 'ann'"):
                asyncio.run(MockWebSocketManager().connect("bob", None))
        """,
    # eleven: leans on a function and a fixture of its file
    "tests/test_helped.py": """\
        import asyncio


        def shouted(text):
            return text.upper()


        class MockWebSocketManager:
            def __init__(self):
                self.connections = {}
                self.sent = []

            async def connect(self, user_id, websocket):
                self.connections[shouted(user_id)] = websocket

            async def disconnect(self, user_id):
                self.connections.pop(user_id, None)


        def test_users_are_shouted():
            manager = MockWebSocketManager()
            asyncio.run(manager.connect("ann", None))
            assert list(manager.connections) == ["ANN"]
        """,
    # twelve: in a function
    "tests/test_local.py": """\
        def test_a_local_class():
            class MockWebSocketManager:
                def stats(self):
                    return 1

            assert MockWebSocketManager().stats() == 1
        """,
    # thirteen: its name is seen
    "tests/test_shown.py": """\
        import asyncio


        class MockWebSocketManager:
            def __init__(self):
                self.connections = {}
                self.sent = []

            async def connect(self, user_id, websocket):
                self.connections[user_id] = websocket
                return True

            async def disconnect(self, user_id):
                self.connections.pop(user_id, None)


        def test_its_name():
            asyncio.run(MockWebSocketManager().disconnect("ann"))
            assert type(MockWebSocketManager()).__name__ == "MockWebSocketManager"
        """,
    # fourteen: what it sleeps by is replaced
    "tests/test_patched.py": """\
        import asyncio
        from asyncio import sleep
        from unittest import mock


        class MockWebSocketManager:
            def __init__(self):
                self.connections = {}
                self.sent = []

            async def connect(self, user_id, websocket):
                await sleep(1000)

            async def disconnect(self, user_id):
                self.connections.pop(user_id, None)


        def test_it_does_not_sleep():
            with mock.patch("tests.test_patched.sleep", mock.AsyncMock()) as slept:
                asyncio.run(MockWebSocketManager().connect("ann", None))
            slept.assert_awaited_once_with(1000)
        """,
    # fifteen: unittest style, in a test case's module, with a constant and a nested class
    "tests/unit/test_case.py": """\
        import asyncio
        import unittest

        LIMIT = 3


        class StubWebSocketManager:
            class Full(Exception):
                pass

            def __init__(self):
                self.connections = {}
                self.sent = []

            async def connect(self, user_id, websocket):
                if len(self.connections) >= LIMIT:
                    raise ValueError(LIMIT)
                self.connections[user_id] = websocket
                return True

            async def disconnect(self, user_id):
                self.connections.pop(user_id, None)


        class LimitTest(unittest.TestCase):
            def setUp(self):
                self.manager = StubWebSocketManager()

            def test_four_are_too_many(self):
                for user in "abc":
                    asyncio.run(self.manager.connect(user, None))
                with self.assertRaises(ValueError):
                    asyncio.run(self.manager.connect("d", None))
        """,
}
# Every double at the top of a module: where it is found, before and after.
PLACES = [
    "tests.test_user_flow:MockWebSocketManager",
    "tests.test_agent_events:MockWebSocketManager",
    "tests.test_broadcast:MockWebSocketManager",
    "tests.unit.test_twin:MockWebSocketManager",
    "tests.unit.test_sync:MockWebSocketManager",
    "tests.test_notifier:MockWebSocketManager",
    "tests.test_registry:MockWebSocketManager",
    "tests.test_inherits:QuietWebSocketManager",
    "tests.test_pairs:FakeWebSocketManager",
    "tests.test_asserting:MockWebSocketManager",
    "tests.test_helped:MockWebSocketManager",
    "tests.test_shown:MockWebSocketManager",
    "tests.test_patched:MockWebSocketManager",
    "tests.unit.test_case:StubWebSocketManager",
]
