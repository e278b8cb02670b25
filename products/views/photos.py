"""Pictures of products: given to everybody where the product is public, otherwise to who sees the product."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists, OuterRef
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from core.domain.uploads import too_large
from core.errors import ActRefused
from core.pages import carry_out, say_errors
from core.upload_handlers import files_cut_off
from products.domain import photos as acts
from products.interfaces.forms import PhotosForm
from products.models import Product, ProductPhoto, Rating
from products.policy import require_writer

WEEK = 7 * 24 * 3600


@login_not_required
@require_safe
def product_photo(request: HttpRequest, pk: int, size: str) -> HttpResponse:
    """One picture; it never changes under its address, so browsers may keep it."""
    if size not in ("nho", "lon"):
        raise Http404
    rated = Rating.objects.filter(product=OuterRef("product")).order_by()
    rows = ProductPhoto.objects.select_related("file", "thumbnail").annotate(is_public=Exists(rated))
    photo = get_object_or_404(rows, pk=pk)
    if not photo.is_public and not _sees(request, photo):
        raise Http404
    stored = photo.thumbnail if size == "nho" else photo.file
    keep = f"public, max-age={WEEK}" if photo.is_public else "private, no-store"
    return FileResponse(
        stored.content.open("rb"),
        content_type=stored.content_type,
        headers={"Content-Security-Policy": "default-src 'none'", "Cache-Control": keep},
    )


def _sees(request: HttpRequest, photo: ProductPhoto) -> bool:
    user = request.user
    return user.is_authenticated and Product.objects.visible_to(user).filter(pk=photo.product_id).exists()


def _changed(request: HttpRequest, pk: int) -> Product:
    found = get_object_or_404(Product.objects.visible_to(request.user), pk=pk)
    require_writer(request.user)
    return found


@require_POST
def photo_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one or several pictures, each for itself."""
    found = _changed(request, pk)
    cut_off = files_cut_off(request)
    for name in cut_off:
        messages.error(request, too_large(name) if name else "Tổng dung lượng ảnh quá 200 MB.")
    form = PhotosForm(request.POST, request.FILES)
    added = 0
    for file in form.cleaned_data["photos"] if form.is_valid() else []:
        try:
            acts.add_photo(product_id=found.pk, content=file.read(), name=file.name, actor=request.user)
            added += 1
        except ActRefused as error:
            messages.error(request, str(error))
    if added:
        messages.success(request, f"Đã thêm {added} ảnh.")
    elif not cut_off:
        say_errors(request, form)
    return redirect("product", pk)


@require_POST
def photo_remove(request: HttpRequest, pk: int, photo_pk: int) -> HttpResponse:
    """Take a picture off."""
    found = _changed(request, pk)
    carry_out(
        request,
        lambda: acts.remove_photo(product_id=found.pk, photo_id=photo_pk, actor=request.user),
        "Đã bỏ ảnh.",
    )
    return redirect("product", pk)


@require_POST
def photo_first(request: HttpRequest, pk: int, photo_pk: int) -> HttpResponse:
    """Make a picture the product's main one."""
    found = _changed(request, pk)
    carry_out(
        request,
        lambda: acts.make_first(product_id=found.pk, photo_id=photo_pk, actor=request.user),
        "Đã đặt làm ảnh chính.",
    )
    return redirect("product", pk)
