"""Producers: list, one, new, change."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.models import User
from accounts.rules import is_local_officer, is_office, is_producer
from producers.forms import ProducerForm
from producers.models import Producer

PAGE = 30


def _may_create(user: User) -> bool:
    return bool(is_office(user) or is_local_officer(user))


def _may_edit(user: User) -> bool:
    return bool(_may_create(user) or is_producer(user))


def producer_list(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "")
    rows = Producer.objects.visible_to(request.user).search(words).select_related("unit").by_name()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "q": words, "may_create": _may_create(request.user)}
    return render(request, "producers/producer_list.html", shown)


def producer(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Producer.objects.visible_to(request.user).select_related("unit")
    found = get_object_or_404(rows, pk=pk)
    products = list(found.products.by_name())
    shown = {"producer": found, "products": products, "may_edit": _may_edit(request.user)}
    return render(request, "producers/producer.html", shown)


def producer_create(request: HttpRequest) -> HttpResponse:
    if not _may_create(request.user):
        raise PermissionDenied("Chỉ cán bộ địa phương và Văn phòng Điều phối được thêm chủ thể.")
    return _edit(request, Producer(created_by=request.user), "Thêm chủ thể")


def producer_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Producer.objects.visible_to(request.user), pk=pk)
    if not _may_edit(request.user):
        raise PermissionDenied("Vai trò của bạn chỉ được xem chủ thể.")
    return _edit(request, found, f"Sửa: {found}")


def _edit(request: HttpRequest, row: Producer, heading: str) -> HttpResponse:
    form = ProducerForm(request.POST or None, instance=row, user=request.user)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        messages.success(request, "Đã lưu chủ thể.")
        return redirect("producer", saved.pk)
    return render(request, "products/form.html", {"form": form, "heading": heading})
