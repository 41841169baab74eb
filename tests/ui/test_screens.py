"""A window that no screen shows is brought back whole; one that can be taken hold of stays."""

import pytest
from PySide6.QtCore import QRect

from algotrade_gui.ui.screens import brought_back

LEFT, RIGHT = QRect(0, 0, 1920, 1080), QRect(1920, 0, 1280, 800)


@pytest.mark.parametrize(
    "window",
    [QRect(10, 10, 800, 600), QRect(-700, 20, 800, 600), QRect(1800, 0, 800, 600), QRect(3100, 700, 800, 600)],
    ids=["inside", "a grip's width at the left", "across both", "a corner at the right"],
)
def test_what_can_be_taken_hold_of_stays(window: QRect) -> None:
    assert brought_back(window, [LEFT, RIGHT]) == window


@pytest.mark.parametrize(
    ("window", "wanted"),
    [
        (QRect(4000, 100, 800, 600), QRect(2400, 100, 800, 600)),
        (QRect(-5000, -900, 800, 600), QRect(0, 0, 800, 600)),
        (QRect(100, -300, 800, 600), QRect(100, 0, 800, 600)),
        (QRect(4000, 0, 3000, 2000), QRect(1920, 0, 1280, 800)),
    ],
    ids=["beyond the right", "far off", "its title above the screen", "larger than the screen"],
)
def test_what_is_off_comes_back_whole(window: QRect, wanted: QRect) -> None:
    assert brought_back(window, [LEFT, RIGHT]) == wanted


@pytest.mark.parametrize(
    ("window", "wanted"),
    [
        (QRect(20, 20, 1440, 900), QRect(0, 0, 987, 640)),
        (QRect(20, 20, 1440, 500), QRect(0, 20, 987, 500)),
        (QRect(20, 20, 900, 600), QRect(20, 20, 900, 600)),
    ],
)
def test_what_the_only_screen_cannot_hold_is_made_smaller(window: QRect, wanted: QRect) -> None:
    # its right end, where the kill switch is, would be off the screen
    assert brought_back(window, [QRect(0, 0, 987, 640)]) == wanted


def test_a_window_over_two_screens_stays_as_large_as_it_is() -> None:
    assert brought_back(QRect(100, 0, 2_500, 800), [LEFT, RIGHT]) == QRect(100, 0, 2_500, 800)


def test_without_screens_nothing_moves() -> None:
    assert brought_back(QRect(9_999, 0, 10, 10), []) == QRect(9_999, 0, 10, 10)
