from django.urls import path

from programme import views

urlpatterns = [
    path("", views.plan_list, name="plan_list"),
    path("<int:pk>/", views.plan, name="plan"),
    path("<int:pk>/chi-tieu/<str:code>/", views.target, name="target"),
]
