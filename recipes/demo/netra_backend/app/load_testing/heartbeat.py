"""The client's side of a heartbeat, for load tests. It has nothing to do with the server's class of that name."""


class WebSocketHeartbeatManager:
    """Answers pings, all but every `lose`-th."""

    def __init__(self, lose: int = 0) -> None:
        self.lose = lose
        self.seen = 0

    def answer(self, message: dict) -> dict | None:
        self.seen += message["type"] == "ping"
        lost = self.lose and self.seen % self.lose == 0
        return None if lost else {"type": "pong"}
