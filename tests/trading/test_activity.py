"""What lies between a question and its answer."""

import asyncio

from algotrade_gui.core.ids import ClientOrderId, InstrumentId
from algotrade_gui.trading.activity import Activity
from tests.support.aio import run_virtual as run

ONE, TWO = InstrumentId("$SIMP_future_60"), InstrumentId("$SIMP_future_75")
ORDER = ClientOrderId("1")


def test_a_window_is_touched_by_what_flies_when_it_opens_and_by_what_happens_until_it_closes() -> None:
    activity = Activity()
    quiet = activity.open()
    assert quiet.quiet
    activity.begin("order", ORDER, ONE)
    during = activity.open()
    quiet.close()
    assert (quiet.touched, during.touched) == ({ONE}, {ONE})
    activity.end("order", ORDER)
    after = activity.open()
    activity.mark(TWO)
    assert (quiet.touched, during.touched, after.touched) == ({ONE}, {ONE, TWO}, {TWO})
    during.close()
    during.close()
    activity.dealt(ONE)
    assert (during.touched, after.touched) == ({ONE, TWO}, {ONE, TWO})
    assert (activity.deals(ONE), activity.deals(TWO), activity.all_deals) == (1, 0, 1)


def test_an_order_and_its_cancel_fly_apart_and_each_lands_once() -> None:
    async def scene() -> None:
        activity = Activity()
        activity.begin("order", ORDER, ONE)
        activity.begin("cancel", ORDER, ONE)
        waiting = asyncio.create_task(activity.idle())
        activity.end("order", ORDER)
        activity.end("order", ORDER)  # its reply came after its time-out
        await asyncio.sleep(0)
        assert not waiting.done()
        activity.end("cancel", ORDER)
        await waiting

    run(scene())
