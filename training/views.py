"""Classes: list, one."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from core.exports import exported
from training.columns import CLASSES
from training.domain.queries.classes import classes, sessions, visible_enrolments
from training.forms import ClassFilter
from training.models import TrainingClass

PAGE = 30


def class_list(request: HttpRequest) -> HttpResponse:
    form = ClassFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = classes(user=request.user, **chosen)
    if file := exported(request, title="Danh sách lớp đào tạo, tập huấn", columns=CLASSES, rows=rows):
        return file
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "training/class_list.html", {"page": page, "form": form})


def class_detail(request: HttpRequest, pk: int) -> HttpResponse:
    rows = TrainingClass.objects.visible_to(request.user).select_related("unit")
    found = get_object_or_404(rows, pk=pk)
    enrolments = visible_enrolments(training_class=found, user=request.user)
    shown = {
        "training_class": found,
        "sessions": sessions(found),
        "enrolments": enrolments,
        "enrolled": found.enrolments.count(),
        "completed": found.enrolments.filter(completed=True).count(),
    }
    return render(request, "training/class_detail.html", shown)
