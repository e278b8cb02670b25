"""The demonstration years, loaded once for the module: they hold together, and loading again changes nothing."""

from collections import Counter
from datetime import date
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from accounts.models import User
from budget.models import Allocation, Disbursement, EstimateLine
from evaluations.enums import RoundState, SheetState
from evaluations.models import Certificate, CouncilMember, Round, Sheet, Tally
from localities.models import Era
from products.domain.queries.register import recognised_in, stars_count, valid_ratings
from products.models import Dossier, Product, Rating
from programme.domain.queries.targets import targets
from programme.models import Plan
from regimes.models import CriterionOption
from training.models import ClassState, TrainingClass

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)
YEARS = (2022, 2026)


def load(year):
    answer = StringIO()
    call_command("load_demo", year=year, stdout=answer)
    return answer.getvalue().strip()


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup, django_db_blocker):
    """Both years in a transaction that ends with the module; each test rolls its own changes back inside it."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_reference", stdout=StringIO())
        yield {year: load(year) for year in YEARS}
        transaction.set_rollback(True)


def test_the_planner_knows_how_large_the_reference_data_is():
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [CriterionOption._meta.db_table])
        assert cursor.fetchone()[0] == CriterionOption.objects.count()


def contents():
    """Every table with its number of rows and a digest of them."""
    with connection.cursor() as cursor:
        found = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT count(*), md5(string_agg(t::text, '' ORDER BY t::text)) FROM {name} t")
            found[table] = cursor.fetchone()
    return found


def test_loading_again_changes_nothing(loaded):
    assert loaded == {
        2022: '{"year": 2022, "loaded": true, "products": 92}',
        2026: '{"year": 2026, "loaded": true, "products": 77}',
    }
    before = contents()
    assert [load(year) for year in YEARS] == [f'{{"year": {year}, "loaded": false}}' for year in YEARS]
    assert contents() == before


def test_a_year_that_is_not_there_is_refused():
    with pytest.raises(CommandError, match=r"^Không có năm minh họa 2023\. Hãy chạy: load_demo --year 2022"):
        load(2023)


def test_a_plan_of_the_office_is_never_overlaid():
    Plan.objects.filter(year=2026).update(is_demo=False)
    before = contents()
    with pytest.raises(CommandError, match=r"^Đã có kế hoạch năm 2026 do người dùng lập"):
        load(2026)
    assert contents() == before


def test_every_invented_row_says_that_it_is_demonstration_data():
    models = [
        model
        for model in apps.get_models()
        if any(field.name == "is_demo" for field in model._meta.fields) and "Event" not in model.__name__
    ]
    unmarked = {model.__name__: model.objects.filter(is_demo=False).count() for model in models}
    assert unmarked == dict.fromkeys(unmarked, 0)
    assert len(models) >= 15


def test_the_register_of_today_shows_the_products_of_the_merged_city():
    ratings = valid_ratings(day=DAY)
    assert stars_count(day=DAY) == {3: 24, 4: 32, "potential_five": 1, 5: 2}
    assert {rating.product.unit.era for rating in ratings} == {Era.FROM_2025}
    assert len({rating.product.unit_id for rating in ratings}) == 35


def test_the_second_year_leaves_the_figures_of_the_first_alone():
    assert stars_count(day=date(2022, 12, 31)) == {3: 34, 4: 58, "potential_five": 0, 5: 0}
    assert recognised_in(year=2022).count() == 51


def test_dossiers_of_2026_are_at_every_step():
    assert Counter(Dossier.objects.filter(year=2026).values_list("state", flat=True)) == {
        "draft": 2,
        "handed_in": 2,
        "commune_review": 2,
        "proposed": 2,
        "office_check": 1,
        "returned": 2,
        "accepted": 2,
        "in_round": 5,
        "concluded": 9,
        "withdrawn": 1,
    }
    returned = Dossier.objects.filter(state="returned").first()
    assert returned.faults.count() == 2
    assert set(Dossier.objects.filter(year=2026).values_list("kind", flat=True)) == {
        "first",
        "upgrade",
        "reevaluation",
    }


def test_one_round_is_concluded_with_certificates_and_one_is_being_scored():
    first, second = Round.objects.filter(year=2026).order_by("sequence")
    assert CouncilMember.objects.filter(council=first.council).count() == 9
    assert (first.state, second.state) == (RoundState.DECIDED, RoundState.OPEN)
    assert Counter(first.entries.values_list("state", flat=True)) == {"decided": 8, "eliminated": 1}
    certified = Certificate.objects.filter(decision__round=first)
    assert Counter(certified.values_list("rating__state", "rating__stars")) == {
        ("recognised", 3): 2,
        ("recognised", 4): 4,
    }
    sheets = Sheet.objects.filter(entry__round=second)
    assert sheets.filter(state=SheetState.SUBMITTED).count() == 17
    assert sheets.filter(state=SheetState.OPEN).count() == 3  # one of them typed from paper


def test_no_concluded_score_is_in_conflict():
    tallies = Tally.objects.select_related("entry__round")
    assert len(tallies) == 14
    assert [tally for tally in tallies if tally.payload["over_spread"]] == []
    disputed = [
        (tally, row)
        for tally in tallies
        for row in tally.payload["requirements"]
        if row["disputed"] and row["stars"] <= tally.stars
    ]
    assert disputed == []
    answer = StringIO()
    call_command("verify_tallies", stdout=answer)
    assert answer.getvalue().strip() == '{"tallies": 14, "differences": []}'


def test_the_stars_of_the_round_of_2022_are_those_of_the_press():
    given = Rating.objects.filter(certificate__decision__round__year=2022)
    assert Counter(given.values_list("stars", flat=True)) == {4: 3, 3: 3}


def test_the_plan_of_2026_has_targets_and_money_given_out_and_paid():
    plan = Plan.objects.get(year=2026)
    reached = {row.target.code: row.value for row in targets(plan) if row.target.measure != "%"}
    assert reached == {
        "san-pham-moi": 12,
        "tiem-nang-5-sao": 1,
        "xa-phuong": 16,
        "lop-nhan-luc": 2,
        "lop-chat-luong": 1,
        "lop-chuyen-doi-so": 1,
        "hau-kiem": 12,
    }
    amounts = {
        model: sum(row.amount for row in rows)
        for model, rows in (
            ("estimate", EstimateLine.objects.filter(plan=plan)),
            ("given", Allocation.objects.filter(line__plan=plan)),
            ("paid", Disbursement.objects.filter(allocation__line__plan=plan)),
        )
    }
    assert amounts == {"estimate": 8_000_000_000, "given": 7_250_000_000, "paid": 4_650_000_000}


def test_classes_of_2026_are_held_running_and_planned():
    states = TrainingClass.objects.filter(year=2026).values_list("state", flat=True)
    assert Counter(states) == {ClassState.HELD: 5, ClassState.RUNNING: 1, ClassState.PLANNED: 2}


def test_the_producer_account_and_the_officer_have_work_of_their_own():
    producer = User.objects.get(email="chuthe.ninhkieu@ocop.example")
    assert Counter(Dossier.objects.visible_to(producer).values_list("state", flat=True)) == {
        "concluded": 2,
        "returned": 1,
        "draft": 1,
    }
    officer = User.objects.get(email="canbo.ninhkieu@ocop.example")
    assert Product.objects.visible_to(officer).count() == 7
