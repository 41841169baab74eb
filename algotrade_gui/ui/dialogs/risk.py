"""The dialog of a profile's limits: what an order may be, what a loss may be, what happens beyond, and what the kill switch does."""

from typing import Annotated, Any, Final, Literal

from PySide6.QtWidgets import QLabel, QWidget

from algotrade_gui.bots.params import BotConfig, Param, describe
from algotrade_gui.core.settings import KillSettings, RiskSettings, RuleAction
from algotrade_gui.ui.dialogs.form import FormDialog, ParamForm
from algotrade_gui.ui.language import mark, tr
from algotrade_gui.ui.theme import ui_font

_MONEY: Final = ("max_order_notional", "max_capital", "max_loss_bot", "max_loss_team")
"""Cents in the settings, dollars here."""
_ACTIONS: Final[dict[RuleAction, str]] = {
    "deny": mark("nothing more"),
    "halt_bot": mark("halt the bot"),
    "halt_all": mark("halt everyone"),
}
_MOST_DOLLARS: Final = 10_000_000_000.0
_Action = Literal["nothing more", "halt the bot", "halt everyone"]


class _Limits(BotConfig, frozen=True, kw_only=True):
    max_order_size: (
        Annotated[
            int,
            Param(label=mark("Order size"), help=mark("In one order. Empty: no limit."), unit=mark("contracts"), ge=1),
        ]
        | None
    ) = 50
    max_order_notional: (
        Annotated[
            float,
            Param(label=mark("Order's cost"), help=mark("Price times quantity."), unit="$", ge=0.01, le=_MOST_DOLLARS),
        ]
        | None
    ) = 10_000.0
    max_position: (
        Annotated[
            int,
            Param(
                label=mark("Position"),
                help=mark("Held and being bought in one instrument."),
                unit=mark("contracts"),
                ge=1,
            ),
        ]
        | None
    ) = 100
    max_underlying_position: (
        Annotated[
            int,
            Param(
                label=mark("Position in one underlying"),
                help=mark("Held and being bought in all instruments on it."),
                unit=mark("contracts"),
                ge=1,
            ),
        ]
        | None
    ) = 400
    max_capital: (
        Annotated[
            float,
            Param(
                label=mark("Capital in use"),
                help=mark("What the holdings of one bot cost and its open buys reserve. Empty: no limit."),
                unit="$",
                ge=0.01,
                le=_MOST_DOLLARS,
            ),
        ]
        | None
    ) = None
    price_band_percent: (
        Annotated[
            float,
            Param(
                label=mark("Price band"),
                help=mark("How far an order may be on the worse side of theo, in percent of the underlying's price."),
                unit="%",
                ge=0.01,
                le=100,
            ),
        ]
        | None
    ) = 5.0
    duplicates_per_s: (
        Annotated[
            int,
            Param(
                label=mark("Equal orders"),
                help=mark("Same instrument, side, price and quantity."),
                unit=mark("/s"),
                ge=1,
            ),
        ]
        | None
    ) = 5
    self_trade: Annotated[
        bool,
        Param(
            label=mark("Own orders never meet"), help=mark("Refuse an order that would deal with one of this account.")
        ),
    ] = True
    max_loss_bot: (
        Annotated[
            float,
            Param(
                label=mark("Loss of one bot"),
                help=mark("In a round; watched once a second as well. Empty: no limit."),
                unit="$",
                ge=0.01,
                le=_MOST_DOLLARS,
            ),
        ]
        | None
    ) = None
    max_loss_team: (
        Annotated[
            float,
            Param(
                label=mark("Loss of all together"),
                help=mark("Everyone on this machine, in a round. Empty: no limit."),
                unit="$",
                ge=0.01,
                le=_MOST_DOLLARS,
            ),
        ]
        | None
    ) = None
    budget_percent: Annotated[
        float,
        Param(
            label=mark("This machine's share"),
            help=mark("Of the team's cash in use, messages and pending orders; the rest is the teammates'."),
            unit="%",
            ge=5,
            le=100,
        ),
    ] = 100.0


class _Kill(BotConfig, frozen=True, kw_only=True):
    positions: Annotated[
        Literal["let them settle", "sell at the bid"],
        Param(
            label=mark("Positions"), help=mark("After all orders are cancelled; what finds no bid settles in any case.")
        ),
    ] = "let them settle"
    scope: Annotated[
        Literal["all of the account", "only this machine's"],
        Param(
            label=mark("Orders"),
            help=mark("A teammate's on the same account as well, or only what this machine placed."),
        ),
    ] = "all of the account"


class _Actions(BotConfig, frozen=True, kw_only=True):
    """One field for each rule, by its name."""

    max_order_size: Annotated[_Action, Param(label=mark("Order size"))] = "nothing more"
    max_order_notional: Annotated[_Action, Param(label=mark("Order's cost"))] = "nothing more"
    max_position: Annotated[_Action, Param(label=mark("Position"))] = "nothing more"
    max_underlying_position: Annotated[_Action, Param(label=mark("Position in one underlying"))] = "nothing more"
    max_capital: Annotated[_Action, Param(label=mark("Capital in use"))] = "nothing more"
    price_band_percent: Annotated[_Action, Param(label=mark("Price band"))] = "nothing more"
    duplicates_per_s: Annotated[_Action, Param(label=mark("Equal orders"))] = "nothing more"
    self_trade: Annotated[_Action, Param(label=mark("Own orders never meet"))] = "nothing more"
    max_loss_bot: Annotated[_Action, Param(label=mark("Loss of one bot"))] = "halt the bot"
    max_loss_team: Annotated[_Action, Param(label=mark("Loss of all together"))] = "halt everyone"
    budget_share: Annotated[_Action, Param(label=mark("This machine's share of the cash"))] = "nothing more"
    pending_share: Annotated[_Action, Param(label=mark("This machine's share of pending orders"))] = "nothing more"


class RiskDialog(FormDialog):
    """After `accepted`, `risk` and `kill` are what was chosen. Show it with `open()`."""

    def __init__(self, risk: RiskSettings, kill: KillSettings, parent: QWidget | None = None) -> None:
        super().__init__(tr("Limits"), tr("Save"), parent)
        self._before = risk
        self.limits_form = self._form(
            tr("What an order, a position and a loss may be; an empty field is no limit"), _Limits, _limit_values(risk)
        )
        self.actions_form = self._form(tr("What a rule does beside refusing the order"), _Actions, _action_values(risk))
        self.kill_form = self._form(tr("What the kill switch does"), _Kill, _kill_values(kill))
        self._forms = (self.limits_form, self.actions_form, self.kill_form)
        for form in self._forms:
            form.edited.connect(self._judge)
        self._judge()
        self.fit()
        self.limits_form.fields[0].setFocus()

    @property
    def risk(self) -> RiskSettings:
        """The limits as typed. Call it only when the dialog was accepted."""
        typed = self.limits_form.values()
        chosen = self.actions_form.values()
        rules = set(_ACTION_NAMES)
        actions = {name: action for name, action in self._before.actions.items() if name not in rules}
        actions |= {name: _BY_WORDS[words] for name, words in chosen.items() if words != _ACTIONS["deny"]}
        limits: dict[str, Any] = {name: typed.get(name) for name in _OPTIONAL}
        for name in _MONEY:
            limits[name] = None if limits[name] is None else round(limits[name] * 100)
        return RiskSettings(
            **limits,
            self_trade="deny" if typed["self_trade"] else None,
            budget_share=typed["budget_percent"] / 100,
            actions=actions,
        )

    @property
    def kill(self) -> KillSettings:
        """What the switch shall do. Call it only when the dialog was accepted."""
        values = self.kill_form.values()
        return KillSettings(
            positions="sell" if values["positions"] == _SELL else "settle",
            scope="ours" if values["scope"] == _OURS else "account",
        )

    def _form(self, title: str, config_type: type[BotConfig], values: dict[str, Any]) -> ParamForm:
        head = QLabel(title, self)
        head.setFont(ui_font(bold=True))
        head.setWordWrap(True)
        self.body.addWidget(head)
        # what is switched off has no value, and its default is not the one to show
        shown = {info.name: values.get(info.name) for info in describe(config_type)}
        form = ParamForm(describe(config_type), shown, lambda _: None, self)
        self.body.addWidget(form)
        return form

    def _judge(self) -> None:
        self.set_problem(next((form.problem for form in self._forms if form.problem is not None), None))


_OPTIONAL: Final = tuple(info.name for info in describe(_Limits) if info.optional)
_ACTION_NAMES: Final = tuple(info.name for info in describe(_Actions))
_BY_WORDS: Final[dict[str, RuleAction]] = {words: action for action, words in _ACTIONS.items()}
_SETTLE: Final = mark("let them settle")
_SELL: Final = mark("sell at the bid")
_ALL: Final = mark("all of the account")
_OURS: Final = mark("only this machine's")


def _limit_values(risk: RiskSettings) -> dict[str, Any]:
    values = {name: getattr(risk, name) for name in _OPTIONAL}
    for name in _MONEY:
        values[name] = None if values[name] is None else values[name] / 100
    return {**values, "self_trade": risk.self_trade is not None, "budget_percent": risk.budget_share * 100}


def _action_values(risk: RiskSettings) -> dict[str, Any]:
    return {name: _ACTIONS[risk.actions.get(name, "deny")] for name in _ACTION_NAMES}


def _kill_values(kill: KillSettings) -> dict[str, Any]:
    return {
        "positions": _SELL if kill.positions == "sell" else _SETTLE,
        "scope": _OURS if kill.scope == "ours" else _ALL,
    }
