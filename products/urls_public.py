from django.urls import path

from products.views import public

urlpatterns = [
    path("", public.register, name="register"),
    path("san-pham/<int:pk>/", public.product_public, name="product_public"),
]
