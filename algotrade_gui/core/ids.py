"""Typed identifiers, so that mypy refuses to mix them."""

from typing import NewType

InstrumentId = NewType("InstrumentId", str)
"""An id as on the wire, for example `$SIMP_call_100130_615`; an underlying's id is `$SIMP`."""

Underlying = NewType("Underlying", str)
"""An underlying's id with its dollar sign, for example `$SIMP`."""

ExchangeOrderId = NewType("ExchangeOrderId", int)
"""Unique inside one order book only (protocol section 2.1): key by (InstrumentId, ExchangeOrderId)."""

ClientOrderId = NewType("ClientOrderId", str)
"""Ours, unique in this process; equals the `user_request_id` of the request that placed the order."""

RequestId = NewType("RequestId", str)
"""The `user_request_id` that a reply echoes."""

FillId = NewType("FillId", int)
"""Counts up per process; a fill is counted once."""

BotId = NewType("BotId", str)
"""The name of a bot instance, unique in its manager; also the name of its log."""

StrategyName = NewType("StrategyName", str)
"""The class name of a strategy."""

TeamId = NewType("TeamId", int)
"""A team on the practice exchange; 0 is the house."""
