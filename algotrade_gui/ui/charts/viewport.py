"""Which seconds and which prices a chart shows, and how the user moves them; no Qt."""

from algotrade_gui.ui.charts.scales import fit_prices

DEFAULT_SPAN_S = 180.0
LEAST_SPAN_S = 5.0
MOST_SPAN_S = 40_000.0
MOST_HALF_CENTS = 1e9
"""Half of the prices in view at most; they hold what an order may cost."""
_RIGHT_MARGIN = 0.09
"""Room for the next settlement: of three minutes in view, a quarter of a minute."""
_MOST_RIGHT_MARGIN = 0.3
_LIFE_MARGIN_S = 2.0


class Viewport:
    """The visible range. While it follows, it moves once per closed candle; a pan or a zoom in the past ends that."""

    def __init__(self) -> None:
        self.first_s = 0.0
        self.last_s = DEFAULT_SPAN_S
        self.following = True
        self.auto_scale = True
        self.prices: tuple[float, float] | None = None
        self._span_s = DEFAULT_SPAN_S
        self._margin = _RIGHT_MARGIN
        """The share of the width that stays free behind the newest candle while the view follows it."""
        self._edge_s: float | None = None
        self._life_s: tuple[float, float] | None = None

    @property
    def span_s(self) -> float:
        return self.last_s - self.first_s

    def bind(self, life_s: tuple[float, float] | None) -> None:
        """Show another instrument: a contract with its whole life in view, an underlying with its newest seconds."""
        self._life_s = life_s
        self.prices = None
        self.auto_scale = True
        self._edge_s = None
        self.following = True
        self._place()

    def newest(self, index: float | None) -> bool:
        """Tell the start of the newest candle; True if the visible seconds moved."""
        if index is None or index == self._edge_s:
            return False
        self._edge_s = index
        if not self.following or self._life_s is not None:
            return False
        self._place()
        return True

    def keep_clear(self, share: float) -> None:
        """Leave at least that share of the width free behind the newest candle while it is followed, for what is written there."""
        margin = min(_MOST_RIGHT_MARGIN, max(_RIGHT_MARGIN, share))
        if margin != self._margin:
            self._margin = margin
            if self.following and self._life_s is None:
                self._place()

    def _place(self) -> None:
        if self._life_s is not None:
            self.first_s = self._life_s[0] - _LIFE_MARGIN_S
            self.last_s = self._life_s[1] + _LIFE_MARGIN_S
            return
        edge_s = self._edge_s if self._edge_s is not None else 0.0
        # at the start of a round the candles begin at the left edge instead of crowding at the right one
        self.last_s = max(edge_s + 1 + self._span_s * self._margin, self._span_s - LEAST_SPAN_S)
        self.first_s = self.last_s - self._span_s

    def follow(self) -> None:
        """Back to the newest candle (a contract: its whole life), prices fitted."""
        self.following = True
        self.auto_scale = True
        self._place()

    def show_all(self, first_s: float, last_s: float) -> None:
        """Bring everything from `first_s` to `last_s` into view; new candles keep it so while it follows."""
        self._span_s = min(MOST_SPAN_S, max(LEAST_SPAN_S, (last_s + 1 - first_s) / (1 - self._margin)))
        self.following = True
        self._edge_s = last_s
        if self._life_s is None:
            self._place()
        else:
            self.first_s, self.last_s = first_s - _LIFE_MARGIN_S, last_s + _LIFE_MARGIN_S

    def zoom(self, factor: float, at_s: float) -> None:
        """Scale the visible span by `factor` (below 1: nearer). While following, the newest candle stays in place, else `at_s` does."""
        span = min(MOST_SPAN_S, max(LEAST_SPAN_S, self.span_s * factor))
        if self.following and self._life_s is None:
            self._span_s = span
            self._place()
            return
        share = (at_s - self.first_s) / self.span_s
        self.following = False
        self._span_s = span
        self.first_s = at_s - share * span
        self.last_s = self.first_s + span

    def rescale(self, factor: float) -> None:
        """Candles cover `factor` times as long: keep as many in view as there were. A contract's life stays in view."""
        if self._life_s is None:
            self.zoom(factor, self.last_s)

    def pan(self, by_s: float) -> None:
        """Move the visible seconds; moving past the newest candle follows again."""
        self.first_s += by_s
        self.last_s += by_s
        self.following = False
        if self._life_s is None and self._edge_s is not None and by_s > 0 and self.last_s >= self._edge_s + 1:
            self._span_s = self.span_s
            self.following = True
            self._place()

    def scale_prices(self, factor: float) -> None:
        """Stretch the price axis round its middle; ends the fitting until `follow`."""
        if self.prices is None:
            return
        low, high = self.prices
        middle, half = (low + high) / 2, min(MOST_HALF_CENTS, max(2.0, (high - low) / 2 * factor))
        self.prices = (middle - half, middle + half)
        self.auto_scale = False

    def shift_prices(self, by_cents: float) -> None:
        if self.prices is not None:
            low, high = self.prices
            middle = (low + high) / 2
            by_cents = min(MOST_HALF_CENTS, max(-MOST_HALF_CENTS, middle + by_cents)) - middle
            self.prices = (low + by_cents, high + by_cents)
            self.auto_scale = False

    def fit(self, low: float, high: float) -> None:
        """Give the prices that ought to be visible."""
        if self.auto_scale or self.prices is None:
            self.prices = fit_prices(low, high, self.prices)
