"""Crowds with a name, and who stands in a crowd."""

from collections.abc import Collection, Mapping
from typing import Final

import msgspec

from algotrade_gui.core.ids import TeamId
from algotrade_gui.simulator.config import Crowd, Opponents

NOBODY: Final = Opponents()
FEW: Final = Opponents(
    sniper=Crowd(number=1, skill=0.5),
    arbitrageur=Crowd(number=1, skill=0.5),
    maker=Crowd(number=1, skill=0.5),
    momentum=Crowd(number=1, skill=0.5),
    random=Crowd(number=1, skill=0.5),
)
"""One of each: bargains last a little less long."""
NIGHT: Final = Opponents(
    sniper=Crowd(number=6, skill=0.7),
    arbitrageur=Crowd(number=3, skill=0.5),
    maker=Crowd(number=3, skill=0.5),
    momentum=Crowd(number=3, skill=0.5),
    random=Crowd(number=3, skill=0.5),
)
"""A field as in the real night: most mispricings have several takers."""

CROWDS: Final[Mapping[str, Opponents]] = {"none": NOBODY, "few": FEW, "night": NIGHT}
"""The crowds that settings may name."""

KINDS: Final = Opponents.__struct_fields__


def crowd_of(opponents: Opponents, kind: str) -> Crowd:
    """The crowd of one of KINDS."""
    crowd = msgspec.structs.asdict(opponents)[kind]
    assert isinstance(crowd, Crowd)
    return crowd


def team_names(teams: Collection[str], opponents: Opponents) -> dict[TeamId, str]:
    """Every team but the house by its id: the real ones in their order, then the opponents, numbered within their kind."""
    names = list(teams)
    for kind in KINDS:
        for number in range(1, crowd_of(opponents, kind).number + 1):
            name = f"{kind} {number}"
            # a real team may call itself so
            names.append(f"{name} (opponent)" if name in teams else name)
    return {TeamId(number): name for number, name in enumerate(names, 1)}
