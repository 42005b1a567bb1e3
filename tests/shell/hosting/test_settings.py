"""Settings that let in whoever was not meant stop the start, with the key that is wrong."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from insight.errors import InsightError
from insight.records.access import Role
from insight.shell.hosting import access, ready, start
from insight.shell.hosting.settings import SettingsError, settings_of
from serving import ROOT

GOOD = """
role_claim = "roles"
hours = 10
[roles.see]
role = "viewer"
[roles.edit]
role = "editor"
districts = "all"
[roles.some]
role = "editor"
districts = ["E07000130", "E06000016"]
[roles.run]
role = "admin"
"""


def read(text: str):
    return settings_of(tomllib.loads(text))


def test_good_settings_are_read():
    found = read(GOOD)
    assert {value: rule.role for value, rule in found.roles.items()} == {
        "see": Role.VIEWER, "edit": Role.EDITOR, "some": Role.EDITOR, "run": Role.ADMIN,
    }  # fmt: skip
    assert found.roles["some"].districts == ("E07000130", "E06000016")
    assert read("roles.x.role = 'viewer'").hours == 10
    found.refuse_unknown({"E07000130", "E06000016"})


CHARNWOOD = '[roles.x]\nrole = "editor"\n'
WRONG = {
    # An editor of one district who would be one of everywhere.
    CHARNWOOD: '[insight.roles."x"] is an editor with no districts; set districts = "all"',
    f'{CHARNWOOD}district = "E07000130"': '[insight.roles."x"] district is not a setting we know',
    f'{CHARNWOOD}Districts = ["E07000130"]': '[insight.roles."x"] Districts is not a setting',
    f"{CHARNWOOD}districts = []": '[insight.roles."x"] districts is []',
    f'{CHARNWOOD}districts = ""': "[insight.roles.\"x\"] districts is ''",
    f'{CHARNWOOD}districts = "All"': "[insight.roles.\"x\"] districts is 'All'",
    f'{CHARNWOOD}districts = "E07000130"': '[insight.roles."x"] districts is',
    f"{CHARNWOOD}districts = true": '[insight.roles."x"] districts is True',
    f"{CHARNWOOD}districts = 7": '[insight.roles."x"] districts is 7',
    f'{CHARNWOOD}districts = ["Charnwood"]': '[insight.roles."x"] districts',
    f'{CHARNWOOD}districts = ["E07000130", 7]': '[insight.roles."x"] districts',
    f'{CHARNWOOD}districts = ["all"]': '[insight.roles."x"] districts',
    f'{CHARNWOOD}districts = ["E01025699"]': '[insight.roles."x"] districts',
    f"{CHARNWOOD}districts = {{a = 1}}": '[insight.roles."x"] districts is',
    '[roles.x]\nrole = "viewer"\ndistricts = "all"': "does not use districts",
    '[roles.x]\nrole = "admin"\ndistricts = ["E07000130"]': "does not use districts",
    # Roles.
    '[roles.x]\nrole = "Editor"\ndistricts = "all"': "[insight.roles.\"x\"] role is 'Editor'",
    '[roles.x]\nrole = "owner"': "[insight.roles.\"x\"] role is 'owner'",
    '[roles.x]\nrole = ["admin"]': '[insight.roles."x"] role is',
    "[roles.x]\nrole = 1": '[insight.roles."x"] role is 1',
    "[roles.x]": '[insight.roles."x"] role is missing',
    "roles.x = 'admin'": '[insight.roles."x"]',
    "": "[insight] roles is missing",
    "[roles]": "[insight] roles",
    "roles = 'admin'": "[insight] roles",
    # The rest of them.
    "role_claim = ''\nroles.x.role = 'viewer'": "[insight] role_claim",
    "role_claim = 3\nroles.x.role = 'viewer'": "[insight] role_claim",
    "claim = 'groups'\nroles.x.role = 'viewer'": "[insight] claim is not a setting we know",
    "hours = '10'\nroles.x.role = 'viewer'": "[insight] hours",
    "hours = 0\nroles.x.role = 'viewer'": "[insight] hours",
    "hours = -1\nroles.x.role = 'viewer'": "[insight] hours",
    "hours = inf\nroles.x.role = 'viewer'": "[insight] hours",
    "hours = nan\nroles.x.role = 'viewer'": "[insight] hours",
    "hours = 100000\nroles.x.role = 'viewer'": "[insight] hours",
    "hours = true\nroles.x.role = 'viewer'": "[insight] hours",
}


@pytest.mark.parametrize("text", WRONG)
def test_wrong_settings_are_refused_with_the_key(text):
    with pytest.raises(SettingsError) as caught:
        read(text)
    assert WRONG[text] in str(caught.value)
    assert str(caught.value).endswith(".")
    assert "pydantic" not in str(caught.value)


def test_several_faults_are_counted():
    with pytest.raises(SettingsError, match="the first of 2 errors"):
        read(f"{CHARNWOOD}districts = []\n[roles.y]\nrole = 'Admin'")


def test_part_that_is_no_table_is_refused():
    for found in ("admin", ["x"], 3):
        with pytest.raises(SettingsError, match="is not a table"):
            settings_of(found)


def test_district_that_is_not_in_the_data_is_refused():
    with pytest.raises(SettingsError, match=r'"some"\] .* 1 of 2 codes .* first E06000016'):
        read(GOOD).refuse_unknown({"E07000130"})


# Where they are asked


@pytest.fixture
def hosted(monkeypatch):
    """A site whose settings are what is given."""
    given = {}
    monkeypatch.setattr(access, "is_hosted", lambda: True)
    monkeypatch.setattr(access, "has_provider", lambda: True)
    monkeypatch.setattr(access, "claims", lambda: {"iat": 1.0, "is_logged_in": True})
    for module in (access, ready, start):
        monkeypatch.setattr(module, "settings", lambda: settings_of(given))
    return given


def test_site_with_wrong_settings_lets_nobody_in_and_says_no_key_to_strangers(hosted):
    hosted |= tomllib.loads(CHARNWOOD)
    with pytest.raises(access.SignInError) as caught:
        access.account(lambda: None, lambda code: (frozenset(), code))
    assert "roles" not in str(caught.value)


def test_readiness_reads_the_settings_and_names_no_key(hosted, monkeypatch):
    monkeypatch.setattr(ready, "check_records", lambda: None)
    hosted |= tomllib.loads(GOOD)
    ready.check_all()
    for wrong in (CHARNWOOD, f'{CHARNWOOD}districts = ["E07000999"]'):
        hosted.clear()
        hosted |= tomllib.loads(wrong)
        with pytest.raises(InsightError) as caught:
            ready.check_all()
        assert str(caught.value) == "The settings for signing in have an error."
        # For the log.
        assert 'insight.roles."x"' in str(caught.value.__cause__)


REFUSE = "import os; from insight.shell.hosting.start import refuse_start as r; r(os.environ)"


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (GOOD, 0, ""),
        (CHARNWOOD, 2, '[insight.roles."x"] is an editor with no districts'),
        (f'{CHARNWOOD}districts = ["E07000999"]', 2, "first E07000999"),
    ],
)
def test_start_is_refused_in_a_sentence(tmp_path, text, code, words):
    (tmp_path / ".streamlit").mkdir()
    secrets = tmp_path / ".streamlit" / "secrets.toml"
    secrets.write_text(text.replace("[roles", "[insight.roles").replace(
        "\nrole_claim", "\n[insight]\nrole_claim", 1), "utf-8")  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", REFUSE],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in done.stderr.splitlines() if "ScriptRunContext" not in line]
    assert done.returncode == code, done.stderr
    assert words in "\n".join(said)
    assert "Traceback" not in done.stderr
    if code:
        assert len(said) == 1


def test_hosted_app_refuses_to_start_before_it_serves():
    lines = (ROOT / "hosted.py").read_text("utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if "refuse_start(os.environ)" in line)
    assert at < next(number for number, line in enumerate(lines) if line.startswith("app = "))
    assert Path(ROOT / "hosted.py").is_file()
