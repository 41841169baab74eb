"""How another process of this user reaches the kill switch: a loopback socket of the emergency thread, told in a file that only he reads.

One line of JSON each way: the command with the file's token, then the report. The file names the process, so that several programs on one
profile have one each; what a crash leaves behind is found dead and taken away.
"""

import asyncio
import contextlib
import hmac
import logging
import os
import secrets
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import msgspec

from algotrade_gui.trading.emergency import KillReport, KillSwitch
from algotrade_gui.trading.emergency_line import EmergencyLine

log = logging.getLogger(__name__)

TRIGGER: Final = "algotrade-gui kill"
_MOST_BYTES: Final = 4_096
_SAY_WITHIN_S: Final = 5.0
"""What a caller has for his one line."""
_CONNECT_S: Final = 1.0
_RESUMED_WITHIN_S: Final = 5.0
_DONE_WITHIN_S: Final = 45.0


class _File(msgspec.Struct, frozen=True, kw_only=True):
    profile: str
    pid: int
    port: int
    token: str


class _Command(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    token: str
    do: Literal["kill", "resume"]
    positions: Literal["settle", "sell"] | None = None


class _Answer(msgspec.Struct, frozen=True, kw_only=True):
    done: bool
    state: str
    report: KillReport | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlAnswer:
    """What one running program said. `done` False: its switch was not armed, or not spent; `report` is that of its last firing.

    `problem`: it did not answer, and why.
    """

    profile: str
    pid: int
    done: bool = False
    state: str = ""
    report: KillReport | None = None
    problem: str = ""


# --- the program's side, in the emergency thread ---


@contextlib.asynccontextmanager
async def control_server(folder: Path, profile: str, switch: KillSwitch, line: EmergencyLine) -> AsyncIterator[None]:
    """Serve the switch on a loopback port of its own, and say where in a file of `folder`. Without it where that cannot be done."""
    token = secrets.token_hex(32)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_SAY_WITHIN_S):
                text = await reader.readline()
            command = msgspec.json.decode(text, type=_Command)
            if not hmac.compare_digest(command.token.encode(), token.encode()):
                return
            if command.do == "kill":
                done = switch.fire(TRIGGER, command.positions)
                await line.until_done()
            else:
                done = await asyncio.to_thread(switch.resume_from_outside, _RESUMED_WITHIN_S)
            writer.write(
                msgspec.json.encode(_Answer(done=done, state=switch.state.value, report=switch.report), enc_hook=str)
            )
            writer.write(b"\n")
            await writer.drain()
        except (TimeoutError, OSError, ValueError) as error:
            log.info("somebody at the control socket said nothing that can be used: %s", error)
        finally:
            writer.close()

    path = folder / f"{profile}.{os.getpid()}.json"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # noqa: ASYNC240 - this loop has nothing else to do yet
        server = await asyncio.start_server(talk, "127.0.0.1", 0, limit=_MOST_BYTES)
        port = int(server.sockets[0].getsockname()[1])
        _write_private(path, _File(profile=profile, pid=os.getpid(), port=port, token=token))
    except OSError as error:
        log.warning("`algotrade-gui kill` cannot reach this program: %s", error)
        yield
        return
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        server.close()
        await server.wait_closed()


def _write_private(path: Path, file: _File) -> None:
    # made anew with its mode: at no moment can others read the token
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with open(descriptor, "wb") as out:
        out.write(msgspec.json.encode(file))


# --- the caller's side ---


Do = Literal["kill", "resume"]


def tell_running(
    folder: Path, profile: str | None, do: Do, positions: Literal["settle", "sell"] | None = None
) -> Iterator[ControlAnswer]:
    """Have every running program (of `profile`; None: all) fire its switch, or arm it again and lift the halt; yield what each says.

    All are asked before the first is waited for. Blocks.
    """
    files = [file for file in _files(folder) if profile in (None, file.profile)]
    asked = [(file, _ask(file, do, positions)) for file in files]
    for file, connection in asked:
        if isinstance(connection, str):
            yield ControlAnswer(profile=file.profile, pid=file.pid, problem=connection)
        elif connection is None:
            _path(folder, file).unlink(missing_ok=True)
        else:
            yield _hear(file, connection)


def is_running(folder: Path, profile: str) -> bool:
    """Whether a program runs on `profile` now. Asks for nothing and takes no file away."""
    for file in _files(folder):
        if file.profile == profile:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", file.port), timeout=_CONNECT_S):
                return True
    return False


def _files(folder: Path) -> list[_File]:
    found = []
    for path in sorted(folder.glob("*.json")):
        with contextlib.suppress(OSError, ValueError):
            found.append(msgspec.json.decode(path.read_bytes(), type=_File))
    return found


def _path(folder: Path, file: _File) -> Path:
    return folder / f"{file.profile}.{file.pid}.json"


def _ask(file: _File, do: Do, positions: Literal["settle", "sell"] | None) -> "socket.socket | str | None":
    """Say the command; None: nobody is there any more."""
    try:
        connection = socket.create_connection(("127.0.0.1", file.port), timeout=_CONNECT_S)
    except ConnectionRefusedError:
        return None
    except OSError as error:
        return f"it cannot be reached ({error})"
    try:
        connection.sendall(msgspec.json.encode(_Command(token=file.token, do=do, positions=positions)) + b"\n")
    except OSError as error:
        connection.close()
        return f"it cannot be reached ({error})"
    return connection


def _hear(file: _File, connection: socket.socket) -> ControlAnswer:
    try:
        with connection:
            connection.settimeout(_DONE_WITHIN_S)
            with connection.makefile("rb") as stream:
                answer = msgspec.json.decode(stream.readline(), type=_Answer)
    except (OSError, ValueError):
        return ControlAnswer(profile=file.profile, pid=file.pid, problem="it did not answer")
    return ControlAnswer(profile=file.profile, pid=file.pid, done=answer.done, state=answer.state, report=answer.report)
