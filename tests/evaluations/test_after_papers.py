"""The papers of a round: they say what the tallies froze, and nothing before the round is closed."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from core.models import JobRun, JobState
from evaluations.domain import rounds, scoring, tallies
from evaluations.domain.queries.papers import round_facts
from evaluations.domain.queries.seal import seal_of
from evaluations.interfaces.papers import marks, minutes, recognition, sheets
from evaluations.models import CouncilMember, Entry
from tests.factories import products as dossiers
from tests.factories.accounts import UserFactory
from tests.factories.evaluations import (
    FAIR,
    FULL,
    GOOD,
    HIGH_WITHOUT_FOUR,
    certificate,
    council_of,
    filled,
    open_entry,
    scored_entry,
)
from tests.factories.files import text_of

pytestmark = pytest.mark.django_db


def words_of(document):
    """Everything a document says, wherever it stands."""
    said = [document.subject, *document.grounds, *document.recipients]
    for block in [*document.body, *(block for annex in document.annexes for block in annex.blocks)]:
        said += [getattr(block, "lead", ""), getattr(block, "text", ""), *getattr(block, "items", ())]
        for row in getattr(block, "rows", ()):
            said += [str(cell) for cell in row if cell is not None]
    return "\n".join(said)


@pytest.fixture
def tallied():
    """A product whose points say four stars and whose requirement of four is missed by two of three."""
    entry = scored_entry(HIGH_WITHOUT_FOUR, HIGH_WITHOUT_FOUR, GOOD)
    tallies.take_tally(entry_id=entry.pk, actor=UserFactory())
    return entry


def round_with(*products):
    """A closed and tallied round: for each product the picks of its three members."""
    council, actor = council_of(3), UserFactory()
    made = [dossiers.accepted() for _ in products]
    regime = made[0].regime
    for dossier in made[1:]:
        type(dossier).objects.filter(pk=dossier.pk).update(regime=regime)
    round_ = rounds.create_round(
        council=council, regime=regime, year=2026, sequence=1, name="Đợt 1 năm 2026", actor=actor
    )
    for dossier in made:
        rounds.add_entry(round_id=round_.pk, dossier_id=dossier.pk, actor=actor)
    rounds.open_round(round_id=round_.pk, actor=actor)
    members = CouncilMember.objects.filter(council=council).order_by("order")
    for entry, picks in zip(Entry.objects.filter(round=round_).order_by("order"), products, strict=True):
        for member, choice in zip(members, picks, strict=False):
            filled(entry, member, choice)
    rounds.close_round(round_id=round_.pk, actor=actor)
    tallies.tally_round(round_id=round_.pk, actor=actor)
    return round_


class TestMinutes:
    def test_they_say_the_result_the_reason_and_the_dispute(self, tallied):
        said = words_of(minutes.minutes(round_facts(tallied.round)))
        assert "76,66" in said
        assert "hạ hạng do chưa đạt yêu cầu tối thiểu (tiêu chí 1.1)" in said
        assert "không đạt, theo đa số phiếu" in said
        assert "Có phiếu hợp lệ: 3/3 thành viên chấm điểm" in said
        assert tallied.tallies.get().digest in said

    def test_recusal_rescoring_and_conclusion_are_told_with_their_reasons(self):
        entry = open_entry(4)
        first, second, third, fourth = CouncilMember.objects.filter(
            council=entry.round.council, office__in=["chair", "member"]
        ).order_by("order")
        rounds.recuse(
            entry_id=entry.pk, member_id=fourth.pk, reason="Là anh ruột chủ thể", actor=UserFactory()
        )
        for member, picks in ((first, GOOD), (second, HIGH_WITHOUT_FOUR), (third, FAIR)):
            sheet = filled(entry, member, picks)
        again = scoring.reopen_sheet(sheet_id=sheet.pk, reason="Đọc nhầm giấy kiểm nghiệm", actor=third.user)
        scoring.submit_sheet(sheet_id=again.pk, actor=third.user)
        rounds.close_round(round_id=entry.round_id, actor=UserFactory())
        rounds.conclude_requirement(
            entry_id=entry.pk,
            criterion_code="1.1",
            stars=3,
            is_met=True,
            reason="Đã xem gốc",
            actor=UserFactory(),
        )
        tallies.take_tally(entry_id=entry.pk, actor=UserFactory())
        entry.refresh_from_db()
        said = words_of(minutes.minutes(round_facts(entry.round)))
        assert f"{fourth.user.name}, lý do: Là anh ruột chủ thể" in said
        assert "chấm lại (bản 2), lý do: Đọc nhầm giấy kiểm nghiệm" in said
        assert "hai phiếu cách nhau 25 điểm" in said

    def test_the_seal_is_printed_as_text_and_code(self, tallied):
        document = minutes.minutes(round_facts(tallied.round))
        seal = seal_of(tallied.round)
        assert seal.grouped in words_of(document)
        pictures = [block for block in document.body if block.block == "picture"]
        assert [picture.png[:4] for picture in pictures] == [b"\x89PNG"]

    def test_word_and_paper_say_the_same_figures(self, client, tallied):
        client.force_login(UserFactory())
        key = tallied.round_id
        paper = client.get(reverse("round_paper", args=[key, "bien-ban", "pdf"]))
        word = client.get(reverse("round_paper", args=[key, "bien-ban", "docx"]))
        cells = [
            cell.text
            for table in Document(io.BytesIO(word.content)).tables
            for row in table.rows
            for cell in row.cells
        ]
        assert "76,66" in cells
        told = text_of(paper.content)
        assert "76,66" in told
        assert "CHỦ TỌA" in told
        assert tallied.dossier.product.name in told

    def test_the_queries_do_not_grow_with_the_products(self):
        counts = []
        for products in ([[GOOD] * 3], [[GOOD] * 3, [FAIR] * 3, [FULL] * 3]):
            round_ = round_with(*products)
            with CaptureQueriesContext(connection) as captured:
                minutes.minutes(round_facts(round_))
            counts.append(len(captured))
        assert counts[0] == counts[1]


class TestMarks:
    def test_the_workbook_says_exactly_what_the_minutes_say(self):
        round_ = round_with([HIGH_WITHOUT_FOUR, GOOD, GOOD], [FAIR, FAIR, GOOD])
        facts = round_facts(round_)
        book = load_workbook(io.BytesIO(marks.marks_workbook(facts)))
        for table in (minutes.results_table(facts), minutes.totals_table(facts)):
            rows = [
                tuple(cell for cell in row)
                for row in book[table.sheet].iter_rows(min_row=4, values_only=True)
            ]
            assert rows == [tuple(cell if cell != "" else None for cell in row) for row in table.rows]
        given = list(book["Tung diem"].iter_rows(min_row=4, values_only=True))
        totals = {}
        for order, _, member, _, _, _, _, _, counted, _ in given:
            totals[order, member] = totals.get((order, member), 0) + counted
        wide = {
            (line[0], line[2]): line[-2]
            for one in {row.entry.dossier.criteria_set.number for row in facts.tallied}
            for line in book[f"Phieu bo {one}"].iter_rows(min_row=4, values_only=True)
        }
        stored = {
            (row.entry.order, sheet["name"]): sheet["total"]
            for row in facts.tallied
            for sheet in row.payload["sheets"]
        }
        assert totals == stored == wide

    def test_what_members_wrote_stands_beside_their_marks(self):
        entry = open_entry()
        members = list(entry.round.council.members.exclude(office="secretary").order_by("order"))
        for member in members:
            sheet = filled(entry, member, GOOD, submit=False)
            if member == members[1]:
                revision = scoring.save_mark(
                    sheet_id=sheet.pk,
                    criterion_code="7",
                    option_number=2,
                    revision=sheet.revision,
                    comment="=Thiếu hóa đơn",
                    actor=member.user,
                ).revision
                scoring.save_comment(
                    sheet_id=sheet.pk, comment="Nên bổ sung bao bì", revision=revision, actor=member.user
                )
            scoring.submit_sheet(sheet_id=sheet.pk, actor=member.user)
        rounds.close_round(round_id=entry.round_id, actor=UserFactory())
        tallies.tally_round(round_id=entry.round_id, actor=UserFactory())
        book = load_workbook(io.BytesIO(marks.marks_workbook(round_facts(entry.round))))
        remarks = {
            (row[2], row[4]): row[9]
            for row in book["Tung diem"].iter_rows(min_row=4, values_only=True)
            if row[9]
        }
        assert remarks == {(members[1].user.name, "7"): "=Thiếu hóa đơn"}
        [wide] = [
            sheet for name, sheet in zip(book.sheetnames, book, strict=True) if name.startswith("Phieu bo")
        ]
        assert [row[-1] for row in wide.iter_rows(min_row=4, values_only=True)] == [
            None,
            "Nên bổ sung bao bì",
            None,
        ]

    def test_the_summary_of_one_product_adds_up_to_its_totals(self, tallied):
        facts = round_facts(tallied.round)
        table = marks.criteria_table(facts.entries[0])
        parts = [row for row in table.rows if str(row[0]).startswith("Phần")]
        assert [sum(column) for column in zip(*[row[3:6] for row in parts], strict=True)] == list(
            table.total[3:6]
        )
        assert table.total[-1] == "76,66"


class TestDecisionAndNotices:
    def test_the_draft_lists_recognised_and_potential_products_apart(self):
        round_ = round_with([GOOD] * 3, [FULL] * 3, [{"1.1": 2, "5.1": 2, "5.2": 1, "7": 2}] * 3)
        document = recognition.recognition_decision(round_facts(round_))
        first, second = document.annexes
        names = [entry.dossier.product.name for entry in Entry.objects.filter(round=round_).order_by("order")]
        assert [row[1] for row in first.blocks[0].rows] == names[:1]
        assert [row[1] for row in second.blocks[0].rows] == names[1:2]
        assert "Công nhận 1 sản phẩm OCOP (1 sản phẩm hạng 4 sao)" in words_of(document)
        assert "Phê duyệt kết quả đánh giá 1 sản phẩm có tiềm năng đạt 5 sao" in words_of(document)
        report = words_of(recognition.council_report(round_facts(round_)))
        assert f"{names[2]}: 40,00 điểm, đạt 2 sao theo điểm." in report

    def test_a_notice_tells_the_producer_why_not_more(self, tallied):
        producer = tallied.dossier.product.producer
        said = words_of(recognition.notice_to_producer(round_facts(tallied.round), producer, None))
        assert "chưa đạt tiêu chí 1.1: yêu cầu từ 30 điểm cho hạng 4 sao, 1/3 phiếu đạt" in said
        assert "khiếu nại trong thời hạn 90 ngày" in said


class TestSheets:
    def test_a_filled_sheet_shows_every_option_and_the_ones_picked(self, tallied):
        entry = sheets.entries_to_print(tallied.round)[0]
        told = text_of(sheets.filled_sheets(entry))
        assert told.count("PHIẾU ĐÁNH GIÁ SẢN PHẨM OCOP") == 3
        assert told.count("×") == 12  # four criteria on three sheets
        assert "80/100" in told
        assert "70/100" in told

    def test_a_blank_sheet_for_each_member_without_a_mark(self, tallied):
        entry = sheets.entries_to_print(tallied.round)[0]
        told = text_of(sheets.blank_sheets(entry))
        assert (told.count("PHIẾU ĐÁNH GIÁ SẢN PHẨM OCOP"), told.count("×")) == (3, 0)
        assert told.count(f"Tên sản phẩm: {entry.dossier.product.name}") == 3
        for member in tallied.round.council.members.exclude(office="secretary"):
            office = member.get_office_display().lower()
            assert f"Người đánh giá: {member.user.name}, {office}, {member.agency}" in told


class TestPages:
    def test_nothing_of_the_result_is_printed_before_closing(self, client):
        entry = open_entry()
        members = list(CouncilMember.objects.filter(council=entry.round.council).order_by("order"))
        own, other = (filled(entry, member, GOOD) for member in members[:2])
        client.force_login(members[0].user)
        key = entry.round_id
        for page in (
            reverse("round_paper", args=[key, "bien-ban", "pdf"]),
            reverse("round_marks", args=[key]),
            reverse("entry_summary", args=[entry.pk, "pdf"]),
            reverse("result_notice", args=[key, "xa", entry.dossier.product.unit_id]),
        ):
            assert client.get(page).status_code == 403
        assert client.get(reverse("sheet_pdf", args=[other.pk])).status_code == 404
        assert client.get(reverse("sheet_pdf", args=[own.pk])).status_code == 200
        client.force_login(UserFactory())
        assert client.post(reverse("bundle_start", args=[key, "phieu-da-cham"])).status_code == 403

    def test_bundles_are_made_in_the_background_and_kept(self, client, django_capture_on_commit_callbacks):
        made = certificate()
        client.force_login(UserFactory())
        key = made.decision.round_id
        for bundle, pages in (("thong-bao", 2), ("giay-chung-nhan", 1), ("phieu-da-cham", 3)):
            with django_capture_on_commit_callbacks(execute=True):
                client.post(reverse("bundle_start", args=[key, bundle]))
            answer = client.get(reverse("bundle_file", args=[key, bundle]))
            content = b"".join(answer.streaming_content)
            assert len(PdfReader(io.BytesIO(content)).pages) >= pages
        page = client.get(reverse("round_papers", args=[key]))
        assert page.status_code == 200
        assert [row["job"].state for row in page.context["bundles"] if row["job"]] == ["done"] * 3

    def test_a_bundle_with_nothing_in_it_says_so(self, client, django_capture_on_commit_callbacks):
        entry = scored_entry(GOOD, GOOD, GOOD)
        client.force_login(UserFactory())
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("bundle_start", args=[entry.round_id, "giay-chung-nhan"]))
        job = JobRun.objects.get()
        assert (job.state, job.message) == (
            JobState.FAILED,
            "Không có gì để in: đợt chưa có phiếu hoặc giấy thuộc loại này.",
        )
