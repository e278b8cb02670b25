"""What the reports' pages have to show: who gets reports, and a yearbook with its products chosen."""

from django.utils import timezone

from accounts.models import User
from products.domain.queries.register import valid_ratings
from reports.domain.yearbook import choose_products, save_yearbook
from reports.models import ReportRecipient, Yearbook

CHOSEN = 24
RECIPIENTS = (
    ("Ủy ban nhân dân thành phố Cần Thơ", "ubnd@cantho.example"),
    ("Sở Nông nghiệp và Môi trường", "so@cantho.example"),
    ("Văn phòng Điều phối nông thôn mới Trung ương", "dieuphoi@trunguong.example"),
)
FOREWORD = (
    "Cần Thơ là nơi hội tụ của những nhánh sông, của ruộng lúa, vườn cây và những làng nghề trăm năm. "
    "Chương trình Mỗi xã một sản phẩm đã đưa những sản vật ấy ra khỏi bờ tre, bến nước, mang theo tên xã, "
    "tên phường và công sức của người làm ra.\n\n"
    "Cuốn kỷ yếu này giới thiệu những sản phẩm tiêu biểu đang được công nhận. Mỗi trang là một câu chuyện; "
    "quét mã ở góc trang để gặp người kể."
)


def load_reports(*, actor: User) -> None:
    """Recipients and a yearbook of the highest recognised products; nothing where there is a yearbook."""
    if Yearbook.objects.exists():
        return
    ReportRecipient.objects.bulk_create(
        [ReportRecipient(name=name, email=email) for name, email in RECIPIENTS], ignore_conflicts=True
    )
    book = save_yearbook(
        yearbook=None,
        actor=actor,
        title="Sản phẩm OCOP tiêu biểu Cần Thơ",
        subtitle="Tinh hoa từ mỗi xã, phường",
        year=2026,
        foreword=FOREWORD,
        signed_by="Văn phòng Điều phối nông thôn mới thành phố Cần Thơ",
    )
    best = sorted(valid_ratings(day=timezone.localdate()), key=lambda one: -one.stars)[:CHOSEN]
    choose_products(yearbook_id=book.pk, products=[one.product_id for one in best], actor=actor)
