"""Tense is told from dates and stages; a day is London's."""

from datetime import UTC, date, datetime

import pytest

from carekg.questions.bodies import governed
from carekg.questions.tense import MEANINGS, tense
from carekg.terms import dates

STAGE, END = "https://w3id.org/carekg/id/stage/", "https://w3id.org/carekg/id/end-status/"
DAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("known", "word"),
    [
        ({}, "holds"),
        ({"begins": "2013-04-01"}, "holds"),
        ({"begins": "2013-04-01", "ends": "2022-07-01"}, "held"),
        ({"begins": "2013-04-01", "ends": "2026-11-28"}, "held"),
        ({"begins": "2013-04-01", "ends": "2026-11-29"}, "holds"),
        ({"begins": "2026-11-28"}, "holds"),
        ({"begins": "2026-11-29"}, "is planned"),
        ({"begins": "2027-04-01", "shadow": "2026-05-07", "stage": f"{STAGE}announced"}, "is planned"),
        ({"begins": "2027-04-01", "shadow": "2026-05-07", "stage": f"{STAGE}in-force"}, "shadow"),
        ({"begins": "2027-04-01", "shadow": "2027-01-01", "stage": f"{STAGE}announced"}, "is planned"),
        ({"begins": "2026-10-01", "operates": "2027-04-01"}, "founded, not yet operating"),
        ({"stage": f"{STAGE}bill"}, "would, under a Bill"),
        ({"stage": f"{STAGE}enacted"}, "is planned"),
        ({"stage": f"{STAGE}enacted", "begins": "2026-04-29"}, "holds"),
        ({"is_event": True, "begins": "2018-04-01"}, "happened"),
        ({"is_event": True, "begins": "2026-05-14", "stage": f"{STAGE}bill"}, "happened"),
        ({"is_event": True, "stage": f"{STAGE}bill", "end": f"{END}planned"}, "would, under a Bill"),
        ({"is_event": True, "begins": "2025-10-28", "stage": f"{STAGE}announced"}, "happened"),
        (
            {"is_event": True, "begins": "2020-04-01", "stage": f"{STAGE}announced", "end": f"{END}planned"},
            "is planned",
        ),
        (
            {
                "is_event": True,
                "begins": "2026-05-07",
                "stage": f"{STAGE}announced",
                "end": f"{END}unknown",
                "text_checked": "not found",
            },
            "was planned",
        ),
        ({"is_event": True, "stage": f"{STAGE}withdrawn", "end": f"{END}planned"}, "was planned"),
    ],
)
def test_each_stage_of_a_thing_has_its_word(known: dict[str, object], word: str) -> None:
    assert tense(known, DAY) == word
    assert word in MEANINGS


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 6, 30, 22, 30, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_today_is_the_day_in_london(moment: datetime, day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return moment.astimezone(tz)  # type: ignore[arg-type]

    monkeypatch.setattr(dates, "datetime", Clock)
    assert dates.today() == day


def test_of_several_areas_the_one_of_the_date_is_taken() -> None:
    def row(area: str, begins: str | None, ends: str | None, seen: str | None) -> dict[str, str | None]:
        return {"area": area, "area_from": begins, "area_until": ends, "area_seen": seen}

    dated = [row("E08000016", "1974-04-01", "2025-04-01", None), row("E08000038", "2025-04-01", None, None)]
    assert governed(dated, date(2024, 4, 1)) == "E08000016"
    assert governed(dated, date(2025, 4, 1)) == "E08000038"
    seen = [row("E54000009", None, None, "2022-07-01"), row("E54000052", None, None, "2024-04-01")]
    assert governed(seen, date(2023, 1, 1)) == "E54000009"
    assert governed(seen, date(2026, 1, 1)) == "E54000052"
    assert governed([], DAY) is None
