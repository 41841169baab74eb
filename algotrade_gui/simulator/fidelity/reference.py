"""The real figures with their sampling errors, measured by `tests/simulator/measure_recording.py` on recordings of 2025.

Books: t = 1497 to 1527 s of one test round, looked at once a second; 36 groups, each of one underlying and expiry, are resampled.
Prices: the distinct paths among eight recorded rounds, in blocks of 104 s. Events: one update, its counts taken for Poisson's.
The sniper: what the winner made in the five scored rounds.
"""

from typing import Final, NamedTuple


class Real(NamedTuple):
    """A figure of the real exchange, and the deviation it would have over recordings like the one it is from."""

    value: float
    error: float


SNIPER: Final = "sniper's cash at the end of a round over that at its start"

REAL: Final[dict[str, Real]] = {
    "spread of calls, 5 %": Real(1, 0.23),
    "spread of calls, 25 %": Real(10, 0.89),
    "spread of calls, 50 %": Real(39, 3.1),
    "spread of calls, 75 %": Real(124.5, 11),
    "spread of calls, 95 %": Real(366.8, 25),
    "spread of puts, 5 %": Real(1, 0.47),
    "spread of puts, 25 %": Real(10, 1.4),
    "spread of puts, 50 %": Real(49, 5.1),
    "spread of puts, 75 %": Real(134, 6.2),
    "spread of puts, 95 %": Real(329.5, 21),
    "spread of futures, 5 %": Real(31.6, 15),
    "spread of futures, 25 %": Real(231, 27),
    "spread of futures, 50 %": Real(507, 31),
    "spread of futures, 75 %": Real(910, 70),
    "spread of futures, 95 %": Real(1621, 1.1e02),
    "median spread of options worth 0 to 50": Real(4, 0.29),
    "median spread of options worth 50 to 200": Real(21, 4),
    "median spread of options worth 200 to 500": Real(35, 2.4),
    "median spread of options worth 500 to 1000": Real(66.5, 6.6),
    "median spread of options worth 1000 to 2000": Real(93, 8.1),
    "median spread of options worth 2000 to 5000": Real(127, 8),
    "books with 0 bid levels": Real(0.1243, 0.014),
    "books with 1 bid levels": Real(0.1289, 0.0081),
    "books with 2 bid levels": Real(0.1321, 0.0083),
    "books with 3 bid levels": Real(0.6147, 0.015),
    "books with 0 ask levels": Real(0.2124, 0.017),
    "books with 1 ask levels": Real(0.1455, 0.0089),
    "books with 2 ask levels": Real(0.1427, 0.0059),
    "books with 3 ask levels": Real(0.4994, 0.019),
    "levels of 1 contracts": Real(0.2356, 0.0062),
    "levels of 2 contracts": Real(0.2361, 0.0048),
    "levels of 3 contracts": Real(0.2092, 0.0042),
    "levels of 4 contracts": Real(0.1332, 0.0032),
    "levels of 5 contracts": Real(0.09071, 0.0036),
    "levels of 6 contracts and more": Real(0.0952, 0.0052),
    "median gap between levels of options": Real(23, 1.1),
    "median gap between levels of futures": Real(283.5, 19),
    "empty bid sides, 0 to 1 s after listing": Real(0.947, 0.017),
    "empty ask sides, 0 to 1 s after listing": Real(0.8409, 0.047),
    "empty bid sides, 1 to 2 s after listing": Real(0.2576, 0.049),
    "empty ask sides, 1 to 2 s after listing": Real(0.5227, 0.045),
    "empty bid sides, 2 to 4 s after listing": Real(0.1553, 0.032),
    "empty ask sides, 2 to 4 s after listing": Real(0.3258, 0.03),
    "empty bid sides, later": Real(0.1067, 0.013),
    "empty ask sides, later": Real(0.1923, 0.016),
    "option asks below intrinsic": Real(0.198, 0.014),
    "option asks below intrinsic, CARD": Real(0.2436, 0.045),
    "option asks below intrinsic, GARR": Real(0.2164, 0.039),
    "option asks below intrinsic, HEST": Real(0.09161, 0.013),
    "option asks below intrinsic, JUMP": Real(0.1745, 0.017),
    "option asks below intrinsic, LOGN": Real(0.3359, 0.055),
    "option asks below intrinsic, SIMP": Real(0.1611, 0.022),
    "future's best bid against spot, bp, median": Real(-34.56, 10),
    "future's best ask against spot, bp, median": Real(23.04, 7.2),
    "futures whose bid and ask contain spot": Real(0.3139, 0.028),
    "tops of books changed after a second": Real(0.5633, 0.0099),
    "crossed or locked books": Real(0, 0),
    "discount of the asks below intrinsic": Real(0.1492, 0.012),
    "buyer below intrinsic earned": Real(0.07506, 0.039),
    "buyer below intrinsic earned, CARD": Real(-0.04318, 0.12),
    "buyer below intrinsic earned, GARR": Real(0.1651, 0.065),
    "buyer below intrinsic earned, HEST": Real(-0.03912, 0.052),
    "buyer below intrinsic earned, JUMP": Real(0.02625, 0.04),
    "buyer below intrinsic earned, LOGN": Real(0.3055, 0.032),
    "buyer below intrinsic earned, SIMP": Real(-0.1292, 0.085),
    "trades in a busy update": Real(32, 5.7),
    "cancels in a busy update": Real(16, 4),
    "mean quantity of a trade": Real(2.156, 0.2),
    "SIMP: steps of exactly one unit": Real(1, 0),
    "SIMP: steps up": Real(0.4914, 0.0059),
    "CARD: decks that hold each step four times": Real(1, 0.018),
    "CARD: deviation of a step, bp": Real(48.36, 0.04),
    "CARD: excess kurtosis of steps": Real(-1.216, 0.002),
    "CARD: back at the start after each deck": Real(1, 0.024),
    "LOGN: deviation of a step, bp": Real(12.9, 0.16),
    "LOGN: correlation of neighbouring steps": Real(-0.02243, 0.015),
    "JUMP: deviation of a step, bp": Real(13.24, 0.11),
    "JUMP: correlation of neighbouring steps": Real(0.01656, 0.011),
    "GARR: deviation of a step, bp": Real(9.872, 0.15),
    "GARR: correlation of neighbouring steps": Real(-0.01391, 0.013),
    "HEST: deviation of a step, bp": Real(45.79, 4.9),
    "HEST: correlation of neighbouring steps": Real(0.03322, 0.019),
    "LOGN: excess kurtosis of steps": Real(0.04496, 0.082),
    "JUMP: excess kurtosis of steps": Real(0.0598, 0.05),
    "GARR: excess kurtosis of steps": Real(0.2451, 0.092),
    "HEST: steps of nought": Real(0.1183, 0.011),
    "HEST: correlation of squared steps 1 s apart": Real(0.2953, 0.02),
    "HEST: correlation of squared steps 20 s apart": Real(0.1866, 0.018),
    "GARR: correlation of squared steps 1 s apart": Real(0.06714, 0.011),
    # 8.6, 13, 13.5, 5.4, 15.5 in the five scored rounds (protocol section 7); what is asked for is 5 to 15
    SNIPER: Real(10, 2.5),
}


def _path(replayed: str) -> str:
    return (
        "belongs to the path that prices took in the recorded 31 s, which resampling its books does not see: "
        f"where the practice market's prices take that very path, the same traders make it {replayed}"
    )


REASONS: Final[dict[str, str]] = {
    "spread of calls, 95 %": _path("437, within the limit"),
    "spread of puts, 95 %": _path("410, within the limit"),
    "spread of puts, 50 %": "ours is the same for calls and puts; pooled, the real one is 43 cents",
    "empty bid sides, 2 to 4 s after listing": "two listings were recorded; ours fill a little sooner",
    "option asks below intrinsic, CARD": _path("0.199"),
    "option asks below intrinsic, GARR": _path("0.177"),
    "option asks below intrinsic, HEST": _path("0.086"),
    "option asks below intrinsic, JUMP": _path("0.126"),
    "option asks below intrinsic, LOGN": _path("0.312, for LOGN ran 125 bp one way, past resting asks"),
    "option asks below intrinsic, SIMP": _path("0.138"),
    "discount of the asks below intrinsic": _path("0.152"),
    "buyer below intrinsic earned": _path("0.123"),
    "buyer below intrinsic earned, CARD": _path("0.019"),
    "buyer below intrinsic earned, GARR": _path("0.160"),
    "buyer below intrinsic earned, HEST": _path("-0.040"),
    "buyer below intrinsic earned, JUMP": _path("0.100"),
    "buyer below intrinsic earned, LOGN": _path("0.377"),
    "buyer below intrinsic earned, SIMP": _path("-0.174"),
    "LOGN: correlation of neighbouring steps": "nought in both, within three errors of the recording",
    "JUMP: correlation of neighbouring steps": "nought in both, within three errors of the recording",
    "GARR: correlation of neighbouring steps": "nought in both, within three errors of the recording",
    "HEST: correlation of neighbouring steps": "nought in both, within three errors of the recording",
    SNIPER: "one round's luck: 5 to 16 times over five seeds",
}
"""Why a figure may be off; shown only where it is. What belongs to the path was measured by `tests/simulator/replay_recording.py`."""
