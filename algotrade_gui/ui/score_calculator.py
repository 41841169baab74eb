"""What a round's score is, what more cash is worth, and what it takes to catch a team: figures from the standings, or typed."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from algotrade_gui.domain.score import Field, Rival, points_of_extra, score, worth_for_rank, worth_to_catch
from algotrade_gui.ui.dialogs.number_field import NumberField, number_text
from algotrade_gui.ui.figures import NOTHING, set_tone
from algotrade_gui.ui.language import integer, mark, money, number, tr
from algotrade_gui.ui.models.standing_rows import points_text
from algotrade_gui.ui.theme import GRID, ui_font
from algotrade_gui.wire.standings import Standings

TYPED = mark("A team of your choice")
FOLLOWS = mark("The figures follow the standings; type over any of them to try another.")
BY_HAND = mark("There are no standings to take the figures from: type them, for instance from the exchange's web page.")
EDITED = mark("Figures that you typed stay as they are.")
_MOST_DOLLARS = 10**9
_MOST_POINTS = 10**6
_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class _Entry:
    caption: QLabel
    field: NumberField
    name: str


@dataclass(frozen=True, slots=True)
class _Needed:
    """The answers to what it takes, for one way of saying what is wanted."""

    never: str
    enough: str
    more: str


_TO_CATCH = _Needed(
    mark("No net worth in this round is enough to catch that team: at most {most} points are to be had."),
    mark("Enough to catch that team: it would still be with ${spare} less, the others as they are."),
    mark(
        "To catch that team, the round must end with at least ${worth}: ${more} more than now, the others as they are."
    ),
)
_TO_RANK = _Needed(
    mark("No net worth in this round is enough to reach rank {rank}: at most {most} points are to be had."),
    mark("Enough to reach rank {rank}: it would still be with ${spare} less, the others as they are."),
    mark(
        "To reach rank {rank}, the round must end with at least ${worth}: ${more} more than now, the others as they are."
    ),
)
_TO_REACH = _Needed(
    mark(
        "No net worth in this round is enough to reach rank {rank}, level with {team}: "
        "at most {most} points are to be had."
    ),
    mark(
        "Enough to reach rank {rank}, level with {team}: it would still be with ${spare} less, the others as they are."
    ),
    mark(
        "To reach rank {rank}, level with {team}, the round must end with at least ${worth}: "
        "${more} more than now, the others as they are."
    ),
)


class ScoreCalculator(QScrollArea):
    """Fields that follow the standings until they are typed into, and the answers below them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._standings: Standings | None = None
        self._own_team = ""
        self._edited: set[str] = set()
        self._following = False
        self._entries: dict[str, _Entry] = {}
        self._caught = ""
        self.target = QComboBox(self)
        self.target.setAccessibleName(tr("Rank to reach"))
        self.target.setToolTip(tr("Which rank to reach after this round, all rounds together"))
        self.target.addItem(tr(TYPED))
        self.follow_again = QPushButton(tr("Follow the standings"), self)
        self.follow_again.setToolTip(tr("Take all figures from the standings again"))
        self.hint = QLabel(tr(BY_HAND), self)
        self.hint.setWordWrap(True)
        self.hint.setProperty("tone", "muted")
        self.problem = self._answer()
        set_tone(self.problem, "danger")
        self.now, self.extra, self.needed = self._answer(bold=True), self._answer(), self._answer()
        self._lay_out()
        self.target.currentIndexChanged.connect(self._target_chosen)
        self.follow_again.clicked.connect(self.follow)
        self._work_out()

    def _answer(self, *, bold: bool = False) -> QLabel:
        label = QLabel(self)
        label.setWordWrap(True)
        label.setFont(ui_font(bold=bold))
        label.setTextFormat(Qt.TextFormat.PlainText)  # it may repeat another team's name
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _lay_out(self) -> None:
        inside = QWidget(self)
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(2)
        self._add(
            grid,
            0,
            "coefficient",
            mark("Coefficient"),
            mark("points"),
            _MOST_POINTS,
            mark("Points for the round's best team"),
        )
        self._add(grid, 1, "mine", mark("Your net worth"), "$", _MOST_DOLLARS, mark("At the round's end, or now"))
        self._add(
            grid,
            2,
            "best",
            mark("Best of the others"),
            "$",
            _MOST_DOLLARS,
            mark("The highest net worth of another team"),
        )
        self._add(
            grid,
            3,
            "worst",
            mark("Worst of the others"),
            "$",
            _MOST_DOLLARS,
            mark("The lowest net worth of another team"),
        )
        caption = QLabel(tr("To reach"), inside)
        caption.setProperty("tone", "secondary")
        caption.setBuddy(self.target)
        grid.addWidget(caption, 2, 0)
        grid.addWidget(self.target, 3, 0)
        self._add(
            grid,
            5,
            "before",
            mark("Your points before"),
            mark("points"),
            _MOST_POINTS,
            mark("Of the rounds before this one"),
        )
        self._add(
            grid,
            6,
            "rival_before",
            mark("Its points before"),
            mark("points"),
            _MOST_POINTS,
            mark("The team's to be caught"),
        )
        self._add(
            grid,
            7,
            "rival_worth",
            mark("Its net worth"),
            "$",
            _MOST_DOLLARS,
            mark("The team's to be caught, in this round"),
        )
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(GRID, GRID, GRID, GRID)
        layout.setSpacing(6)
        layout.addLayout(grid)
        for label in (self.problem, self.now, self.extra, self.needed, self.hint):
            layout.addWidget(label)
        layout.addWidget(self.follow_again, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)
        self.setWidget(inside)
        order = [*(self._entries[name].field for name in ("coefficient", "mine", "best", "worst")), self.target]
        order += [*(self._entries[name].field for name in ("before", "rival_before", "rival_worth")), self.follow_again]
        for earlier, later in pairwise(order):
            QWidget.setTabOrder(earlier, later)

    def _add(self, grid: QGridLayout, place: int, name: str, text: str, unit: str, most: float, help_text: str) -> None:
        field = NumberField(whole=False, minimum=0, maximum=most, unit=tr(unit))
        field.setPlaceholderText("")
        unit_words = tr("dollars") if unit == "$" else tr(unit)
        field.setAccessibleName(tr("{name}, {unit}", name=tr(text), unit=unit_words))
        field.setToolTip(tr(help_text))
        field.setMinimumWidth(96)
        caption = QLabel(tr(text))
        caption.setProperty("tone", "secondary")
        caption.setBuddy(field)
        row, column = divmod(place, _COLUMNS)
        grid.addWidget(caption, 2 * row, column)
        grid.addWidget(field, 2 * row + 1, column)
        self._entries[name] = _Entry(caption, field, tr(text))
        field.edited.connect(self._changes(name))

    def _changes(self, name: str) -> Callable[[], None]:
        def changed() -> None:
            if not self._following:
                self._edited.add(name)
                self._work_out()

        return changed

    def field(self, name: str) -> NumberField:
        """The field `coefficient`, `mine`, `best`, `worst`, `before`, `rival_before` or `rival_worth`."""
        return self._entries[name].field

    # --- following the standings ---

    def show_standings(self, standings: Standings | None, own_team: str) -> None:
        """Take what was not typed from the newest standings; None: there are none."""
        self._standings, self._own_team = standings, own_team
        self._fill()

    def follow(self) -> None:
        """Forget what was typed, and follow the standings again."""
        self._edited.clear()
        self._fill()

    def _fill(self) -> None:
        standings = self._standings
        others = [] if standings is None else [team for team in standings.teams if team.name != self._own_team]
        own = None if standings is None else next((t for t in standings.teams if t.name == self._own_team), None)
        self._following = True
        self._offer_ranks(len(others) if own is not None else 0)
        if standings is not None:
            self._set("coefficient", standings.coefficient)
            if others:
                self._set("best", max(team.net_worth for team in others) / 100)
                self._set("worst", min(team.net_worth for team in others) / 100)
            if own is not None:
                self._set("mine", own.net_worth / 100)
                self._set("before", own.total - own.score)
        self._following = False
        self._choose_rival()
        self._work_out()

    def _offer_ranks(self, ranks: int) -> None:
        if self.target.count() == ranks + 1:
            return
        chosen = self.target.currentIndex()
        self.target.blockSignals(True)
        had = self.target.count() > 1
        self.target.clear()
        self.target.addItem(tr(TYPED))
        self.target.addItems([tr("Rank {rank}", rank=rank) for rank in range(1, ranks + 1)])
        # the first rank is what most ask for
        self.target.setCurrentIndex(min(chosen, ranks) if had else min(1, ranks))
        self.target.blockSignals(False)

    def _choose_rival(self) -> None:
        """Fill in the team that has to be caught for the rank that is wanted."""
        rank = self.target.currentIndex()
        self._caught = ""
        if self._standings is None or rank < 1:
            return
        others = [team for team in self._standings.teams if team.name != self._own_team]
        coefficient, before = self._number("coefficient"), self._number("before")
        if coefficient is None or before is None:
            return
        rivals = [Rival(points_before=team.total - team.score, worth=team.net_worth) for team in others]
        _, place = worth_for_rank(rank, before, rivals, coefficient)
        if place is None:
            return
        self._following = True
        self._set("rival_before", rivals[place].points_before)
        self._set("rival_worth", rivals[place].worth / 100)
        self._following = False
        self._caught = others[place].name
        self.target.setItemText(rank, tr("Rank {rank}: {team}", rank=rank, team=self._caught))

    def _set(self, name: str, value: float) -> None:
        if name in self._edited:
            return
        field, text = self._entries[name].field, number_text(round(value, 2))
        if field.text() == text:
            return
        # a number that is selected to be typed over stays so
        selected = field.hasFocus() and field.selectedText() == field.text()
        field.setText(text)
        if selected:
            field.selectAll()

    def _target_chosen(self) -> None:
        self._edited -= {"rival_before", "rival_worth"}
        self._choose_rival()
        self._work_out()

    # --- the answers ---

    def _number(self, name: str) -> float | None:
        try:
            return self._entries[name].field.number()
        except ValueError:
            return None

    def _cents(self, name: str) -> int | None:
        dollars = self._number(name)
        return None if dollars is None else round(dollars * 100)

    def _work_out(self) -> None:
        self._mark()
        mine, best, worst = self._cents("mine"), self._cents("best"), self._cents("worst")
        coefficient = self._number("coefficient")
        for label in (self.now, self.extra, self.needed):
            label.setText("")
        self._say(self.problem, self._complaint())
        if mine is None or best is None or worst is None or coefficient is None:
            self.now.setText(tr("Points {points}", points=NOTHING))
            return
        if worst > best:
            self._say(self.problem, tr("The worst of the others cannot have more than the best."))
            return
        field = Field(worst=worst, best=best)
        points = score(mine, field, coefficient)
        most = _points(coefficient)
        self.now.setText(
            tr("{points} of {most} points, if the round ended like this.", points=points_text(points), most=most)
        )
        self.extra.setText(_extra_words(points_of_extra(mine, field, coefficient), mine, best, coefficient))
        self.needed.setText(self._needed_words(mine, field, coefficient))

    def _needed_words(self, mine: int, field: Field, coefficient: float) -> str:
        before, rival_before, rival_worth = (
            self._number("before"),
            self._number("rival_before"),
            self._cents("rival_worth"),
        )
        if before is None or rival_before is None or rival_worth is None:
            return ""
        worth = worth_to_catch(Rival(points_before=rival_before, worth=rival_worth), before, field, coefficient)
        rank = self.target.currentIndex()
        words = _TO_CATCH if rank < 1 else _TO_REACH if self._caught else _TO_RANK
        values = {"rank": rank, "team": self._caught}
        if worth is None:
            return tr(words.never, most=_points(coefficient), **values)
        if worth <= mine:
            return tr(words.enough, spare=money(mine - worth), **values)
        return tr(words.more, worth=money(worth), more=money(worth - mine), **values)

    def _complaint(self) -> str:
        for entry in self._entries.values():
            if entry.field.text().strip():
                try:
                    entry.field.number()
                except ValueError as error:
                    return tr("{field}: {problem}", field=entry.name, problem=str(error))
        return ""

    def _mark(self) -> None:
        """Say which figures are the user's."""
        for name, entry in self._entries.items():
            set_tone(entry.caption, "accent" if name in self._edited and self._standings is not None else "secondary")
        live = self._standings is not None
        self.hint.setText(tr(BY_HAND if not live else EDITED if self._edited else FOLLOWS))
        self.follow_again.setVisible(live and bool(self._edited))

    @staticmethod
    def _say(label: QLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))


def _points(points: float) -> str:
    """Points without needless decimals."""
    return integer(int(points)) if float(points).is_integer() else number(points, 2)


def _extra_words(points: float, mine: int, best: int, coefficient: float) -> str:
    if coefficient and mine >= best:
        return tr("You have the most: more brings no further points, it only lowers those of the others.")
    return tr("Another ${amount} brings {points} points.", amount=integer(1_000), points=points_text(points))
