"""Findings as rows of a table: their words, their columns, and the ticket that each would fill in."""

from dataclasses import dataclass
from typing import Final

from algotrade_gui.analytics.combos import FindingKind, Leg
from algotrade_gui.core.units import MS_PER_S, Cents, RoundMs, round_time_text
from algotrade_gui.domain.instrument import Instrument, InstrumentKind
from algotrade_gui.domain.order import Side
from algotrade_gui.market.mispricing import FindingKey, Mispricing, affordable_units
from algotrade_gui.ui.language import integer, mark, money, tr
from algotrade_gui.ui.models.cells import Column, RowStyle, Tone
from algotrade_gui.ui.models.column_texts import dollars, floating, gain_tone
from algotrade_gui.ui.navigator import TicketDraft, TicketLeg

KIND_WORDS: Final[dict[FindingKind, str]] = {
    FindingKind.BELOW_INTRINSIC: mark("Below intrinsic"),
    FindingKind.CALL_AND_PUT: mark("Call + put"),
    FindingKind.FUTURE_AND_PUT: mark("Future + put"),
    FindingKind.CONVERSION: mark("Conversion"),
    FindingKind.REVERSAL: mark("Reversal"),
}
KIND_HELP: Final[dict[FindingKind, str]] = {
    FindingKind.BELOW_INTRINSIC: mark(
        "An option that costs less than it would pay if the price stood still. Not sure: the price still moves."
    ),
    FindingKind.CALL_AND_PUT: mark(
        "A call with a low strike and a put with a higher one pay at least the difference of the strikes, wherever "
        "the price ends. Together they cost less."
    ),
    FindingKind.FUTURE_AND_PUT: mark(
        "A future and a put pay at least the put's strike, wherever the price ends. Together they cost less."
    ),
    FindingKind.CONVERSION: mark(
        "Future + put − call pays exactly the strike. It costs less, but the call must be owned to be sold."
    ),
    FindingKind.REVERSAL: mark(
        "Call instead of future + put: the same payoff for less. Future and put must be owned to be sold."
    ),
}


@dataclass(frozen=True, slots=True)
class MispricingRow:
    """One row: the finding, the seconds it has left, and whether it is gone from the books."""

    one: Mispricing
    seconds: int
    gone: bool = False


def contract_words(item: Instrument) -> str:
    """A contract's name inside its expiry: `future`, `call 1,001.30`."""
    if item.strike is None:
        return tr("future")
    strike = money(item.strike)
    if item.kind is InstrumentKind.CALL:
        return tr("call {strike}", strike=strike)
    return tr("put {strike}", strike=strike)


def leg_words(leg: Leg) -> str:
    """One leg: `buy call 1,000.00`; one that sells what is not owned says so."""
    contract = contract_words(leg.instrument)
    if leg.side is Side.BUY:
        return tr("buy {contract}", contract=contract)
    if leg.needs_inventory:
        return tr("sell {contract} (needs inventory)", contract=contract)
    return tr("sell {contract}", contract=contract)


def legs_words(one: Mispricing) -> str:
    """All legs in a line: `buy call 1,000.00 · buy put 1,010.00`; what hinders comes first, where a narrow column does not cut it off."""
    legs = sorted(one.finding.legs, key=lambda leg: not leg.needs_inventory)
    return " · ".join(map(leg_words, legs))


class _KeptWords:
    """`legs_words` for a table, which asks for a hundred rows in each update: what it has said it keeps."""

    def __init__(self) -> None:
        self._known: dict[tuple[FindingKey, tuple[bool, ...]], str] = {}

    def of(self, one: Mispricing) -> str:
        key = one.key, tuple(leg.needs_inventory for leg in one.finding.legs)
        words = self._known.get(key)
        if words is None:
            if len(self._known) >= _WORDS_KEPT:
                self._known.clear()
            words = self._known[key] = legs_words(one)
        return words


def rank_of(one: Mispricing) -> float:
    """What the table sorts gains by: what can be had now before what needs inventory."""
    return one.gain - _BEHIND if one.finding.needs_inventory else one.gain


def place_words(one: Mispricing) -> str:
    """Underlying and expiry: `$CARD · 615 s`."""
    return tr(
        "{underlying} · {seconds} s", underlying=one.finding.underlying, seconds=one.finding.expiry_ms // MS_PER_S
    )


def worth_words(one: Mispricing) -> str:
    """What one unit is worth: `sure +1.23 a unit`, or what the model expects."""
    edge = money(round(one.edge), signed=True)
    if one.finding.sure_profit is not None:
        return tr("sure {profit} a unit", profit=edge)
    return tr("expected {profit} a unit", profit=edge)


def draft_of(one: Mispricing, free_cash: Cents | None) -> TicketDraft:
    """The ticket with all legs at their quoted prices, each for as many units as stand in the books and can be paid."""
    units = affordable_units(one.finding, free_cash)
    kind, worth = tr(KIND_WORDS[one.finding.kind]), worth_words(one)
    if one.finding.needs_inventory:
        note = tr("{kind}, {worth}; sells what you do not own yet", kind=kind, worth=worth)
    else:
        note = tr("{kind}, {worth}", kind=kind, worth=worth)
    return TicketDraft(
        legs=tuple(
            TicketLeg(instrument=leg.instrument.id, side=leg.side, quantity=units, price=leg.price)
            for leg in one.finding.legs
        ),
        note=note,
    )


def details(one: Mispricing) -> str:
    """Every leg with its price and size, one a line, then what the kind means; for tooltips."""
    lines = [
        tr(
            "{kind}, {place}: {worth}",
            kind=tr(KIND_WORDS[one.finding.kind]),
            place=place_words(one),
            worth=worth_words(one),
        )
    ]
    lines += [
        tr("{leg} at {price}, {size} there", leg=leg_words(leg), price=money(leg.price), size=integer(leg.size))
        for leg in one.finding.legs
    ]
    lines.append(tr(KIND_HELP[one.finding.kind]))
    return "\n".join(lines)


def mispricing_columns() -> tuple[Column[MispricingRow], ...]:
    """The table's columns, in the language in force."""
    legs = _KeptWords()
    return (
        Column(
            title=tr("Gain"),
            text=lambda row: money(round(row.one.gain), signed=True),
            sample="+1,234.56",
            tone=lambda row: gain_tone(row.one.gain, zero=Tone.DOWN),
            value=lambda row: rank_of(row.one),
            tooltip=lambda row: details(row.one),
            help=tr(
                "Edge of one unit times the units in the books: sure where it is sure, else what the model expects"
            ),
        ),
        Column(
            title=tr("On"),
            text=lambda row: str(row.one.finding.underlying),
            sample="$CARD",
            numeric=False,
            tooltip=lambda row: place_words(row.one),
            help=tr("Underlying"),
        ),
        Column(
            title=tr("Left"),
            text=lambda row: round_time_text(RoundMs(row.seconds * MS_PER_S)),
            sample="0:59",
            value=lambda row: float(row.seconds),
            tooltip=lambda row: place_words(row.one),
            help=tr("Time to expiry; until then the capital is locked up"),
        ),
        Column(
            title=tr("Legs"),
            text=lambda row: legs.of(row.one),
            sample=tr("buy {contract}", contract="call 1,000.00"),
            numeric=False,
            tone=lambda row: Tone.WARNING if row.one.finding.needs_inventory else Tone.PLAIN,
            tooltip=lambda row: details(row.one),
            help=tr("The orders that make it up; yellow where one sells what you do not own"),
        ),
        Column(
            title=tr("Sure"),
            text=lambda row: dollars(row.one.finding.sure_profit, signed=True),
            sample="+123.45",
            tone=lambda row: gain_tone(row.one.finding.sure_profit, zero=Tone.DOWN),
            value=lambda row: floating(row.one.finding.sure_profit),
            help=tr("Profit of one unit wherever the price ends; empty where nothing is sure"),
        ),
        Column(
            title=tr("Expected"),
            text=lambda row: dollars(row.one.finding.expected_value, signed=True),
            sample="+123.45",
            tone=lambda row: gain_tone(row.one.finding.expected_value, zero=Tone.DOWN),
            value=lambda row: row.one.finding.expected_value,
            help=tr("What the model expects of one unit, bought at the asks and sold at the bids: the spread is paid"),
        ),
        Column(
            title=tr("Capital"),
            text=lambda row: money(row.one.finding.capital),
            sample="1,234.56",
            value=lambda row: float(row.one.finding.capital),
            help=tr("Cash that one unit locks up until its expiry"),
        ),
        Column(
            title=tr("Units"),
            text=lambda row: integer(row.one.finding.units),
            sample="123",
            value=lambda row: float(row.one.finding.units),
            help=tr("How often it stands in the books at these prices"),
        ),
        Column(
            title=tr("Kind"),
            text=lambda row: tr(KIND_WORDS[row.one.finding.kind]),
            sample="",
            words=tuple(KIND_WORDS.values()),
            numeric=False,
            tooltip=lambda row: tr(KIND_HELP[row.one.finding.kind]),
        ),
    )


_WORDS_KEPT: Final = 4_096
_BEHIND: Final = 1e12
"""Cents: more than any gain."""
GAIN_COLUMN: Final = 0
LEGS_COLUMN: Final = 3
COLUMN_NAMES: Final = ("gain", "on", "left", "legs", "sure", "expected", "capital", "units", "kind")
"""The columns' stable names, in their order."""
RANKS: Final[dict[str, int]] = {
    "gain": 0,
    "on": 0,
    "legs": 0,
    "left": 1,
    "expected": 2,
    "sure": 3,
    "capital": 4,
    "units": 5,
    "kind": 6,
}
"""How dear each is, the dearest first."""


def mispricing_style(row: MispricingRow) -> RowStyle:
    """What has vanished fades before it leaves."""
    return RowStyle.FADED if row.gone else RowStyle.NORMAL
