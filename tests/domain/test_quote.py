"""Books and quotes: an empty side is None."""

from algotrade_gui.core.units import Cents
from algotrade_gui.domain.quote import EMPTY_BOOK, Book, Level, Quote


def test_the_top_of_a_book() -> None:
    book = Book(bids=(Level(Cents(99), 5), Level(Cents(98), 1)), asks=(Level(Cents(102), 2),))
    assert book.quote == Quote(bid=Cents(99), bid_size=5, ask=Cents(102), ask_size=2)
    assert book.quote.spread == 3
    assert book.quote.twice_mid == 201


def test_an_empty_side_is_none_never_zero() -> None:
    one_sided = Book(bids=(Level(Cents(99), 5),)).quote
    assert (one_sided.ask, one_sided.ask_size, one_sided.spread, one_sided.twice_mid) == (None, None, None, None)
    assert EMPTY_BOOK.quote == Quote()


def test_a_price_of_zero_is_a_price() -> None:
    quote = Book(bids=(Level(Cents(0), 1),), asks=(Level(Cents(1), 1),)).quote
    assert (quote.bid, quote.spread, quote.twice_mid) == (0, 1, 1)
