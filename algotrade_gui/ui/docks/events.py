"""The events panel: orders, fills, settlements, bots, books, trading states, in the order they happened."""

from typing import Any, Protocol

from PySide6.QtWidgets import QComboBox, QWidget

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.recording.happenings import Happening, Happenings, Level, Topic
from algotrade_gui.trading.owners import RESERVED_NAMES
from algotrade_gui.ui.combos import choose
from algotrade_gui.ui.language import mark, tr
from algotrade_gui.ui.line_panel import LinePanel, LineWords
from algotrade_gui.ui.models.event_model import INSTRUMENT, SOURCE, TOPIC, TOPIC_WORDS, EventModel
from algotrade_gui.ui.models.source_names import sender_name
from algotrade_gui.ui.navigator import Navigator

LEVELS = (
    (mark("Each change of an order"), Level.DETAIL),
    (mark("What happened"), Level.INFO),
    (mark("Warnings"), Level.WARNING),
    (mark("Errors"), Level.ERROR),
)
NOTHING_YET = mark("Nothing has happened yet. Fills, settlements and what bots do appear here.")
NOTHING_FILTERED = mark("No event passes the filter. Clear it, or show more.")
WORDS = LineWords(
    list_name=mark("Events"),
    levels=LEVELS,
    level_help=mark("How much is shown"),
    placeholder=mark("Filter by text"),
    filter_name=mark("Filter the events"),
    jump_help=mark("Show the instrument in the chart, or select the bot"),
    clear=mark("Clear the events"),
    clear_help=mark("The journal keeps them"),
    nothing=NOTHING_YET,
    nothing_filtered=NOTHING_FILTERED,
)


class EventParts(Protocol):
    """What the panel asks of a workstation."""

    @property
    def happenings(self) -> Happenings: ...
    @property
    def errors(self) -> ErrorCentre: ...


class EventsPanel(LinePanel[Happening]):
    """Log's frame, with a filter by topic."""

    panel_id = "events"
    title = mark("Events")
    every = 3

    def __init__(self, workstation: EventParts, navigator: Navigator, parent: QWidget | None = None) -> None:
        model = EventModel(workstation.happenings)
        longest = max(map(tr, TOPIC_WORDS.values()), key=len)
        samples = ("00:00", longest, "market-making", "$CARD call 1,000.00 · 1200 s")
        super().__init__(workstation.errors, model, samples, WORDS, parent)
        self.model = model
        self._navigator = navigator
        self.topic = QComboBox(self)
        self.topic.setAccessibleName(tr("Topic"))
        self.topic.setToolTip(tr("Show one topic"))
        self.topic.addItem(tr("All topics"), "")
        for topic, word in TOPIC_WORDS.items():
            self.topic.addItem(tr(word), topic.value)
        self.lay_out(filters=(self.topic,))
        self.view.shed_changed.connect(self._merge)
        self.view.shed(INSTRUMENT, TOPIC, SOURCE)

    def source_name(self, source: str) -> str:
        return sender_name(source)

    def source_of(self, line: Happening) -> str:
        return line.owner or ""

    def words_of(self, line: Happening) -> str:
        return "\t".join(self.model.text(line, column) for column in range(len(self.model.titles)))

    def _merge(self) -> None:
        self.model.merged = self.view.is_shed(INSTRUMENT)
        self.view.viewport().update()

    def jump_to(self, line: Happening) -> None:
        """Go to the instrument's chart, else to the bot."""
        if line.instrument is not None:
            self._navigator.chart_wanted.emit(line.instrument)
        elif line.owner is not None and line.owner not in RESERVED_NAMES:
            self._navigator.bot_wanted.emit(line.owner)

    def apply_filter(self) -> bool:
        topic = self.topic.currentData()
        self.model.set_filter(
            level=Level(self.level.currentData()),
            topic=Topic(topic) if topic else None,
            source=self.source.source,
            text=self.filter.text(),
        )
        return self.model.filtered

    def save_state(self) -> dict[str, Any]:
        return {**super().save_state(), "topic": str(self.topic.currentData())}

    def restore_state(self, state: dict[str, Any]) -> None:
        choose(self.topic, state.get("topic"))
        super().restore_state(state)
