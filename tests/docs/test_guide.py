"""Every example of the strategy guide loads and runs on the practice exchange."""

import re
import tomllib
from pathlib import Path

from algotrade_gui.bots.loader import load_file
from algotrade_gui.bots.manager import BotState
from algotrade_gui.composition import Workstation
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId
from algotrade_gui.core.settings import BotSettings, ExchangeSettings, PracticeSettings, Profile
from algotrade_gui.launch import load_bots_file
from tests.support.aio import run, until

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "strategies-guide.md").read_text(encoding="utf-8")
PYTHON = re.findall(r"^```python\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
TOML = re.findall(r"^```toml\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def write_examples(folder: Path) -> list[str]:
    """Write each example into a file of its own; return the names of the bot classes."""
    names = []
    for number, source in enumerate(PYTHON):
        path = folder / f"example_{number}.py"
        path.write_text(source, encoding="utf-8")
        loaded = load_file(path)
        assert loaded.error is None, str(loaded.error)
        names += [cls.__name__ for cls in loaded.bots]
    return names


def test_every_example_runs(tmp_path: Path) -> None:
    names = write_examples(tmp_path)
    assert names == [
        "FirstBot",
        "Watcher",
        "BuyerAndSeller",
        "PatientBot",
        "ValueBuyer",
        "TunedBot",
        "Band",
        "AtTheMoney",
    ]
    profile = Profile(
        name="guide",
        exchange=ExchangeSettings(practice=PracticeSettings(seed=3, speed=4)),
        bots=[BotSettings(strategy=name, name=name) for name in names],
    )

    async def scenario() -> None:
        errors = ErrorCentre()
        station = Workstation(profile, errors=errors, strategy_folders=[tmp_path])
        await station.start()
        try:
            # these come to an end by themselves, the first bot goes on buying
            others = [station.manager.info(BotId(name)) for name in names[1:]]
            await until(
                lambda: all(
                    station.manager.info(item.id).state in (BotState.STOPPED, BotState.FAILED) for item in others
                ),
                timeout_s=20,
            )
            for item in others:
                info = station.manager.info(item.id)
                assert (info.state, info.error) == (BotState.STOPPED, None)
            await until(lambda: station.manager.info(BotId("FirstBot")).fills > 0, timeout_s=20)
            # whether it dealt depends on who was faster
            assert "BuyerAndSeller" in {order.owner for order in station.account.orders.all()}
            assert station.manager.info(BotId("FirstBot")).error is None
            assert errors.records == []
        finally:
            await station.stop()

    run(scenario(), timeout_s=60)


def test_the_bots_file_of_the_guide_is_one(tmp_path: Path) -> None:
    [text] = TOML
    path = tmp_path / "bots.toml"
    path.write_text(text, encoding="utf-8")
    [bot] = load_bots_file(path)
    assert (bot.strategy, bot.name) == ("SimpleMarketMakingBot", "tight")
    assert bot.config == tomllib.loads(text)["bot"][0]["config"]


def test_files_that_the_guide_names_are_there() -> None:
    for name in re.findall(r"`((?:strategies|tests|docs)/[\w/]+\.\w+)`", GUIDE):
        if name != "strategies/first_bot.py":  # the reader writes that one
            assert (ROOT / name).is_file(), name
