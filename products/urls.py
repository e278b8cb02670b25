from django.urls import path

from products.views import dossiers, products

urlpatterns = [
    path("", dossiers.dossier_list, name="dossier_list"),
    path("<int:pk>/", dossiers.dossier, name="dossier"),
    path("<int:pk>/luu/", dossiers.dossier_save, name="dossier_save"),
    path("<int:pk>/tu-cham/", dossiers.self_assessment, name="self_assessment"),
    path("<int:pk>/buoc/<slug:step>/", dossiers.dossier_step, name="dossier_step"),
    path("san-pham/", products.product_list, name="product_list"),
    path("san-pham/them/", products.product_create, name="product_create"),
    path("san-pham/<int:pk>/", products.product, name="product"),
    path("san-pham/<int:product_pk>/lap-ho-so/", dossiers.dossier_create, name="dossier_create"),
]
