"""Damaged files are refused, and the refusal names file, criterion and fault."""

import copy

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from regimes.arithmetic import Rules
from regimes.domain.checking import check_rules, check_set
from regimes.domain.loading import load_regimes
from regimes.domain.reading import BadReferenceData
from regimes.domain.regimefiles import read_library
from regimes.domain.sheetfiles import parse_sheet
from regimes.models import LegalRegime
from tests.regimes.sheets import QD26, library, raw

FILES = [sheet.file for sheets in library().sheets.values() for sheet in sheets]
RULES = {regime.directory: regime.rules for regime in library().regimes}
FIRST = "qd26/01-rau-cu-qua-hat-tuoi.yaml"


def faults_of(document, file):
    """What reading and checking say, as sentences; counts are left out so that the sums speak."""
    document.pop("counts", None)
    rules = RULES[file.partition("/")[0]]
    try:
        return [str(fault) for fault in check_set(parse_sheet(document, rules, file=file).spec, file=file)]
    except BadReferenceData as error:
        return [str(fault) for fault in error.faults]


def lines_of(node):
    """Every line that takes a mark, in the sheet's order."""
    if "options" in node:
        yield node
    for child in node.get("criteria", node.get("sections", [])):
        yield from lines_of(child)


@st.composite
def damaged_lines(draw):
    """A copy of a file and one of its criteria, to be damaged."""
    file = draw(st.sampled_from(FILES))
    document = copy.deepcopy(raw(file))
    line = draw(st.sampled_from([line for part in document["parts"] for line in lines_of(part)]))
    return file, document, line


@settings(max_examples=150, deadline=None)
@given(damaged_lines(), st.data())
def test_a_changed_best_option_is_refused(damaged, data):
    file, document, line = damaged
    best = max(option["points"] for option in line["options"])
    winners = [option for option in line["options"] if option["points"] == best]
    assume(len(winners) == 1)
    winners[0]["points"] = data.draw(st.integers(0, 20).filter(lambda points: points != best))
    highest = max(option["points"] for option in line["options"])
    found = faults_of(document, file)
    if highest != best:
        expected = f"lựa chọn cao nhất {highest} điểm, tiêu chí ghi tối đa {best}"
        assert f"{file}: tiêu chí {line['code']}: {expected}" in found
    assert found


@settings(max_examples=100, deadline=None)
@given(damaged_lines())
def test_a_dropped_best_option_is_refused(damaged):
    file, document, line = damaged
    best = max(option["points"] for option in line["options"])
    assume(sum(option["points"] == best for option in line["options"]) == 1)
    line["options"] = [option for option in line["options"] if option["points"] != best]
    assert any(fault.startswith(f"{file}: tiêu chí {line['code']}: ") for fault in faults_of(document, file))


@settings(max_examples=100, deadline=None)
@given(damaged_lines())
def test_changed_points_of_a_criterion_are_refused(damaged):
    file, document, line = damaged
    line["points"] += 1
    assert any(fault.startswith(f"{file}: tiêu chí {line['code']}: ") for fault in faults_of(document, file))


@settings(max_examples=100, deadline=None)
@given(damaged_lines(), st.sampled_from([3, 4, 5]))
def test_a_mark_on_an_option_of_0_points_is_refused(damaged, stars):
    file, document, line = damaged
    empty = [option for option in line["options"] if option["points"] == 0]
    assume(empty)
    empty[0]["stars"] = stars
    fault = (
        f"lựa chọn {line['options'].index(empty[0]) + 1} có dấu {stars} sao nhưng 0 điểm thì không yêu cầu gì"
    )
    assert f"{file}: tiêu chí {line['code']}: {fault}" in faults_of(document, file)


@settings(max_examples=100, deadline=None)
@given(damaged_lines())
def test_a_mark_twice_is_refused(damaged):
    file, document, line = damaged
    marked = [option for option in line["options"] if "stars" in option]
    free = [option for option in line["options"] if "stars" not in option]
    assume(marked and free)
    free[-1]["stars"] = marked[0]["stars"]
    message = f"dấu {marked[0]['stars']} sao xuất hiện 2 lần"
    assert f"{file}: tiêu chí {line['code']}: {message}" in faults_of(document, file)


@settings(max_examples=60, deadline=None)
@given(damaged_lines())
def test_a_line_left_out_is_refused_by_the_counts(damaged):
    file, document, _line = damaged
    document["counts"] = dict(document["counts"], options=document["counts"]["options"] + 1)
    with pytest.raises(BadReferenceData, match="counts ghi options"):
        parse_sheet(document, RULES[file.partition("/")[0]], file=file)


def first():
    document = copy.deepcopy(raw(FIRST))
    return document, {line["code"]: line for part in document["parts"] for line in lines_of(part)}


def damage(change):
    document, lines = first()
    change(document, lines)
    return faults_of(document, FIRST)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda d, c: c["1.1"].update(code="1.2"), "tiêu chí 1.2: mã tiêu chí xuất hiện 2 lần"),
        (
            lambda d, c: c["1.1"]["options"][0].update(stars=2),
            "tiêu chí 1.1: lựa chọn 1 có dấu 2 sao, không phải ",
        ),
        (lambda d, c: c["1.5"]["options"][2].update(stars=5), "tiêu chí 1.5: dấu 5 sao xuất hiện 2 lần"),
        (
            lambda d, c: (c["1.5"]["options"][2].update(stars=5), c["1.5"]["options"][3].update(stars=4)),
            "tiêu chí 1.5: dấu 5 sao (2 điểm) không cao hơn dấu 4 sao (3 điểm)",
        ),
        (
            lambda d, c: c["1.1"]["options"].reverse(),
            "tiêu chí 1.1: lựa chọn 2 (2 điểm) thấp hơn lựa chọn 1 (3 điểm)",
        ),
        (lambda d, c: c["1.1"].update(options=[]), "tiêu chí 1.1: có 0 lựa chọn, cần ít nhất 2"),
        (lambda d, c: c["1.1"].pop("options"), "tiêu chí 1.1: thiếu options"),
        (lambda d, c: c["1.1"].pop("name"), "tiêu chí 1.1: thiếu name"),
        (
            lambda d, c: c["1.1"].update(points="3"),
            "tiêu chí 1.1: points phải là một số nguyên, không phải '3'",
        ),
        (lambda d, c: c["1.1"].update(ponits=3), "tiêu chí 1.1: có khóa lạ 'ponits'"),
        (
            lambda d, c: c["1.1"]["options"][0].update(points=-1),
            "tiêu chí 1.1, lựa chọn 1: points không được âm: -1",
        ),
        (
            lambda d, c: c["1.1"]["options"][0].update(points=True),
            "tiêu chí 1.1, lựa chọn 1: points phải là ",
        ),
        (
            lambda d, c: c["1.1"]["options"][0].update(text=" a"),
            "tiêu chí 1.1, lựa chọn 1: text trống, thừa dấu ",
        ),
        (
            lambda d, c: c["1.1"]["options"][0].update(text="e\u0302\u0301"),
            "tiêu chí 1.1, lựa chọn 1: text trống, ",
        ),
        (
            lambda d, c: c["1.1"]["options"][1].update(text=c["1.1"]["options"][0]["text"]),
            "tiêu chí 1.1: hai lựa chọn cùng một nội dung: Sản phẩm được trồng trên địa bàn cấp xã, nhưng ",
        ),
        (
            lambda d, c: c["1.1"]["options"][0].update(case="a"),
            "tiêu chí 1.1: các lựa chọn của một trường hợp phải ",
        ),
        (
            lambda d, c: c["5.2"]["applies_if"].update(criterion="5.3"),
            "tiêu chí 5.2: điều kiện nói đến tiêu chí 5.3",
        ),
        (
            lambda d, c: c["5.2"]["applies_if"].update(min_points=6),
            "tiêu chí 5.2: điều kiện cần 6 điểm ở tiêu chí chỉ ",
        ),
        (
            lambda d, c: c["5.2"].pop("applies_if"),
            "tiêu chí 5.2: ghi chú điều kiện và applies_if phải đi cùng nhau",
        ),
        (
            lambda d, c: c["5.2"]["options"][1].update(stars=3),
            "tiêu chí 5.2: tiêu chí có điều kiện áp dụng thì không ",
        ),
        (
            lambda d, c: c["1.1"]["notes"][0].update(kind="lời"),
            "tiêu chí 1.1, ghi chú 1: kind phải là một trong ",
        ),
        (lambda d, c: d["parts"][0].update(points=41), "phần A: các mục cộng lại bằng 40, phần ghi 41"),
        (lambda d, c: d["parts"].pop(), "phiếu: các phần cộng lại bằng 65, phải bằng 100"),
        (
            lambda d, c: d["parts"].reverse(),
            "phiếu: các phần là C 35, B 25, A 40; quy định 26/2026/QĐ-TTg là A 40, ",
        ),
        (
            lambda d, c: d["parts"][0]["sections"][0].update(points=17),
            "mục 1: các tiêu chí cộng lại bằng 18, mục ghi 17",
        ),
        (lambda d, c: d["parts"][0]["sections"][1].update(code="1"), "mục 1: mã mục xuất hiện 2 lần"),
        (
            lambda d, c: d.update(regime="1048/QĐ-TTg"),
            "phiếu: phiếu ghi quy định 1048/QĐ-TTg, nhưng nằm trong thư ",
        ),
        (lambda d, c: d.pop("source"), "phiếu: thiếu source"),
    ],
)
def test_each_fault_is_named(change, fault):
    found = damage(change)
    assert [line for line in found if line.startswith(f"{FIRST}: {fault}")] != [], found


def test_points_moved_between_options_change_the_best_sheet():
    document, lines = first()
    lines["1.1"]["options"][2]["points"] = 4
    assert f"{FIRST}: phiếu: điểm cao nhất có thể đạt là 101, phải bằng 100" in faults_of(document, FIRST)


def test_heading_over_third_level_must_add_up():
    file = "qd26/11-che-tuoi-che-che-bien.yaml"
    document = copy.deepcopy(raw(file))
    sensory = next(s for s in document["parts"][2]["sections"] if s["code"] == "6")
    sensory["criteria"][0]["points"] = 5
    assert faults_of(document, file) == [f"{file}: tiêu chí 6.1: các dòng con cộng lại bằng 4, dòng ghi 5"]


def test_bands_must_fall_to_zero():
    rules = RULES["qd26"]
    assert check_rules(rules) == []
    assert len(check_rules(Rules(rules.regime, rules.part_points, rules.bands[:-1]))) == 1
    assert len(check_rules(Rules(rules.regime, rules.part_points, rules.bands[::-1]))) == 1
    assert len(check_rules(Rules(rules.regime, rules.part_points[:2], rules.bands))) == 1


def refusal(data):
    with pytest.raises(BadReferenceData) as error:
        read_library(data)
    return [str(fault) for fault in error.value.faults]


def replace(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_whole_folder_reads_back(data):
    assert read_library(data) == library()


def test_a_key_written_twice_is_refused(data):
    replace(data / FIRST, "number: 1\n", "number: 1\nnumber: 1\n")
    assert [line for line in refusal(data) if "khóa 'number' viết hai lần" in line] != []


def test_a_file_that_is_no_yaml_is_refused(data):
    (data / FIRST).write_text("a: [1\n", encoding="utf-8")
    assert refusal(data)[0].startswith(f"{FIRST}: cả tệp: không đọc được: ")


def test_a_lost_file_is_noticed(data):
    (data / FIRST).unlink()
    assert refusal(data) == [
        f"regimes.yaml: quy định {QD26}: các tệp phiếu và danh sách missing phải gồm mỗi số từ 1 đến 26 một lần"
    ]


def test_a_renamed_file_is_noticed(data):
    (data / FIRST).rename(data / "qd26/27-rau.yaml")
    assert "qd26/27-rau.yaml: phiếu: number là 1, tên tệp ghi 27" in refusal(data)


def test_an_unknown_class_is_noticed(data):
    replace(data / FIRST, "product_class: I.1.a", "product_class: I.9")
    assert refusal(data) == [f"{FIRST}: phiếu: không có phân loại I.9 trong {QD26}"]


def test_a_paper_that_proves_a_criterion_of_no_sheet_is_noticed(data):
    replace(data / "documents-qd26.yaml", "proves: [Sử dụng lao động địa phương]", "proves: [Lao động]")
    assert refusal(data) == ["documents-*.yaml: local-labour: không phiếu nào có tiêu chí tên 'Lao động'"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "proposed_before: 30/04",
            "proposed_before: 31/04",
            "đợt 1: proposed_before phải là ngày/tháng, không phải '31/04'",
        ),
        ("valid_from: 2026-05-22", "valid_from: tháng 5", f"quy định {QD26}: valid_from phải là một ngày"),
        ("min_points: 90\n", "min_points: 101\n", f"quy định {QD26}: khung điểm phải giảm dần"),
        (
            "{A: 40, B: 25, C: 35}          #",
            "{A: 40, B: 25, C: 40}          #",
            f"quy định {QD26}: các phần cộng lại bằng 105",
        ),
        ("recognises: [3, 4]", "recognises: [3]", "cấp 2: recognises phải là 2 số nguyên, không phải [3]"),
        ("level: district", "level: huyện", "cấp 1: level phải là một trong district, city, central"),
    ],
)
def test_faults_of_the_regimes_are_named(data, old, new, fault):
    replace(data / "regimes.yaml", old, new)
    assert [line for line in refusal(data) if line.startswith(f"regimes.yaml: {fault}")] != []


@pytest.mark.django_db
def test_a_bad_file_is_refused_and_nothing_is_loaded(data):
    replace(data / FIRST, "points: 40", "points: 41")
    with pytest.raises(BadReferenceData) as refusal:
        load_regimes(folder=data)
    assert f"{FIRST}: phần A: các mục cộng lại bằng 40, phần ghi 41" in str(refusal.value).splitlines()
    assert LegalRegime.objects.count() == 0
