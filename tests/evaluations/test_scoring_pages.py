"""A member's pages: what waits, the sheet, each tap, the sheet without JavaScript."""

import json
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.domain import rounds, scoring
from evaluations.domain.queries.sheets import picks_of
from evaluations.enums import SheetState
from evaluations.models import Mark, Sheet
from tests.factories import products as dossiers
from tests.factories.accounts import UserFactory
from tests.factories.evaluations import FULL, GOOD, filled, open_entry, prepared_round, scored_entry
from tests.factories.products import link_evidence

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry():
    return open_entry()


@pytest.fixture
def member(client, entry):
    seat = entry.round.council.members.order_by("order")[1]
    client.force_login(seat.user)
    return seat


@pytest.fixture
def sheet(entry, member):
    return scoring.start_sheet(entry_id=entry.pk, actor=member.user)


def whole(picks, revision=0, action="save", comment=""):
    marks = {f"mark-{code}": str(number) for code, number in picks.items()}
    return {**marks, "revision": str(revision), "action": action, "comment": comment}


def rows_of(answer):
    return [
        row for block in answer.context["rows"] for group in block["sections"] for row in group["criteria"]
    ]


def test_starting_leads_to_the_one_sheet(client, entry, member):
    first = client.post(reverse("sheet_start", args=[entry.pk]))
    second = client.post(reverse("sheet_start", args=[entry.pk]))
    own = Sheet.objects.get()
    assert first.headers["Location"] == second.headers["Location"] == reverse("sheet", args=[own.pk])


def test_the_sheet_is_printed_in_full(client, sheet):
    shown = client.get(reverse("sheet", args=[sheet.pk]))
    printed = [
        (row["line"].code, [option.points for option in row["line"].options])
        for block in shown.context["rows"]
        for group in block["sections"]
        for row in group["criteria"]
    ]
    assert printed == [
        ("1.1", [0, 20, 30, 40]),
        ("5.1", [0, 10, 20]),
        ("5.2", [0, 5]),
        ("7", [0, 10, 25, 35]),
    ]
    text = shown.content.decode()
    assert (text.count('type="radio"'), text.count("(***)"), text.count("(****)")) == (13, 1, 1)


def test_a_tap_is_saved_and_answered_with_the_totals(client, sheet):
    tap = {"criterion": "1.1", "option": "3", "revision": "0"}
    answer = client.post(reverse("sheet_mark", args=[sheet.pk]), tap)
    assert answer.status_code == 200
    assert (answer.context["score"].total, answer.context["saved"].revision) == (30, 1)
    assert Mark.objects.get().points == 30


def test_a_save_of_a_second_device_right_after_is_not_taken_over_unseen(client, sheet, monkeypatch):
    """The answer carries the revision of this tap, so that the next tap from here is refused."""
    save_mark = scoring.save_mark

    def then_the_other_device(**tap):
        saved = save_mark(**tap)
        save_mark(**{**tap, "criterion_code": "7", "option_number": 1, "revision": saved.revision})
        return saved

    monkeypatch.setattr(scoring, "save_mark", then_the_other_device)
    tap = {"criterion": "1.1", "option": "3", "revision": "0"}
    answer = client.post(reverse("sheet_mark", args=[sheet.pk]), tap)
    assert answer.context["saved"].revision == 1
    monkeypatch.undo()
    tap = {"criterion": "7", "option": "4", "revision": "1"}
    assert client.post(reverse("sheet_mark", args=[sheet.pk]), tap).status_code == 409
    assert picks_of(sheet) == {"1.1": 3, "7": 1}


def test_the_page_holds_the_same_totals_as_the_answer_to_a_tap(client, sheet):
    tap = {"criterion": "1.1", "option": "3", "revision": "0"}
    partial = client.post(reverse("sheet_mark", args=[sheet.pk]), tap).content.decode().strip()
    assert partial in client.get(reverse("sheet", args=[sheet.pk])).content.decode()


@pytest.mark.parametrize(
    ("tap", "status"),
    [
        ({"criterion": "1.1", "option": "3", "revision": "7"}, 409),
        ({"criterion": "1.1", "option": "9", "revision": "0"}, 422),
        ({"criterion": "1.1", "option": "x", "revision": "0"}, 422),
        ({"criterion": "8.8", "option": "1", "revision": "0"}, 422),
        ({"criterion": "1.1", "option": "9" * 30, "revision": "0"}, 422),
        ({}, 409),
    ],
)
def test_a_bad_tap_is_refused_and_saves_nothing(client, sheet, tap, status):
    answer = client.post(reverse("sheet_mark", args=[sheet.pk]), tap)
    assert (answer.status_code, bool(answer.context["refused"]), Mark.objects.count()) == (status, True, 0)


def test_the_story_criterion_is_named_as_excluded_without_a_story(client, sheet):
    tap = {"criterion": "5.1", "option": "1", "revision": "0"}
    answer = client.post(reverse("sheet_mark", args=[sheet.pk]), tap)
    assert answer.context["score"].not_applicable == ("5.2",)
    shown = client.get(reverse("sheet", args=[sheet.pk])).content.decode()
    assert re.findall(r'is-excluded" data-criterion="([\d.]+)"', shown) == ["5.2"]


def test_without_javascript_the_whole_sheet_is_saved_and_handed_in(client, sheet):
    address = reverse("sheet", args=[sheet.pk])
    assert client.post(address, whole(GOOD, comment="Bao bì đẹp")).status_code == 302
    sheet.refresh_from_db()
    assert (picks_of(sheet), sheet.comment, sheet.revision) == (GOOD, "Bao bì đẹp", 1)
    answer = client.post(address, whole(FULL, revision=1, action="submit", comment="Bao bì đẹp"))
    assert answer.headers["Location"] == reverse("scoring_home")
    sheet.refresh_from_db()
    assert (sheet.state, picks_of(sheet)) == (SheetState.SUBMITTED, FULL)


def test_an_unfinished_sheet_is_kept_and_not_handed_in(client, sheet):
    answer = client.post(reverse("sheet", args=[sheet.pk]), whole({"1.1": 4}, action="submit"))
    said = [str(message) for message in answer.context["messages"]]
    assert answer.status_code == 422
    assert said == ["Còn tiêu chí chưa chấm.", "Tiêu chí 5.1", "Tiêu chí 7"]
    sheet.refresh_from_db()
    assert (sheet.state, picks_of(sheet)) == (SheetState.OPEN, {"1.1": 4})


@pytest.mark.parametrize("name", ["sheet_mark", "sheet_comment"])
def test_the_same_save_sent_again_is_answered_and_not_saved_twice(client, sheet, name):
    sent = {"criterion": "1.1", "option": "3", "comment": "Có hợp đồng ", "revision": "0"}
    address = reverse(name, args=[sheet.pk])
    answers = [client.post(address, sent) for _ in range(2)]
    assert [(answer.status_code, answer.context["saved"].revision) for answer in answers] == [(200, 1)] * 2
    assert client.post(address, sent | {"comment": "Khác"}).status_code == 409


def test_a_remark_is_saved_with_its_mark_and_a_tap_alone_leaves_it(client, sheet):
    address = reverse("sheet_mark", args=[sheet.pk])
    tap = {"criterion": "1.1", "option": "3", "comment": "Có hợp đồng", "revision": "0"}
    client.post(address, tap)
    client.post(address, {"criterion": "1.1", "option": "2", "revision": "1"})
    mark = Mark.objects.get()
    assert (mark.points, mark.comment) == (20, "Có hợp đồng")


def test_the_opinion_is_saved_by_itself(client, sheet):
    address = reverse("sheet_comment", args=[sheet.pk])
    assert client.post(address, {"comment": "Bao bì đẹp", "revision": "0"}).status_code == 200
    answer = client.post(address, {"comment": "Bao bì xấu", "revision": "0"})
    assert (answer.status_code, answer.context["saved"].comment) == (409, "Bao bì đẹp")


def test_a_refused_save_tells_the_device_everything_that_is_saved(client, sheet):
    address = reverse("sheet_mark", args=[sheet.pk])
    client.post(address, {"criterion": "1.1", "option": "3", "comment": "Gốc", "revision": "0"})
    answer = client.post(address, {"criterion": "7", "option": "1", "revision": "0"})
    assert json.loads(answer.context["stored"]) == {"marks": {"1.1": [3, 1, "Gốc"]}, "comment": ""}


def test_without_javascript_remarks_are_saved_with_the_sheet(client, sheet):
    address = reverse("sheet", args=[sheet.pk])
    client.post(address, whole(GOOD) | {"remark-1.1": "Có hợp đồng\r\ngốc", "remark-7": " "})
    said = dict(sheet.marks.values_list("criterion__code", "comment"))
    assert said == {"1.1": "Có hợp đồng\ngốc", "5.1": "", "5.2": "", "7": ""}
    client.post(address, whole(GOOD, revision=1) | {"remark-1.1": "Có hợp đồng\r\ngốc"})
    sheet.refresh_from_db()
    assert sheet.revision == 1


def test_a_remark_without_a_mark_is_refused_and_shown_again(client, sheet):
    sent = whole({"7": 2}) | {"remark-1.1": "Chưa rõ nguồn gốc"}
    answer = client.post(reverse("sheet", args=[sheet.pk]), sent)
    [line] = [row for row in rows_of(answer) if row["line"].code == "1.1"]
    assert (answer.status_code, line["remark"], Mark.objects.count()) == (422, "Chưa rõ nguồn gốc", 0)


def test_a_refused_sheet_shows_what_was_sent_beside_what_is_saved(client, sheet, member):
    scoring.save_mark(sheet_id=sheet.pk, criterion_code="1.1", option_number=3, revision=0, actor=member.user)
    answer = client.post(reverse("sheet", args=[sheet.pk]), whole(FULL, revision=0, comment="Ý kiến mới"))
    line = rows_of(answer)[0]
    assert re.findall(r'value="(\d)"[^>]* checked', line["options"]) == ["4"]
    assert (line["stored"].number, line["differs"]) == (3, True)
    assert (answer.context["comment"], answer.context["comment_differs"]) == ("Ý kiến mới", True)
    client.post(reverse("sheet", args=[sheet.pk]), whole(FULL, revision=1, comment="Ý kiến mới"))
    assert picks_of(sheet) == FULL


class TestCompulsoryRemarks:
    @pytest.fixture
    def sheet(self):
        entry = open_entry(comment_on_extremes=True)
        return filled(entry, entry.round.council.members.order_by("order")[1], FULL, submit=False)

    def test_the_sheet_is_not_handed_in_and_says_which_are_missing(self, client, sheet):
        client.force_login(sheet.member.user)
        answer = client.post(
            reverse("sheet", args=[sheet.pk]), whole(FULL, revision=sheet.revision, action="submit")
        )
        said = [str(message) for message in answer.context["messages"]]
        assert said == [
            "Quy chế của Hội đồng yêu cầu nhận xét khi cho điểm thấp nhất hoặc cao nhất.",
            *[f"Tiêu chí {code}: chưa có nhận xét" for code in ("1.1", "5.1", "5.2", "7")],
        ]
        assert answer.context["saved"].remarks_owed == ("1.1", "5.1", "5.2", "7")

    def test_with_the_remarks_it_is(self, client, sheet):
        client.force_login(sheet.member.user)
        remarks = {f"remark-{code}": "Đủ minh chứng" for code in FULL}
        sent = whole(FULL, revision=sheet.revision, action="submit") | remarks
        client.post(reverse("sheet", args=[sheet.pk]), sent)
        sheet.refresh_from_db()
        assert sheet.state == SheetState.SUBMITTED

    def test_middle_marks_and_criteria_that_do_not_apply_need_none(self, sheet):
        picks = {"1.1": 2, "5.1": 1, "5.2": 1, "7": 2}
        for code, option in picks.items():
            sheet.refresh_from_db()
            last = scoring.save_mark(
                sheet_id=sheet.pk,
                criterion_code=code,
                option_number=option,
                revision=sheet.revision,
                actor=sheet.member.user,
            )
        assert last.remarks_owed == ("5.1",)


def test_the_producers_word_and_papers_stand_beside_each_criterion(client, sheet):
    dossier = sheet.entry.dossier
    link_evidence(dossier, "1.1", title="Hợp đồng thu mua", number="12/HĐ", expires_on=date(2020, 1, 1))
    link_evidence(dossier, None, title="Giấy đăng ký kinh doanh")
    answer = client.get(reverse("sheet", args=[sheet.pk]))
    first, second, *_ = [row["claim"] for row in rows_of(answer)]
    assert (first.points, first.explanation) == (40, "Có minh chứng kèm theo.")
    assert [str(paper) for paper in first.evidence] == ["Hợp đồng thu mua"]
    assert (second.points, second.evidence) == (20, [])
    assert [str(paper) for paper in answer.context["papers"]] == ["Giấy đăng ký kinh doanh"]
    assert answer.content.decode().count("đã hết hạn") == 1


def test_the_sheet_asks_as_much_with_many_papers_as_with_none(client, sheet, django_assert_num_queries):
    address = reverse("sheet", args=[sheet.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as bare:
        client.get(address)
    for code in ("1.1", "5.1", "7", None, None):
        link_evidence(sheet.entry.dossier, code)
    filled(sheet.entry, sheet.member, FULL, submit=False)
    with django_assert_num_queries(len(bare)):
        client.get(address)


def test_one_bad_pick_and_nothing_of_the_sheet_is_saved(client, sheet):
    answer = client.post(reverse("sheet", args=[sheet.pk]), whole({"1.1": 4, "7": 9}))
    assert (answer.status_code, Mark.objects.count()) == (422, 0)


def test_a_sheet_saved_elsewhere_is_not_overwritten(client, sheet, member):
    scoring.save_mark(sheet_id=sheet.pk, criterion_code="1.1", option_number=3, revision=0, actor=member.user)
    answer = client.post(reverse("sheet", args=[sheet.pk]), whole(FULL, revision=0))
    assert answer.status_code == 409
    assert picks_of(sheet) == {"1.1": 3}


def test_saving_the_same_again_changes_nothing(client, sheet):
    client.post(reverse("sheet", args=[sheet.pk]), whole(GOOD))
    client.post(reverse("sheet", args=[sheet.pk]), whole(GOOD, revision=1))
    sheet.refresh_from_db()
    assert sheet.revision == 1


def test_scoring_again_keeps_the_old_sheet(client, entry, member):
    old = filled(entry, member, GOOD)
    address = reverse("sheet_reopen", args=[old.pk])
    client.post(address, {"reason": ""})
    assert Sheet.objects.count() == 1
    answer = client.post(address, {"reason": "Hội đồng thảo luận lại"})
    new = Sheet.objects.get(number=2)
    assert answer.headers["Location"] == reverse("sheet", args=[new.pk])
    assert (picks_of(new), new.replaces) == (GOOD, old)


@pytest.mark.parametrize("name", ["sheet", "sheet_mark", "sheet_reopen"])
def test_nobody_writes_on_anothers_sheet_even_after_closing(client, name):
    entry = scored_entry(GOOD, GOOD, GOOD)
    first, other = Sheet.objects.order_by("member__order")[:2]
    client.force_login(other.member.user)
    assert client.get(reverse("sheet", args=[first.pk])).context["may_mark"] is False
    assert client.post(reverse(name, args=[first.pk]), {"reason": "x"}).status_code == 404
    assert entry.sheets.count() == 3


def test_home_says_how_far_the_member_is(client, entry, member):
    def shown():
        context = client.get(reverse("scoring_home")).context
        [row] = context["entries"]
        return context["sent"], context["owed"], row.marked, row.lines

    assert shown() == (0, 1, 0, 4)
    filled(entry, member, {"1.1": 1, "7": 2}, submit=False)
    assert shown() == (0, 1, 2, 4)
    filled(entry, member, GOOD)
    assert shown() == (1, 1, 4, 4)


def test_a_recused_member_owes_nothing_and_the_secretary_has_nothing(client, entry, member):
    rounds.recuse(entry_id=entry.pk, member_id=member.pk, reason="Cổ đông", actor=UserFactory())
    assert client.get(reverse("scoring_home")).context["owed"] == 0
    client.force_login(entry.round.council.members.get(office="secretary").user)
    assert client.get(reverse("scoring_home")).context["entries"] == []


def test_home_asks_as_much_for_many_entries_as_for_one(client, django_assert_num_queries):
    made = prepared_round()
    office = UserFactory()
    for _ in range(2):
        row = dossiers.accepted()
        row.regime = made.regime
        row.save(update_fields=["regime"])
        rounds.add_entry(round_id=made.pk, dossier_id=row.pk, actor=office)
    single = open_entry()
    client.force_login(single.round.council.members.first().user)
    client.get(reverse("scoring_home"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("scoring_home"))
    asked = len(one)  # counted now: the next request starts the connection's list anew
    rounds.open_round(round_id=made.pk, actor=office)
    client.force_login(made.council.members.first().user)
    client.get(reverse("scoring_home"))
    with django_assert_num_queries(asked):
        client.get(reverse("scoring_home"))


def scoring_work(client):
    """What the home page says of products to score: a number, or None where it says nothing."""
    context = client.get(reverse("home")).context
    work = [*context["waiting"], *context["nothing"]]
    return next((line.count for line in work if line.label == "Sản phẩm còn phải chấm điểm"), None)


def test_the_home_page_counts_what_the_scoring_page_owes(client, entry, member):
    assert scoring_work(client) == 1
    filled(entry, member, GOOD, submit=False)
    assert scoring_work(client) == 1
    filled(entry, member, GOOD)
    assert scoring_work(client) == 0


@pytest.mark.parametrize(("scores", "owed"), [(False, 0), (True, 1)])
def test_products_wait_for_the_secretary_only_where_it_scores(client, scores, owed):
    entry = open_entry()
    entry.round.secretary_scores = scores
    entry.round.save()
    client.force_login(entry.round.council.members.get(office="secretary").user)
    assert scoring_work(client) == client.get(reverse("scoring_home")).context["owed"] == owed


def test_a_member_who_left_the_council_owes_nothing(client, entry, member):
    member.is_active = False
    member.save()
    assert scoring_work(client) == 0
    assert client.get(reverse("scoring_home")).context["entries"] == []
