from django.urls import path

from exchange.views import imports, moving

urlpatterns = [
    path("nhap/", imports.import_list, name="import_list"),
    path("nhap/moi/", imports.import_new, name="import_new"),
    path("nhap/<int:pk>/", imports.import_run, name="import_run"),
    path("nhap/<int:pk>/cot/", imports.import_columns, name="import_columns"),
    path("nhap/<int:pk>/nhan/", imports.import_accept, name="import_accept"),
    path("nhap/<int:pk>/ghi/", imports.import_apply, name="import_apply"),
    path("nhap/<int:pk>/hoan-tac/", imports.import_undo, name="import_undo"),
    path("nhap/<int:pk>/tep-kiem-tra/", imports.import_corrected, name="import_corrected"),
    path("chuyen-dia-ban/", moving.moving, name="unit_moving"),
    path("so-sanh-dia-ban/", moving.unit_compare, name="unit_compare"),
]
