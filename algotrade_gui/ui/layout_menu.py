"""The menu of layouts: the shipped ones, the user's own, and what can be done with them."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMainWindow, QMenu

from algotrade_gui.core.errors import ErrorCentre, UserError
from algotrade_gui.core.layout_files import LayoutStore, write_layout
from algotrade_gui.ui.actions import add_action
from algotrade_gui.ui.dialogs.name import NameDialog
from algotrade_gui.ui.dialogs.question import ask
from algotrade_gui.ui.dock import plain
from algotrade_gui.ui.dock_area import DockArea
from algotrade_gui.ui.language import tr
from algotrade_gui.ui.layouts import PLANS

SOURCE = "layouts"


class LayoutMenu(QObject):
    """Fills `menu` as it opens, and gives the window an action for each thing that it offers."""

    def __init__(self, window: QMainWindow, docks: DockArea, menu: QMenu, folder: Path, errors: ErrorCentre) -> None:
        """`folder` holds the user's own layouts; it need not exist."""
        super().__init__(window)
        self._window = window
        self._docks = docks
        self._menu = menu
        self._errors = errors
        self.store = LayoutStore(folder, taken=tuple(PLANS))
        self._shipped = [
            add_action(
                window,
                f"layout.{name.lower()}",
                tr("Layout {name}", name=tr(plan.title)),
                partial(self.use, name),
                keys=plan.keys,
                everywhere=True,
            )
            for name, plan in PLANS.items()
        ]
        self.save_action = self._action("layout.save", tr("Save layout"), self.save)
        self.save_as_action = self._action("layout.save_as", tr("Save layout as…"), self.save_as)
        self.rename_action = self._action("layout.rename", tr("Rename layout…"), self.rename)
        self.delete_action = self._action("layout.delete", tr("Delete layout…"), self.delete)
        self.reset_action = add_action(
            window,
            "layout.reset",
            tr("Reset layout"),
            self.reset,
            keys="Ctrl+Shift+R",
            help_text=tr("Put the panels back where this layout has them"),
            everywhere=True,
        )
        self.export_action = self._action("layout.export", tr("Export layout…"), self.export)
        self.import_action = self._action("layout.import", tr("Import layout…"), self.take_in)
        menu.aboutToShow.connect(self.fill)

    def _action(self, name: str, text: str, slot: Callable[[], None]) -> QAction:
        return add_action(self._window, name, text, slot)

    def names(self) -> list[str]:
        """All layouts: the shipped ones, then the user's."""
        return [*PLANS, *self.store.names()]

    def use(self, name: str) -> None:
        """Arrange the panels as that layout has them."""
        if name in PLANS:
            self._docks.lay_out(PLANS[name])
            return
        try:
            layout = self.store.load(name)
            if not self._docks.arrange(name, layout):
                raise UserError(
                    tr("The layout {name} was made by another version of the program and cannot be used.", name=name)
                )
        except UserError as error:
            self._errors.report_exception(SOURCE, error)

    def reset(self) -> None:
        """Arrange the panels as the present layout has them; one of the user's that is gone gives way to the first shipped."""
        name = self._docks.name
        self.use(name if name in self.names() else next(iter(PLANS)))

    def save(self) -> None:
        """Keep the present arrangement under the present layout's name; a shipped one is kept under another."""
        if self._docks.name in PLANS:
            self.save_as()
        else:
            self._save(self._docks.name)

    def save_as(self) -> None:
        """Ask for a name and keep the present arrangement under it."""
        dialog = NameDialog(
            tr("Save layout"), tr("Name of the layout"), self.store.complaint, self._window, accept=tr("Save")
        )
        dialog.accepted.connect(lambda: self._save(dialog.name))
        dialog.open()

    def rename(self) -> None:
        """Ask for another name for the present layout."""
        name = self._docks.name
        if name in PLANS:
            return

        def complaint(wanted: str) -> str | None:
            return self.store.complaint(wanted, new=wanted.casefold() != name.casefold())

        dialog = NameDialog(
            tr("Rename layout"),
            tr("Another name for {name}", name=name),
            complaint,
            self._window,
            name=name,
            accept=tr("Rename"),
        )
        dialog.accepted.connect(lambda: self._rename(name, dialog.name))
        dialog.open()

    def delete(self) -> None:
        """Ask, then delete the present layout; the panels stay where they are."""
        name = self._docks.name
        if name in PLANS:
            return
        ask(
            self._window,
            tr("Delete layout"),
            tr("Delete the layout {name}?", name=name),
            tr("The panels stay where they are."),
            yes=tr("Delete"),
            no=tr("Cancel"),
            then=partial(self._delete, name),
        )

    def export(self) -> None:
        """Ask for a file and write the present arrangement into it."""
        dialog = QFileDialog(self._window, tr("Export layout"), f"{self._docks.name}.toml", self._filter())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("toml")
        dialog.selectFile(f"{self._docks.name}.toml")
        dialog.fileSelected.connect(lambda file: self.export_to(Path(file)))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def take_in(self) -> None:
        """Ask for a file with a layout and arrange the panels by it."""
        dialog = QFileDialog(self._window, tr("Import layout"), "", self._filter())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda file: self.import_from(Path(file)))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def export_to(self, file: Path) -> None:
        """Write the present arrangement into `file`."""
        try:
            write_layout(file, self._docks.arranged())
        except UserError as error:
            self._errors.report_exception(SOURCE, error)

    def import_from(self, file: Path) -> None:
        """Copy `file` among the user's layouts and arrange the panels by it."""
        try:
            name = self.store.take_in(file)
        except UserError as error:
            self._errors.report_exception(SOURCE, error)
            return
        self.use(name)

    def enable(self) -> None:
        """Let be chosen what can be done with the present layout."""
        mine = self._docks.name not in PLANS
        for action in (self.save_action, self.rename_action, self.delete_action):
            action.setEnabled(mine)

    def fill(self) -> None:
        """Fill the menu with what there is now."""
        menu = self._menu
        menu.clear()
        for name, action in zip(PLANS, self._shipped, strict=True):
            action.setCheckable(True)
            action.setChecked(name == self._docks.name)
            menu.addAction(action)
        own = self.store.names()
        if own:
            menu.addSeparator()
        for name in own:
            entry = menu.addAction(plain(name))
            entry.setCheckable(True)
            entry.setChecked(name == self._docks.name)
            entry.triggered.connect(lambda _checked, name=name: self.use(name))
        self.enable()
        for group in (
            (self.reset_action,),
            (self.save_action, self.save_as_action, self.rename_action, self.delete_action),
            (self.export_action, self.import_action),
        ):
            menu.addSeparator()
            menu.addActions(group)

    def _filter(self) -> str:
        return tr("Layouts ({pattern})", pattern="*.toml")

    def _save(self, name: str) -> None:
        try:
            self.store.save(name, self._docks.arranged())
        except UserError as error:
            self._errors.report_exception(SOURCE, error)
            return
        self._docks.name = name

    def _rename(self, name: str, new_name: str) -> None:
        try:
            self.store.rename(name, new_name)
        except UserError as error:
            self._errors.report_exception(SOURCE, error)
            return
        self._docks.name = new_name

    def _delete(self, name: str) -> None:
        try:
            self.store.delete(name)
        except UserError as error:
            self._errors.report_exception(SOURCE, error)
            return
        self._docks.name = next(iter(PLANS))
