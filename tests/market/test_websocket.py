"""The real transport against real sockets on loopback: outcomes as sentences, reconnecting, and the secret in no text."""

import asyncio
import logging
import socket
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from http import HTTPStatus

import pytest
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response

from algotrade_gui.market import backoff
from algotrade_gui.market.transport import (
    AuthenticationError,
    ConnectError,
    ConnectionLost,
    HostRefusedError,
    HostSilentError,
    NotServedError,
    TooManyConnectionsError,
)
from algotrade_gui.market.websocket import WebSocketTransport
from tests.support.aio import run

SECRET = "s3cr3t/7f0e & mehr%"
QUOTED = "s3cr3t%2F7f0e%20%26%20mehr%25"

Handler = Callable[[ServerConnection], Awaitable[None]]
Answer = Callable[[ServerConnection, Request], Response | None]


async def echo(link: ServerConnection) -> None:
    async for frame in link:
        await link.send(frame)


def answering(*statuses: HTTPStatus | None) -> Answer:
    """Answer the upgrades with these in turn (None: accept), and with the last from then on."""
    left = list(statuses)

    def answer(link: ServerConnection, request: Request) -> Response | None:
        status = left.pop(0) if len(left) > 1 else left[0]
        return None if status is None else link.respond(status, "no\n")

    return answer


@asynccontextmanager
async def listening(handler: Handler = echo, answer: Answer | None = None) -> AsyncIterator[Server]:
    """A server on a free port, whose own log is nobody's business here."""
    quiet = logging.getLogger("tests.exchange")
    quiet.setLevel(logging.CRITICAL)
    async with serve(handler, "127.0.0.1", 0, process_request=answer, logger=quiet, max_size=None) as server:
        yield server


def transport_to(server: Server, **options: float) -> WebSocketTransport:
    port = next(iter(server.sockets)).getsockname()[1]
    return WebSocketTransport(f"ws://127.0.0.1:{port}/trade", SECRET, **options)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test waits out a real backoff."""
    monkeypatch.setattr(backoff, "FIRST_DELAY_S", 0.001)


def test_frames_go_both_ways_with_the_secret_in_the_query() -> None:
    async def main() -> None:
        paths: list[str] = []
        kinds: list[type] = []

        async def handler(link: ServerConnection) -> None:
            assert link.request is not None
            paths.append(link.request.path)
            assert link.request.headers.get("Sec-WebSocket-Extensions") is None
            async for frame in link:
                kinds.append(type(frame))
                await link.send(frame)

        async with listening(handler) as server:
            connection = await transport_to(server).open()
            await connection.send('{"type":"é"}'.encode())
            assert await connection.recv() == '{"type":"é"}'.encode()
            big = b'"' + b"x" * 2_000_000 + b'"'
            await connection.send(big)
            assert await connection.recv() == big
            await connection.close()
            await connection.close()
            with pytest.raises(ConnectionLost):
                await connection.send(b"{}")
        assert paths == [f"/trade?team_secret={QUOTED}"]
        assert kinds == [str, str]

    run(main())


def test_a_closed_connection_tells_code_and_reason() -> None:
    async def main() -> None:
        async def handler(link: ServerConnection) -> None:
            await link.send("last")
            await link.close(1001, f"end of round for {SECRET}")

        async with listening(handler) as server:
            connection = await transport_to(server).open()
            assert await connection.recv() == b"last"
            with pytest.raises(ConnectionLost) as caught:
                await connection.recv()
            assert caught.value.code == 1001
            assert caught.value.reason == "end of round for [redacted]"
            assert SECRET not in "".join(traceback.format_exception(caught.value))
            await connection.close()

    run(main())


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (HTTPStatus.UNAUTHORIZED, AuthenticationError, "does not accept this secret"),
        (HTTPStatus.TOO_MANY_REQUESTS, TooManyConnectionsError, "HTTP 429"),
        (HTTPStatus.NOT_FOUND, NotServedError, "HTTP 404"),
        (HTTPStatus.SERVICE_UNAVAILABLE, ConnectError, "HTTP 503"),
    ],
)
def test_a_refused_upgrade_is_one_sentence(status: HTTPStatus, kind: type[ConnectError], words: str) -> None:
    async def main() -> None:
        async with listening(answer=answering(status)) as server:
            with pytest.raises(ConnectError, match=words) as caught:
                await transport_to(server).open()
            assert type(caught.value) is kind
            assert caught.value.__context__ is None
            assert str(caught.value).count(".") >= 1

    run(main())


def test_nothing_listening_and_unknown_name() -> None:
    async def main() -> None:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            port = unused.getsockname()[1]
        with pytest.raises(HostRefusedError, match="Nothing listens at ws://127"):
            await WebSocketTransport(f"ws://127.0.0.1:{port}/trade", SECRET).open()
        with pytest.raises(HostRefusedError, match="not known"):
            await WebSocketTransport("ws://no-such-host.invalid:9001/trade", SECRET).open()

    run(main())


def test_a_host_that_does_not_answer_is_told_in_time() -> None:
    async def main() -> None:
        with socket.socket() as mute:
            mute.bind(("127.0.0.1", 0))
            mute.listen()
            port = mute.getsockname()[1]
            transport = WebSocketTransport(f"ws://127.0.0.1:{port}/trade", SECRET, open_timeout_s=0.05)
            with pytest.raises(HostSilentError, match=r"did not answer within 0\.05 s"):
                await transport.open()

    run(main())


def test_something_else_than_an_exchange() -> None:
    async def main() -> None:
        async def chatter(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readline()
            writer.write(b"220 mail.example ESMTP\r\n\r\n")
            writer.close()
            await writer.wait_closed()

        server = await asyncio.start_server(chatter, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(ConnectError, match="not as an exchange"):
            await WebSocketTransport(f"ws://127.0.0.1:{port}/trade", SECRET).open()
        server.close()
        await server.wait_closed()

    run(main())


@pytest.mark.parametrize(
    "uri", ["", "trade", "http://host/x", "ws://", "ws:///trade", "ws://host:port/", "ws://[::1/", "ws://h:0/"]
)
def test_an_address_that_is_none_is_one_sentence(uri: str) -> None:
    with pytest.raises(ConnectError, match="not a WebSocket address"):
        WebSocketTransport(uri, SECRET)


def test_the_address_shows_neither_query_nor_user() -> None:
    transport = WebSocketTransport(f"ws://user:{QUOTED}@host:9001/trade?team_secret={QUOTED}#x", SECRET)
    assert transport.address == "ws://host:9001/trade"
    assert repr(transport) == "WebSocketTransport('ws://host:9001/trade')"
    assert WebSocketTransport("wss://[::1]:9001/trade", SECRET).address == "wss://[::1]:9001/trade"


@pytest.mark.usefixtures("quick")
def test_connections_follow_one_another_through_refusals_and_losses() -> None:
    async def main() -> None:
        opened = 0

        async def handler(link: ServerConnection) -> None:
            nonlocal opened
            opened += 1
            await link.send(str(opened))
            if opened < 3:
                await link.close(1012)
            else:
                await link.wait_closed()

        answer = answering(
            HTTPStatus.TOO_MANY_REQUESTS, None, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS, None
        )
        seen: list[bytes] = []
        async with listening(handler, answer) as server, aclosing(transport_to(server).connections()) as connections:
            async for connection in connections:
                seen.append(await connection.recv())
                if len(seen) == 3:
                    break
                with pytest.raises(ConnectionLost):
                    await connection.recv()
        assert seen == [b"1", b"2", b"3"]

    run(main())


@pytest.mark.usefixtures("quick")
def test_a_refused_secret_ends_the_connections_at_once() -> None:
    async def main() -> None:
        async with (
            listening(answer=answering(HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.UNAUTHORIZED)) as server,
            aclosing(transport_to(server).connections()) as connections,
        ):
            with pytest.raises(AuthenticationError, match="does not accept this secret") as caught:
                await anext(connections)
            assert SECRET not in "".join(traceback.format_exception(caught.value))

    run(main())


def test_closing_the_connections_says_goodbye_properly() -> None:
    async def main() -> None:
        codes: list[int | None] = []
        ended = asyncio.Event()

        async def handler(link: ServerConnection) -> None:
            await link.wait_closed()
            codes.append(link.close_code)
            ended.set()

        async with listening(handler) as server:
            async with aclosing(transport_to(server).connections()) as connections:
                await anext(connections)
            await ended.wait()
        assert codes == [1000]

    run(main())


@pytest.mark.usefixtures("quick")
@pytest.mark.allow_log("")
def test_the_secret_is_in_no_log_exception_or_repr(caplog: pytest.LogCaptureFixture) -> None:
    texts: list[str] = []

    async def main() -> None:
        async def handler(link: ServerConnection) -> None:
            async for frame in link:
                await link.send(frame)

        answer = answering(HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS, None, HTTPStatus.UNAUTHORIZED)
        async with listening(handler, answer) as server:
            transport = transport_to(server)
            texts.extend([repr(transport), str(transport), transport.address])
            for _ in range(2):
                try:
                    await transport.open()
                except ConnectError as error:
                    texts.extend(["".join(traceback.format_exception(error)), repr(error)])
            connection = await transport.open()
            texts.append(repr(connection))
            await connection.send(SECRET.encode())
            await connection.recv()
            await connection.close()
            try:
                await transport.open()
            except AuthenticationError as error:
                texts.extend(["".join(traceback.format_exception(error)), repr(error)])

    asyncio_log = logging.getLogger("asyncio")
    before = asyncio_log.level
    with caplog.at_level(logging.DEBUG):
        run(main())
    asyncio_log.setLevel(before)
    formatter = logging.Formatter("%(message)s")
    ours = [record for record in caplog.records if record.name.startswith(("algotrade_gui", "websockets"))]
    assert any("GET /trade?team_secret=[redacted] HTTP/1.1" in record.getMessage() for record in ours)
    for record in ours:
        texts.extend([formatter.format(record), repr(record.args), repr(record.__dict__)])
    for text in texts:
        assert SECRET not in text
        assert QUOTED not in text
        assert "s3cr3t" not in text


def test_the_clean_log_redacts_exceptions_too(caplog: pytest.LogCaptureFixture) -> None:
    transport = WebSocketTransport("ws://host:1/trade", SECRET)
    with caplog.at_level(logging.DEBUG):
        try:
            raise ValueError(f"ws://host:1/trade?team_secret={QUOTED} and {SECRET}")
        except ValueError as error:
            transport._log.debug("failed %s", error, exc_info=True)
            transport._log.debug("failed again", exc_info=error, extra={"websocket": SECRET})
    assert len(caplog.records) == 2
    for record in caplog.records:
        assert "ValueError" in record.getMessage()
        assert "s3cr3t" not in repr(record.__dict__)
