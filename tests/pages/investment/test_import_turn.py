"""A large file waits for its turn; a small one is checked and saved at once."""

from contextlib import nullcontext

from insight.pages.investment import state


def test_only_a_large_file_takes_a_turn(monkeypatch):
    taken = []
    monkeypatch.setattr(
        state, "heavy_turn", lambda kind, _told: taken.append(kind) or nullcontext()
    )
    with state.import_turn(state.MANY_ROWS):
        assert taken == []
    with state.import_turn(state.MANY_ROWS + 1):
        assert taken == ["import"]
