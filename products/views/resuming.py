"""Large files in pieces: announced, sent piece by piece, given up. The script of the papers' page asks here.

The end is told to the papers' page itself (`arrived` of its form), so that a file sent in pieces is answered like
every other.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from core.domain.uploads import FileRefused
from core.pages import carry_out
from products.domain import resuming as acts
from products.models import PartialUpload
from products.views.access import editable_dossier


@require_POST
def upload_begin(request: HttpRequest, pk: int) -> JsonResponse:
    """Announce a file by name, size and digest; the answer says where to send from, 422 why it is not taken."""
    editable_dossier(request, pk)
    size = request.POST.get("size", "")
    try:
        upload = acts.begin_upload(
            dossier_id=pk,
            actor=request.user,
            name=request.POST.get("name", ""),
            size=int(size) if size.isdecimal() and len(size) < 16 else 0,
            sha256=request.POST.get("sha256", ""),
        )
    except FileRefused as error:
        return JsonResponse({"refused": str(error)}, status=422)
    return JsonResponse({"upload": upload.pk, "received": upload.received})


@require_POST
def upload_piece(request: HttpRequest, pk: int, upload_pk: int, start: int) -> JsonResponse:
    """The next bytes of a file, as the body; 409 says where the file really stopped."""
    upload = _mine(request, pk, upload_pk)
    try:
        upload = acts.receive_piece(upload_id=upload.pk, start=start, content=request.body)
    except acts.StillArriving as error:
        return JsonResponse({"received": error.received}, status=409)
    except FileRefused as error:
        return JsonResponse({"refused": str(error)}, status=422)
    return JsonResponse({"received": upload.received})


@require_POST
def upload_drop(request: HttpRequest, pk: int, upload_pk: int) -> HttpResponse:
    """Give a file up that is not all here."""
    upload = _mine(request, pk, upload_pk)
    carry_out(request, lambda: acts.drop_upload(upload_id=upload.pk), f"Đã bỏ tệp tải dở “{upload}”.")
    return redirect("evidence_list", pk)


def _mine(request: HttpRequest, pk: int, upload_pk: int) -> PartialUpload:
    editable_dossier(request, pk)
    rows = PartialUpload.objects.visible_to(request.user).filter(dossier=pk)
    return get_object_or_404(rows, pk=upload_pk)
