"""Following a dossier or a product: the button on its page, and the list of what one follows."""

from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.domain import following as acts
from accounts.models import Follow, User
from products.models import Dossier, Product

PAGE = 30
# the word in the address → what is followed, its page, and what it is called
KINDS: dict[str, tuple[type[Model], str, str]] = {
    "ho-so": (Dossier, "dossier", "hồ sơ"),
    "san-pham": (Product, "product", "sản phẩm"),
}


def kind_of(thing: Model) -> str:
    """The word a thing's kind has in addresses."""
    return next(word for word, (model, _, _) in KINDS.items() if isinstance(thing, model))


def _seen(user: User, kind: str) -> QuerySet[Any]:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind][0]._default_manager.visible_to(user)  # type: ignore[attr-defined]


@require_safe
def following(request: HttpRequest) -> HttpResponse:
    """What one follows, the latest first; what one may see no longer says so and can only be let go."""
    rows = Follow.objects.filter(user=request.user)
    kind = request.GET.get("loai", "")
    if kind in KINDS:
        rows = rows.filter(content_type=ContentType.objects.get_for_model(KINDS[kind][0]))
    seen = GenericPrefetch(
        "thing",
        [
            Dossier.objects.visible_to(request.user).select_related("product__producer", "unit"),
            Product.objects.visible_to(request.user).select_related("producer", "unit"),
        ],
    )
    page = Paginator(rows.select_related("content_type").prefetch_related(seen).order_by("-pk"), PAGE)
    shown = page.get_page(request.GET.get("page"))
    lines = [_line(row) for row in shown]
    kinds = [(word, name.capitalize()) for word, (_, _, name) in KINDS.items()]
    return render(
        request, "account/following.html", {"page": shown, "lines": lines, "kind": kind, "kinds": kinds}
    )


def _line(row: Follow) -> dict[str, Any]:
    model = row.content_type.model_class()
    word, (_, page, name) = next(item for item in KINDS.items() if item[1][0] is model)
    thing = row.thing
    if thing is None:
        title, note, url = f"Một {name} bạn không còn được xem", "", ""
    elif isinstance(thing, Dossier):
        title, note = thing.product.name, f"{thing.unit.name} · {thing.get_state_display()}"
    else:
        title, note = thing.name, f"{thing.producer.name} · {thing.unit.name}"
    if thing is not None:
        url = reverse(page, args=[thing.pk])
    return {"row": row, "kind": word, "label": name, "title": title, "note": note, "url": url}


@require_POST
def follow(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Hear of every step from now on."""
    thing = get_object_or_404(_seen(request.user, kind), pk=pk)
    acts.follow(user=request.user, thing=thing)
    messages.success(request, f"Bạn sẽ nhận thông báo ở mỗi bước của {KINDS[kind][2]} này.")
    return redirect(KINDS[kind][1], pk)


@require_POST
def unfollow(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Hear of it no longer; also of what one may see no longer."""
    if kind not in KINDS:
        raise Http404
    model, page, name = KINDS[kind]
    acts.unfollow(user=request.user, thing=model(pk=pk))
    messages.success(request, f"Đã thôi theo dõi {name} này.")
    seen = "danh-sach" not in request.POST and _seen(request.user, kind).filter(pk=pk).exists()
    return redirect(page, pk) if seen else redirect("following")
