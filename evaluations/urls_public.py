from django.urls import path

from evaluations.views import public

urlpatterns = [
    path("xac-minh/", public.verify_form, name="verify_form"),
    path("xac-minh/<str:code>/", public.verify, name="verify"),
    path("cong-bo/", public.publications, name="publications"),
    path("cong-bo/<int:pk>/", public.publication, name="publication"),
]
