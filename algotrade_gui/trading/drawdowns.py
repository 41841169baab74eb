"""How far P&L lay below its best before, at each point of a curve."""

import numpy as np
import numpy.typing as npt

from algotrade_gui.market.series import IntColumn


def drawdowns(cents: IntColumn) -> npt.NDArray[np.int64]:
    """Return for each point of a P&L curve how many cents it lies below the best so far: never positive.

    A round starts at 0, so that is the least best. Of a curve that was thinned out the best may lie between two of its points: what
    `EquityCurve` tells of the deepest fall is exact, this is what can be drawn.
    """
    values = np.asarray(cents, dtype=np.int64)
    return values - np.maximum.accumulate(np.maximum(values, 0)) if len(values) else values.copy()
