from datetime import date

import pytest

from localities.domain.matching import AmbiguousUnit, Gazetteer, UnknownUnit, find_unit
from localities.models import Era, Level, Unit, UnitAlias, UnitKind
from tests.factories.localities import UnitFactory

pytestmark = pytest.mark.django_db

DAY = date(2022, 6, 30)


def unit(name, kind, level, parent=None):
    return UnitFactory(name=name, kind=kind, level=level, parent=parent, era=Era.BEFORE_2025)


@pytest.fixture
def city():
    return unit("Thành phố Cần Thơ", UnitKind.CITY, Level.CITY)


@pytest.fixture
def ninh_kieu(city):
    return unit("Quận Ninh Kiều", UnitKind.URBAN_DISTRICT, Level.DISTRICT, city)


@pytest.fixture
def thoi_lai(city):
    return unit("Huyện Thới Lai", UnitKind.RURAL_DISTRICT, Level.DISTRICT, city)


@pytest.fixture
def an_hoa(ninh_kieu):
    return unit("Phường An Hòa", UnitKind.WARD, Level.COMMUNE, ninh_kieu)


@pytest.mark.parametrize(
    "text",
    [
        "Phường An Hòa",
        "P. An Hòa",
        "P.An Hoà",
        "an hoa",
        "AN HÒA, Q. Ninh Kiều",
        "Phường An Hòa - Quận Ninh Kiều - TP Cần Thơ",
        "p an hoa; tp. can tho",
    ],
)
def test_ways_of_writing_one_ward(an_hoa, text):
    assert find_unit(text, day=DAY) == an_hoa


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("TT. Thới Lai", "Thị trấn Thới Lai"),
        ("H. Thới Lai", "Huyện Thới Lai"),
        ("Thị trấn Thới Lai, huyện Thới Lai", "Thị trấn Thới Lai"),
        ("X. Trường Thành", "Xã Trường Thành"),
        ("Xã Trường Thạnh", "Xã Trường Thạnh"),
        ("P1, TP Vị Thanh", "Phường 1"),
        ("TP. Cần Thơ", "Thành phố Cần Thơ"),
    ],
)
def test_prefix_marks_and_parents_choose_between_namesakes(city, thoi_lai, text, name):
    unit("Thị trấn Thới Lai", UnitKind.TOWNSHIP, Level.COMMUNE, thoi_lai)
    unit("Xã Trường Thành", UnitKind.COMMUNE, Level.COMMUNE, thoi_lai)
    unit("Xã Trường Thạnh", UnitKind.COMMUNE, Level.COMMUNE, thoi_lai)
    vi_thanh = unit("Thành phố Vị Thanh", UnitKind.CITY_DISTRICT, Level.DISTRICT, city)
    unit("Phường 1", UnitKind.WARD, Level.COMMUNE, vi_thanh)
    assert find_unit(text, day=DAY).name == name


def test_names_that_differ_by_marks_only_need_the_marks(thoi_lai):
    unit("Xã Trường Thành", UnitKind.COMMUNE, Level.COMMUNE, thoi_lai)
    unit("Xã Trường Thạnh", UnitKind.COMMUNE, Level.COMMUNE, thoi_lai)
    with pytest.raises(AmbiguousUnit):
        find_unit("X. Truong Thanh", day=DAY)


def test_several_units_of_the_name_are_all_candidates(thoi_lai):
    town = unit("Thị trấn Thới Lai", UnitKind.TOWNSHIP, Level.COMMUNE, thoi_lai)
    with pytest.raises(AmbiguousUnit) as refused:
        find_unit("Thới Lai", day=DAY)
    assert refused.value.candidates == [thoi_lai, town]
    assert "Thị trấn Thới Lai, Huyện Thới Lai, Thành phố Cần Thơ" in str(refused.value)


def test_within_leaves_the_others_out(thoi_lai, ninh_kieu):
    one = unit("Phường Tân An", UnitKind.WARD, Level.COMMUNE, ninh_kieu)
    unit("Xã Tân An", UnitKind.COMMUNE, Level.COMMUNE, thoi_lai)
    assert find_unit("Tân An", day=DAY, within=ninh_kieu) == one


def test_another_spelling_is_the_same_unit(an_hoa):
    UnitAlias.objects.create(unit=an_hoa, name="Phường An Hội", search_key="phuong an hoi")
    assert find_unit("P. An Hội", day=DAY) == an_hoa


def test_an_unknown_name_proposes_similar_ones(an_hoa):
    with pytest.raises(UnknownUnit) as refused:
        find_unit("Phường An Hoàng", day=DAY)
    assert refused.value.candidates == [an_hoa]
    assert "vào ngày 30/06/2022" in str(refused.value)


def test_a_wrong_parent_is_not_passed_over(an_hoa, thoi_lai):
    with pytest.raises(UnknownUnit) as refused:
        find_unit("An Hòa, huyện Thới Lai", day=DAY)
    assert refused.value.candidates == [an_hoa]


@pytest.mark.parametrize("text", ["", " , "])
def test_nothing_written_is_no_unit(text):
    with pytest.raises(UnknownUnit):
        find_unit(text, day=DAY)


def test_a_unit_is_found_only_while_it_exists(an_hoa):
    Unit.objects.filter(pk=an_hoa.pk).update(valid_to=date(2025, 6, 30))
    assert find_unit("An Hòa", day=date(2025, 6, 30)) == an_hoa
    with pytest.raises(UnknownUnit):
        find_unit("An Hòa", day=date(2025, 7, 1))


def test_a_whole_file_needs_two_queries(an_hoa, thoi_lai, django_assert_num_queries):
    with django_assert_num_queries(2):
        names = Gazetteer.of(DAY)
        assert [names.find(text) for text in ("An Hòa", "P. An Hòa", "Thới Lai")] == [
            an_hoa,
            an_hoa,
            thoi_lai,
        ]
