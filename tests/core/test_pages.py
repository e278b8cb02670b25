"""A page with one form that an act saves: what is refused is said in the form, and nothing typed is lost."""

import pytest
from django import forms
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import ValidationError
from django.http import Http404
from django.test import RequestFactory

from core.errors import ActRefused, Incomplete
from core.pages import save_page
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


class NameForm(forms.Form):
    name = forms.CharField(label="Tên")


def page(act, data=None):
    request = RequestFactory().post("/trang/", data) if data is not None else RequestFactory().get("/trang/")
    request.user, request.session = UserFactory(), {}
    request._messages = FallbackStorage(request)
    response = save_page(
        request,
        NameForm,
        act,
        done="Đã lưu.",
        leads_to=lambda saved: f"/xong/{saved}/",
        heading="Ghi tên",
        back_url="/",
        back_label="Trang đầu",
    )
    return response, [str(message) for message in request._messages]


def refusing(error):
    def act(form):
        raise error

    return act


def test_what_is_saved_leads_on_with_a_word():
    response, said = page(lambda form: form.cleaned_data["name"].lower(), {"name": "HTX"})
    assert (response.status_code, response["Location"], said) == (302, "/xong/htx/", ["Đã lưu."])


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (ActRefused("Chưa đến ngày."), ["Chưa đến ngày."]),
        (ValidationError({"name": "Tên này có rồi."}), ["Tên này có rồi."]),
        (
            Incomplete("Còn thiếu.", ["Thiếu ảnh.", "Thiếu mô tả."]),
            ["Còn thiếu.", "Thiếu ảnh.", "Thiếu mô tả."],
        ),
    ],
)
def test_what_is_refused_is_said_and_what_was_typed_stays(error, shown):
    response, said = page(refusing(error), {"name": "Hợp tác xã Kim Nhiên"})
    text = response.content.decode()
    assert (response.status_code, said) == (422, [])
    assert 'value="Hợp tác xã Kim Nhiên"' in text
    assert [words in text for words in shown] == [True] * len(shown)


def test_an_empty_form_is_not_sent_to_the_act_and_other_errors_are_not_hidden():
    response, _ = page(refusing(AssertionError("never called")), {"name": ""})
    assert response.status_code == 422
    assert page(refusing(AssertionError("never called")))[0].status_code == 200
    with pytest.raises(Http404):
        page(refusing(Http404), {"name": "x"})
