from django.urls import path

from reports import views

urlpatterns = [
    path("", views.report_list, name="report_list"),
    path("lap/", views.report_build, name="report_build"),
    path("<int:pk>/", views.report, name="report"),
    path("<int:pk>/ban-hanh/", views.report_issue, name="report_issue"),
    path("<int:pk>/tep/<str:ending>/", views.report_file, name="report_file"),
]
