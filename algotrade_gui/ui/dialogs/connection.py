"""The dialog that says where a profile trades, and tries the way there."""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from algotrade_gui.core.errors import UserError, sentence_of
from algotrade_gui.core.settings import ExchangeSettings, PracticeSettings, Profile
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.trading.check import CheckStep
from algotrade_gui.ui import async_bridge
from algotrade_gui.ui.dialogs.form import FormDialog, labelled
from algotrade_gui.ui.dialogs.practice_form import PracticeForm
from algotrade_gui.ui.icons import IconName, pixmap
from algotrade_gui.ui.language import mark, shown, tr
from algotrade_gui.ui.theme import GRID, Role

STEPS = (
    mark("connect"),
    mark("welcome"),
    mark("updates"),
    mark("instruments"),
    mark("prices"),
    mark("inventory"),
    mark("orders"),
)
_LOOK: dict[bool | None, tuple[IconName, Role]] = {
    True: ("passed", "up"),
    False: ("failed", "danger"),
    None: ("waiting", "warning"),
}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _-]{0,39}")
RunCheck = Callable[["Connection"], AsyncGenerator[CheckStep, None]]
"""Tries a connection and yields each step as it ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """What was typed. `secret` is empty where the kept one shall stay; `uri` and `secret` count for a remote exchange only."""

    profile: str
    remote: bool
    uri: str
    secret: str
    standings_uri: str = ""
    """Where a remote exchange publishes standings; empty where it does not."""
    team: str = ""
    """Our name in them."""
    practice: PracticeSettings = field(default_factory=PracticeSettings)

    def __repr__(self) -> str:
        return f"Connection({self.profile!r}, {'remote' if self.remote else 'practice'}, {self.uri!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptProfile:
    """What is known of a profile that exists."""

    exchange: ExchangeSettings
    has_secret: bool


class ConnectionDialog(FormDialog):
    """Profile name, exchange, URI, hidden secret, tr("Test connection"). After `accepted`, `connection` holds what was typed.

    The name of a profile that exists brings that profile's exchange with it, so that no profile gets another one's by accident.

    Show it with `open()`.
    """

    def __init__(
        self,
        profile: Profile,
        *,
        has_secret: bool,
        run_check: RunCheck,
        tasks: TaskOwner,
        others: Sequence[str] = (),
        look_up: Callable[[str], KeptProfile | None] = lambda _name: None,
        parent: QWidget | None = None,
    ) -> None:
        """`has_secret`: one is kept for this profile already, so that none need be typed. `tasks` runs the test.

        `others` are the names of the other profiles; `look_up` tells what one of them holds, None if that cannot be read.
        """
        super().__init__(tr("Connection"), tr("Save and connect"), parent)
        self._own = profile.name, KeptProfile(exchange=profile.exchange, has_secret=has_secret)
        self._others = frozenset(others)
        self._look_up = look_up
        self._filled_from: str | None = profile.name
        self._kept_for = profile.name if has_secret else None
        self._run_check = run_check
        self._tasks = tasks
        self._testing: asyncio.Task[None] | None = None
        self._rows: dict[str, tuple[QLabel, QLabel]] = {}
        self._names = QComboBox(self)
        self._names.setEditable(True)
        self._names.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._names.addItems(sorted({profile.name, *others}))
        self._names.setCurrentText(profile.name)
        self._name = QLineEdit(profile.name, self)
        self._name.setMaxLength(40)
        self._names.setLineEdit(self._name)
        # completing what is typed would make an old name of the beginning of a new one
        self._name.setCompleter(None)  # type: ignore[arg-type]  # Qt takes none, the stubs do not know it
        self._kind = QComboBox(self)
        self._kind.addItem(tr("Practice exchange on this machine"), False)
        self._kind.addItem(tr("Competition exchange"), True)
        self._kind.setCurrentIndex(1 if profile.exchange.kind == "remote" else 0)
        self._uri = QLineEdit(profile.exchange.uri, self)
        self._uri.setPlaceholderText("ws://192.168.100.10:9001/trade")
        self._secret = QLineEdit(self)
        self._secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._secret.setPlaceholderText(tr("kept; type to replace it") if has_secret else tr("the team's secret"))
        self._show = QToolButton(self)
        self._show.setText(tr("Show"))
        self._show.setCheckable(True)
        self._show.setToolTip(tr("Show the secret while it is typed"))
        self._show.toggled.connect(self._reveal)
        secret_line = QHBoxLayout()
        secret_line.setSpacing(GRID)
        secret_line.addWidget(self._secret, 1)
        secret_line.addWidget(self._show)
        self._remote = QWidget(self)
        remote = QVBoxLayout(self._remote)
        remote.setContentsMargins(0, 0, 0, 0)
        remote.setSpacing(GRID)
        remote.addLayout(
            labelled(tr("Address"), self._uri, tr("ws:// or wss://, as the organisers gave it; without the secret."))
        )
        secret_column = labelled(tr("Secret"), self._secret)
        secret_column.removeWidget(self._secret)
        secret_column.addLayout(secret_line)
        note = QLabel(
            tr("Kept apart from the profile, readable by you only. It appears in no log and no report."), self
        )
        note.setProperty("tone", "secondary")
        note.setWordWrap(True)
        secret_column.addWidget(note)
        remote.addLayout(secret_column)
        self._standings = QLineEdit(profile.exchange.standings_uri, self)
        self._standings.setPlaceholderText(tr("none"))
        self._team = QLineEdit(profile.exchange.team, self)
        self._team.setPlaceholderText(tr("not known"))
        remote.addLayout(
            labelled(
                tr("Standings"),
                self._standings,
                tr("Where an exchange of this program on the network publishes them; empty for the competition's."),
            )
        )
        remote.addLayout(labelled(tr("Team"), self._team, tr("Our name in the standings.")))
        self._practice = PracticeForm(profile.exchange.practice, self)
        self._test = QPushButton(tr("Test connection"), self)
        self._test.setToolTip(tr("Try each step: connect, welcome, updates, instruments, prices, inventory (Alt+T)"))
        self._test.setShortcut("Alt+T")
        self._test.setAutoDefault(False)
        self._test.clicked.connect(self._start_test)
        self._results = QVBoxLayout()
        self._results.setSpacing(2)
        self.body.addLayout(
            labelled(
                tr("Profile"), self._names, tr("Choose one, or type a new name: each has its own bots and layout.")
            )
        )
        self.body.addLayout(labelled(tr("Exchange"), self._kind))
        self.body.addWidget(self._remote)
        self.body.addWidget(self._practice)
        self.body.addWidget(self._test, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addLayout(self._results)
        self.body.addStretch(1)
        self._name.textChanged.connect(self._name_changed)
        for edited in (
            self._name.textChanged,
            self._uri.textChanged,
            self._secret.textChanged,
            self._standings.textChanged,
        ):
            edited.connect(self._judge)
        self._practice.edited.connect(self._judge)
        self._kind.currentIndexChanged.connect(self._kind_changed)
        self.finished.connect(self._finished)
        self._kind_changed()

    @property
    def connection(self) -> Connection:
        """What is typed at present."""
        return Connection(
            profile=self._name.text().strip(),
            remote=bool(self._kind.currentData()),
            uri=self._uri.text().strip(),
            secret=self._secret.text().strip(),
            standings_uri=self._standings.text().strip(),
            team=self._team.text().strip(),
            practice=self._practice.settings,
        )

    @property
    def steps(self) -> list[tuple[str, str]]:
        """The test's steps so far, each with its detail."""
        return [(name, detail.text()) for name, (_, detail) in self._rows.items()]

    def _name_changed(self) -> None:
        name = self.connection.profile
        if name == self._filled_from:
            return
        own_name, own = self._own
        found = own if name == own_name else self._look_up(name) if name in self._others else None
        if found is None:
            # a new profile begins with the exchange that stands here, but with no secret
            self._filled_from = None
        else:
            self._filled_from = name
            self._kept_for = name if found.has_secret else None
            self._kind.setCurrentIndex(1 if found.exchange.kind == "remote" else 0)
            self._uri.setText(found.exchange.uri)
            self._standings.setText(found.exchange.standings_uri)
            self._team.setText(found.exchange.team)
            self._practice.show_settings(found.exchange.practice)
            self._secret.clear()
        kept = self._kept_for is not None and self._kept_for == name
        self._secret.setPlaceholderText(tr("kept; type to replace it") if kept else tr("the team's secret"))

    def _kind_changed(self) -> None:
        self._remote.setVisible(self.connection.remote)
        self._practice.setVisible(not self.connection.remote)
        if self._testing is None:
            self._drop_rows()
        self._judge()
        self.fit()

    def _judge(self) -> None:
        typed = self.connection
        if not _NAME.fullmatch(typed.profile):
            self._say(
                tr("Profile: up to 40 letters, digits, blanks, - and _, a letter or digit first."), testable=False
            )
        elif typed.remote and (reason := uri_problem(typed.uri)):
            self._say(tr("Address: {reason}", reason=reason), testable=False)
        elif typed.remote and not typed.secret and self._kept_for != typed.profile:
            self._say(tr("Secret: the exchange lets nobody in without it."), testable=False)
        elif typed.remote and typed.standings_uri and (reason := uri_problem(typed.standings_uri)):
            self._say(tr("Standings: {reason}", reason=reason), testable=True)
        elif not typed.remote and (reason := self._practice.problem()):
            self._say(shown(reason), testable=True)
        else:
            self._say(None, testable=True)

    def _say(self, reason: str | None, *, testable: bool) -> None:
        self.set_problem(reason)
        self._test.setEnabled(testable and self._testing is None)

    def _reveal(self, shown: bool) -> None:
        self._secret.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self._show.setText(tr("Hide") if shown else tr("Show"))

    def _start_test(self) -> None:
        self._drop_rows()
        self._add_row("test", None, tr("Trying the way to the exchange."))
        self._test.setEnabled(False)
        self._testing = async_bridge.start("connection test", self._tested(self.connection), self._tasks)

    async def _tested(self, connection: Connection) -> None:
        # once the dialog is left, the task is cancelled: what comes after an await finds the dialog alive
        try:
            async with aclosing(self._run_check(connection)) as steps:
                async for step in steps:
                    self._drop_row("test")
                    self._add_row(step.name, step.ok, step.detail)
        except UserError as error:
            self._add_row("failed", False, sentence_of(error))
        self._drop_row("test")
        self._testing = None
        self._judge()

    def _add_row(self, name: str, ok: bool | None, words: str) -> None:
        sign = QLabel(self)
        sign.setPixmap(pixmap(*_LOOK[ok]))
        sign.setAccessibleName({True: tr("passed"), False: tr("failed"), None: tr("open")}[ok])
        detail = QLabel(f"{tr(name)}: {shown(words)}" if name in STEPS else shown(words), self)
        detail.setWordWrap(True)
        detail.setTextFormat(Qt.TextFormat.PlainText)
        detail.setProperty("tone", {True: "secondary", False: "danger", None: "warning"}[ok])
        line = QHBoxLayout()
        line.setSpacing(GRID)
        line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(detail, 1)
        self._results.addLayout(line)
        self._rows[name] = (sign, detail)
        self.fit()

    def _drop_rows(self) -> None:
        for name in list(self._rows):
            self._drop_row(name)

    def _drop_row(self, name: str) -> None:
        found = self._rows.pop(name, None)
        if found is not None:
            for label in found:
                label.hide()
                label.deleteLater()

    def _finished(self) -> None:
        if self._testing is not None:
            self._testing.cancel()


def uri_problem(uri: str) -> str | None:
    """What is wrong with an exchange's address, or None."""
    if not uri:
        return tr("it is needed.")
    try:
        parts = urlsplit(uri)
        port_fits = parts.port is None or 0 < parts.port < 65_536
    except ValueError:
        return tr("this is none; it reads like ws://host:9001/trade.")
    if parts.scheme not in ("ws", "wss"):
        return tr("it begins with ws:// or wss://.")
    if not parts.hostname or not port_fits:
        return tr("it names no host.")
    if "secret" in parts.query:
        return tr("leave the secret out of it; it has a field of its own.")
    return None
