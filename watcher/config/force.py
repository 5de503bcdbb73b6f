"""What `[[treaty]]` may say of a treaty's dates: its entry into force, its closing, conferences."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from pydantic import ConfigDict, PlainValidator

from watcher.config import values
from watcher.config.fields import Flag, Text
from watcher.model.force import Announced, ForceRule, Quota, Shares, Wait
from watcher.model.groups import codes_of

Day = date  # where a field bears that name

_ROUNDING = 1e-9
_Count = Annotated[int, PlainValidator(values.whole_number(1, 500), json_schema_input_type=int)]
_Days = Annotated[int, PlainValidator(values.whole_number(0, 3660), json_schema_input_type=int)]
_Months = Annotated[int, PlainValidator(values.whole_number(0, 120), json_schema_input_type=int)]
_Share = Annotated[float, PlainValidator(values.share, json_schema_input_type=float | str)]
_Texts = Annotated[
    tuple[str, ...], PlainValidator(values.texts, json_schema_input_type=str | list[str])
]


@dataclass(frozen=True, slots=True)
class WaitSection:
    """A span after a deposit, and then perhaps the first day of the month that follows."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    days: _Days = 0
    months: _Months = 0
    first_of_month: Flag = False


@dataclass(frozen=True, slots=True)
class QuotaSection:
    """So many of the instruments must be of these participants."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    of: _Texts  # groups, codes or names
    count: _Count
    name: Text | None = None  # for people; the list itself where it is left out

    def __post_init__(self) -> None:
        """Refuse what could never be reached."""
        known = len(_codes(self.of))
        if self.count > known:
            raise ValueError(f"asks for {self.count} of {known} participants")


@dataclass(frozen=True, slots=True)
class SharesSection:
    """Those who consented must make up so much of a whole."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    needed: _Share
    participants: dict[str, _Share]  # by code or name
    name: Text = "the whole"  # of what, for people

    def __post_init__(self) -> None:
        """Refuse names that are not known, and sums that cannot be."""
        whole = sum(self.participants.values())
        for name in self.participants:
            if len(codes_of(name) or ()) != 1:
                raise ValueError(f'names "{name}", which is no participant\'s code or name')
        if whole > 1 + _ROUNDING:
            raise ValueError(f"gives its participants {whole:.1%} together; write shares of 1")
        if whole + _ROUNDING < self.needed:
            raise ValueError(f"gives its participants {whole:.1%}, and needs {self.needed:.1%}")


@dataclass(frozen=True, slots=True)
class ForceSection:
    """What the treaty asks for before it enters into force."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    count: _Count | None = None
    days: _Days = 0
    months: _Months = 0
    first_of_month: Flag = False
    later: WaitSection | None = None
    count_organisations: Flag = False
    quotas: tuple[QuotaSection, ...] = ()
    shares: SharesSection | None = None
    conditional: Flag = False
    condition_met: date | None = None
    not_before: date | None = None

    def __post_init__(self) -> None:
        """Refuse a rule by which any treaty would be in force."""
        asked = (self.count, self.quotas, self.shares, self.conditional, self.condition_met)
        if not any(asked):
            raise ValueError("asks for nothing; write a count, such as { count = 40, days = 90 }")


@dataclass(frozen=True, slots=True)
class DateSection:
    """A day in the treaty's calendar."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    date: Day
    what: Text
    until: Day | None = None  # where it is a period

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins."""
        if self.until is not None and self.until < self.date:
            raise ValueError(f"ends on {self.until}, before it begins")


def rule(section: ForceSection) -> ForceRule:
    """The rule as the stages take it; who comes later waits as long, unless `later` is given."""
    return ForceRule(
        count=section.count,
        wait=Wait(section.days, section.months, section.first_of_month),
        later=_wait(section.later) if section.later is not None else None,
        count_organisations=section.count_organisations,
        quotas=tuple(map(_quota, section.quotas)),
        conditional=section.conditional or section.condition_met is not None,
        condition_met=section.condition_met,
        shares=_shares(section.shares) if section.shares is not None else None,
        not_before=section.not_before,
    )


def announced(section: DateSection) -> Announced:
    """A day or a period that is stated."""
    return Announced(section.date, section.what, section.until)


def _wait(section: WaitSection) -> Wait:
    return Wait(section.days, section.months, section.first_of_month)


def _quota(section: QuotaSection) -> Quota:
    return Quota(section.name or ", ".join(section.of), _codes(section.of), section.count)


def _shares(section: SharesSection) -> Shares:
    of = {
        code: share for name, share in section.participants.items() for code in codes_of(name) or ()
    }
    return Shares(section.name, section.needed, of)


def _codes(names: tuple[str, ...]) -> frozenset[str]:
    """The participants that the names mean; ValueError for one that means nothing."""
    found: set[str] = set()
    for name in names:
        codes = codes_of(name)
        if codes is None:
            raise ValueError(f'names "{name}", which is no group, and no participant')
        found |= codes
    return frozenset(found)
