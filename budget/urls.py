from django.urls import path

from budget.views import classes, lines, overview

urlpatterns = [
    path("", overview.budget, name="budget"),
    path("phan-bo/", overview.allocation_list, name="allocation_list"),
    path("chung-tu/", overview.voucher_list, name="voucher_list"),
    path("lop/", classes.class_money_list, name="class_money_list"),
    path("lop/<int:pk>/", classes.class_place, name="class_place"),
    path("ke-hoach/<int:pk>/them-dong/", lines.line_create, name="line_create"),
    path("ke-hoach/<int:pk>/chep-du-toan/", overview.estimates_copy, name="estimates_copy"),
    path("ke-hoach/<int:pk>/nhan-chuyen-nguon/", overview.estimates_carry, name="estimates_carry"),
    path("ke-hoach/<int:pk>/quyet-toan/", overview.settle_rest, name="settle_rest"),
    path("ke-hoach/<int:pk>/khoa-so/", overview.plan_close, name="plan_close"),
    path("dong/<int:pk>/", lines.line, name="budget_line"),
    path("dong/<int:pk>/sua/", lines.line_edit, name="line_edit"),
    path("dong/<int:pk>/xoa/", lines.line_remove, name="line_remove"),
    path("dong/<int:pk>/phan-bo/", lines.allocate, name="allocate"),
    path("dong/<int:pk>/dieu-chinh/", lines.line_adjust, name="line_adjust"),
    path("dong/<int:pk>/quyet-toan/", lines.line_settle, name="line_settle"),
    path("dong/<int:pk>/bo-quyet-toan/", lines.line_unsettle, name="line_unsettle"),
    path("phan-bo/<int:pk>/giai-ngan/", lines.disburse, name="disburse"),
    path("phan-bo/<int:pk>/dieu-chinh/", lines.allocation_adjust, name="allocation_adjust"),
    path("chung-tu/<int:pk>/huy/", lines.payment_void, name="payment_void"),
    path("chung-tu/<int:pk>/phieu-chi.pdf", lines.voucher, name="voucher"),
    path("chung-tu/<int:pk>/tep/", lines.voucher_file, name="voucher_file"),
]
