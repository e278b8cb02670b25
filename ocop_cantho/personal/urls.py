from django.urls import path

from ocop_cantho.personal import views

urlpatterns = [
    path("", views.my_data, name="my_data"),
    path("ai-da-xem/", views.my_looks, name="my_looks"),
    path("nhat-ky-xem/", views.personal_log, name="personal_log"),
    path("ban-sao/<int:pk>/", views.personal_copy, name="personal_copy"),
    path("ban-sao/<int:pk>/tep/", views.personal_copy_file, name="personal_copy_file"),
    path("<slug:word>/<int:pk>/", views.personal_data, name="personal_data"),
    path("<slug:word>/<int:pk>/lap-ban-sao/", views.personal_copy_make, name="personal_copy_make"),
    path("<slug:word>/<int:pk>/ai-da-xem/", views.personal_looks, name="personal_looks"),
    path("<slug:word>/<int:pk>/an-danh/", views.personal_erase, name="personal_erase"),
]
