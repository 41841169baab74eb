"""The order ticket in little room: nothing cut off, nothing over anything else."""

from itertools import pairwise

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QScrollArea, QStyle, QStyleOptionComboBox

from algotrade_gui.ui.docks.ticket import TicketPanel


@pytest.mark.parametrize("width", [300, 340, 357])
def test_a_narrow_ticket_needs_no_horizontal_scrolling(panel: TicketPanel, width: int) -> None:
    panel.resize(width, 220)
    QApplication.processEvents()
    for area in panel.findChildren(QScrollArea):
        assert area.horizontalScrollBar().maximum() == 0
    price = panel.form.price
    price.show_cents(123_456)
    assert price.fontMetrics().horizontalAdvance(price.text()) <= price.width() - 14
    for combo in (panel.form.picker.kind, panel.form.picker.expiry):
        if width >= 340:
            assert combo.fontMetrics().horizontalAdvance(combo.currentText()) <= combo.width() - 18


@pytest.mark.parametrize("width", [300, 340, 420, 740])
def test_the_choices_of_a_role_stand_apart_and_share_the_room(panel: TicketPanel, width: int) -> None:
    panel.resize(width, 400)
    QApplication.processEvents()
    picker = panel.form.picker
    combos: tuple[QComboBox, ...] = (picker.underlying, picker.kind, picker.expiry, picker.strike)
    parts = (*combos, picker.pin)
    gaps = [after.geometry().left() - before.geometry().right() - 1 for before, after in pairwise(parts)]
    assert set(gaps) == {4}
    assert parts[-1].geometry().right() < picker.width()
    for combo in combos if width >= 340 else ():
        option = QStyleOptionComboBox()
        combo.initStyleOption(option)
        edit = QStyle.SubControl.SC_ComboBoxEditField
        room = combo.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, edit, combo)
        assert room.width() >= combo.fontMetrics().horizontalAdvance(combo.currentText()), combo.currentText()


def test_the_words_below_are_told_whole_or_not_at_all(panel: TicketPanel) -> None:
    preview, told = panel.form.preview, {}
    for height in range(220, 420, 4):
        panel.resize(300, height)
        QApplication.processEvents()
        seen = preview.visibleRegion().boundingRect()
        picture = preview.grab(seen).toImage()
        colours = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
        told[seen.height()] = len(colours) > 1
    line = preview.fontMetrics().height()
    assert preview.words
    assert any(told.values())
    low = [height for height in told if 0 < height < 2 * line]
    assert low, "the edge of the ticket cuts the picture's place at some height"
    assert not any(told[height] for height in low)


def test_what_became_of_an_order_wraps(panel: TicketPanel) -> None:
    panel.resize(300, 400)
    result = panel.form.result
    result.setText("refused: the account holds less than the order and those before it would sell")
    QApplication.processEvents()
    assert result.height() >= result.heightForWidth(result.width()) > result.fontMetrics().height() * 1.5
    assert panel.form.send.geometry().bottom() < panel.height()
