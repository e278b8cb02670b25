"""An import from the upload to undoing it, as the office goes through the pages."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from core.models import JobRun
from exchange.domain import imports
from exchange.models import ImportRun, ImportState
from exchange.tasks import import_file
from producers.domain.register import change_producer
from producers.models import Producer
from products.models import Product, Rating
from tests.factories.accounts import UserFactory
from tests.factories.exchange import HEAD, ROW, products_file
from tests.factories.producers import ProducerFactory
from tests.harness.queries import queries_of
from tests.imports.test_awkward import GOOD, book

pytestmark = pytest.mark.usefixtures("units", "regime")

DOUBTFUL = "2;Trà mãng cầu;HTX Kim Nhiên;Xã Thới Hưng;4 sao;15/QĐ-UBND;30/11/2021"
WRONG = "3;Bánh tét;Cơ sở Chín Cẩm;Phường 1;4 sao;15/QĐ-UBND;30/11/2021"


@pytest.fixture
def office(client):
    user = UserFactory()
    client.force_login(user)
    return user


def run_job(client, run, django_capture_on_commit_callbacks):
    """Press "Ghi vào sổ" and do what the worker does."""
    with django_capture_on_commit_callbacks() as waiting:
        answer = client.post(reverse("import_apply", args=[run.pk]))
    assert len(waiting) == 1
    job = JobRun.objects.get()
    assert answer.headers["Location"] == reverse("job", args=[job.pk])
    promised = imports.promise_of(imports.look_at(run))
    import_file(job_id=job.pk, run_id=run.pk, promised=promised)
    return JobRun.objects.get()


def test_from_upload_to_the_register_and_back(client, office, django_capture_on_commit_callbacks):
    before = [list(model.objects.order_by("pk").values()) for model in (Producer, Product, Rating)]
    file = SimpleUploadedFile("Danh sách 2021.csv", f"{HEAD}\n{ROW}\n{DOUBTFUL}\n{WRONG}".encode())
    sent = {"kind": "products", "file": file, "as_of": "31/12/2022"}
    answer = client.post(reverse("import_new"), sent, follow=True)
    page = answer.content.decode()
    assert "Ghi vào sổ 1 hàng" in page
    assert "2 hàng lỗi hoặc chưa nhận sẽ không được ghi." in page
    assert "Trùng với hàng 2" in page
    run = ImportRun.objects.get()
    assert run_job(client, run, django_capture_on_commit_callbacks).state == "done"
    run.refresh_from_db()
    assert (run.state, run.counts["applied"], Rating.objects.count()) == (ImportState.APPLIED, 1, 1)
    assert "Hoàn tác cả lần nhập này" in client.get(reverse("import_run", args=[run.pk])).content.decode()
    client.post(reverse("import_undo", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == ImportState.UNDONE
    assert [list(model.objects.order_by("pk").values()) for model in (Producer, Product, Rating)] == before


def test_columns_are_chosen_once_and_remembered(client, office):
    rows = ("Mã;Tên sản phẩm;Người làm ra;Xã/phường", "A1;Trà mãng cầu;HTX Kim Nhiên;Xã Thới Hưng")
    first = imports.take_in(
        kind="products",
        content="\n".join(rows).encode(),
        name="a.csv",
        as_of=date(2022, 12, 31),
        actor=office,
    )
    assert imports.look_at(first).counts["error"] == 1
    client.post(
        reverse("import_columns", args=[first.pk]),
        {"as_of": "31/12/2022", "column_product": "1", "column_producer": "2", "column_unit": "3"},
    )
    first.refresh_from_db()
    assert (first.mapping, imports.look_at(first).counts["new"]) == ({"producer": 2}, 1)
    again = imports.take_in(
        kind="products",
        content="\n".join(rows).encode(),
        name="b.csv",
        as_of=date(2022, 12, 31),
        actor=office,
    )
    assert imports.look_at(again).counts["new"] == 1


def test_an_unclear_unit_is_answered_once_for_all_rows(client, office):
    run = products_file(WRONG, WRONG.replace("Bánh tét", "Bánh ú"))
    address = reverse("import_columns", args=[run.pk])
    assert "“Phường 1”" in client.get(address).content.decode()
    (question,) = imports.look_at(run).importer.questions() or [None]
    code = question["candidates"][0]["code"]
    columns = {"column_product": "1", "column_producer": "2", "column_unit": "3", "column_stars": "4"}
    columns |= {"column_decision_no": "5", "column_decision_date": "6"}
    client.post(address, {"as_of": "31/12/2022", "unit_0": code, **columns})
    run.refresh_from_db()
    assert (run.choices, imports.look_at(run).counts["new"]) == ({"Phường 1": code}, 2)


def test_doubtful_rows_are_written_only_when_accepted(client, office):
    ProducerFactory(name="Cơ sở Sáu Tia")
    run = products_file("1;Rượu mận;Cơ sở Sáu Tía;Xã Thới Hưng;3;15/QĐ-UBND;30/11/2021")
    client.post(reverse("import_accept", args=[run.pk]), {"shown": "2@CSV", "row": "2@CSV"})
    run.refresh_from_db()
    assert run.accepted == [["CSV", 2]]
    client.post(reverse("import_accept", args=[run.pk]), {"shown": "2@CSV"})
    run.refresh_from_db()
    assert run.accepted == []
    with pytest.raises(imports.ActRefused, match="Không có hàng nào"):
        imports.apply_import(run_id=run.pk, actor=office, promised=imports.promise_of(imports.look_at(run)))
    client.post(reverse("import_accept", args=[run.pk]), {"all": "1"})
    run.refresh_from_db()
    imports.apply_import(run_id=run.pk, actor=office, promised=imports.promise_of(imports.look_at(run)))
    assert Producer.objects.count() == 2


def test_a_register_that_moved_on_stops_the_writing(office):
    first, second = products_file(), products_file()
    promised = imports.promise_of(imports.look_at(second))
    imports.apply_import(run_id=first.pk, actor=office, promised=imports.promise_of(imports.look_at(first)))
    with pytest.raises(imports.ActRefused, match=r"hàng 2"):
        imports.apply_import(run_id=second.pk, actor=office, promised=promised)
    assert Product.objects.count() == 1


def test_undo_gives_changed_rows_back_and_is_refused_when_built_on(office):
    producer = ProducerFactory(name="HTX Kim Nhiên", unit=_unit(), phone="", representative="Bà Nhiên")
    held = Producer.objects.filter(pk=producer.pk).values().get()
    head = "Tên chủ thể;Xã/phường;Người đại diện;Điện thoại"
    row = "HTX Kim Nhiên;Xã Thới Hưng;Trần Thị Nhiên;0909123456"
    run = imports.take_in(
        kind="producers",
        content=f"{head}\n{row}".encode(),
        name="c.csv",
        as_of=date(2022, 12, 31),
        actor=office,
    )
    imports.apply_import(run_id=run.pk, actor=office, promised=imports.promise_of(imports.look_at(run)))
    producer.refresh_from_db()
    assert (producer.representative, producer.phone, producer.version) == ("Trần Thị Nhiên", "0909123456", 2)
    imports.undo_import(run_id=run.pk, actor=office)
    assert Producer.objects.filter(pk=producer.pk).values().get() == held

    other = products_file("1;Trà mãng cầu;Cơ sở Mới;Xã Thới Hưng;4;15/QĐ-UBND;30/11/2021")
    imports.apply_import(run_id=other.pk, actor=office, promised=imports.promise_of(imports.look_at(other)))
    made = Producer.objects.get(name="Cơ sở Mới")
    change_producer(
        producer_id=made.pk, version=1, actor=office, on=date(2022, 12, 31), representative="Bà Mới"
    )
    with pytest.raises(imports.ActRefused, match="Cơ sở Mới"):
        imports.undo_import(run_id=other.pk, actor=office)
    assert Product.objects.filter(name="Trà mãng cầu").exists()


def _unit():
    from localities.models import Era, Unit

    return Unit.objects.get(code="31264", era=Era.BEFORE_2025)


def test_the_file_comes_back_with_its_problems_marked_and_reads_the_same(client, office):
    wrong = [2, "Bánh tét", "Cơ sở Chín Cẩm", "Xã Lạ", 3, "15/QĐ-UBND", "30/11/2021", None]
    content = book(GOOD, wrong)
    run = imports.take_in(
        kind="products", content=content, name="d.xlsx", as_of=date(2022, 12, 31), actor=office
    )
    made = client.get(reverse("import_corrected", args=[run.pk])).content
    sheet = load_workbook(io.BytesIO(made)).active
    assert "Không có đơn vị “Xã Lạ”" in sheet["D3"].comment.text
    assert sheet["D3"].fill.start_color.rgb == "00FFC7CE"
    assert sheet["I1"].value == "Kết quả kiểm tra"
    assert sheet["I3"].value.startswith("Lỗi\nCột D “Xã/phường”: Không có đơn vị “Xã Lạ”")
    again = imports.take_in(
        kind="products", content=made, name="d.xlsx", as_of=date(2022, 12, 31), actor=office
    )
    assert imports.look_at(again).counts == imports.look_at(run).counts


def test_a_preview_page_costs_the_same_for_many_rows(client, office):
    few = products_file()
    many = products_file(
        *(f"{n};Sản phẩm {n};Cơ sở {n % 7};Xã Thới Hưng;4;15/QĐ-UBND;30/11/2021" for n in range(1, 90))
    )

    def ask(run):
        return len(queries_of(lambda: client.get(reverse("import_run", args=[run.pk]))))

    ask(products_file())  # what is looked up once for a session is not the preview's
    assert ask(few) == ask(many) <= 12
    assert ask(many) <= 8  # the next page of the same preview
