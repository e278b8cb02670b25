from collections import Counter
from datetime import date
from shutil import copytree

import pytest

from localities.domain.loading import DATA, BadUnitFile, load_units
from localities.models import Era, Level, Unit, UnitAlias, UnitSuccession

pytestmark = pytest.mark.django_db

IN_2022 = date(2022, 6, 30)
IN_2026 = date(2026, 6, 30)


@pytest.fixture(scope="class")
def loaded_once(django_db_setup, django_db_blocker):
    """Loading takes seconds; the tests that only look share one load."""
    with django_db_blocker.unblock():
        load_units()
        yield
        UnitAlias.objects.all().delete()
        UnitSuccession.objects.all().delete()
        for level in (Level.COMMUNE, Level.DISTRICT, Level.CITY):
            Unit.objects.filter(level=level).delete()


@pytest.mark.usefixtures("loaded_once")
class TestLoadedUnits:
    def test_city_of_2022_has_nine_districts_and_83_communes(self):
        city = Unit.objects.get(code="92", era=Era.BEFORE_2025)
        units = Unit.objects.within(city).valid_on(IN_2022)
        assert units.filter(level=Level.DISTRICT).count() == 9
        assert units.filter(level=Level.COMMUNE).count() == 83

    def test_city_of_2026_has_103_communes_and_no_district(self):
        units = Unit.objects.valid_on(IN_2026)
        assert units.filter(level=Level.DISTRICT).count() == 0
        assert units.filter(level=Level.COMMUNE).count() == 103

    def test_units_of_each_kind_in_each_era(self):
        kinds = {
            era: Counter(Unit.objects.filter(era=era).values_list("kind", flat=True)) for era in Era.values
        }
        assert kinds == {
            Era.BEFORE_2025: {
                "thanh_pho_tw": 1,
                "tinh": 2,
                "quan": 5,
                "huyen": 17,
                "thi_xa": 3,
                "thanh_pho": 3,
                "phuong": 71,
                "xa": 167,
                "thi_tran": 28,
            },
            Era.FROM_2025: {"thanh_pho_tw": 1, "phuong": 31, "xa": 72},
        }

    @pytest.mark.parametrize(
        ("code", "districts", "communes"), [("92", 9, 83), ("93", 8, 75), ("94", 11, 108)]
    )
    def test_old_provinces_in_2022(self, code, districts, communes):
        units = Unit.objects.within(Unit.objects.get(code=code, era=Era.BEFORE_2025)).valid_on(IN_2022)
        assert units.filter(level=Level.DISTRICT).count() == districts
        assert units.filter(level=Level.COMMUNE).count() == communes

    def test_successions_of_2024_and_2025(self):
        found = Counter(UnitSuccession.objects.values_list("effective_on", "predecessor__level"))
        assert found == {
            (date(2024, 11, 1), Level.COMMUNE): 3,
            (date(2025, 7, 1), Level.CITY): 3,
            (date(2025, 7, 1), Level.COMMUNE): 266,
        }
        split = UnitSuccession.objects.filter(is_part=True).values_list("predecessor__code", flat=True)
        assert sorted(split) == ["31178", "31178", "31183", "31183", "31207", "31207"]

    def test_every_commune_of_today_has_a_predecessor(self):
        today = Unit.objects.filter(era=Era.FROM_2025, level=Level.COMMUNE)
        assert today.exclude(pk__in=UnitSuccession.objects.values("successor")).count() == 0

    def test_communes_between_the_merger_of_2024_and_the_end_of_districts(self):
        city = Unit.objects.get(code="92", era=Era.BEFORE_2025)
        communes = Unit.objects.within(city).filter(level=Level.COMMUNE)
        assert communes.valid_on(date(2025, 1, 1)).count() == 80

    def test_the_same_code_is_another_place_in_another_era(self):
        names = {unit.era: unit.name for unit in Unit.objects.filter(code="31135")}
        assert names == {Era.BEFORE_2025: "Phường Tân An", Era.FROM_2025: "Phường Ninh Kiều"}

    def test_a_district_holds_its_communes(self):
        district = Unit.objects.get(code="925", era=Era.BEFORE_2025)
        commune = Unit.objects.get(code="31264", era=Era.BEFORE_2025)
        assert district.contains(commune)
        assert not commune.contains(district)

    def test_every_commune_of_2025_has_exactly_one_default_successor(self):
        ended = Unit.objects.filter(era=Era.BEFORE_2025, level=Level.COMMUNE)
        for commune in ended.prefetch_related("successions"):
            assert [row.is_default for row in commune.successions.all()].count(True) == 1, commune

    def test_loading_again_writes_nothing(self):
        again = load_units()
        assert (again.created, again.changed) == (0, 0)


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("units-from-2025.csv", "31120,phuong", "31120,thon", "loại đơn vị “thon”"),
        ("units-from-2025.csv", "31120,phuong", "3112x,phuong", "mã đơn vị “3112x”"),
        ("units-from-2025.csv", ",92,2025-07-01", ",93,2025-07-01", "đơn vị cấp trên “93”"),
        ("units-from-2025.csv", "2025-07-01", "01/07/2025", "ngày “01/07/2025”"),
        ("successions.csv", ",whole,", ",wholly,", "cột extent"),
        ("aliases.csv", "31168", "99999", "không có đơn vị mã “99999”"),
    ],
)
def test_a_bad_file_is_refused_and_changes_nothing(tmp_path, file, old, new, fault):
    folder = copytree(DATA, tmp_path / "data")
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadUnitFile) as refused:
        load_units(folder=folder)
    assert fault in str(refused.value)
    assert file in str(refused.value)
    assert Unit.objects.count() == 0
