"""What the secrets say of who may do what: a schema, so that no slip opens a door."""

from collections.abc import Collection, Mapping
from typing import Annotated, Any, Literal

import streamlit as st
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from streamlit.errors import StreamlitAPIException

from insight.errors import InsightError
from insight.pack.contracts import DISTRICT
from insight.records.access import Role

SECTION = "insight"
"""Of the secrets: which claim holds the roles, what they are, how long one is in."""
ROLE_CLAIM = "roles"
HOURS = 10
MOST_HOURS = 24 * 30  # for as long a browser keeps the cookie of a sign-in
ALL: Literal["all"] = "all"


class SettingsError(InsightError):
    """The settings cannot be used; nobody is let in by them."""


def _role(value: object) -> Role:
    if isinstance(value, str) and value in set(Role):
        return Role(value)
    raise ValueError(f"is {value!r}; write {', '.join(Role)} (in small letters)")


def _districts(value: object) -> object:
    if value == ALL:
        return ALL
    if not isinstance(value, list | tuple) or not value:
        raise ValueError(f'is {value!r}; write districts = "all", or a list of their codes')
    return tuple(value)


Code = Annotated[str, Field(pattern=DISTRICT)]


class RoleRule(BaseModel):
    """What one value of the claim allows."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    role: Annotated[Role, BeforeValidator(_role)]
    districts: Annotated[tuple[Code, ...] | Literal["all"] | None, BeforeValidator(_districts)] = (
        None
    )


def _whole(rule: RoleRule) -> RoleRule:
    """A rule whose role and districts go together."""
    if rule.role is Role.EDITOR and rule.districts is None:
        raise ValueError(
            'is an editor with no districts; set districts = "all", or list their codes'
        )
    if rule.role is not Role.EDITOR and rule.districts is not None:
        raise ValueError(f"has the role {rule.role}, which does not use districts; remove them")
    return rule


class Settings(BaseModel):
    """The part ``[insight]`` of the secrets."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    roles: dict[str, Annotated[RoleRule, AfterValidator(_whole)]] = Field(min_length=1)
    role_claim: str = Field(ROLE_CLAIM, min_length=1)
    hours: float = Field(HOURS, gt=0, le=MOST_HOURS)

    def refuse_unknown(self, known: Collection[str]) -> None:
        """Stop at a district that is not among the `known` codes."""
        for value, rule in self.roles.items():
            unknown = [code for code in rule.districts or () if code not in known]
            if rule.districts != ALL and unknown:
                raise SettingsError(
                    f'[insight.roles."{value}"] districts has {len(unknown)} of '
                    f"{len(rule.districts or ())} codes that are not in the data, first "
                    f"{unknown[0]}. Correct secrets.toml and start again."
                )


def settings_of(found: object) -> Settings:
    """The settings as they were found; raises with the key that is wrong."""
    if not isinstance(found, Mapping):
        raise SettingsError(f"[{SECTION}] is not a table. Correct secrets.toml and start again.")
    try:
        return Settings.model_validate(found)
    except ValidationError as error:
        faults = [_sentence(each) for each in error.errors()]
        many = f" This is the first of {len(faults)} errors." if len(faults) > 1 else ""
        raise SettingsError(f"{faults[0]}{many} Correct secrets.toml and start again.") from error


def settings() -> Settings:
    """What the secrets say."""
    try:
        found = st.secrets.get(SECTION, {})
    except (FileNotFoundError, StreamlitAPIException):
        found = {}
    return settings_of(found.to_dict() if hasattr(found, "to_dict") else found)


def _sentence(fault: Any) -> str:  # noqa: ANN401 - as pydantic gives them
    """One fault, with the key as it stands in the file."""
    path = [str(each) for each in fault["loc"]]
    if path[:1] == ["roles"] and len(path) > 1:
        place, rest = f'[{SECTION}.roles."{path[1]}"]', path[2:]
    else:
        place, rest = f"[{SECTION}]", path
    key = " ".join([place, *rest[:1]])
    known = RoleRule.model_fields if place != f"[{SECTION}]" else Settings.model_fields
    if fault["type"] == "extra_forbidden":
        return f"{key} is not a setting we know. Use {', '.join(known)}, or remove it."
    if fault["type"] == "missing":
        return f"{key} is missing."
    if fault["type"] == "value_error":
        return f"{key} {fault['ctx']['error']}."
    words = fault["msg"].removeprefix("Input ")
    return f"{key} {words}, but is {str(fault['input'])[:60]!r}."
