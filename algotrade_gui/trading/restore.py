"""Rebuilds the books of an earlier process of the same round from what it told."""

from collections.abc import Iterable
from dataclasses import replace

from algotrade_gui.core.ids import ClientOrderId
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.order import Order, OrderState
from algotrade_gui.trading.orders import OrderTracker
from algotrade_gui.trading.portfolio import Portfolio
from algotrade_gui.trading.records import (
    AccountRecord,
    LookRecord,
    OpeningRecord,
    OrderRecord,
    ReconciliationRecord,
    SettlementRecord,
)
from algotrade_gui.trading.settlements import Settlements

_ENDED = frozenset({OrderState.EXPIRED, OrderState.CANCELLED})


def earlier(client_id: ClientOrderId) -> ClientOrderId:
    """An earlier process's id among ours: each process counts its requests from 1."""
    return client_id if client_id.startswith("earlier-") else ClientOrderId(f"earlier-{client_id}")


def restore(
    records: Iterable[AccountRecord], orders: OrderTracker, portfolio: Portfolio, settlements: Settlements
) -> None:
    """Replay `records`, in the order in which they were told, into parts that are empty yet."""
    last: dict[ClientOrderId, OrderRecord] = {}
    # ended while nobody knew what they had dealt, and no look since has found the books right
    doubtful: set[ClientOrderId] = set()
    for record in records:
        match record:
            case OpeningRecord():
                portfolio.open_cash(record.cash)
                for instrument, quantity in record.held.items():
                    portfolio.take_in(instrument, quantity)
                    settlements.expect(instrument)
            case Fill():
                fill = replace(record, client_id=earlier(record.client_id))
                portfolio.apply(fill)
                settlements.expect(fill.instrument)
                orders.restore_fill(fill)
            case SettlementRecord():
                settlements.restore(record)
            case ReconciliationRecord():
                doubtful.clear()
                if record.their_cash is not None:
                    settlements.guesses.clear()
                for correction in record.corrections:
                    if correction.client_id is not None:
                        continue  # it was told as a fill
                    if correction.quantity and correction.instrument is not None:
                        portfolio.book_outside(correction.instrument, correction.quantity, correction.cash)
                        settlements.expect(correction.instrument)
                    else:
                        portfolio.adjust(correction.owner, correction.cash, correction.instrument)
            case OrderRecord():
                client_id = earlier(record.client_id)
                last[client_id] = record
                if record.before is OrderState.UNKNOWN and record.state in _ENDED and record.filled < record.quantity:
                    doubtful.add(client_id)
            case LookRecord(counted=True, agreed=True):
                doubtful.clear()
                settlements.guesses.clear()
            case _:
                pass
    for client_id, record in last.items():
        if record.state.is_open or client_id in doubtful:
            orders.restore(_order(record))


def _order(record: OrderRecord) -> Order:
    return Order(
        client_id=earlier(record.client_id),
        owner=record.owner,
        instrument=record.instrument,
        side=record.side,
        price=record.price,
        quantity=record.quantity,
        expires_ms=record.expires_ms,
        placed_ms=record.placed_ms,
        order_id=record.order_id,
        filled=record.filled,
        cash=record.cash,
        why=record.why,
    )
