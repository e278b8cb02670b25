"""The reference files as they are: complete, counted, and in one normal form."""

import json
import re
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from regimes.domain.checking import check_set
from regimes.domain.regimefiles import DATA
from tests.regimes.sheets import QD26, QD1048, all_specs, library, spec

# per file: SHA-256 of its content and its number of criteria, options and star marks, taken when the
# files were compared with the law; a change of the data must be made here too, on purpose
PINNED = json.loads((Path(__file__).parent / "pinned_sheets.json").read_text(encoding="utf-8"))
FILES = sorted(DATA.rglob("*.yaml"))
SHEETS = [sheet for sheets in library().sheets.values() for sheet in sheets]


def counts(sheet):
    options = [option for _, criterion in sheet.criteria for option in criterion.options]
    return [len(sheet.criteria), len(options), sum(option.stars is not None for option in options)]


@pytest.mark.parametrize("sheet", all_specs(), ids=lambda sheet: f"{sheet.rules.regime}-{sheet.number}")
def test_every_sheet_is_without_fault(sheet):
    assert check_set(sheet) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_files_are_nfc(file):
    text = file.read_text(encoding="utf-8")
    assert text == unicodedata.normalize("NFC", text)


def test_every_sheet_is_pinned():
    assert {sheet.file: [sheet.digest, *counts(sheet.spec)] for sheet in SHEETS} == PINNED


def test_totals_of_the_law():
    sums = [sum(column) for column in zip(*(counts(s.spec) for s in library().sheets[QD26]), strict=True)]
    assert sums == [787, 2579, 575]
    synthetic = [
        (sheet.spec.number, criterion.code)
        for sheet in library().sheets[QD26]
        for _, criterion in sheet.spec.criteria
        if criterion.options[0].synthetic
    ]
    assert synthetic == [(number, "2.4") for number in range(1, 21)] + [(21, "2.3"), (22, "2.3")]


def test_sheets_present_and_missing():
    found = {
        regime.code: (
            [s.spec.number for s in library().sheets[regime.code]],
            [m.number for m in regime.missing],
        )
        for regime in library().regimes
    }
    present = [number for number in range(1, 27) if number not in (10, 21, 23, 24)]
    assert found == {
        QD1048: (present, [10, 21, 23, 24]),
        "148/QĐ-TTg": ([], []),
        "1489/QĐ-TTg": ([], []),
        QD26: (list(range(1, 27)), []),
    }
    assert [bool(regime.missing_all) for regime in library().regimes] == [False, True, True, False]


def test_missing_sheets_say_what_is_known_and_no_more():
    short = (
        "Phần C trong nguồn chỉ cộng được 38 trên 40 điểm; không biết 2 điểm còn thiếu thuộc tiêu chí nào."
    )
    assert {entry.number: entry.why for entry in library().regimes[0].missing} == {
        10: "Nguồn dữ liệu chỉ có tên bộ, không có tiêu chí nào.",
        **dict.fromkeys((21, 23, 24), short),
    }


@pytest.mark.parametrize(("number", "code", "option"), [(3, "5.1", 5), (19, "3.5", 2), (20, "3.5", 2)])
def test_marks_printed_with_blanks_are_four_stars(number, code, option):
    assert spec(number).by_code[code].options[option - 1].stars == 4


@pytest.mark.parametrize(
    ("number", "code", "points"),
    [
        (4, "1.2", [0, 1, 2]),
        (4, "7", [0, 1, 3]),
        (7, "1.2", [0, 1, 2]),
        (10, "1.2", [0, 1, 2]),
        (11, "1.2", [0, 1, 2]),
        (11, "6.1.1", [0, 1, 2]),
        (23, "6.2", [1, 1, 3, 5]),
        (23, "9", [2, 4]),
    ],
)
def test_points_where_the_transcript_slips(number, code, points):
    assert [option.points for option in spec(number).by_code[code].options] == points


def test_fixes_of_the_law_are_recorded():
    fixes = {
        (sheet.spec.number, fix["at"]): (fix["printed"], fix["read_as"])
        for sheet in library().sheets[QD26]
        for fix in sheet.fixes
    }
    assert fixes == {
        (4, "1.2"): ("(ô trống)", "0"),
        (4, "7"): ("13", "3"),
        (7, "1.2"): ("(ô trống)", "0"),
        (10, "1.2"): ("(ô trống)", "0"),
        (11, "1.2"): ("(ô trống)", "0"),
        (11, "6.1.1"): ("11", "1"),
        (23, "9"): ("4 / 1", "4"),
    }


def test_the_document_lists_every_correction():
    document = (DATA.parents[1] / "docs" / "reference-data.md").read_text(encoding="utf-8")
    _, _, after = document.partition("## Corrections")
    rows = [
        line.strip("| ").split(" | ")
        for line in after.partition("\n## ")[0].splitlines()
        if "QĐ-TTg |" in line
    ]
    assert sorted(row[:5] for row in rows) == sorted(
        [sheet.spec.rules.regime, str(sheet.spec.number), fix["at"], fix["printed"], fix["read_as"]]
        for sheet in SHEETS
        for fix in sheet.fixes
    )


def test_notes_of_the_sheets_by_kind_and_effect():
    found = {
        regime: Counter(
            (note.kind, note.effect)
            for sheet in library().sheets[regime]
            for _, criterion in sheet.spec.criteria
            for note in criterion.notes
        )
        for regime in (QD26, QD1048)
    }
    assert found == {
        QD26: {
            ("requirement", ""): 32,
            ("hint", ""): 90,
            ("condition", ""): 25,
            ("choice", ""): 3,
            ("note", ""): 43,
            ("note", "eliminated"): 24,
            ("note", "stops"): 15,
            ("caution", "stops"): 7,
        },
        QD1048: {
            ("hint", ""): 97,
            ("condition", ""): 42,
            ("choice", ""): 22,
            ("note", ""): 16,
            ("note", "eliminated"): 22,
            ("note", "stops"): 27,
            ("caution", "stops"): 5,
        },
    }


def test_a_note_that_speaks_of_ending_the_evaluation_has_an_effect():
    """And no other has: the software reads `effect`, people read the words."""
    ends = re.compile("bị loại|không đánh giá|không xem xét", re.IGNORECASE)
    for sheet in SHEETS:
        for _, criterion in sheet.spec.criteria:
            for note in criterion.notes:
                assert bool(ends.search(note.text)) == bool(note.effect), (sheet.file, criterion.code, note)


def test_names_on_the_sheet_that_differ_from_the_list_of_annex_2():
    titles = {s.spec.number: s.spec.title for s in library().sheets[QD26]}
    odd = {s.spec.number for s in library().sheets[QD26] if s.spec.title != f"Bộ sản phẩm: {s.spec.name}"}
    assert {number: titles[number] for number in odd} == {
        10: "Bộ sản phẩm: Gia vị khác (muối, hành, tỏi, tiêu,...)",
        12: "Sản phẩm trà từ thực vật khác",
        13: "Sản phẩm cà phê, ca cao",
        21: "Bộ sản phẩm: Thủ công mỹ nghệ gia dụng, trang trí",
    }


def test_cases_of_the_tourism_sheet():
    cases = {
        c.code: list(dict.fromkeys(option.case for option in c.options))
        for _, c in spec(26).criteria
        if c.options[0].case
    }
    assert cases == {code: cases[code] for code in ("8", "9", "15")}
    assert {len(headings) for headings in cases.values()} == {2}
    assert all(
        heading.startswith(f"{'ab'[n]}. Trường hợp {n + 1}: ")
        for headings in cases.values()
        for n, heading in enumerate(headings)
    )


def test_conditions_hang_on_the_story():
    conditional = {
        regime: {c.code for sheet in sheets for _, c in sheet.spec.criteria if c.applies_if}
        for regime, sheets in library().sheets.items()
        if sheets
    }
    assert conditional == {QD26: {"5.2"}, QD1048: {"5.2", "5.3"}}
    assert [s.spec.number for s in library().sheets[QD26] if not s.spec.by_code["5.2"].applies_if] == [26]


def test_only_the_tourism_sheet_has_no_elimination_line_no_legend_and_no_samples():
    odd = [
        sheet.number
        for sheet in (s.spec for s in library().sheets[QD26])
        if not sheet.elimination or not sheet.legend or not sheet.needs_samples
    ]
    assert odd == [26]


def test_cosmetics_have_the_elimination_line_that_begins_otherwise():
    assert [line[:12] for line in spec(19).elimination] == ["Bị loại khi:"]


def test_part_points_of_the_regimes():
    assert [dict(regime.rules.part_points) for regime in library().regimes] == [
        {"A": 35, "B": 25, "C": 40},
        *[{"A": 40, "B": 25, "C": 35}] * 3,
    ]


def test_one_regime_takes_new_dossiers_on_any_day():
    days = [date(2019, 8, 21), date(2023, 2, 23), date(2023, 2, 24), date(2025, 7, 6), date(2026, 5, 21)]
    days += [date(2026, 5, 22), date(2030, 1, 1)]
    open_on = [
        [
            regime.code
            for regime in library().regimes
            if regime.valid_from <= day
            and (regime.closed_to_new_from is None or day < regime.closed_to_new_from)
        ]
        for day in days
    ]
    assert open_on == [
        [QD1048],
        [QD1048],
        ["148/QĐ-TTg"],
        ["1489/QĐ-TTg"],
        ["1489/QĐ-TTg"],
        [QD26],
        [QD26],
    ]


def test_numbers_of_the_law_of_2026():
    regime = library().regimes[-1]
    assert regime.periods == {
        "commune_review_working_days": 15,
        "reevaluation_opens_days": 180,
        "reevaluation_closes_days": 120,
        "reevaluation_decided_days": 45,
        "transitional_extension_days": 180,
        "withdrawal_days": 15,
    }
    assert [(d.level, d.sequence, d.proposed_before, d.evaluated_before) for d in regime.deadlines] == [
        ("city", 1, (30, 4), (30, 6)),
        ("city", 2, (30, 10), (30, 12)),
        ("central", 1, (30, 7), (30, 9)),
        ("central", 2, (30, 1), (30, 3)),
    ]
    assert [(level.level, level.recognises) for level in regime.levels] == [
        ("city", (3, 4)),
        ("central", (5, 5)),
    ]


def test_classification_of_annex_1():
    classes = library().classes[QD26]
    depths = [entry.depth for entry in classes]
    assert (depths.count(1), depths.count(2), depths.count(3)) == (6, 17, 16)
    parents = {entry.parent for entry in classes}
    leaves = [entry.code for entry in classes if entry.code not in parents]
    assert [sheet.product_class for sheet in library().sheets[QD26]] == leaves
    assert all(entry.agencies for entry in classes if entry.code in leaves)


def test_form_02_has_15_kinds_of_evidence():
    documents = library().documents[QD26]
    assert sum(document.group == "evidence" for document in documents) == 15
    assert [d.code for d in documents if d.mandatory and d.group == "form"] == [
        "registration",
        "self-assessment",
    ]
