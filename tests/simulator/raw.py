"""A client of the exchange that is nothing but a socket: it reads only what a test reads from it, and answers no ping."""

import socket

from algotrade_gui.simulator.config import PRACTICE_SECRET


def upgrade_request() -> bytes:
    """What opens a connection of the practice team."""
    lines = [
        f"GET /trade?team_secret={PRACTICE_SECRET} HTTP/1.1",
        "Host: 127.0.0.1",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def raw_client(uri: str, receive_bytes: int) -> socket.socket:
    """A connected socket that has sent its upgrade request; close it."""
    host, port = uri.removeprefix("ws://").removesuffix("/trade").split(":")
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    client.connect((host, int(port)))
    client.sendall(upgrade_request())
    return client


def masked(payload: bytes) -> bytes:
    """A short text frame as a client sends it, masked with noughts."""
    assert len(payload) < 126
    return bytes([0x81, 0x80 | len(payload), 0, 0, 0, 0]) + payload


def masked_ping(payload: bytes) -> bytes:
    """A ping as a client sends it, masked with noughts."""
    assert len(payload) < 126
    return bytes([0x89, 0x80 | len(payload), 0, 0, 0, 0]) + payload
