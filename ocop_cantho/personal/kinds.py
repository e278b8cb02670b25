"""Whose data is kept: of accounts, of participants of classes, of representatives of producers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from django.http import Http404

from accounts.models import PersonalView, User
from evaluations.models import Adviser, CouncilMember
from producers.models import Producer
from products.models import Dossier
from training.models import Trainee

NOWHERE = "an-danh.invalid"
"""A domain that never exists (RFC 2606): an address there reaches nobody."""


@dataclass(frozen=True)
class Kind:
    """A table whose rows are about one person each.

    ``name`` is the field with the person's name; ``after`` says what stands in it and in the other fields that say who
    it is and how to reach it once the row is anonymous, and leaves out what the law keeps; ``stays`` says that, and
    why. ``own`` finds the rows that are about a user.
    """

    word: str
    called: str
    model: type[Model]
    page: str
    name: str
    after: Callable[[Any], dict[str, Any]]
    own: Callable[[User], Q]
    stays: Callable[[Any], list[str]]

    def rows(self) -> QuerySet[Any]:
        return self.model._default_manager.all()


def sits(user: User) -> bool:
    """Whether the account has, or had, a seat whose papers bear its name."""
    return CouncilMember.objects.filter(user=user).exists() or Adviser.objects.filter(user=user).exists()


def _anonymous_account(user: User) -> dict[str, Any]:
    values = {"email": f"an-danh-{user.pk}@{NOWHERE}", "phone": ""}
    if not sits(user):
        values |= {"name": f"Người dùng đã ẩn danh {user.pk}", "agency": "", "position": ""}
    return values


def _anonymous_trainee(trainee: Trainee) -> dict[str, Any]:
    name = f"Học viên đã ẩn danh {trainee.pk}"
    return {"name": name, "birth_year": None, "phone": "", "organisation": "", "user": None}


def _anonymous_representative(producer: Producer) -> dict[str, Any]:
    return {
        "representative": NO_REPRESENTATIVE,
        "representative_position": "",
        "representative_address": "",
    }


NO_REPRESENTATIVE = "Người đại diện đã ẩn danh"
PAPERS = (
    "Hồ sơ đã nộp, phiếu chấm điểm, biên bản, quyết định, giấy chứng nhận, báo cáo đã ban hành và tệp "
    "Văn phòng đã nhận: là hồ sơ của cơ quan nhà nước, lưu theo Luật Lưu trữ; dấu niêm phong điểm không thay đổi."
)
COPIES = "Bản sao lưu hằng đêm: dữ liệu cũ còn trong đó cho đến khi bản sao lưu hết hạn lưu; không ai mở để tra cứu."
WORK = "Việc đã làm trong phần mềm (nộp, duyệt, ghi nhận, thời điểm): còn lại dưới tên đã ẩn danh."


def _stays_of_account(user: User) -> list[str]:
    seat = (
        "Họ tên, cơ quan, chức vụ: người này có tên trong quyết định thành lập và biên bản của Hội đồng "
        "hoặc Tổ tư vấn, là thông tin đã công khai theo quy định."
    )
    role = "Vai trò và đơn vị phụ trách: để số liệu thống kê không đổi."
    return [*([seat] if sits(user) else []), role, WORK, PAPERS, COPIES]


def _stays_of_trainee(trainee: Trainee) -> list[str]:
    counted = "Đối tượng, địa bàn, chủ thể, các lớp đã học, điểm danh: để số liệu thống kê không đổi."
    return [counted, "Số giấy chứng nhận đã cấp: để đối chiếu với bản giấy.", PAPERS, COPIES]


def _stays_of_representative(producer: Producer) -> list[str]:
    return [
        "Tên, mã số thuế, địa chỉ của chủ thể: là thông tin của tổ chức, hộ kinh doanh, công khai trong sổ sản phẩm.",
        "Giới tính, dân tộc, khuyết tật của người đại diện: chỉ để đếm, số liệu thống kê không đổi.",
        "Lịch sử hình thành, cơ cấu tổ chức, ghi chú: nếu có nhắc tên, hãy sửa ở trang của chủ thể.",
        PAPERS,
        COPIES,
    ]


ACCOUNT = Kind(
    word="tai-khoan",
    called="tài khoản",
    model=User,
    page="account_help",
    name="name",
    after=_anonymous_account,
    own=lambda user: Q(pk=user.pk),
    stays=_stays_of_account,
)
TRAINEE = Kind(
    word="hoc-vien",
    called="học viên",
    model=Trainee,
    page="person",
    name="name",
    after=_anonymous_trainee,
    own=lambda user: Q(user=user),
    stays=_stays_of_trainee,
)
REPRESENTATIVE = Kind(
    word="nguoi-dai-dien",
    called="người đại diện của chủ thể",
    model=Producer,
    page="producer",
    name="representative",
    after=_anonymous_representative,
    own=lambda user: Q(accounts__user=user),
    stays=_stays_of_representative,
)
KINDS = {kind.word: kind for kind in (ACCOUNT, TRAINEE, REPRESENTATIVE)}


def kind_of(word: str) -> Kind:
    """The kind by its word in addresses."""
    if word not in KINDS:
        raise Http404
    return KINDS[word]


def rows_about(user: User) -> QuerySet[PersonalView]:
    """Who looked at what is known of ``user``: its account, its rows among participants, its producer, its seats."""
    about = Q(pk__in=[])
    mine = [(kind.model, kind.own(user)) for kind in KINDS.values()]
    mine += [(CouncilMember, Q(user=user)), (Dossier, Q(product__producer__accounts__user=user))]
    for model, own in mine:
        keys = model._default_manager.filter(own).order_by().values("pk")
        about |= Q(content_type=ContentType.objects.get_for_model(model), object_id__in=keys)
    return PersonalView.objects.filter(about).exclude(viewer=user)
