"""The chained log of marks and the seal of a round: whatever is changed behind the application's back is found."""

import dataclasses
import json
import random

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from evaluations.chain import Head, Line, beginning, canonical, faults, linked
from evaluations.domain import rounds, scoring
from evaluations.domain.queries.seal import seal_of, verify_round
from evaluations.models import Mark, RoundSeal, ScoreLog, Sheet
from tests.factories.accounts import UserFactory
from tests.factories.evaluations import FAIR, FULL, GOOD, filled, open_entry, scored_entry


def chain(sheet, length, rng):
    """An untouched chain, and where it ends."""
    lines, previous = [], beginning(sheet)
    for number in range(1, length + 1):
        body = canonical({"sheet": sheet, "n": number, "marks": {"1.1": [rng.randint(1, 4), 20, ""]}})
        digest = linked(previous, body)
        lines.append(Line(sheet, number, body, previous, digest))
        previous = digest
    return lines, Head(length, previous)


def renumbered(lines):
    return [dataclasses.replace(line, number=at) for at, line in enumerate(lines, start=1)]


def rechained(sheet, lines):
    """Somebody who knows how it is done makes every digest anew."""
    made, previous = [], beginning(sheet)
    for number, line in enumerate(lines, start=1):
        body = canonical({**json.loads(line.body), "n": number})
        made.append(Line(sheet, number, body, previous, linked(previous, body)))
        previous = made[-1].digest
    return made


def edit(lines, rng):
    at = rng.randrange(len(lines))
    name = rng.choice(["body", "previous", "digest", "number"])
    old = getattr(lines[at], name)
    new = old + 1 if name == "number" else old.replace(old[rng.randrange(len(old))], "~", 1)
    lines[at] = dataclasses.replace(lines[at], **{name: new})
    return lines


def delete(lines, rng):
    del lines[rng.randrange(len(lines))]
    return lines


def delete_and_renumber(lines, rng):
    return renumbered(delete(lines, rng))


def insert(lines, rng):
    lines.insert(rng.randrange(len(lines)), rng.choice(lines))
    return renumbered(lines)


def swap(lines, rng):
    one, two = rng.sample(range(len(lines)), 2)
    lines[one], lines[two] = lines[two], lines[one]
    return renumbered(lines)


def truncate(lines, rng):
    return lines[: rng.randrange(len(lines))]


def remake(lines, rng):
    return rechained(lines[0].sheet, delete(lines, rng))


def remake_changed(lines, rng):
    at = rng.randrange(len(lines))
    body = json.loads(lines[at].body) | {"marks": {"1.1": [9, 40, ""]}}
    lines[at] = dataclasses.replace(lines[at], body=canonical(body))
    return rechained(lines[0].sheet, lines)


TAMPERINGS = [edit, delete, delete_and_renumber, insert, swap, truncate, remake, remake_changed]


def test_ten_thousand_random_tamperings_are_all_found():
    rng = random.Random(26)
    unseen = []
    for _ in range(10_000):
        lines, head = chain(rng.randint(1, 999), rng.randint(2, 12), rng)
        assert faults(lines[0].sheet, lines, head) == []
        tamper = rng.choice(TAMPERINGS)
        if not faults(lines[0].sheet, tamper(list(lines), rng), head):
            unseen.append(tamper.__name__)
    assert unseen == []


def test_a_line_of_another_sheet_does_not_pass():
    rng = random.Random(1)
    (mine, head), (other, _) = chain(1, 3, rng), chain(2, 3, rng)
    assert faults(1, other, head) != []
    assert faults(1, [*mine[:1], other[1], mine[2]], head) != []


SWAP = (
    "update evaluations_scorelog a set body = b.body from evaluations_scorelog b "
    "where a.sheet_id = b.sheet_id and a.number = 1 and b.number = 2"
)


def behind_the_back(statement, *values):
    """What somebody with the database's own password can do."""
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("set local session_replication_role = origin")


@pytest.fixture
def entry():
    """A closed round in which one sheet was scored twice, one remarked upon."""
    entry = open_entry()
    chair, second, third = entry.round.council.members.exclude(office="secretary").order_by("order")
    old = filled(entry, chair, FAIR)
    scoring.reopen_sheet(sheet_id=old.pk, reason="Bấm nhầm", actor=chair.user)
    filled(entry, chair, GOOD)
    sheet = filled(entry, second, GOOD, submit=False)
    scoring.save_comment(sheet_id=sheet.pk, comment="Nên ghi nhãn.", revision=4, actor=second.user)
    filled(entry, second, {})
    sheet = scoring.start_sheet(entry_id=entry.pk, actor=third.user)
    remarks = {"1.1": "Hợp đồng đủ."}
    saved = {"picks": FULL, "comment": "Tốt.", "remarks": remarks, "revision": 0}
    scoring.save_sheet(sheet_id=sheet.pk, actor=third.user, **saved)
    filled(entry, third, {})
    rounds.close_round(round_id=entry.round_id, actor=UserFactory())
    entry.refresh_from_db()
    return entry


@pytest.mark.django_db
class TestInTheDatabase:
    def test_every_saving_leaves_a_line_and_all_agrees(self, entry, capsys):
        call_command("verify_marks")
        said = json.loads(capsys.readouterr().out)
        assert said == {
            "rounds": 1,
            "lines": 4 + 1 + 1 + 1 + 4 + 1 + 5 + 1 + 1 + 1,
            "seals": 1,
            "differences": [],
        }
        seal = seal_of(entry.round)
        assert (seal.sheets, seal.lines, seal.text.split(":")[-1]) == (4, 20, seal.digest)
        assert verify_round(entry.round, seal.grouped) == verify_round(entry.round, seal.text) == []

    @pytest.mark.parametrize(
        "statement",
        [
            "update evaluations_scorelog set body = body",
            "delete from evaluations_scorelog",
            "truncate evaluations_scorelog",
            "update evaluations_roundseal set digest = digest",
            "delete from evaluations_roundseal",
            "truncate evaluations_roundseal",
        ],
    )
    def test_the_database_refuses_to_touch_what_is_written(self, entry, statement):
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
            with pytest.raises(DatabaseError) as refused, transaction.atomic():
                cursor.execute(statement)
        assert refused.value.__cause__.sqlstate == "42501"

    def test_the_database_refuses_a_line_that_hangs_on_nothing(self, entry):
        last = ScoreLog.objects.order_by("-pk").first()
        for change in ({"number": last.number + 1}, {"number": last.number + 2}, {"digest": "0" * 64}):
            row = {"previous": last.digest, "body": "{}", "digest": linked(last.digest, "{}"), **change}
            with pytest.raises(DatabaseError), transaction.atomic():
                ScoreLog.objects.create(sheet=last.sheet, **{"number": last.number + 1, **row, "body": "{ }"})

    @pytest.mark.parametrize(
        "statement",
        [
            "update evaluations_mark set comment = 'đổi' where id = (select min(id) from evaluations_mark)",
            "delete from evaluations_mark where id = (select max(id) from evaluations_mark)",
            "update evaluations_sheet set comment = 'đổi' where number = 2",
            "update evaluations_sheet set state = 'open' where number = 2",
            "update evaluations_scorelog set body = replace(body, 'saved', 'typed') where number = 2",
            "delete from evaluations_scorelog where number = 3",
            SWAP,
            "delete from evaluations_scorelog where number >= 3",
            "delete from evaluations_roundseal",
            "update evaluations_roundseal set body = replace(body, 'sheets', 'sheet')",
            "update evaluations_roundseal set lines = lines + 1",
            "update evaluations_sheet set log_count = log_count - 1",
        ],
    )
    def test_what_is_done_behind_the_back_is_found(self, entry, statement, capsys):
        behind_the_back(statement)
        with pytest.raises(CommandError) as failed:
            call_command("verify_marks", round=entry.round_id)
        assert failed.value.returncode == 1
        assert json.loads(capsys.readouterr().out)["differences"] != []

    def test_a_log_made_anew_whole_is_found_by_the_printed_seal(self, entry):
        """Marks, log, head and seal forged together agree with each other, not with the paper."""
        printed = seal_of(entry.round).text
        sheet = Sheet.objects.order_by("-pk").first()
        mark = Mark.objects.filter(sheet=sheet, criterion__code="1.1").first()
        worse = mark.criterion.options.get(number=2)
        behind_the_back(
            "update evaluations_mark set option_id = %s, points = %s where id = %s",
            worse.pk,
            worse.points,
            mark.pk,
        )
        lines = [
            Line(
                sheet.pk, row.number, row.body.replace('"1.1":[4,40', '"1.1":[2,20'), row.previous, row.digest
            )
            for row in sheet.log.order_by("number")
        ]
        forged = rechained(sheet.pk, lines)
        for line in forged:
            behind_the_back(
                "update evaluations_scorelog set body = %s, previous = %s, digest = %s "
                "where sheet_id = %s and number = %s",
                *(line.body, line.previous, line.digest, sheet.pk, line.number),
            )
        behind_the_back(
            "update evaluations_sheet set log_head = %s where id = %s", forged[-1].digest, sheet.pk
        )
        behind_the_back("delete from evaluations_roundseal")
        from evaluations.domain import score_log

        score_log.seal(entry.round, actor=UserFactory())
        assert verify_round(entry.round) == []
        assert verify_round(entry.round, printed) == [
            f"{entry.round}: dấu niêm phong in trên biên bản không có trong hệ thống"
        ]

    def test_a_line_added_after_the_seal_is_found(self, entry):
        sheet = Sheet.objects.order_by("-pk").first()
        body = canonical({"sheet": sheet.pk, "n": sheet.log_count + 1})
        digest = linked(sheet.log_head, body)
        ScoreLog.objects.create(
            sheet=sheet, number=sheet.log_count + 1, body=body, previous=sheet.log_head, digest=digest
        )
        behind_the_back(
            "update evaluations_sheet set log_count = log_count + 1, log_head = %s where id = %s",
            digest,
            sheet.pk,
        )
        assert verify_round(entry.round) == [
            f"{entry.round}: phiếu {sheet.pk} có thay đổi sau khi niêm phong"
        ]

    def test_a_refused_saving_leaves_no_line(self):
        entry = scored_entry(GOOD)
        sheet = Sheet.objects.get()
        before = ScoreLog.objects.count()
        with pytest.raises(Exception, match="không trong thời gian"):
            scoring.save_comment(
                sheet_id=sheet.pk, comment="x", revision=sheet.revision, actor=sheet.member.user
            )
        assert (ScoreLog.objects.count(), RoundSeal.objects.count()) == (before, 1)
        assert verify_round(entry.round) == []

    def test_wrong_questions_are_answered_in_words(self, entry):
        for given in ({"seal": "abc"}, {"round": 0}):
            with pytest.raises(CommandError) as failed:
                call_command("verify_marks", **given)
            assert failed.value.returncode == 2
