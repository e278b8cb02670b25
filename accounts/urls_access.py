from django.urls import path

from accounts.views import access

urlpatterns = [
    path("loi-moi/<str:token>/", access.invitation, name="invitation"),
    path("phien-dang-nhap/", access.session_list, name="session_list"),
    path("phien-dang-nhap/noi-khac/", access.session_end_others, name="session_end_others"),
    path("phien-dang-nhap/<int:pk>/", access.session_end, name="session_end"),
    path("nguoi-dung/<int:pk>/", access.account_help, name="account_help"),
    path("nguoi-dung/<int:pk>/<slug:act>/", access.account_act, name="account_act"),
    path("xem-thay/bat-dau/", access.support_start, name="support_start"),
    path("xem-thay/thoi/", access.support_stop, name="support_stop"),
]
