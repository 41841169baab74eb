"""The command that lists what was recorded."""

import typer

from algotrade_gui.cli.shared import print_table


def tell_recordings() -> None:
    """List the recorded rounds, newest first. Also while the program runs."""
    from algotrade_gui.core.paths import find_paths
    from algotrade_gui.core.units import round_time_text
    from algotrade_gui.recording.tape.shelf import Tape, list_tapes

    def span(tape: Tape) -> str:
        tail = tape.tail
        if tail is None:
            return "no end"
        if not tail.frames:
            return "empty"
        return f"{'gaps, ' * bool(tail.lost)}{round_time_text(tail.first_ms)}-{round_time_text(tail.last_ms)}"

    def row(tape: Tape) -> tuple[str, ...]:
        header = tape.header
        return (
            f"{tape.began:%Y-%m-%d %H:%M}",
            f"{'practice' if header.practice else 'live'} {header.profile}".rstrip(),
            header.round_name or str(header.round),
            span(tape),
            f"{tape.size / 1_000_000:,.1f}",
            tape.path.name,
        )

    folder = find_paths().recordings
    typer.echo(folder)
    tapes = list_tapes(folder)
    if not tapes:
        typer.echo("Nothing is recorded yet: rounds are recorded while the program is connected.")
        return
    columns = ("recorded", "what", "round", "from-to", "MB", "file")
    print_table(columns, frozenset({"from-to", "MB"}), [row(tape) for tape in tapes])
    if any(tape.tail is None for tape in tapes):
        typer.echo(
            "no end: it is being recorded, or the program that recorded it was killed; it plays as far as it goes."
        )
