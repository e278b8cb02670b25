from django.urls import path

from products.views import photos, public

urlpatterns = [
    path("", public.register, name="register"),
    path("san-pham/<int:pk>/", public.product_public, name="product_public"),
    path("anh/<int:pk>/<slug:size>/", photos.product_photo, name="product_photo"),
]
