"""What only a socket shows: exchanges whose server breaks a rule of connections fail the suite over real sockets."""

import http
from collections.abc import Callable, Collection
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection
from websockets.http11 import Request, Response

from algotrade_gui.conformance.bench import Bench
from algotrade_gui.conformance.runner import Outcome, Verdict, choose, run_scripts
from algotrade_gui.conformance.script import Part
from algotrade_gui.conformance.websocket import WebSocketNetwork
from algotrade_gui.simulator import server as our_server
from algotrade_gui.simulator.config import make_config
from algotrade_gui.simulator.server import ExchangeServer, serve
from algotrade_gui.simulator.sessions import Session, Sessions
from tests.conformance.virtual import TEAMS
from tests.support.aio import run

Patch = Callable[[pytest.MonkeyPatch], None]


def _compresses(patch: pytest.MonkeyPatch) -> None:
    plain = vars(our_server)["serve_websockets"]

    def changed(*args: Any, **keywords: Any) -> Any:
        return plain(*args, **{**keywords, "compression": "deflate"})

    patch.setattr(our_server, "serve_websockets", changed)


def _forbids_instead(patch: pytest.MonkeyPatch) -> None:
    plain = ExchangeServer._admit

    def admit(server: ExchangeServer, connection: ServerConnection, request: Request) -> Response | None:
        answer = plain(server, connection, request)
        refused = answer is not None and answer.status_code == 401
        return connection.respond(http.HTTPStatus.FORBIDDEN, "Forbidden\n") if refused else answer

    patch.setattr(ExchangeServer, "_admit", admit)


def _skips_some_clients(patch: pytest.MonkeyPatch) -> None:
    plain = Sessions._send
    count = 0

    def send(sessions: Sessions, to: Collection[Session], text: str) -> None:
        nonlocal count
        count += 1
        if len(to) > 1 and count % 2:
            to = list(to)[1:]
        plain(sessions, to, text)

    patch.setattr(Sessions, "_send", send)


def _sends_binary(patch: pytest.MonkeyPatch) -> None:
    plain = vars(our_server)["broadcast"]
    patch.setattr(our_server, "broadcast", lambda clients, text: plain(clients, text.encode()))


def _no_welcome(patch: pytest.MonkeyPatch) -> None:
    plain = Sessions._send

    def send(sessions: Sessions, to: Collection[Session], text: str) -> None:
        if '"welcome"' not in text:
            plain(sessions, to, text)

    patch.setattr(Sessions, "_send", send)


def _closes_without_the_text(patch: pytest.MonkeyPatch) -> None:
    plain = Sessions._send

    def send(sessions: Sessions, to: Collection[Session], text: str) -> None:
        if text.startswith("{"):
            plain(sessions, to, text)

    patch.setattr(Sessions, "_send", send)


@pytest.mark.parametrize(
    ("patch", "script", "words"),
    [
        (_compresses, "no-compression", "took the extension permessage-deflate"),
        (_forbids_instead, "wrong-secret-is-401", "HTTP 403"),
        (_forbids_instead, "absent-secret-is-401", "HTTP 403"),
        (_skips_some_clients, "every-connection-gets-the-same", "on one connection only"),
        (_sends_binary, "welcome", "binary frame"),
        (_no_welcome, "updates-come-unasked", "the first message is"),
        (_closes_without_the_text, "message-rate-is-limited", "closed without the text"),
    ],
)
def test_a_server_that_breaks_a_rule_fails_its_script(
    patch: Patch, script: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> Outcome:
        server = await serve(make_config(port=0, teams=TEAMS, house_traders=False))
        on = Bench(WebSocketNetwork(server.uri), TEAMS["one"])
        try:
            [outcome] = [outcome async for outcome in run_scripts(on, choose(tuple(Part), (script,)))]
        finally:
            await on.close()
            await server.close()
        return outcome

    patch(monkeypatch)
    outcome = run(scenario(), timeout_s=30)
    assert outcome.verdict is Verdict.FAILED, outcome.detail
    assert words in outcome.detail
