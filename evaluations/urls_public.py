from django.urls import path

from evaluations.views import public

urlpatterns = [path("xac-minh/<str:code>/", public.verify, name="verify")]
