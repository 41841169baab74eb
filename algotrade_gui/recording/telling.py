"""Reads a journal for people: what happened, as tables of plain values."""

import csv
import enum
import json
import sqlite3
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from algotrade_gui.core.errors import UserError
from algotrade_gui.core.units import cents_to_text, round_time_text
from algotrade_gui.core.words import say

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class Topic(enum.Enum):
    """What of a journal is asked for."""

    ALL = "all"
    """What the account told but for looks that agreed, and what people changed."""
    ORDERS = "orders"
    """Each order once, as it stood last."""
    FILLS = "fills"
    REQUESTS = "requests"
    """Requests and replies as on the wire."""
    RECONCILIATIONS = "reconciliations"
    PARAMETERS = "parameters"
    RUNS = "runs"
    """When the program ran, the rounds that it saw, what could not be kept."""


@dataclass(frozen=True, slots=True)
class Told:
    """A table: money in dollars, oldest row first."""

    columns: tuple[str, ...]
    numeric: frozenset[str]
    rows: Sequence[tuple[str, ...]]


def tell(connection: sqlite3.Connection, topic: Topic, last: int | None) -> Told:
    """Return the newest `last` rows (None: all) about `topic`. Raises UserError where the journal cannot be read."""
    try:
        return _TELLERS[topic](connection, -1 if last is None else last)
    except (sqlite3.Error, ValueError) as error:
        raise UserError(say("The journal cannot be read: {reason}.", reason=str(error))) from error


def write_csv(path: Path, told: Told) -> None:
    """Write the table as CSV. Raises UserError where `path` cannot be written."""
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(told.columns)
            for row in told.rows:
                writer.writerow(
                    [_harmless(column, cell, told.numeric) for column, cell in zip(told.columns, row, strict=True)]
                )
    except OSError as error:
        raise UserError(
            say("{path} cannot be written: {reason}.", path=path, reason=str(error.strerror or error))
        ) from error


def _harmless(column: str, cell: str, numeric: frozenset[str]) -> str:
    """Much of the text came from an exchange or a strategy; a spreadsheet would compute what begins like a formula."""
    if column in numeric:
        return cell.replace(",", "")
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _wall(wall: int | None) -> str:
    if wall is None:
        return ""
    return f"{time.strftime('%Y-%m-%d %H:%M:%S', time.localtime(wall / 1_000))}.{wall % 1_000:03d}"


_ROUND: Final = "coalesce((SELECT number FROM rounds WHERE rounds.round = records.round), '')"


def _records(
    connection: sqlite3.Connection, where: str, limit: int
) -> list[tuple[int, Any, int, str, str, dict[str, Any]]]:
    rows = connection.execute(
        f"SELECT wall, {_ROUND}, time_ms, kind, coalesce(owner, ''), body FROM records WHERE {where} ORDER BY seq DESC LIMIT ?",
        (limit,),
    ).fetchall()
    return [
        (wall, number, time_ms, kind, owner, json.loads(body))
        for wall, number, time_ms, kind, owner, body in reversed(rows)
    ]


def _all(connection: sqlite3.Connection, limit: int) -> Told:
    where = (
        "NOT (kind = 'look' AND json_extract(body, '$.agreed')) "
        # told in full by its own row
        "AND NOT (kind = 'mark' AND json_extract(body, '$.kind') = 'parameter')"
    )
    rows = [
        (
            _wall(wall),
            str(number),
            round_time_text(time_ms),
            kind,
            owner or str(body.get("owner", "")),
            _sentence(kind, body),
        )
        for wall, number, time_ms, kind, owner, body in _records(connection, where, limit)
    ]
    return Told(("when", "round", "time", "what", "owner", "told"), frozenset({"round"}), rows)


def _sentence(kind: str, body: dict[str, Any]) -> str:
    match kind:
        case "order":
            deal = f"{body['side']} {body['quantity']} {body['instrument']} at {cents_to_text(body['price'])}"
            why = f": {body['reason']}" if body.get("reason") else ""
            return f"{deal}: {body['before']} to {body['state']}, {body['filled']} filled{why}"
        case "fill":
            how = _how(body)
            return f"{body['side']} {body['quantity']} {body['instrument']} for {cents_to_text(body['cash'], signed=True)}, {how}"
        case "settlement":
            held = ", ".join(f"{owner} {count}" for owner, count in body["holders"].items())
            late = f", valued {body['late_s']} s late" if body["late_s"] else ""
            return f"{body['instrument']} paid {cents_to_text(body['payoff'])} each to {held or 'nobody'}{late}"
        case "opening":
            return f"the round began with cash {cents_to_text(body['cash'])}, {len(body['held'])} contracts held"
        case "look":
            counted = "differs from our books" if body["counted"] else "something of ours lay between"
            return f"the exchange tells cash {cents_to_text(body['cash'])}: {counted}"
        case "outside":
            deal = f"{body['side']} {body['remaining']} {body['instrument']} at {cents_to_text(body['price'])}"
            why = f": {body['message']}" if body["message"] else ""
            return f"order {body['order_id']}, placed elsewhere, {deal}: {body['what']}{why}"
        case "reconciliation":
            return _difference(body)
        case "mark":
            return f"{body['kind']}: {body['text']}" if body["text"] else str(body["kind"])
        case "round":
            return f"round {body['round']} begins"
        case _:
            return ", ".join(f"{name} {value}" for name, value in body.items())


def _how(body: dict[str, Any]) -> str:
    # a journal of an earlier version tells no reason
    return body.get("reason") or ("resting" if body["passive"] else "taking")


def _difference(body: dict[str, Any]) -> str:
    keys = sorted({*body["ours"], *body["theirs"]})
    parts = [f"{key}: ours {body['ours'].get(key, 0)}, exchange {body['theirs'].get(key, 0)}" for key in keys]
    if body["our_cash"] is not None and body["their_cash"] is not None:
        parts.append(f"cash: ours {cents_to_text(body['our_cash'])}, exchange {cents_to_text(body['their_cash'])}")
    booked = [
        f"{one['owner']} {one['quantity']} {one['instrument'] or 'cash'} {cents_to_text(one['cash'], signed=True)}"
        for one in body["corrections"]
    ]
    return f"{'; '.join(parts)}; booked: {', '.join(booked) or 'nothing'}"


def _orders(connection: sqlite3.Connection, limit: int) -> Told:
    where = "seq IN (SELECT max(seq) FROM records WHERE kind = 'order' GROUP BY round, client_id)"
    rows = [
        (
            _wall(wall),
            str(number),
            round_time_text(body["placed_ms"]),
            owner,
            body["side"],
            str(body["quantity"]),
            body["instrument"],
            cents_to_text(body["price"]),
            body["state"],
            str(body["filled"]),
            cents_to_text(body["cash"], signed=True),
            str(body["order_id"] or ""),
            body["reason"] or "",
        )
        for wall, number, _, _, owner, body in _records(connection, where, limit)
    ]
    columns = (
        "changed",
        "round",
        "placed",
        "owner",
        "side",
        "quantity",
        "instrument",
        "price",
        "state",
        "filled",
        "cash",
        "id",
        "reason",
    )
    return Told(columns, frozenset({"round", "quantity", "price", "filled", "cash", "id"}), rows)


def _fills(connection: sqlite3.Connection, limit: int) -> Told:
    rows = [
        (
            _wall(wall),
            str(number),
            round_time_text(time_ms),
            owner,
            body["side"],
            str(body["quantity"]),
            body["instrument"],
            f"{abs(body['cash']) / body['quantity'] / 100:,.2f}",
            cents_to_text(body["cash"], signed=True),
            _how(body),
        )
        for wall, number, time_ms, _, owner, body in _records(connection, "kind = 'fill'", limit)
    ]
    columns = ("when", "round", "time", "owner", "side", "quantity", "instrument", "mean price", "cash", "how")
    return Told(columns, frozenset({"round", "quantity", "mean price", "cash"}), rows)


def _requests(connection: sqlite3.Connection, limit: int) -> Told:
    found = connection.execute(
        "SELECT wall, time_ms, session, direction, body FROM frames ORDER BY seq DESC LIMIT ?", (limit,)
    ).fetchall()
    rows = [
        (_wall(wall), round_time_text(time_ms), session, direction, body)
        for wall, time_ms, session, direction, body in reversed(found)
    ]
    return Told(("when", "time", "session", "direction", "frame"), frozenset(), rows)


def _reconciliations(connection: sqlite3.Connection, limit: int) -> Told:
    rows = [
        (_wall(wall), str(number), round_time_text(time_ms), _sentence(kind, body))
        for wall, number, time_ms, kind, _, body in _records(connection, "kind = 'reconciliation'", limit)
    ]
    return Told(("when", "round", "time", "both sides"), frozenset({"round"}), rows)


def _parameters(connection: sqlite3.Connection, limit: int) -> Told:
    rows = [
        (
            _wall(wall),
            round_time_text(time_ms),
            owner,
            *(str(body.get(name, "")) for name in ("name", "before", "after", "source")),
        )
        for wall, time_ms, owner, body in (
            (wall, time_ms, owner, body)
            for wall, _, time_ms, _, owner, body in _records(connection, "kind = 'parameter'", limit)
        )
    ]
    return Told(("when", "time", "bot", "parameter", "before", "after", "from"), frozenset(), rows)


def _runs(connection: sqlite3.Connection, limit: int) -> Told:
    found: Iterable[Sequence[Any]] = connection.execute(
        "SELECT * FROM (SELECT run, 'run', address, coalesce(ended_wall, ''), CASE WHEN ended_wall IS NULL THEN "
        "'was not closed, or runs' ELSE 'was closed' END FROM runs UNION ALL "
        "SELECT first_wall, 'round ' || number, address, coalesce(ended_wall, ''), coalesce(ended_why, 'open') FROM rounds UNION ALL "
        "SELECT wall, 'gap', '', '', lost || ' entries lost: ' || why FROM gaps) ORDER BY 1 DESC LIMIT ?",
        (limit,),
    ).fetchall()
    rows = [
        (_wall(began), what, address, _wall(ended or None), how)
        for began, what, address, ended, how in reversed(list(found))
    ]
    return Told(("began", "what", "exchange", "ended", "how"), frozenset(), rows)


_TELLERS: Final = {
    Topic.ALL: _all,
    Topic.ORDERS: _orders,
    Topic.FILLS: _fills,
    Topic.REQUESTS: _requests,
    Topic.RECONCILIATIONS: _reconciliations,
    Topic.PARAMETERS: _parameters,
    Topic.RUNS: _runs,
}
