"""What somebody answers about a file stays as it was answered."""

import pytest
from streamlit.testing.v1 import AppTest

from insight.tables.decisions import FileDecision

OPTIONS = {"day": "Day first", "month": "Month first"}


def asking(chosen: str) -> AppTest:
    """A page that asks one question about a file, and shows what it goes on with."""

    def page(options: dict[str, str], chosen: str) -> None:
        import streamlit as st

        from insight.shell.forms.decisions import answers, ask_decisions
        from insight.tables.decisions import FileDecision

        asked = FileDecision("start", "Which comes first?", options, chosen, "Dates are unclear.")
        found = asked.answered(answers("file"))
        ask_decisions("file", [found])
        st.button("Go on", key="go")
        st.text(f"read as {found.chosen or 'nothing'}")

    return AppTest.from_function(page, args=(OPTIONS, chosen)).run()


def read_as(app: AppTest) -> str:
    assert not app.exception
    return app.text[0].value


def shown(app: AppTest) -> str:
    return str([*app.radio, *app.selectbox][0].value)


@pytest.mark.parametrize("answer", OPTIONS)
def test_answer_to_an_open_question_stays(answer):
    app = asking("")
    assert read_as(app) == "read as nothing"
    app.radio[0].set_value(answer).run()
    for _ in range(3):
        assert read_as(app) == f"read as {answer}"
        assert shown(app) == answer
        app.button[0].click().run()


def test_what_was_decided_can_be_changed_more_than_once():
    app = asking("day")
    assert read_as(app) == "read as day"
    for answer in ("month", "day", "month"):
        app.selectbox[0].set_value(answer).run()
        app.run()
        assert read_as(app) == f"read as {answer}"
        assert shown(app) == answer


def test_answer_that_is_no_option_any_more_is_asked_again():
    one = FileDecision("start", "Which?", OPTIONS, "", "Unclear.")
    assert one.answered({"start": "year"}).chosen == ""


def test_two_files_with_rows_left_out_can_be_on_one_page():
    def page():
        from insight.shell.forms.decisions import show_left_out
        from insight.tables.reader.grid import LeftOut

        for stem in ("new", "change"):
            show_left_out([LeftOut(2, "Not an area", "E1 | 5")], "figures.csv", stem)

    app = AppTest.from_function(page).run()
    assert not app.exception
    assert len(app.get("download_button")) == 2


def test_list_of_answers_is_of_plain_texts_as_they_are_read():
    def page():
        from insight.shell.forms.decisions import ask_decisions
        from insight.tables.columns.numbers import Sign
        from insight.tables.decisions import FileDecision

        options = {Sign.POINT: "The full stop: 1,234.50", Sign.COMMA: "The comma: 1.234,50"}
        ask_decisions("file", [FileDecision("amount", "Which?", options, Sign.COMMA, "Why.")])

    app = AppTest.from_function(page, default_timeout=30).run()
    for _ in range(2):
        assert not app.exception
        assert type(app.session_state["file:ask:amount"]) is str
        assert app.selectbox[0].options == ["The full stop: 1,234.50", "The comma: 1.234,50"]
        app.run()
