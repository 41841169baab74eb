"""What owners of orders and senders of messages are called in the window: the program's own are translated, bots keep their names."""

from typing import Final

from algotrade_gui.trading.owners import MANUAL, OUTSIDE
from algotrade_gui.ui.language import mark, tr

_OWNERS: Final[dict[str, str]] = {str(MANUAL): mark("manual"), str(OUTSIDE): mark("outside")}
_SENDERS: Final[dict[str, str]] = _OWNERS | {
    "account": mark("account"),
    "bots": mark("bots"),
    "chart": mark("chart"),
    "connection": mark("connection"),
    "exchange": mark("exchange"),
    "journal": mark("journal"),
    "keys": mark("keys"),
    "kill switch": mark("kill switch"),
    "layouts": mark("layouts"),
    "log": mark("log"),
    "loop": mark("program"),
    "market data": mark("market data"),
    "orders": mark("orders"),
    "practice exchange": mark("practice exchange"),
    "profile": mark("profile"),
    "program": mark("program"),
    "recording": mark("recording"),
    "report": mark("report"),
    "screenshot": mark("picture"),
    "secret": mark("secret"),
    "secrets": mark("secrets"),
    "standings": mark("standings"),
    "strategies": mark("strategies"),
    "window": mark("window"),
    "workstation": mark("program"),
}
_SESSION: Final = "session "


def owner_name(owner: str) -> str:
    """An owner of orders, for people."""
    return tr(_OWNERS[owner]) if owner in _OWNERS else str(owner)


def sender_name(source: str) -> str:
    """Who sends a message, for people."""
    if source.startswith(_SESSION):
        return tr("session of {owner}", owner=owner_name(source.removeprefix(_SESSION)))
    return tr(_SENDERS[source]) if source in _SENDERS else source
