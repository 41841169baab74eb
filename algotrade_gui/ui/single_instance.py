"""One window per profile: a second start brings the first one's window to the front."""

import hashlib
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from algotrade_gui.core.errors import UserError
from algotrade_gui.ui.language import tr

WAIT_MS = 400
TRIES = 5
_KNOCK = b"show\n"


class SingleInstance(QObject):
    """Claims a profile for this process.

    A lock file decides, a local socket tells: the first start may still be on its way to its window when the second one comes.

    Signals: `knocked` (nothing) when another start of the same profile asked for the window.
    """

    knocked = Signal()

    def __init__(self, profile: str, folder: Path, parent: QObject | None = None) -> None:
        """`folder` is the user's data folder; it exists."""
        super().__init__(parent)
        # the path tells users and test runs apart; a socket's name is short on every system
        digest = hashlib.sha256(f"{folder.resolve()}\0{profile}".encode()).hexdigest()[:20]
        self._name = f"algotrade-gui-{digest}"
        self._lock = QLockFile(str(folder / f"{digest}.lock"))
        self._lock.setStaleLockTime(0)  # a long run is not stale; a dead process is noticed by its id
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._somebody)

    def claim(self) -> bool:
        """Return True when this process is the first with its profile. Otherwise the first one was asked to show itself.

        Raises UserError where the lock file cannot be made.
        """
        if self._lock.tryLock(0):
            QLocalServer.removeServer(self._name)  # what a crash left; nobody else can hold it, we have the lock
            self._server.listen(self._name)
            return True
        if self._lock.error() is not QLockFile.LockError.LockFailedError:
            file = self._lock.fileName()
            raise UserError(tr("The file {file}, which keeps a profile to one window, cannot be made.", file=file))
        self._knock()
        return False

    def release(self) -> None:
        """Give the profile free again."""
        self._server.close()
        self._lock.unlock()

    def _knock(self) -> bool:
        for _ in range(TRIES):
            socket = QLocalSocket()
            socket.connectToServer(self._name)
            if socket.waitForConnected(WAIT_MS):
                socket.write(_KNOCK)
                socket.waitForBytesWritten(WAIT_MS)
                socket.disconnectFromServer()
                return True
        return False

    def _somebody(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            self.knocked.emit()
