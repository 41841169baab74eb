"""A chart's candles and lines as a table of text."""

import csv
import io

import numpy as np

from algotrade_gui.ui.charts.scene import ChartScene


def csv_text(scene: ChartScene) -> str:
    """One row per candle: its second, prices in cents, contracts, then the value of each line; empty where there is none."""
    candles = scene.candles
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    columns = {
        "open_cents": candles.open,
        "high_cents": candles.high,
        "low_cents": candles.low,
        "close_cents": candles.close,
        "mid_cents": candles.mid,
        "volume": candles.volume,
    }
    columns |= {line.name: line.values for line in scene.lines if len(line.values) == len(candles)}
    writer.writerow(["second", *columns])
    for row in range(len(candles)):
        cells = [f"{column[row]:.10g}" if np.isfinite(column[row]) else "" for column in columns.values()]
        writer.writerow([int(candles.start[row]), *cells])
    return out.getvalue()


def file_name(title: str, ending: str) -> str:
    """A name for a file of this chart, of letters that every system takes."""
    kept = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in title)
    return f"{'_'.join(part for part in kept.split('_') if part) or 'chart'}.{ending}"
