from django.urls import path

from budget import views

urlpatterns = [
    path("", views.budget, name="budget"),
    path("dong/<int:pk>/", views.line, name="budget_line"),
    path("dong/<int:pk>/phan-bo/", views.allocate, name="allocate"),
    path("phan-bo/<int:pk>/giai-ngan/", views.disburse, name="disburse"),
]
