from django.urls import path

from core.views import job

urlpatterns = [path("<int:pk>/", job, name="job")]
