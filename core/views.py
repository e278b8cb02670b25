from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page left open too long: say so, and that nothing was saved."""
    return render(request, "errors/csrf.html", status=403)


@login_not_required
def health(request: HttpRequest) -> JsonResponse:
    """For the proxy and the person on call: is the database there?"""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return JsonResponse({"status": "ok"})
