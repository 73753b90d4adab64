from netra_backend.app.load_testing.heartbeat import WebSocketHeartbeatManager


def run(messages: list[dict], lose: int = 0) -> int:
    """The number of answers that a client gives to `messages`."""
    heartbeat = WebSocketHeartbeatManager(lose=lose)
    return sum(heartbeat.answer(message) is not None for message in messages)
