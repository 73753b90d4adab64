"""The load test's client has a WebSocketHeartbeatManager of its own."""

from netra_backend.app.load_testing import client, heartbeat


def test_a_client_answers_pings():
    assert client.run([{"type": "ping"}] * 3) == 3


def test_a_client_can_lose_pings():
    assert client.run([{"type": "ping"}] * 4, lose=2) == 2


def test_the_class_keeps_its_name():
    assert heartbeat.WebSocketHeartbeatManager.__name__ == "WebSocketHeartbeatManager"
