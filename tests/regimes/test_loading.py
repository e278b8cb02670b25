from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.errors import ActRefused
from regimes.domain.freezing import freeze_set
from regimes.domain.loading import FrozenReference, Loaded, load_regimes
from regimes.domain.queries.specs import rules_of, spec_of
from regimes.models import (
    CriteriaSet,
    CriteriaSetStatus,
    Criterion,
    CriterionOption,
    DocumentRequirement,
    LegalRegime,
    ProductClass,
    StarBand,
)
from tests.regimes.sheets import QD26, QD1048, library, spec

FIRST = "qd26/01-rau-cu-qua-hat-tuoi.yaml"
pytestmark = pytest.mark.django_db


def replace(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def the_set(number, regime=QD26):
    return CriteriaSet.objects.get(regime__code=regime, number=number)


def writes(queries):
    return [q["sql"] for q in queries if q["sql"].split(" ", 1)[0] in ("INSERT", "UPDATE", "DELETE")]


def test_loads_everything(loaded):
    assert loaded.created > 0
    assert loaded.changed == loaded.deleted == 0
    found = {
        regime.code: (
            regime.criteria_sets.usable().count(),
            regime.criteria_sets.filter(status=CriteriaSetStatus.MISSING).count(),
        )
        for regime in LegalRegime.objects.all()
    }
    assert found == {QD26: (26, 0), "1489/QĐ-TTg": (0, 0), "148/QĐ-TTg": (0, 0), QD1048: (22, 4)}
    of_26 = CriteriaSet.objects.filter(regime__code=QD26)
    assert Criterion.objects.filter(criteria_set__in=of_26).count() == 787
    options = CriterionOption.objects.filter(criterion__criteria_set__in=of_26)
    assert (options.count(), options.filter(required_for_stars__isnull=False).count()) == (2579, 575)


@pytest.mark.parametrize("regime", [QD26, QD1048])
def test_rows_give_the_same_sheets_as_the_files(loaded, regime):
    rows = (
        CriteriaSet.objects.usable().filter(regime__code=regime).select_related("regime").order_by("number")
    )
    assert [spec_of(row) for row in rows] == [sheet.spec for sheet in library().sheets[regime]]


def test_a_sheet_is_read_once(loaded, django_assert_num_queries):
    row = the_set(9)
    with django_assert_num_queries(7):
        spec_of(row)
    with django_assert_num_queries(0):
        spec_of(row)


def test_rules_come_from_the_rows(loaded):
    assert rules_of(LegalRegime.objects.get(code=QD1048)) == spec(1, QD1048).rules


def test_loading_again_writes_nothing(loaded):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert load_regimes() == Loaded()
    assert writes(queries.captured_queries) == []


def test_missing_sheets_say_why(loaded):
    row = the_set(10, QD1048)
    assert (row.name, row.missing_reason) == (
        "Gạo, ngũ cốc",
        "Nguồn dữ liệu chỉ có tên bộ, không có tiêu chí nào.",
    )
    assert LegalRegime.objects.get(code="148/QĐ-TTg").sheets_missing != ""


def test_the_law_of_2026_in_rows(loaded):
    regime = LegalRegime.objects.get(code=QD26)
    assert (regime.valid_from, regime.closed_to_new_from, regime.part_points) == (
        date(2026, 5, 22),
        None,
        {"A": 40, "B": 25, "C": 35},
    )
    assert [(b.stars, b.min_points, b.is_recognised) for b in regime.bands.all()] == [
        (5, 90, True),
        (4, 70, True),
        (3, 50, True),
        (2, 30, False),
        (1, 0, False),
    ]
    assert [(level.level, level.recognises_from, level.recognises_to) for level in regime.levels.all()] == [
        ("city", 3, 4),
        ("central", 5, 5),
    ]
    assert LegalRegime.objects.get(code="1489/QĐ-TTg").amends.code == "148/QĐ-TTg"


def test_classes_hang_together(loaded):
    leaf = ProductClass.objects.get(regime__code=QD26, code="I.3.b")
    assert [leaf.name, leaf.parent.name, leaf.parent.parent.name] == [
        "Chế biến từ gạo, ngũ cốc",
        "Thực phẩm chế biến",
        "SẢN PHẨM THỰC PHẨM",
    ]
    assert leaf.managing_agency == "Bộ Nông nghiệp và Môi trường; Bộ Công Thương"
    assert the_set(6).product_class == leaf


def test_papers_know_the_criteria_of_each_sheet(loaded):
    paper = DocumentRequirement.objects.get(regime__code=QD26, code="quality-declaration")
    assert (paper.criteria["1"], paper.criteria["20"]) == (["9", "11"], ["6", "13"])


def test_elimination_grounds_come_from_the_head_and_from_beside_criteria(loaded):
    grounds = [(g.criterion_code, g.effect, g.text[:14]) for g in the_set(6).eliminations.all()]
    assert grounds == [
        ("", "eliminated", "Hồ sơ bị loại "),
        ("2.1", "eliminated", "Ghi chú: Bị lo"),
        ("6.1", "stops", "Ghi chú: Nếu c"),
    ]


def test_a_changed_file_of_an_unused_set_is_taken_over(loaded, data):
    before = the_set(1)
    before.criteria.filter(code="1.1").update(guidance="Xem hợp đồng.")
    replace(data / FIRST, "Vùng nguyên liệu được cấp chứng nhận chất lượng", "Vùng nguyên liệu có chứng nhận")
    replace(
        data / "documents-qd26.yaml",
        "Vùng nguyên liệu được cấp chứng nhận chất lượng",
        "Vùng nguyên liệu có chứng nhận",
    )
    assert load_regimes(folder=data) == Loaded(changed=2)
    after = the_set(1)
    assert after.pk == before.pk
    assert spec_of(after).by_code["1.2"].name == "Vùng nguyên liệu có chứng nhận"
    assert after.criteria.get(code="1.1").guidance == "Xem hợp đồng."


def test_a_changed_file_of_a_used_set_is_refused_and_changes_nothing(loaded, data):
    freeze_set(criteria_set_id=the_set(1).pk)
    replace(data / FIRST, "name: Gia tăng giá trị", "name: Tăng giá trị")
    replace(data / "regimes.yaml", "issued_on: 2019-08-21", "issued_on: 2019-08-20")
    with pytest.raises(FrozenReference) as refusal:
        load_regimes(folder=data)
    assert str(refusal.value).startswith(f"{FIRST}: phiếu số 1 của {QD26} ")
    assert LegalRegime.objects.get(code=QD1048).issued_on == date(2019, 8, 21)
    assert spec_of(the_set(1)) == spec(1)


def test_changed_bands_of_a_regime_in_use_are_refused(loaded, data):
    freeze_set(criteria_set_id=the_set(26).pk)
    text = (data / "regimes.yaml").read_text(encoding="utf-8")
    (data / "regimes.yaml").write_text(text.replace("min_points: 70\n", "min_points: 75\n"), encoding="utf-8")
    with pytest.raises(FrozenReference):
        load_regimes(folder=data)
    assert StarBand.objects.get(regime__code=QD26, stars=4).min_points == 70


def test_a_used_set_with_the_same_file_is_no_obstacle(loaded):
    freeze_set(criteria_set_id=the_set(1).pk)
    assert load_regimes() == Loaded()


def test_comments_and_layout_of_a_used_file_may_change(loaded, data):
    freeze_set(criteria_set_id=the_set(1).pk)
    replace(data / FIRST, "parts:", "# các phần\n\nparts:")
    assert load_regimes(folder=data) == Loaded()


def test_a_paper_taken_off_the_list_is_deleted(loaded, data):
    text = (data / "documents-qd26.yaml").read_text(encoding="utf-8")
    head, _, _ = text.partition("  - code: extra-tests")
    (data / "documents-qd26.yaml").write_text(head, encoding="utf-8")
    assert load_regimes(folder=data) == Loaded(deleted=1)


def test_a_class_in_use_cannot_be_taken_away(loaded, data):
    """The missing sheet 10 of 1048 moves to class II; class I, with all its sheets, stays pointed to."""
    known = ProductClass.objects.create(
        regime=LegalRegime.objects.get(code=QD1048), code="VII", depth=1, name="Khác", position=7
    )
    CriteriaSet.objects.filter(pk=the_set(1).pk).update(product_class=known)
    with pytest.raises(FrozenReference, match="bỏ đi phân loại sản phẩm đang được dùng"):
        load_regimes()
    assert ProductClass.objects.filter(code="VII").count() == 1


def test_freezing_again_keeps_the_first_time(loaded):
    first = freeze_set(criteria_set_id=the_set(1).pk).frozen_at
    assert freeze_set(criteria_set_id=the_set(1).pk).frozen_at == first


def test_a_missing_set_cannot_be_frozen(loaded):
    with pytest.raises(ActRefused) as refusal:
        freeze_set(criteria_set_id=the_set(10, QD1048).pk)
    assert str(refusal.value) == (
        "Bộ “Gạo, ngũ cốc” của QĐ 1048/QĐ-TTg chưa có phiếu đánh giá: Nguồn dữ liệu chỉ có tên bộ, "
        "không có tiêu chí nào. Hãy chọn bộ khác hoặc bổ sung phiếu trước."
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.parts.update(max_points=41),
        lambda row: row.parts.get(code="A").sections.update(name="Khác"),
        lambda row: row.criteria.update(max_points=9),
        lambda row: row.criteria.first().options.update(points=9),
        lambda row: row.criteria.first().options.all().delete(),
        lambda row: row.criteria.first().options.create(number=9, text="Khác", points=1),
        lambda row: row.eliminations.all().delete(),
        lambda row: CriterionOption.objects.filter(criterion__criteria_set__number=2).update(
            criterion=row.criteria.first()
        ),
    ],
)
def test_the_database_refuses_to_change_lines_of_a_used_set(loaded, change):
    row = freeze_set(criteria_set_id=the_set(1).pk)
    with pytest.raises(IntegrityError, match="Bộ tiêu chí đã được dùng"), transaction.atomic():
        change(row)
    assert spec_of(the_set(1)) == spec(1)


@pytest.mark.parametrize(
    "change",
    [
        lambda row: CriteriaSet.objects.filter(pk=row.pk).update(frozen_at=None),
        lambda row: CriteriaSet.objects.filter(pk=row.pk)._raw_delete("default"),
    ],
)
def test_the_database_refuses_to_change_or_delete_a_used_set(loaded, change):
    row = freeze_set(criteria_set_id=the_set(1).pk)
    with pytest.raises(IntegrityError, match="Bộ tiêu chí đã được dùng"), transaction.atomic():
        change(row)


def test_guidance_of_a_used_set_stays_open(loaded):
    row = freeze_set(criteria_set_id=the_set(1).pk)
    assert row.criteria.filter(code="1.1").update(guidance="Xem hợp đồng.") == 1


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"status": "missing"}, "criteriaset_missing_says_why"),
        ({"missing_reason": "Chưa có"}, "criteriaset_missing_says_why"),
    ],
)
def test_a_missing_set_must_say_why(loaded, values, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        CriteriaSet.objects.filter(pk=the_set(1).pk).update(**values)


def test_a_condition_must_be_whole(loaded):
    with pytest.raises(IntegrityError, match="criterion_condition_whole"), transaction.atomic():
        Criterion.objects.filter(criteria_set=the_set(1), code="5.2").update(applies_if_min_points=None)
