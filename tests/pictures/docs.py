"""The pictures of the documentation: a table of what each shows, taken while bots trade."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QImage

from algotrade_gui.ui.layouts import PLANS, TRADE, LayoutPlan, columns, rows, tabs
from algotrade_gui.ui.main_window import MainWindow
from algotrade_gui.ui.theme import Mode, theme
from tests.pictures.stage import ROOT

FOLDER: Final = ROOT / "docs" / "images"
SIZE: Final = QSize(1440, 900)
MOST_BYTES: Final = 250_000
MOST_COLOURS: Final = 256
_SMALLEST: Final = 0
"""Qt's quality of a PNG: as small as it gets, nothing is lost."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: the layout, the theme, and the panels that it is cut out for; none: the whole window."""

    name: str
    plan: LayoutPlan
    mode: Mode = "dark"
    panels: tuple[str, ...] = ()


def _plan(name: str, *trees: str) -> LayoutPlan:
    """A layout for one picture: these panels above one another, beside the watch."""
    shares = tuple(tabs(panel, share=1 / len(trees)) for panel in trees)
    tree = columns(tabs("market_watch", share=0.3), rows(*shares, share=0.7))
    return LayoutPlan(name, name, ((0, tree),), keys="")


_HANDS: Final = LayoutPlan(
    "ladder-ticket",
    "ladder-ticket",
    ((0, columns(tabs("market_watch", share=0.44), tabs("ladder", share=0.28), tabs("ticket", share=0.28))),),
    keys="",
)

PICTURES: Final = (
    Picture("window", TRADE),
    Picture("window-light", TRADE, mode="light"),
    Picture("options", PLANS["Options"]),
    Picture("bots", PLANS["Bots"]),
    Picture("chart", _plan("chart", "chart", "orders"), panels=("chart",)),
    Picture("ladder-ticket", _HANDS, panels=("ladder", "ticket")),
    Picture("mispricing", _plan("mispricing", "mispricing", "fills"), panels=("mispricing",)),
    Picture("pnl-rail", _plan("pnl-rail", "pnl", "settlement_rail"), panels=("pnl", "settlement_rail")),
)


async def take_docs(window: MainWindow, settle: Callable[[], Awaitable[None]], target: Path = FOLDER) -> Sequence[Path]:
    """Take all pictures with `window`, which has SIZE; `settle` waits until what is shown has been drawn."""
    taken = []
    for picture in PICTURES:
        # what a panel loads when it is first seen is there afterwards
        _lay_out(window, picture.plan)
        await settle()
    for picture in PICTURES:
        theme().set_mode(picture.mode)
        _lay_out(window, picture.plan)
        window.bots.setFocus()
        await settle()
        window.notifications.dismiss_all()
        file = target / f"{picture.name}.png"
        _save(window.grab(_part(window, picture.panels)).toImage(), file)
        taken.append(file)
    theme().set_mode("dark")
    return taken


def take_replay(window: MainWindow, target: Path = FOLDER) -> Path:
    """Take the picture of a window that plays back."""
    file = target / "replay.png"
    _save(window.grab().toImage(), file)
    return file


def _lay_out(window: MainWindow, plan: LayoutPlan) -> None:
    """Arrange the window by a plan that need not be a shipped one."""
    shipped = PLANS.get(plan.name)
    PLANS[plan.name] = plan
    try:
        window.docks.lay_out(plan)
    finally:
        if shipped is None:
            del PLANS[plan.name]


def _part(window: MainWindow, panels: Sequence[str]) -> QRect:
    """The rectangle of the window that holds these panels."""
    found = QRect()
    for panel in panels:
        dock = window.docks.dock(panel)
        found = found.united(QRect(dock.mapTo(window, QPoint(0, 0)), dock.size()))
    return found if panels else window.rect()


def _save(image: QImage, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    _with_palette(image).save(str(file), "PNG", _SMALLEST)  # type: ignore[call-overload]  # the stubs want bytes, Qt takes text
    assert file.stat().st_size <= MOST_BYTES, f"{file.name} has {file.stat().st_size:,} bytes"


def _with_palette(image: QImage) -> QImage:
    """The picture in its 256 commonest colours, the others as the nearest of these: Qt's own conversion speckles."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    width, height = image.width(), image.height()
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(height, image.bytesPerLine() // 4)[:, :width]
    colours, places, counts = np.unique(pixels, return_inverse=True, return_counts=True)
    chosen = np.sort(np.argsort(counts)[-MOST_COLOURS:])
    channels = np.stack([(colours >> shift) & 0xFF for shift in (16, 8, 0)], axis=1).astype(np.int32)
    nearest = np.array([np.argmin(((channels[chosen] - each) ** 2).sum(axis=1)) for each in channels], dtype=np.uint8)
    indexes = np.ascontiguousarray(nearest[places].reshape(height, width))
    made = QImage(indexes.tobytes(), width, height, width, QImage.Format.Format_Indexed8)
    made.setColorTable([int(colour) for colour in colours[chosen]])
    return made.copy()
