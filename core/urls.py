from django.urls import path

from core.views import job, job_cancel

urlpatterns = [
    path("<int:pk>/", job, name="job"),
    path("<int:pk>/huy/", job_cancel, name="job_cancel"),
]
