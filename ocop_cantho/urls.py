from django.contrib import admin
from django.urls import include, path

from core.views import health
from ocop_cantho import following, guide, saved_filters
from ocop_cantho.views import condition, home, search_page
from ocop_cantho.views_calendar import calendar_address, calendar_feed, calendar_page

urlpatterns = [
    path("", include("products.urls_public")),
    path("", include("evaluations.urls_public")),
    path("viec-cua-toi/", home, name="home"),
    path("tinh-trang/", condition, name="condition"),
    path("huong-dan/", guide.guide_page, name="guide"),
    path("huong-dan/buoc-dau/", guide.first_steps, name="first_steps"),
    path("huong-dan/hinh/<str:name>", guide.guide_picture, name="guide_picture"),
    path("huong-dan/<slug:slug>/", guide.guide_page, name="guide_page"),
    path("tim-kiem/", search_page, name="search"),
    path("ho-so/", include("products.urls")),
    path("chu-the/", include("producers.urls")),
    path("hoi-dong/", include("evaluations.urls_council")),
    path("hoi-dong/", include("evaluations.urls_after")),
    path("cham-diem/", include("evaluations.urls_scoring")),
    path("dao-tao/", include("training.urls")),
    path("ke-hoach/", include("programme.urls")),
    path("ngan-sach/", include("budget.urls")),
    path("lich/", calendar_page, name="calendar"),
    path("lich/dia-chi/", calendar_address, name="calendar_address"),
    path("lich/<str:secret>.ics", calendar_feed, name="calendar_feed"),
    path("bao-cao/", include("reports.urls")),
    path("tai-khoan/", include("accounts.urls_access")),
    path("du-lieu-ca-nhan/", include("ocop_cantho.personal.urls")),
    path("theo-doi/", following.following, name="following"),
    path("theo-doi/<slug:kind>/<int:pk>/", following.follow, name="follow"),
    path("theo-doi/<slug:kind>/<int:pk>/thoi/", following.unfollow, name="unfollow"),
    path("thong-bao/", include("accounts.urls_notifications")),
    path("quan-tri-du-lieu/", include("exchange.urls")),
    path("viec-nen/", include("core.urls")),
    path("quan-tri/bo-loc/luu/", saved_filters.filter_save, name="filter_save"),
    path("quan-tri/bo-loc/<int:pk>/xoa/", saved_filters.filter_remove, name="filter_remove"),
    path("quan-tri/", admin.site.urls),
    path("", include("accounts.urls_auth")),
    path("suc-khoe/", health, name="health"),
]

handler403 = "ocop_cantho.views.forbidden"
handler404 = "ocop_cantho.views.not_found"
handler429 = "ocop_cantho.views.too_many"
handler500 = "ocop_cantho.views.server_error"
