"""A profile's practice settings as an exchange's."""

from pathlib import Path
from typing import get_args

import pytest

from algotrade_gui.core.errors import UserError
from algotrade_gui.core.settings import CrowdName, PracticeSettings, PresetName
from algotrade_gui.simulator.config import make_config
from algotrade_gui.simulator.opponents.crowds import CROWDS, NIGHT
from algotrade_gui.simulator.practice import practice_config
from algotrade_gui.simulator.presets import PRESETS


def test_a_profile_knows_every_preset_and_every_crowd() -> None:
    assert get_args(PresetName) == tuple(PRESETS)
    assert set(get_args(CrowdName)) == set(CROWDS)


def test_without_a_preset_rounds_have_the_profile_s_own_length() -> None:
    config = practice_config(PracticeSettings(seed=4, round_seconds=240, speed=2.0, start_cash=9))
    assert (config.seed, config.round_seconds, config.speed, config.start_cash) == (4, 240, 2.0, 9)
    assert (config.rounds, config.opponents, config.port) == ((), CROWDS["none"], 0)
    drawn = {practice_config(PracticeSettings()).seed for _ in range(3)}
    assert len(drawn) == 3


def test_a_preset_gives_the_rounds_and_the_crowd_comes_along() -> None:
    config = practice_config(PracticeSettings(preset="scored-4", opponents="night", round_seconds=60, speed=5.0))
    assert (config.for_round(0).round_seconds, config.for_round(0).delays.orders.ms, config.speed) == (1_800, 350, 5.0)
    assert config.opponents == NIGHT


def test_the_file_s_word_counts_most_but_not_on_who_may_come_in(tmp_path: Path) -> None:
    file = tmp_path / "exchange.toml"
    file.write_text('host = "0.0.0.0"\nport = 1\nspeed = "max"\nround_seconds = 90\n[delays.orders]\njitter_ms = 7\n')
    config = practice_config(PracticeSettings(preset="scored-2", speed=3.0, config_file=str(file)), port=55)
    assert (config.host, config.port, config.teams) == ("127.0.0.1", 55, make_config().teams)
    assert config.speed == "max"
    played = config.for_round(0)
    assert (played.round_seconds, played.delays.orders.ms, played.delays.orders.jitter_ms) == (90, 100, 7)


def test_a_file_that_does_not_hold_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "exchange.toml"
    file.write_text("speed = 0")
    with pytest.raises(UserError, match=r"exchange\.toml: speed must be a number from 0\.1"):
        practice_config(PracticeSettings(config_file=str(file)))
