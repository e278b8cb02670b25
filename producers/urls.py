from django.urls import path

from producers import views, views_villages

urlpatterns = [
    path("", views.producer_list, name="producer_list"),
    path("them/", views.producer_create, name="producer_create"),
    path("lang-nghe/", views_villages.village_list, name="village_list"),
    path("lang-nghe/them/", views_villages.village_create, name="village_create"),
    path("lang-nghe/<int:pk>/", views_villages.village, name="village"),
    path("lang-nghe/<int:pk>/sua/", views_villages.village_edit, name="village_edit"),
    path("<int:pk>/", views.producer, name="producer"),
    path("<int:pk>/sua/", views.producer_edit, name="producer_edit"),
    path("<int:pk>/ket-qua-nam/", views.producer_year, name="producer_year"),
    path("<int:pk>/lich-su/", views.producer_history, name="producer_history"),
]
