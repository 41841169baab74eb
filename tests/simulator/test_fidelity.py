"""The fidelity check: its figures on samples made by hand, its judgement, its files, and a short round of the practice market."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from algotrade_gui.core.errors import UserError
from algotrade_gui.simulator.config import make_config
from algotrade_gui.simulator.engine import Exchange
from algotrade_gui.simulator.fidelity import command
from algotrade_gui.simulator.fidelity.figures import Figures, all_figures, book_figures, process_figures
from algotrade_gui.simulator.fidelity.plots import page
from algotrade_gui.simulator.fidelity.reference import REAL, REASONS, SNIPER, Real
from algotrade_gui.simulator.fidelity.report import compare, table, to_json, tolerance
from algotrade_gui.simulator.fidelity.run import comparable, measure, price_paths
from algotrade_gui.simulator.fidelity.sample import NONE, Collector, Sample, collect, join
from algotrade_gui.simulator.fidelity.sniper import Sniper
from tests.simulator import measure_recording


def _by_hand() -> Sample:
    """Three seconds of two books: a call asked below its intrinsic value at 62 s, and a future."""
    collector = Collector()
    for second in range(121):
        collector.mid("$SIMP", second, 100_000 + second)
    call, future = "$SIMP_call_99000_120", "$SIMP_future_120"
    collector.look(60, call, [], [])
    collector.look(60, future, [(99_900, 1), (99_700, 2)], [(100_100, 3)])
    collector.look(61, call, [(1_000, 2)], [(1_100, 6)])
    collector.look(61, future, [(99_900, 1)], [(100_300, 3)])
    collector.look(62, call, [(900, 2)], [(1_000, 1)])
    collector.look(62, future, [], [])
    collector.events([1, 3], 1)
    collector.events([], 0)
    collector.events([2], 4)
    return collector.sample()


def test_figures_of_a_sample_made_by_hand() -> None:
    sample = _by_hand()
    found = all_figures(sample)
    assert found["spread of calls, 50 %"] == 100
    assert found["spread of futures, 5 %"] == pytest.approx(210)
    assert found["books with 0 bid levels"] == pytest.approx(2 / 6)
    assert found["books with 2 bid levels"] == pytest.approx(1 / 6)
    assert found["levels of 3 contracts"] == pytest.approx(2 / 9)
    assert found["levels of 6 contracts and more"] == pytest.approx(1 / 9)
    assert found["median gap between levels of futures"] == 200
    assert found["empty bid sides, 0 to 1 s after listing"] == 0.5
    assert found["empty ask sides, 1 to 2 s after listing"] == 0
    # at 61 s the call's intrinsic value is 1060, at 62 s 1061
    assert found["option asks below intrinsic, SIMP"] == 0.5
    assert math.isnan(found["option asks below intrinsic, CARD"])
    assert found["discount of the asks below intrinsic"] == pytest.approx(1_061 / 1_000 - 1)
    # settled at 100120, bought at 1000
    assert found["buyer below intrinsic earned"] == pytest.approx(0.12)
    assert found["tops of books changed after a second"] == 1
    assert found["crossed or locked books"] == 0
    assert found["trades in a busy update"] == 1.5
    assert found["cancels in a busy update"] == 2.5
    assert found["mean quantity of a trade"] == 2


def test_a_crossed_book_is_seen() -> None:
    collector = Collector()
    collector.look(61, "$SIMP_future_120", [(100, 1)], [(100, 1)])
    assert book_figures(collector.sample().books)["crossed or locked books"] == 1


def test_missing_mids_and_gaps_are_no_zeros() -> None:
    collector = Collector()
    collector.mid("$GARR", 60, 100_000)
    collector.look(61, "$GARR_call_99000_120", [(1, 1)], [(900, 1)])
    collector.look(63, "$GARR_call_99000_120", [(1, 1)], [(800, 1)])
    found = book_figures(collector.sample().books)
    assert found["option asks below intrinsic"] == 1
    assert math.isnan(found["buyer below intrinsic earned"])
    assert math.isnan(found["tops of books changed after a second"])
    path = np.array([100_000, NONE, 100_000, 100_100], dtype=np.int64)
    paths = {name: [path] for name in ("CARD", "GARR", "HEST", "JUMP", "LOGN", "SIMP")}
    assert process_figures(paths)["HEST: steps of nought"] == 0


def test_joined_samples_count_both() -> None:
    both = join([_by_hand(), _by_hand()])
    assert len(both.books) == 12
    assert len(both.mids["SIMP"]) == 2
    assert all_figures(both)["spread of calls, 50 %"] == 100


@pytest.mark.parametrize("figure", [name for name in REAL if name.split(":")[0] in ("SIMP", "CARD", "LOGN", "GARR")])
def test_price_paths_are_as_the_real_ones(figure: str, price_figures: Figures) -> None:
    real = REAL[figure]
    # three errors: forty figures at two would fail by chance
    assert abs(price_figures[figure] - real.value) <= max(tolerance(figure, real), 3 * real.error) + 1e-9


@pytest.mark.parametrize("figure", [name for name in REAL if name.startswith(("JUMP", "HEST"))])
def test_jumping_and_wild_prices_are_as_the_real_ones(figure: str, price_figures: Figures) -> None:
    real = REAL[figure]
    assert abs(price_figures[figure] - real.value) <= max(tolerance(figure, real), 3 * real.error) + 1e-9


@pytest.fixture(scope="module")
def price_figures() -> Figures:
    return process_figures({str(name).removeprefix("$"): paths for name, paths in price_paths(3, 1_800).items()})


@pytest.fixture(scope="module")
def short() -> Figures:
    """Three minutes of the practice market, of which one is like the recording: loose bounds."""
    return measure(5, round_seconds=240, sniper=False)


_LOOSE = {
    "spread of calls, 50 %": 0.5,
    "spread of calls, 75 %": 0.5,
    "spread of puts, 50 %": 0.5,
    "spread of futures, 50 %": 0.4,
    "median spread of options worth 500 to 1000": 0.5,
    "books with 3 bid levels": 0.3,
    "books with 3 ask levels": 0.35,
    "levels of 1 contracts": 0.25,
    "levels of 3 contracts": 0.25,
    "empty bid sides, 0 to 1 s after listing": 0.3,
    "empty ask sides, 1 to 2 s after listing": 0.5,
    "empty ask sides, later": 0.5,
    "option asks below intrinsic": 0.4,
    "discount of the asks below intrinsic": 0.8,
    "futures whose bid and ask contain spot": 0.4,
    "tops of books changed after a second": 0.3,
    "trades in a busy update": 0.6,
    "cancels in a busy update": 0.7,
    "mean quantity of a trade": 0.3,
}


@pytest.mark.parametrize("figure", sorted(_LOOSE))
def test_a_short_round_is_near_the_real_market(figure: str, short: Figures) -> None:
    assert short[figure] == pytest.approx(REAL[figure].value, rel=_LOOSE[figure])


def test_no_book_of_a_short_round_is_crossed(short: Figures) -> None:
    assert short["crossed or locked books"] == 0


def test_the_same_seed_gives_the_same_sample() -> None:
    def frames() -> list[str]:
        return Exchange(make_config(round_seconds=60), 9).advance(20_000)

    assert frames() == frames()
    first, second = collect(frames()), collect(frames())
    assert np.array_equal(first.books, second.books)
    assert len(first.books) == 20 * 66


def test_only_what_is_like_the_recording_is_compared() -> None:
    sample = collect(Exchange(make_config(round_seconds=180), 9).advance(100_000))
    kept = comparable(sample, 180)
    assert 0 < len(kept.books) < len(sample.books)
    assert kept.books[:, 0].min() >= 60


def test_a_figure_is_met_within_the_largest_of_its_tolerances() -> None:
    assert tolerance("spread of calls, 5 %", Real(1, 0.1)) == 5
    assert tolerance("spread of futures, 50 %", Real(500, 10)) == 125
    assert tolerance("levels of 1 contracts", Real(0.2, 0.1)) == pytest.approx(0.2)
    assert tolerance("levels of 1 contracts", Real(0.2, 0.001)) == pytest.approx(0.05)
    real = {"a": Real(10, 0.0), "b": Real(10, 0.0), "c": Real(0, 0.0), "d": Real(1, 0.0), "e": Real(-4, 0.0)}
    rows = compare({"a": 12.5, "b": 12.6, "c": 0.0, "e": -2.0}, real, {"b": "known"})
    assert [row.ok for row in rows] == [True, False, True, False, False]
    assert [row.reason for row in rows] == ["", "known", "", "not seen in this sample", ""]
    assert rows[0].diff_pct == pytest.approx(25)
    assert rows[2].diff_pct is None
    assert rows[3].practice is None
    assert rows[4].diff_pct == pytest.approx(50)
    text = table(rows)
    assert "2 of 5 figures met, 2 not for a reason, 1 not" in text
    assert len(text.splitlines()) == 7


def test_the_json_is_a_list_of_six_keys_each() -> None:
    rows = json.loads(to_json(compare({"a": 1.0}, {"a": Real(1, 0)}, {})))
    assert rows == [{"figure": "a", "real": 1.0, "practice": 1.0, "diff_pct": 0.0, "ok": True, "reason": ""}]


def test_there_are_enough_figures_and_every_reason_belongs_to_one() -> None:
    assert len(REAL) >= 25
    assert set(REASONS) <= set(REAL)
    assert set(all_figures(_by_hand())) == set(REAL) - {SNIPER}


def test_the_command_prints_writes_and_judges(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    exact = {figure: real.value for figure, real in REAL.items()}
    monkeypatch.setattr(command, "measure", lambda *_args, **_options: exact)
    files = {"json_file": tmp_path / "figures.json", "plots_file": tmp_path / "plots.html"}
    assert command.run_fidelity(1, rounds=1, round_seconds=1_800, **files) == 0
    assert f"{len(REAL)} of {len(REAL)} figures met" in capsys.readouterr().out
    assert all(row["ok"] for row in json.loads(files["json_file"].read_bytes()))
    assert files["plots_file"].read_text(encoding="utf-8").count("<svg") >= 8
    exact["crossed or locked books"] = 0.5
    assert command.run_fidelity(1, rounds=1, round_seconds=1_800) == 1
    with pytest.raises(UserError, match="cannot write"):
        command.run_fidelity(1, rounds=1, round_seconds=240, json_file=tmp_path)


def test_the_page_escapes_and_marks_what_is_off() -> None:
    real = {"spread of calls, <5 %": Real(1, 0.0), "levels of 1 contracts": Real(0.5, 0.0)}
    text = page(compare({"levels of 1 contracts": 0.1}, real, {}), real, "a & b")
    assert "a &amp; b" in text
    assert "&lt;5 %" in text
    assert "class='off'" in text


def test_the_sniper_buys_below_intrinsic_near_the_expiry_and_no_more_than_it_can_pay() -> None:
    sniper = Sniper()
    books = {
        "$SIMP_call_99000_30": {"bids": {}, "asks": {"500": 3, "600": 9}},
        "$SIMP_put_99000_30": {"bids": {}, "asks": {"1": 3}},
        "$SIMP_call_98000_90": {"bids": {}, "asks": {"500": 3}},
        "$SIMP_call_98000_30": {"bids": {}, "asks": {}},
        "$SIMP_future_30": {"bids": {}, "asks": {"1": 3}},
    }
    candle = {"index": 20, "mid": 100_000}
    frame = {"time": 21_000, "candles": {"untradeable": {"$SIMP": [candle]}}, "orderbook_depths": books}
    orders = [json.loads(order) for order in sniper.orders(json.dumps(frame), 1_200)]
    assert [(order["instrument_id"], order["price"], order["quantity"]) for order in orders] == [
        ("$SIMP_call_99000_30", 500, 2)
    ]
    assert sniper.orders(json.dumps(frame), 499) == []


@pytest.mark.skipif(not measure_recording.DATA.exists(), reason="the recordings are not on this machine")
def test_the_recorded_update_has_the_events_of_the_reference() -> None:
    text = (measure_recording.DATA / measure_recording.UPDATE).read_text(encoding="utf-8").splitlines()[1]
    kinds = [event["event_type"] for event in json.loads(text)["events"]]
    assert kinds.count("trade") == REAL["trades in a busy update"].value
    assert kinds.count("cancel") == REAL["cancels in a busy update"].value


@pytest.mark.skipif(not measure_recording.available(), reason="no recordings on this machine, or no pyarrow")
def test_the_reference_is_what_the_recordings_say() -> None:
    recorded = measure_recording.sample()
    found = book_figures(recorded.books)
    for figure, value in found.items():
        assert value == pytest.approx(REAL[figure].value, rel=1e-2, abs=1e-3), figure
