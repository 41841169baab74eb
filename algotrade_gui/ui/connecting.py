"""What follows from the connection dialog: a test of the way there, and a profile saved to go on with."""

from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Literal

import msgspec
from PySide6.QtWidgets import QWidget

from algotrade_gui.core.errors import ErrorCentre, UserError
from algotrade_gui.core.profiles import ProfileStore
from algotrade_gui.core.secrets import Secret, SecretStore
from algotrade_gui.core.settings import ExchangeSettings, Profile
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.market.transport import Transport
from algotrade_gui.market.websocket import WebSocketTransport
from algotrade_gui.trading.check import CheckStep
from algotrade_gui.ui.dialogs.connection import Connection, ConnectionDialog, KeptProfile
from algotrade_gui.ui.language import tr

if TYPE_CHECKING:
    from algotrade_gui.composition import Workstation


class Connecting:
    """Shows the dialog and acts on it; `taken` is called with the profile as it was saved, for whoever opens a window on it."""

    def __init__(
        self,
        workstation: "Workstation",
        store: ProfileStore,
        secrets: SecretStore,
        *,
        tasks: TaskOwner,
        errors: ErrorCentre,
        taken: Callable[[Profile], None],
    ) -> None:
        """`tasks` runs the tests."""
        self._workstation = workstation
        self._store = store
        self._secrets = secrets
        self._tasks = tasks
        self._errors = errors
        self._taken = taken

    def open(self, parent: QWidget) -> None:
        """Open the dialog over `parent`; returns at once."""
        profile = self._workstation.profile
        kept = None
        with suppress(UserError):
            kept = self._secrets.get(profile.name)
        dialog = ConnectionDialog(
            profile,
            has_secret=kept is not None,
            run_check=self.check,
            tasks=self._tasks,
            others=[name for name in self._store.list() if name != profile.name and not self._store.is_replay(name)],
            look_up=self.look_up,
            parent=parent,
        )
        dialog.accepted.connect(lambda: self.take(dialog.connection))
        dialog.open()

    def look_up(self, name: str) -> KeptProfile | None:
        """What is kept of another profile; None, with a report to the error centre, where it cannot be read."""
        try:
            exchange = self._store.load(name).profile.exchange
            return KeptProfile(exchange=exchange, has_secret=self._secrets.get(name) is not None)
        except UserError as error:
            self._errors.report_exception("connection", error)
            return None

    async def check(self, wanted: Connection) -> AsyncGenerator[CheckStep, None]:
        """Try a connection and yield each step as it ends. Orders are tried on the practice exchange only."""
        transport = self._transport_for(wanted)
        if transport is None:
            yield CheckStep("connect", False, tr("the practice exchange is not running"))
            return
        check = self._workstation.connection_check(transport, with_orders=not wanted.remote)
        async for step in check.steps():
            yield step

    def take(self, wanted: Connection) -> None:
        """Save what was typed as a profile, then hand it on. What cannot be saved goes to the error centre, and nothing follows."""
        try:
            if wanted.remote and wanted.secret:
                self._secrets.set(wanted.profile, Secret(wanted.secret))
            profile = self._profile_of(wanted.profile)
            kind: Literal["practice", "remote"] = "remote" if wanted.remote else "practice"
            exchange = _changed(profile.exchange, wanted, kind)
            profile = msgspec.structs.replace(profile, exchange=exchange)
            self._store.save(profile)
        except UserError as error:
            self._errors.report_exception("connection", error)
            return
        self._taken(profile)

    def _profile_of(self, name: str) -> Profile:
        here = self._workstation.profile
        if name == here.name:
            return self._workstation.current_profile()
        if self._store.exists(name):
            return self._store.load(name).profile
        # a new profile begins with this one's bots and limits, none of them started by itself on another exchange
        bots = [msgspec.structs.replace(bot, autostart=False) for bot in here.bots]
        return msgspec.structs.replace(here, name=name, bots=bots)

    def _transport_for(self, wanted: Connection) -> Transport | None:
        if not wanted.remote:
            exchange = self._workstation.exchange
            return exchange.transport if exchange.practice is not None and exchange.practice.running else None
        secret = Secret(wanted.secret) if wanted.secret else self._secrets.get(wanted.profile)
        if secret is None:
            raise UserError(tr("The exchange lets nobody in without a secret."))
        return WebSocketTransport(wanted.uri, secret.reveal())


def _changed(exchange: ExchangeSettings, wanted: Connection, kind: Literal["practice", "remote"]) -> ExchangeSettings:
    """The settings with what was typed; standings that nobody has typed anew belong to the address before, and go with it."""
    standings = (wanted.standings_uri, wanted.team)
    if wanted.uri != exchange.uri and standings == (exchange.standings_uri, exchange.team):
        standings = ("", "")
    return msgspec.structs.replace(
        exchange,
        kind=kind,
        uri=wanted.uri,
        standings_uri=standings[0],
        team=standings[1],
        practice=wanted.practice,
    )
