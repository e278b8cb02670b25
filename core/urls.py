from django.urls import path

from core.views import job, job_cancel, read_amount

urlpatterns = [
    path("<int:pk>/", job, name="job"),
    path("<int:pk>/huy/", job_cancel, name="job_cancel"),
    path("doc-so-tien/", read_amount, name="read_amount"),
]
