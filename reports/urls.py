from django.urls import path

from reports.views import listing, overview, reading, steps, yearbook

urlpatterns = [
    path("", listing.report_list, name="report_list"),
    path("tong-quan/", overview.overview, name="overview"),
    path("tong-quan/dong/", overview.overview_rows, name="overview_rows"),
    path("ky-yeu/", yearbook.yearbook_list, name="yearbook_list"),
    path("ky-yeu/lap/", yearbook.yearbook_create, name="yearbook_create"),
    path("ky-yeu/<int:pk>/", yearbook.yearbook, name="yearbook"),
    path("ky-yeu/<int:pk>/sua/", yearbook.yearbook_edit, name="yearbook_edit"),
    path("ky-yeu/<int:pk>/chon/", yearbook.yearbook_choose, name="yearbook_choose"),
    path("ky-yeu/<int:pk>/in/", yearbook.yearbook_print, name="yearbook_print"),
    path("ky-yeu/<int:pk>/tep/", yearbook.yearbook_file, name="yearbook_file"),
    path("ky-yeu/san-pham/<int:pk>/", yearbook.yearbook_entry, name="yearbook_entry"),
    path("lap/", listing.report_kinds, name="report_kinds"),
    path("lap/<str:kind>/", listing.report_build, name="report_build"),
    path("<int:pk>/", reading.report, name="report"),
    path("<int:pk>/dong/", reading.report_rows, name="report_rows"),
    path("<int:pk>/so-sanh/", reading.report_compare, name="report_compare"),
    path("<int:pk>/tep/<str:ending>/", reading.report_file, name="report_file"),
    path("<int:pk>/loi-van/", steps.report_text, name="report_text"),
    path("<int:pk>/soat-xet/", steps.report_review, name="report_review"),
    path("<int:pk>/tra-lai/", steps.report_send_back, name="report_send_back"),
    path("<int:pk>/ban-ky/", steps.report_sign, name="report_sign"),
    path("<int:pk>/ban-hanh/", steps.report_issue, name="report_issue"),
    path("<int:pk>/ky-so/", steps.report_sign_digitally, name="report_sign_digitally"),
    path("<int:pk>/gui/", steps.report_dispatch, name="report_dispatch"),
    path("gui-lai/<int:pk>/", steps.dispatch_again, name="dispatch_again"),
    path("da-nhan/<int:pk>/", steps.dispatch_received, name="dispatch_received"),
    path("nhan/<str:token>/", steps.report_receipt, name="report_receipt"),
]
