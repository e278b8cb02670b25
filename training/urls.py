from django.urls import path

from training import views

urlpatterns = [
    path("", views.class_list, name="class_list"),
    path("<int:pk>/", views.class_detail, name="class_detail"),
]
