import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from core.text import clean, clean_lines, fold, person_sort_key, sort_key


def test_search_key_forgets_marks_and_tone_placement():
    assert fold("Cà phê Đắk  Lắk") == "ca phe dak lak"
    assert fold("hoà") == fold("hòa") == "hoa"
    assert fold("3787/QÐ-UBND") == "3787 qd ubnd"


def test_cleaning_gives_one_form():
    assert clean(unicodedata.normalize("NFD", "Gạo\u00a0 ST25 ")) == "Gạo ST25"
    assert clean("QÐ\u200b-UBND") == "QĐ-UBND"
    assert clean_lines(" một \r\n hai \n\n") == "một\nhai"


def test_names_sort_as_in_the_dictionary():
    names = ["Yến", "Đạt", "Ân", "Dung", "Ánh", "An", "Ạn", "Àn", "Ơn"]
    assert sorted(names, key=sort_key) == ["An", "Àn", "Ạn", "Ánh", "Ân", "Dung", "Đạt", "Ơn", "Yến"]


def test_people_sort_by_given_name():
    people = ["Trần Văn An", "Lê Thị Bình", "Nguyễn Văn An"]
    assert sorted(people, key=person_sort_key) == ["Nguyễn Văn An", "Trần Văn An", "Lê Thị Bình"]


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    assert clean(clean(text)) == clean(text)
    assert clean_lines(clean_lines(text)) == clean_lines(text)
