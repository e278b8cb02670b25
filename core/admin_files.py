"""An administration list as a file: the rows as narrowed and sorted, the columns as shown."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin.utils import label_for_field, lookup_field
from django.contrib.messages import ERROR
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from core.exports import PARAMETER, exported
from core.spreadsheets.writing import Column

MOST = 20_000
TOO_MANY = "Danh sách có hơn 20.000 dòng. Hãy lọc bớt rồi tải nhiều lần."


def as_file(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """The list that ``request`` shows, as `?xuat=xlsx` or `csv`; back to the list where it is too long for a file."""
    asked = request.GET
    request.GET = asked.copy()  # type: ignore[assignment]
    del request.GET[PARAMETER]  # type: ignore[misc]  # the list takes what it does not know for a filter
    shown = model_admin.get_changelist_instance(request)
    back = f"{request.path}?{request.GET.urlencode()}"
    request.GET = asked
    rows = list(shown.queryset[: MOST + 1])
    if len(rows) > MOST:
        model_admin.message_user(request, TOO_MANY, ERROR)
        return HttpResponseRedirect(back)
    names = [name for name in shown.list_display if name != "action_checkbox"]
    columns = [Column(_label(model_admin, name), _value(model_admin, name)) for name in names]
    title = capfirst(str(model_admin.opts.verbose_name_plural))
    made = exported(request, title=title, columns=columns, rows=rows)
    return made or HttpResponseRedirect(back)


def _label(model_admin: Any, name: Any) -> str:
    return capfirst(str(label_for_field(name, model_admin.model, model_admin)))


def _value(model_admin: Any, name: Any) -> Callable[[Any], Any]:
    """What stands in the column ``name``, typed: the words of a choice, a link's words, a day as a day."""

    def value(row: Any) -> Any:
        field, _, found = lookup_field(name, row, model_admin)
        if field is not None and field.choices:
            return dict(field.flatchoices).get(found, found)
        if isinstance(found, SafeString):
            return strip_tags(found)
        return found

    return value
