from django.urls import path

from producers import views

urlpatterns = [
    path("", views.producer_list, name="producer_list"),
    path("them/", views.producer_create, name="producer_create"),
    path("<int:pk>/", views.producer, name="producer"),
    path("<int:pk>/sua/", views.producer_edit, name="producer_edit"),
    path("<int:pk>/ket-qua-nam/", views.producer_year, name="producer_year"),
    path("<int:pk>/lich-su/", views.producer_history, name="producer_history"),
]
