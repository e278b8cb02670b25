from django.urls import path

from products.views import dossiers, evidence, filling, photos, printing, products, review, road

urlpatterns = [
    path("", dossiers.dossier_list, name="dossier_list"),
    path("<int:pk>/", dossiers.dossier, name="dossier"),
    path("<int:pk>/kiem-tra/", review.dossier_check, name="dossier_check"),
    path("<int:pk>/tra-lai/", review.dossier_return, name="dossier_return"),
    path("<int:pk>/thay-doi/", review.dossier_changes, name="dossier_changes"),
    path("<int:pk>/duong-len-sao/", road.dossier_road, name="dossier_road"),
    path("<int:pk>/duong-len-sao.pdf", road.dossier_road_pdf, name="dossier_road_pdf"),
    path("<int:pk>/noi-dung/", filling.dossier_content, name="dossier_content"),
    path("<int:pk>/tu-cham/", filling.self_assessment, name="self_assessment"),
    path("<int:pk>/mau-03/", filling.dossier_assessment, name="dossier_assessment"),
    path("<int:pk>/minh-chung/", evidence.evidence_list, name="evidence_list"),
    path("<int:pk>/minh-chung/<int:evidence_pk>/", evidence.evidence, name="evidence"),
    path("<int:pk>/minh-chung/<int:evidence_pk>/bo/", evidence.evidence_remove, name="evidence_remove"),
    path("<int:pk>/minh-chung/<int:evidence_pk>/dung-lai/", evidence.evidence_reuse, name="evidence_reuse"),
    path("giay-to/<int:evidence_pk>/tep/", evidence.evidence_file, name="evidence_file"),
    path("<int:pk>/in/<slug:form>/", printing.dossier_print, name="dossier_print"),
    path("<int:pk>/buoc/<slug:step>/", dossiers.dossier_step, name="dossier_step"),
    path("san-pham/", products.product_list, name="product_list"),
    path("san-pham/them/", products.product_create, name="product_create"),
    path("san-pham/<int:pk>/", products.product, name="product"),
    path("san-pham/<int:pk>/sua/", products.product_edit, name="product_edit"),
    path("san-pham/<int:pk>/lich-su/", products.product_history, name="product_history"),
    path("san-pham/<int:pk>/anh/", photos.photo_add, name="photo_add"),
    path("san-pham/<int:pk>/anh/<int:photo_pk>/bo/", photos.photo_remove, name="photo_remove"),
    path("san-pham/<int:pk>/anh/<int:photo_pk>/anh-chinh/", photos.photo_first, name="photo_first"),
    path("san-pham/<int:product_pk>/lap-ho-so/", dossiers.dossier_create, name="dossier_create"),
]
