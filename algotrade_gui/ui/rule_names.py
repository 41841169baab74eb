"""What a rule of the risk gate is called in front of people: as the field of the limits dialog that sets it."""

from typing import Final

from algotrade_gui.core.words import phrase

RULE_WORDS: Final = {
    "budget_share": phrase("share of the cash"),
    "duplicates_per_s": phrase("equal orders"),
    "max_capital": phrase("capital in use"),
    "max_loss_bot": phrase("loss of one bot"),
    "max_loss_team": phrase("loss of all together"),
    "max_order_notional": phrase("order's cost"),
    "max_order_size": phrase("order size"),
    "max_position": phrase("position"),
    "max_underlying_position": phrase("position in one underlying"),
    "pending_share": phrase("share of pending orders"),
    "price_band_percent": phrase("price band"),
    "sanity": phrase("order"),
    "self_trade": phrase("own orders meet"),
}
