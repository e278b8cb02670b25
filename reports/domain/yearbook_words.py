"""The words of the printed yearbook in its two languages."""

from datetime import date

WORDS = {
    "vi": {
        "programme": "Chương trình Mỗi xã một sản phẩm",
        "city": "Thành phố Cần Thơ",
        "office": "Văn phòng Điều phối nông thôn mới thành phố Cần Thơ",
        "foreword": "Lời giới thiệu",
        "contents": "Mục lục",
        "index": "Tra theo tên sản phẩm",
        "places": "Tra theo địa bàn",
        "producer": "Chủ thể",
        "address": "Địa chỉ",
        "phone": "Điện thoại",
        "email": "Thư điện tử",
        "website": "Trang web",
        "decision": "Quyết định công nhận",
        "of": "ngày",
        "until": "có giá trị đến",
        "scan": "Quét mã để xem sản phẩm",
        "stars": "sao",
        "potential": "Tiềm năng 5 sao",
        "products": "sản phẩm",
        "unsorted": "Sản phẩm",
        "demo": "Bản minh họa: một phần nội dung là dữ liệu giả định.",
    },
    "en": {
        "programme": "One Commune One Product Programme",
        "city": "Can Tho City, Viet Nam",
        "office": "Can Tho New Rural Development Coordination Office",
        "foreword": "Foreword",
        "contents": "Contents",
        "index": "Index of products",
        "places": "Index of places",
        "producer": "Producer",
        "address": "Address",
        "phone": "Phone",
        "email": "E-mail",
        "website": "Website",
        "decision": "Recognised by decision",
        "of": "of",
        "until": "valid until",
        "scan": "Scan to see the product",
        "stars": "stars",
        "potential": "Potential five stars",
        "products": "products",
        "unsorted": "Products",
        "demo": "Demonstration copy: parts of the content are invented.",
    },
}
# sectors of QĐ 26/2026 and QĐ 1048/2019, as the law names them, in small letters
SECTORS_EN = {
    "sản phẩm thực phẩm": "Food",
    "thực phẩm": "Food",
    "sản phẩm đồ uống": "Beverages",
    "đồ uống": "Beverages",
    "sản phẩm dược liệu và sản phẩm từ dược liệu": "Medicinal Plants and Herbal Products",
    "thảo dược": "Herbal Products",
    "sản phẩm hàng thủ công mỹ nghệ": "Handicrafts",
    "vải và may mặc": "Fabrics and Garments",
    "lưu niệm - nội thất - trang trí": "Souvenirs, Furniture and Decoration",
    "sản phẩm sinh vật cảnh": "Ornamental Plants and Animals",
    "sản phẩm dịch vụ du lịch cộng đồng, du lịch sinh thái và điểm du lịch": "Community and Eco-tourism",
    "dịch vụ du lịch nông thôn, bán hàng": "Rural Tourism and Sales",
}
UNITS_EN = {
    "xã": "Commune",
    "phường": "Ward",
    "thị trấn": "Town",
    "quận": "District",
    "huyện": "District",
    "thị xã": "Town",
    "thành phố": "City",
}
MONTHS_EN = (
    *("", "January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def sector_in(language: str, name: str) -> str:
    """The sector's name; in English where the law's is known."""
    return SECTORS_EN.get(name.casefold(), name) if language == "en" else name


def unit_in(language: str, name: str) -> str:
    """ "Xã Thới Hưng", or "Thới Hưng Commune"."""
    if language == "en":
        for kind, called in UNITS_EN.items():
            if name.casefold().startswith(f"{kind} "):
                return f"{name[len(kind) + 1 :]} {called}"
    return name


def day_in(language: str, day: date | None) -> str:
    """ "30/06/2026", or "30 June 2026"."""
    if day is None:
        return ""
    return f"{day.day} {MONTHS_EN[day.month]} {day.year}" if language == "en" else f"{day:%d/%m/%Y}"
