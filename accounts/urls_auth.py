"""Sign-in pages of allauth, under Vietnamese addresses. Nobody signs up: the office gives accounts."""

from allauth.account import views as account
from django.urls import include, path, re_path

urlpatterns = [
    path("dang-nhap/", account.login, name="account_login"),
    path("dang-xuat/", account.logout, name="account_logout"),
    path("doi-mat-khau/", account.password_change, name="account_change_password"),
    path("dat-mat-khau/", account.password_set, name="account_set_password"),
    path("xac-nhan-lai/", account.reauthenticate, name="account_reauthenticate"),
    path("dang-nhap/quen-mat-khau/", account.password_reset, name="account_reset_password"),
    path(
        "dang-nhap/quen-mat-khau/da-gui/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        # the key holds hyphens itself: only the first one divides
        r"^dang-nhap/quen-mat-khau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "dang-nhap/quen-mat-khau/xong/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("tai-khoan-khoa/", account.account_inactive, name="account_inactive"),
    path("xac-thuc-hai-lop/", include("allauth.mfa.urls")),
]
