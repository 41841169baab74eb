from algotrade_gui.core.listeners import Listeners


def test_each_listener_is_called_in_order_with_the_news() -> None:
    heard: list[str] = []
    listeners: Listeners[[str]] = Listeners()
    listeners.add(lambda news: heard.append(f"first {news}"))
    listeners.add(lambda news: heard.append(f"second {news}"))

    listeners("settled")

    assert heard == ["first settled", "second settled"]


def test_a_removed_listener_hears_nothing_more_and_removing_twice_is_harmless() -> None:
    heard: list[int] = []
    listeners: Listeners[[int]] = Listeners()
    remove = listeners.add(heard.append)
    listeners(1)
    remove()
    remove()
    listeners(2)

    assert heard == [1]
    assert len(listeners) == 0


def test_a_listener_added_while_calling_counts_from_the_next_call_on() -> None:
    heard: list[str] = []
    listeners: Listeners[[]] = Listeners()

    def first() -> None:
        heard.append("first")
        if len(listeners) == 1:
            listeners.add(lambda: heard.append("late"))

    listeners.add(first)
    listeners()
    assert heard == ["first"]
    listeners()
    assert heard == ["first", "first", "late"]
