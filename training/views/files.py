"""Files of a class: put there, opened, taken off."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.pages import carry_out, file_response, save_page
from training.domain import files as acts
from training.interfaces.forms import ClassFilesForm
from training.models import ClassFile
from training.views.classes import attended_class, class_address


@require_http_methods(["GET", "HEAD", "POST"])
def class_files(request: HttpRequest, pk: int) -> HttpResponse:
    """Put files on the page of a class: the office, and the officer of its ground."""
    found = attended_class(request, pk)
    initial = {"kind": request.GET.get("loai", "")}
    return save_page(
        request,
        lambda data: ClassFilesForm(data, request.FILES or None, initial=initial),
        lambda form: acts.keep_class_files(class_id=pk, actor=request.user, **form.cleaned_data),
        heading=f"Thêm tệp: {found.name}",
        button="Tải lên",
        back_url=class_address(found),
        back_label=found.name,
        done="Đã tải tệp lên.",
        leads_to=lambda _: class_address(found),
    )


@require_safe
def class_file(request: HttpRequest, pk: int) -> HttpResponse:
    rows = ClassFile.objects.visible_to(request.user).select_related("file")
    return file_response(request, get_object_or_404(rows, pk=pk).file)


@require_POST
def class_file_drop(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(ClassFile.objects.visible_to(request.user), pk=pk)
    attended_class(request, found.training_class_id)
    carry_out(request, lambda: acts.drop_class_file(file_id=pk, actor=request.user), "Đã bỏ tệp.")
    return redirect("class_detail", found.training_class_id)
