"""Measures the administration's lists, searches and forms, as the office meets them every day."""

from collections.abc import Callable
from typing import Any


def measure(timing: Callable[..., Any]) -> list[str]:
    """Lines of a table in Markdown; the database is full of products already."""
    from django.test import Client
    from django.urls import reverse

    from producers.models import Producer, ProducerKind
    from products.models import Dossier, Product, Rating
    from tests.factories.accounts import UserFactory

    client = Client()
    client.force_login(UserFactory(admin=True))

    def get(address: str, **query: str) -> Callable[[], object]:
        def ask() -> None:
            answer = client.get(address, query)
            if answer.status_code != 200:
                raise RuntimeError(f"{address}: {answer.status_code}")

        return ask

    asked: dict[str, Callable[[], object]] = {"trang đầu": get(reverse("admin:index"))}
    narrowed = {
        Product: {"standardised_year__isnull": "True"},
        Producer: {"kind__exact": ProducerKind.values[0]},
        Dossier: {"state__exact": "proposed"},
        Rating: {"stars__exact": "4"},
    }
    for model, query in narrowed.items():
        meta = model._meta
        name = f"{meta.app_label}_{meta.model_name}"
        address = reverse(f"admin:{name}_changelist")
        asked[f"danh sách {meta.verbose_name}"] = get(address)
        asked[f"{meta.verbose_name}: tìm “nước mắm”"] = get(address, q="nước mắm")
        asked[f"{meta.verbose_name}: không có"] = get(address, q="khong co gi")
        asked[f"{meta.verbose_name}: trang 150"] = get(address, p="150")
        if query:
            asked[f"{meta.verbose_name}: lọc"] = get(address, **query)
        if (row := model._default_manager.order_by("-pk").first()) is not None:
            asked[f"mở một {meta.verbose_name}"] = get(reverse(f"admin:{name}_change", args=[row.pk]))
    asked["thêm sản phẩm"] = get(reverse("admin:products_product_add"))
    asked["gợi ý khi chọn chủ thể"] = get(
        reverse("admin:autocomplete"),
        term="co so",
        app_label="products",
        model_name="product",
        field_name="producer",
    )
    lines = []
    for name, ask in asked.items():
        one = timing(ask)
        lines.append(f"| {name} | {one.p50:.1f} ms | {one.p95:.1f} ms | {one.queries} |")
    return lines
