"""The yearbook: making one, choosing its products, their words, printing it."""

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.policy import require
from core.domain.jobs import start_job
from core.errors import ActRefused
from core.exports import shown_pdf
from core.pages import form_page
from core.text import fold
from products.domain.queries.register import star_key, valid_ratings
from reports.domain.lists.register import STARS
from reports.domain.yearbook import choose_products, digest_of, edit_entry, save_yearbook
from reports.interfaces.yearbook_forms import EntryForm, YearbookForm
from reports.models import Yearbook, YearbookEntry
from reports.tasks import build_yearbook
from reports.views.listing import BUILD_REASON, READ_REASON


@require_safe
def yearbook_list(request: HttpRequest) -> HttpResponse:
    """The yearbooks there are."""
    require(request.user, "reports.view_reports", reason=READ_REASON)
    rows = Yearbook.objects.visible_to(request.user).annotate(count=Count("entries"))
    shown = {"rows": rows.order_by("-year", "-pk"), "may_build": request.user.is_office}
    return render(request, "reports/yearbook_list.html", shown)


def _book(request: HttpRequest, pk: int) -> Yearbook:
    require(request.user, "reports.view_reports", reason=READ_REASON)
    return get_object_or_404(Yearbook.objects.visible_to(request.user), pk=pk)


def _own(request: HttpRequest, pk: int) -> Yearbook:
    require(request.user, "reports.build_reports", reason=BUILD_REASON)
    return _book(request, pk)


def yearbook_create(request: HttpRequest) -> HttpResponse:
    """The words of a new yearbook."""
    require(request.user, "reports.build_reports", reason=BUILD_REASON)
    return _words(request, None)


def yearbook_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Its words again."""
    return _words(request, _own(request, pk))


def _words(request: HttpRequest, book: Yearbook | None) -> HttpResponse:
    initial = {"year": timezone.localdate().year}
    form = YearbookForm(request.POST or None, instance=book, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = save_yearbook(yearbook=book, actor=request.user, **form.cleaned_data)
        messages.success(request, "Đã lưu kỷ yếu.")
        return redirect("yearbook", saved.pk)
    return form_page(
        request,
        form,
        heading="Sửa kỷ yếu" if book else "Lập kỷ yếu",
        intro="Sách giới thiệu sản phẩm tiêu biểu: ảnh, câu chuyện, hạng sao, nơi liên hệ và mã QR.",
        button="Lưu",
        back_url=reverse("yearbook", args=[book.pk]) if book else reverse("yearbook_list"),
        back_label="Kỷ yếu",
    )


@require_safe
def yearbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The products in it, and its printed book."""
    book = _book(request, pk)
    entries = book.entries.select_related("product__producer", "product__unit").prefetch_related(
        "product__photos"
    )
    shown = {
        "book": book,
        "entries": entries.order_by("product__sort_key", "pk"),
        "may_build": request.user.is_office,
    }
    return render(request, "reports/yearbook.html", shown)


def yearbook_choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick the products recognised today that the book shows."""
    book = _own(request, pk)
    if request.method == "POST":
        chosen = [int(key) for key in request.POST.getlist("products") if key.isdecimal()]
        try:
            choose_products(yearbook_id=pk, products=chosen, actor=request.user)
        except ActRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("yearbook_choose", pk)
        messages.success(request, f"Kỷ yếu có {len(set(chosen))} sản phẩm.")
        return redirect("yearbook", pk)
    words, stars = fold(request.GET.get("tim", "")), request.GET.get("hang", "")
    chosen = set(book.entries.values_list("product", flat=True))
    ratings = valid_ratings(day=timezone.localdate()).prefetch_related("product__photos")
    rows = [
        {
            "pk": one.product_id,
            "product": one.product,
            "stars": STARS[star_key(one)],
            "photos": len(one.product.photos.all()),
            "chosen": one.product_id in chosen,
            # a row filtered away keeps its tick
            "hidden": bool(words and words not in one.product.search_key)
            or bool(stars and STARS[star_key(one)] != stars),
        }
        for one in ratings
    ]
    shown = {
        "book": book,
        "rows": rows,
        "all_stars": STARS.values(),
        "words": request.GET.get("tim", ""),
        "stars": stars,
    }
    return render(request, "reports/yearbook_choose.html", shown)


def yearbook_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """The words on one product, in this book alone."""
    require(request.user, "reports.build_reports", reason=BUILD_REASON)
    entry = get_object_or_404(YearbookEntry.objects.select_related("yearbook", "product"), pk=pk)
    form = EntryForm(request.POST or None, instance=entry)
    if request.method == "POST" and form.is_valid():
        edit_entry(entry_id=pk, actor=request.user, **form.cleaned_data)
        messages.success(request, "Đã lưu.")
        return redirect("yearbook", entry.yearbook_id)
    return form_page(
        request,
        form,
        heading=entry.product.name,
        intro="Để trống thì in tên và câu chuyện ghi ở trang sản phẩm.",
        button="Lưu",
        back_url=reverse("yearbook", args=[entry.yearbook_id]),
        back_label=str(entry.yearbook),
    )


@require_POST
def yearbook_print(request: HttpRequest, pk: int) -> HttpResponse:
    """Print the book in the background."""
    book = _own(request, pk)
    job = start_job(
        kind="yearbook",
        key=f"{pk}/{digest_of(book)}",
        title=f"In kỷ yếu {book}",
        actor=request.user,
        task=build_yearbook,
        arguments={"yearbook_id": pk},
    )
    return redirect("job", job.pk)


@require_safe
def yearbook_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The printed book."""
    book = _book(request, pk)
    if book.pdf is None:
        raise Http404
    with book.pdf.content.open("rb") as stored:
        return shown_pdf(stored.read(), f"ky-yeu-ocop-{book.year}")
