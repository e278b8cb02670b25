"""Products: list, one, new."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from products.interfaces.forms import ProductForm
from products.models import Product
from products.policy import require_writer, writes

PAGE = 30


def product_list(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "")
    rows = Product.objects.visible_to(request.user).search(words).select_related("producer", "unit").by_name()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "q": words, "may_write": writes(request.user)}
    return render(request, "products/product_list.html", shown)


def product(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Product.objects.visible_to(request.user).select_related("producer", "unit")
    found = get_object_or_404(rows, pk=pk)
    shown = {
        "product": found,
        "dossiers": list(found.dossiers.select_related("regime")),
        "ratings": list(found.ratings.select_related("regime")),
        "may_write": writes(request.user),
    }
    return render(request, "products/product.html", shown)


def product_create(request: HttpRequest) -> HttpResponse:
    require_writer(request.user)
    start = {"producer": request.GET.get("chu_the")}
    form = ProductForm(request.POST or None, user=request.user, initial=start)
    if request.method == "POST" and form.is_valid():
        form.instance.created_by = request.user
        saved = form.save()
        messages.success(request, "Đã lưu sản phẩm.")
        return redirect("product", saved.pk)
    return render(request, "products/form.html", {"form": form, "heading": "Thêm sản phẩm"})
