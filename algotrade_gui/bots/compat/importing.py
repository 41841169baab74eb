"""Serves the 2025 module names to the strategy files that import them, and to nobody else."""

import builtins
import types
from collections.abc import Mapping, Sequence
from typing import Any

from algotrade_gui.bots.compat import api, market, records

MODULE_NAMES = ("gameapi", "market_data_cache")
"""Files of these names in a strategy folder are the old system's own: they are not read."""

_MARK = "__uses_2025_modules__"

_RECORDS = {
    name: getattr(records, name)
    for name in (
        "BaseMessage",
        "WelcomeMessage",
        "AddOrderResponseData",
        "AddOrderResponse",
        "CancelOrderResponse",
        "ErrorResponse",
        "GetInventoryResponse",
        "GetPendingOrdersResponse",
        "OrderJSON",
        "OrderbookDepth",
        "CandleDataResponse",
        "MarketDataResponse",
        "InstrumentInfo",
    )
}
_TYPES = {"InstrumentID_t": str, "Price_t": int, "Time_t": int, "Quantity_t": int, "OrderID_t": str, "TeamID_t": str}


def _module(name: str, contents: Mapping[str, Any]) -> types.ModuleType:
    module = types.ModuleType(name, "The 2025 module of this name, over the program's own parts.")
    vars(module).update(contents)
    return module


_MODULES = {
    "gameapi": _module(
        "gameapi", {**_RECORDS, **_TYPES, "GameAPI": api.GameAPI, "MarketDataCache": market.MarketDataCache}
    ),
    "market_data_cache": _module(
        "market_data_cache", {**_RECORDS, **_TYPES, "MarketDataCache": market.MarketDataCache}
    ),
}


def serve(module: types.ModuleType) -> None:
    """Let `module`, whose code has not run yet, import the old modules: absolutely or relatively, at the top or inside a function.

    Nothing is put into `sys.modules`: a module of that name which is installed stays what it is for everyone else.
    """

    def import_one(
        name: str,
        globals: Mapping[str, object] | None = None,
        locals: Mapping[str, object] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> types.ModuleType:
        found = _MODULES.get(name)
        if found is None and level and not name:
            # `from . import gameapi`
            wanted = [part for part in fromlist or () if part in _MODULES]
            if wanted:
                setattr(module, _MARK, True)
                return _module("the 2025 system", {part: _MODULES[part] for part in wanted})
        if found is None:
            return builtins.__import__(name, globals, locals, fromlist or (), level)
        setattr(module, _MARK, True)
        return found

    module.__dict__["__builtins__"] = {**vars(builtins), "__import__": import_one}


def is_served(module: types.ModuleType | None) -> bool:
    """Whether the module has imported one of the old modules."""
    return bool(getattr(module, _MARK, False))
