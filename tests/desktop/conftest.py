"""The tests on a desktop start the program itself, which needs PySide6."""

import pytest

pytest.importorskip("PySide6.QtWidgets", reason="the tests on a desktop need PySide6")
