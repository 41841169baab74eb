"""The modules a strategy may count on, also in the built program, which holds only what it was told to hold.

`pyinstaller.spec` takes this list; `docs/strategies-guide.md` shows it, and a test keeps the two alike.
"""

API = "algotrade_gui.bots.api"
"""The one module of ours that a strategy imports."""

STANDARD_LIBRARY = (
    "__future__",
    "abc",
    "asyncio",
    "bisect",
    "collections",
    "collections.abc",
    "contextlib",
    "copy",
    "csv",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "fractions",
    "functools",
    "heapq",
    "itertools",
    "json",
    "logging",
    "math",
    "operator",
    "pathlib",
    "random",
    "re",
    "statistics",
    "string",
    "textwrap",
    "time",
    "types",
    "typing",
)

THIRD_PARTY = (
    "msgspec",
    "numpy",
    "numpy.fft",
    "numpy.linalg",
    "numpy.random",
    "scipy.special",
)

MODULES = (API, *STANDARD_LIBRARY, *THIRD_PARTY)
