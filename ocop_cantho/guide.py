"""The user guide inside the application: the pages of docs/huong-dan, and which part of them helps on which page."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts.models import Role
from core import markdown
from ocop_cantho.navigation import address

PLACE = settings.BASE_DIR / "docs" / "huong-dan"
PICTURES = settings.BASE_DIR / "docs" / "pictures"
START = "bat-dau"  # the address of README.md
PAGES = {
    START: "Bắt đầu",
    "can-bo-xa": "Cán bộ xã",
    "chu-the": "Chủ thể",
    "van-phong": "Văn phòng",
    "thanh-vien-hoi-dong": "Thành viên Hội đồng",
    "lanh-dao": "Lãnh đạo",
    "tra-cuu-cong-khai": "Tra cứu công khai",
}
OF_ROLE = {
    Role.OFFICE_ADMIN: "van-phong",
    Role.OFFICE_STAFF: "van-phong",
    Role.LOCAL_OFFICER: "can-bo-xa",
    Role.PRODUCER: "chu-the",
    Role.COUNCIL_MEMBER: "thanh-vien-hoi-dong",
    Role.ADVISER: "thanh-vien-hoi-dong",
    Role.LEADER: "lanh-dao",
}
# The part that helps on the pages under an address: the longest beginning that fits, and words of the part's heading.
PARTS = {
    "can-bo-xa": {
        "/chu-the/": "Nhập một chủ thể",
        "/ho-so/san-pham/": "Nhập một sản phẩm",
        "/ho-so/": "Ghi nội dung hồ sơ",
    },
    "chu-the": {
        "/chu-the/": "thông tin của mình",
        "/ho-so/san-pham/": "Thêm sản phẩm",
        "/ho-so/": "nộp hồ sơ",
    },
    "van-phong": {
        "/ho-so/": "Kiểm tra hồ sơ",
        "/hoi-dong/": "Lập Hội đồng",
        "/hoi-dong/dot/": "Trong thời gian chấm",
        "/ke-hoach/": "Kế hoạch",
        "/dao-tao/": "Đào tạo",
        "/ngan-sach/": "Ngân sách",
        "/bao-cao/": "Báo cáo",
        "/tai-khoan/nguoi-dung/": "Tài khoản",
        "/du-lieu-ca-nhan/hoc-vien/": "Dữ liệu cá nhân",
        "/du-lieu-ca-nhan/nguoi-dai-dien/": "Dữ liệu cá nhân",
    },
    "thanh-vien-hoi-dong": {"/cham-diem/": "Chấm"},
    START: {
        "/dang-nhap/": "Đăng nhập",
        "/xac-thuc-hai-lop/": "Mật khẩu và an toàn",
        "/doi-mat-khau/": "Mật khẩu và an toàn",
        "/tai-khoan/phien-dang-nhap/": "Mật khẩu và an toàn",
        "/thong-bao/": "Thông báo và thư",
        "/du-lieu-ca-nhan/": "Dữ liệu cá nhân",
    },
}


def part_named(slug: str, words: str) -> str | None:
    """The first heading of a page that has these words in it."""
    _, _, parts = _page(slug, _file(slug).stat().st_mtime)
    return next((name for heading, name in parts if words.casefold() in heading.casefold()), None)


def help_for(request: HttpRequest) -> str:
    """The address of the guide's part that helps whoever is on this page."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    own = OF_ROLE[user.role] if signed_in else "tra-cuu-cong-khai"
    for slug in (START, own):
        fitting = [begin for begin in PARTS.get(slug, {}) if request.path.startswith(begin)]
        if fitting:
            part = part_named(slug, PARTS[slug][max(fitting, key=len)])
            return reverse("guide_page", args=[slug]) + (f"#{part}" if part else "")
    return reverse("guide_page", args=[own])


def help_link(request: HttpRequest) -> dict[str, Any]:
    """For every page."""
    return {"help_url": help_for(request)}


def _file(slug: str) -> Path:
    return PLACE / ("README.md" if slug == START else f"{slug}.md")


@lru_cache(maxsize=32)
def _page(slug: str, stamp: float) -> tuple[str, SafeString, list[tuple[str, str]]]:
    """Title, text and parts of a page; made anew when the file changes."""
    text = _file(slug).read_text(encoding="utf-8")
    title, _, rest = text.partition("\n")
    parts = [(heading, markdown.anchor(heading)) for heading in markdown.headings(rest)]
    return title.lstrip("# "), markdown.render(rest, address=_address), parts


def _address(target: str) -> str:
    """A document's link as an address of the application."""
    name, mark, part = target.partition("#")
    if name.endswith(".md"):
        slug = START if name == "README.md" else name.removesuffix(".md")
        return reverse("guide_page", args=[slug]) + (mark and f"#{part}")
    if name.startswith("../pictures/"):
        return reverse("guide_picture", args=[name.removeprefix("../pictures/")])
    return target


@login_not_required
@require_safe
def guide_page(request: HttpRequest, slug: str = START) -> HttpResponse:
    """One page of the guide; open to all, for who cannot sign in needs it most."""
    if slug not in PAGES:
        raise Http404
    title, text, parts = _page(slug, _file(slug).stat().st_mtime)
    pages = [{"slug": key, "label": label, "current": key == slug} for key, label in PAGES.items()]
    shown = {"title": title, "text": text, "parts": parts, "pages": pages}
    return render(request, "guide/page.html", shown)


@login_not_required
@require_safe
def guide_picture(request: HttpRequest, name: str) -> FileResponse:
    """A picture of the guide."""
    path = PICTURES / name
    if path.parent != PICTURES or path.suffix != ".webp" or not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), content_type="image/webp")
    response["Cache-Control"] = "public, max-age=86400"
    return response


# What somebody new does first: what it is, and the page where it is done.
STEPS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "van-phong": (
        ("Xem việc đang chờ", "Mỗi dòng là một loại việc; bấm vào để mở.", "home"),
        ("Mở một hồ sơ", "Xem các phần của hồ sơ, giấy tờ, nhật ký xử lý.", "dossier_list"),
        ("Xem một đợt đánh giá", "Từ lập đợt, khóa phiếu đến quyết định đều ở trang đợt.", "round_list"),
        ("So kế hoạch với kết quả", "Bấm một chỉ tiêu để thấy danh sách được tính.", "plan_list"),
        ("Xem ngân sách", "Dự toán, phân bổ, giải ngân và tỷ lệ hai nguồn vốn.", "budget"),
        ("Lập thử một báo cáo", "Báo cáo năm tự lấy số liệu; tải PDF, Word, Excel.", "report_list"),
        ("Chọn cách nhận thông báo", "Hằng ngày, hằng giờ hoặc không nhận thư.", "mail_choice"),
    ),
    "can-bo-xa": (
        ("Xem việc đang chờ", "Hồ sơ mới nộp, hồ sơ phải bổ sung và hạn của từng việc.", "home"),
        ("Tìm chủ thể của địa phương", "Gõ tên có dấu hay không dấu đều được.", "producer_list"),
        ("Xem sản phẩm của địa phương", "Hạng sao qua các năm, ngày hết hạn.", "product_list"),
        ("Mở một hồ sơ", "Mỗi phần cho biết còn thiếu gì.", "dossier_list"),
        ("Chọn cách nhận thông báo", "Hằng ngày, hằng giờ hoặc không nhận thư.", "mail_choice"),
    ),
    "chu-the": (
        ("Xem việc đang chờ", "Hồ sơ đang soạn hoặc phải bổ sung.", "home"),
        ("Kiểm tra thông tin của mình", "Sai tên, mã số thuế, điện thoại thì sửa ngay.", "producer_list"),
        ("Xem sản phẩm", "Hạng sao, ngày hết hạn, hồ sơ các lần.", "product_list"),
        ("Mở hồ sơ", "Làm lần lượt từng phần; phần mềm nhắc chỗ còn thiếu.", "dossier_list"),
        ("Chọn cách nhận thông báo", "Để không lỡ hạn bổ sung hồ sơ.", "mail_choice"),
    ),
    "thanh-vien-hoi-dong": (
        ("Xem việc đang chờ", "Số sản phẩm bạn còn phải chấm.", "home"),
        ("Mở phiếu chấm", "Chọn một ý ở mỗi tiêu chí; điểm được lưu ngay.", "scoring_home"),
        ("Bật xác thực hai lớp", "Để không ai chấm thay bạn.", "mfa_index"),
        ("Chọn cách nhận thông báo", "Khi có đợt mới hoặc được nhắc.", "mail_choice"),
    ),
    "lanh-dao": (
        ("Xem tình hình chung", "Số sản phẩm theo hạng sao, đợt đánh giá, việc quá hạn.", "home"),
        ("So kế hoạch với kết quả", "Bấm một chỉ tiêu để thấy danh sách được tính.", "plan_list"),
        ("Xem ngân sách", "Dự toán, phân bổ, giải ngân và tỷ lệ hai nguồn vốn.", "budget"),
        ("Đọc báo cáo", "Báo cáo đã phát hành không thay đổi nữa.", "report_list"),
    ),
}


@require_safe
def first_steps(request: HttpRequest) -> HttpResponse:
    """A short tour for somebody new, by role: each step leads to its page."""
    slug = OF_ROLE[request.user.role]
    steps = [{"title": title, "text": text, "url": address(name)} for title, text, name in STEPS[slug]]
    return render(request, "guide/first_steps.html", {"steps": steps, "slug": slug})
