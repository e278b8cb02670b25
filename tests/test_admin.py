"""The administration: open to the office alone, every page of every model opens, nothing is deleted."""

import io
import re

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.contrib.admin.utils import quote
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import (
    Digest,
    Invitation,
    MailChoice,
    Role,
    SavedFilter,
    SignIn,
    SupportView,
    User,
)
from core import admin_files, office_admin
from core.models import JobRun
from core.office_admin import BoundedPaginator
from products.models import Dossier, Product, Rating
from tests.factories.accounts import NotificationFactory, UserFactory
from tests.factories.budget import allocation
from tests.factories.evaluations import CouncilMemberFactory, certificate, filled, open_entry
from tests.factories.producers import ProducerAccountFactory, ProducerFactory
from tests.factories.products import ProductFactory, RatingFactory, draft_for, in_review, paper_in, photo_of
from tests.factories.programme import TargetFactory
from tests.factories.training import EnrolmentFactory
from tests.harness.queries import assert_same_queries, queries_of
from tests.harness.words import english_on, text_of, untranslated

OURS = [
    "core",
    "localities",
    "accounts",
    "regimes",
    "producers",
    "products",
    "evaluations",
    "training",
    "programme",
    "budget",
    "reports",
]
MODELS = [
    model
    for name in OURS
    for model in apps.get_app_config(name).get_models()
    if not hasattr(model, "pgh_tracked_model")
]
pytestmark = pytest.mark.django_db


def address(model, page):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")


@pytest.fixture
def admin_client(client):
    client.force_login(UserFactory(admin=True))
    return client


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_model_has_a_list_and_a_form(admin_client, rf, model):
    assert site.is_registered(model)
    shown = admin_client.get(address(model, "changelist"), {"q": "cà phê"})
    assert shown.status_code == 200
    assert english_on(shown) == []
    request = rf.get("/")
    request.user = User(role=Role.OFFICE_ADMIN)
    may_add = site._registry[model].has_add_permission(request)
    form = admin_client.get(address(model, "add"))
    assert form.status_code == (200 if may_add else 403)
    assert english_on(form) == []
    assert not site._registry[model].has_delete_permission(request)


def test_only_the_office_enters(client):
    entered = {}
    for role in Role:
        user = UserFactory(officer=True) if role == Role.LOCAL_OFFICER else UserFactory(role=role)
        User.objects.filter(pk=user.pk).update(is_staff=True)
        client.force_login(user)
        entered[role] = client.get(reverse("admin:index"), follow=True).status_code
    office = {Role.OFFICE_ADMIN, Role.OFFICE_STAFF}
    assert entered == {role: 200 if role in office else 403 for role in Role}


def test_a_stranger_is_sent_to_the_application_s_sign_in(client):
    response = client.get(reverse("admin:index"), follow=True)
    assert response.redirect_chain[-1][0] == "/dang-nhap/?next=/quan-tri/"


def test_staff_reads_and_does_not_change(client):
    user = UserFactory(is_staff=True)
    client.force_login(user)
    assert client.get(address(User, "changelist")).status_code == 200
    assert client.get(address(User, "add")).status_code == 403


def test_the_office_gives_an_account_by_invitation(admin_client, django_capture_on_commit_callbacks):
    given = {"email": "Can.Bo@Ocop.test", "name": "Trần Thị Bưởi", "role": Role.OFFICE_STAFF}
    with django_capture_on_commit_callbacks(execute=True):
        response = admin_client.post(address(User, "add"), given)
    user = User.objects.get(email="can.bo@ocop.test")
    assert response["Location"] == reverse("admin:accounts_user_change", args=[user.pk])
    assert (user.name, user.is_staff, user.has_usable_password()) == ("Trần Thị Bưởi", True, False)
    assert [letter.to for letter in mail.outbox] == [["can.bo@ocop.test"]]


def test_what_is_done_to_several_rows_is_shown_first(admin_client, mailoutbox):
    """The page before says of each row what comes of it; nothing has changed until it is confirmed."""
    admin = User.objects.get()
    user, last = UserFactory(name="Lê Thị Mơ"), UserFactory(name="Trần Văn Na")
    given = {"action": "deactivate", "_selected_action": [user.pk, last.pk, admin.pk]}
    page = admin_client.post(address(User, "changelist"), given)
    assert {one.row.name for one in page.context["possible"]} == {"Lê Thị Mơ", "Trần Văn Na"}
    (refused,) = page.context["refused"]
    assert (refused.row, refused.refusal) == (admin, "Bạn không thể ngừng tài khoản của chính mình.")
    assert User.objects.filter(is_active=False).count() == 0
    done = admin_client.post(address(User, "changelist"), given | {"confirmed": "1"}, follow=True)
    assert set(User.objects.filter(is_active=False)) == {user, last}
    assert [str(message) for message in done.context["messages"]] == [
        "Đã ngừng hoạt động: 2 dòng.",
        f"{admin}: Bạn không thể ngừng tài khoản của chính mình.",
    ]


def test_dossiers_are_taken_up_together_by_the_office(client):
    dossier, draft = in_review(draft_for(ProductFactory())), draft_for(ProductFactory())
    Dossier.objects.filter(pk=dossier.pk).update(state="proposed")
    client.force_login(UserFactory(is_staff=True))
    given = {"action": "start_office_check", "_selected_action": [dossier.pk, draft.pk]}
    page = client.post(address(Dossier, "changelist"), given)
    assert ([one.row for one in page.context["possible"]], len(page.context["refused"])) == ([dossier], 1)
    client.post(address(Dossier, "changelist"), given | {"confirmed": "1"})
    states = Dossier.objects.filter(pk__in=(dossier.pk, draft.pk)).order_by("pk")
    assert [row.state for row in states] == ["office_check", "draft"]


def test_a_narrowed_list_is_kept_shared_and_let_go(client):
    mine, colleague, admin = UserFactory(is_staff=True), UserFactory(is_staff=True), UserFactory(admin=True)
    ProductFactory(name="Bánh pía")
    list_page = address(Product, "changelist")
    given = {"page": "products.product", "query": "q=banh&o=1&p=3", "name": " Các loại  bánh "}
    client.force_login(mine)
    kept = client.post(reverse("filter_save"), given)
    assert kept["Location"] == f"{list_page}?q=banh&o=1"
    (saved,) = SavedFilter.objects.all()
    assert (saved.name, saved.query, saved.is_shared) == ("Các loại bánh", "q=banh&o=1", False)
    assert "Các loại bánh" in client.get(list_page).content.decode()
    client.force_login(colleague)
    assert "Các loại bánh" not in client.get(list_page).content.decode()
    client.force_login(mine)
    client.post(reverse("filter_save"), given | {"name": "Các loại bánh", "is_shared": "on"})
    client.force_login(colleague)
    assert "Các loại bánh" in client.get(list_page).content.decode()
    remove, page = reverse("filter_remove", args=[saved.pk]), {"page": "products.product"}
    assert client.post(remove, page).status_code == 403
    client.force_login(admin)
    client.post(remove, page)
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    ("given", "said"), [({"name": ""}, "Hãy đặt tên"), ({"query": "p=2"}, "không có gì để lưu")]
)
def test_a_filter_without_name_or_content_is_not_kept(admin_client, given, said):
    full = {"page": "products.product", "query": "q=banh", "name": "Bánh"} | given
    page = admin_client.post(reverse("filter_save"), full, follow=True)
    assert [said in str(message) for message in page.context["messages"]] == [True]
    assert not SavedFilter.objects.exists()


def test_account_list_costs_the_same_for_one_and_many(admin_client):
    UserFactory(officer=True)
    assert_same_queries(
        lambda: admin_client.get(address(User, "changelist")),
        grow=lambda: UserFactory.create_batch(4, officer=True),
        at_most=12,
    )


def grow():
    """One more row in as many tables as acts and factories reach."""
    made = certificate()
    entry = open_entry()
    member = entry.round.council.members.first()
    filled(entry, member, {"1.1": 1}, submit=False)
    product = made.rating.product
    paper_in(draft_for(ProductFactory()))
    photo_of(product)
    allocation()
    TargetFactory()
    EnrolmentFactory()
    ProducerAccountFactory(producer=product.producer)
    user = UserFactory(officer=True)
    NotificationFactory(user=user)
    Digest.objects.create(user=user, slot="2026-11-25")
    MailChoice.objects.create(user=user)
    SignIn.objects.create(user=user, session_key=f"khoa-{user.pk}")
    SupportView.objects.create(user=user, supporter=UserFactory(), reason="Nhờ xem giúp.")
    Invitation.objects.create(
        user=user, digest=str(user.pk), invited_by=UserFactory(), expires_at=timezone.now()
    )
    JobRun.objects.create(kind="x", key=str(user.pk), title="Việc", requested_by=user)


def test_no_list_asks_more_for_more_rows(admin_client):
    """Every list of the registry, with its links, filters and dates, at one and at several rows."""

    def ask(model):
        return len(queries_of(lambda: admin_client.get(address(model, "changelist"))))

    grow()
    admin_client.get(reverse("admin:index"))
    had = {model: model._default_manager.count() for model in MODELS}
    before = {model: (ask(model), ask(model))[1] for model in MODELS}
    grow()
    grow()
    grew = [model for model in MODELS if had[model] and model._default_manager.count() > had[model]]
    after = {model: ask(model) for model in grew}
    assert {m._meta.label: (before[m], after[m]) for m in grew if after[m] > before[m]} == {}
    assert {m._meta.label: after[m] for m in grew if after[m] > 14} == {}
    assert len(grew) > 30


@pytest.mark.parametrize(("make", "of"), [(RatingFactory, "product"), (CouncilMemberFactory, "council")])
def test_no_form_asks_more_for_more_lines(admin_client, make, of):
    """A product with its recognitions, a council with its members, each named in a field of its line."""
    row = getattr(make(), of)
    page = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    assert_same_queries(
        lambda: admin_client.get(page),
        grow=lambda: [make(**{of: row}) for _ in range(3)],
        at_most=15,
    )


def test_a_line_of_a_form_shows_whom_it_names_and_saves_whom_one_chooses(admin_client):
    first, other = CouncilMemberFactory(user__name="Lê Thị Mơ"), UserFactory(role=Role.COUNCIL_MEMBER)
    page = reverse("admin:evaluations_council_change", args=[first.council_id])
    form = admin_client.get(page)
    assert f'<option value="{first.user_id}" selected>{first.user}</option>' in form.content.decode()
    lines = form.context["inline_admin_formsets"][0].formset
    given = form.context["adminform"].form.initial | lines.management_form.initial
    given = {f"{lines.prefix}-{name}" if name.isupper() else name: value for name, value in given.items()}
    given |= {f"{lines.prefix}-0-{name}": value for name, value in lines.forms[0].initial.items()}
    given |= {f"{lines.prefix}-0-id": first.pk, f"{lines.prefix}-0-user": other.pk}
    answer = admin_client.post(page, {name: value for name, value in given.items() if value is not None})
    assert answer.status_code == 302, answer.context["errors"]
    first.refresh_from_db()
    assert first.user == other


def test_no_page_of_any_row_has_english_left(admin_client):
    """The form, the history and the refused deletion of a row of every table, those of packages too."""
    grow()
    found, pages = {}, [reverse("admin:index")]
    for model in site._registry:
        pages.append(address(model, "changelist"))
        if (row := model._default_manager.order_by("pk").first()) is not None:
            meta = model._meta
            names = [
                f"admin:{meta.app_label}_{meta.model_name}_{page}" for page in ("change", "history", "delete")
            ]
            pages += [reverse(name, args=[quote(row.pk)]) for name in names]
    with untranslated() as left:
        for page in pages:
            response = admin_client.get(page)
            text = text_of(response)
            if lines := [*english_on(response), *(message for message in left if message in text)]:
                found[page] = lines
    assert found == {}
    assert len(pages) > 150


def test_a_row_of_another_table_is_a_link_and_the_count_is_bounded(admin_client, monkeypatch):
    product = ProductFactory()
    page = admin_client.get(address(Product, "changelist")).content.decode()
    producer = product.producer
    link = reverse("admin:producers_producer_change", args=[producer.pk])
    assert f'<a class="text-primary-600" href="{link}">{producer}</a>' in page
    monkeypatch.setattr(office_admin, "MOST", 2)
    ProductFactory.create_batch(3)
    assert BoundedPaginator(Product.objects.by_name(), 50).count == 2


def test_rows_are_found_by_the_names_of_what_they_belong_to_with_or_without_marks(admin_client):
    wanted = RatingFactory(product__name="Cà phê sữa đá")
    other = RatingFactory(decision_no="15/QĐ-UBND")
    for words in ("cà phê sữa", "ca phe sua", "CÀ PHÊ", f"phê {wanted.decision_no}"):
        shown = admin_client.get(address(Rating, "changelist"), {"q": words}).context["cl"].result_list
        assert list(shown) == [wanted]
    found = admin_client.get(address(Rating, "changelist"), {"q": "15/qđ-ub"}).context["cl"].result_list
    assert list(found) == [other]


def test_the_side_lists_what_the_role_sees_with_the_present_page_marked(client):
    """Kept for a role, it is right for the other one and for the page after."""
    marked = r'<a href="([^"]+)"[^>]*aria-current="page"'
    for user in (UserFactory(admin=True), UserFactory(is_staff=True)):
        client.force_login(user)
        for model in (Product, Rating):
            page = client.get(address(model, "changelist"))
            assert re.findall(marked, page.context["sidebar_navigation"]) == [address(model, "changelist")]
            assert page.context["sidebar_navigation"] in page.content.decode()
        tables = [model for app in page.context["available_apps"] for model in app["models"]]
        may_add = next(model["add_url"] for model in tables if model["model"] is Product)
        assert (may_add is not None) == (user.role == Role.OFFICE_ADMIN)
        assert len(tables) == page.context["sidebar_navigation"].count("<li>") > 80


def test_a_list_is_taken_away_as_it_is_narrowed_and_sorted(admin_client, monkeypatch):
    """Words of choices and links, days as days; a list too long for a file is left where it is."""
    made = [RatingFactory(product__name=f"=Trà {name}", stars=4) for name in ("Bưởi", "Atisô")]
    RatingFactory(product__name="Trà Chanh", stars=3)
    page = address(Rating, "changelist")
    shown = admin_client.get(page, {"stars__exact": "4"}).content.decode()
    assert "?stars__exact=4&amp;xuat=xlsx" in shown
    asked = {"stars__exact": "4", "o": "1", "xuat": "xlsx"}
    sheet = load_workbook(io.BytesIO(admin_client.get(page, asked).content)).active
    head, *rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert head[:3] == ["Sản phẩm", "Hạng sao", "Tình trạng"]
    assert {row[0] for row in rows} == {str(one.product) for one in made}
    assert {row[2] for row in rows} == {made[0].get_state_display()}
    assert {row[5].date() for row in rows} == {one.decided_on for one in made}
    text = admin_client.get(page, asked | {"xuat": "csv"}).content.decode("utf-8-sig")
    assert sorted(line[:7] for line in text.splitlines()[1:]) == ["'=Trà A", "'=Trà B"]
    monkeypatch.setattr(admin_files, "MOST", 1)
    sent_back = admin_client.get(page, asked)
    assert sent_back["Location"] == f"{page}?stars__exact=4&o=1"


def test_a_year_is_written_without_a_dot(admin_client):
    made = draft_for(ProductFactory())
    change = reverse("admin:products_dossier_change", args=[made.pk])
    for page in (address(Dossier, "changelist"), change):
        text = admin_client.get(page).content.decode()
        assert f">{made.year}<" in re.sub(r"\s*([<>])\s*", r"\1", text)
        assert f"{made.year:,}".replace(",", ".") not in text


def test_history_tells_what_was_changed_and_by_whom(admin_client, client):
    producer = ProducerFactory(name="Hợp tác xã Cũ")
    change = reverse("admin:producers_producer_change", args=[producer.pk])
    form = admin_client.get(change).context["adminform"].form
    given = {name: value for name, value in form.initial.items() if value is not None}
    inline = {"years-TOTAL_FORMS": 0, "years-INITIAL_FORMS": 0}
    given |= inline | {"name": "Hợp tác xã Mới", "unit": producer.unit_id}
    response = admin_client.post(change, {k: v for k, v in given.items() if not hasattr(v, "read")})
    assert response.status_code == 302, response.context["errors"]
    page = admin_client.get(reverse("admin:producers_producer_history", args=[producer.pk]))
    (changed, begun) = page.context["changes"]
    assert [(field.before, field.after) for field in changed.fields] == [("Hợp tác xã Cũ", "Hợp tác xã Mới")]
    assert begun.is_new
    assert "Hợp tác xã Mới" in page.content.decode()
    made = certificate()
    log = admin_client.get(
        reverse("admin:products_dossier_history", args=[made.rating.product.dossiers.get().pk])
    )
    assert log.context["log"]
