"""The harness finds what it is there to find, and lets good pages pass."""

import pytest
from django.db import connection
from django.template import Context, Template
from django.template.base import Origin
from django.template.engine import Engine

from tests.harness import sql
from tests.harness.html import faults_of
from tests.harness.ours import PROJECT
from tests.harness.queries import assert_same_queries
from tests.harness.templates import UndefinedTemplateVariableError

GOOD = """
<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="x"></form><form method="get"></form>
<script src="/static/a.js"></script><script type="application/json">{}</script><script nonce="n">1</script>
"""


def render(source, folder, **context):
    template = Template(
        source, origin=Origin(str(folder / "page.html"), "page.html"), engine=Engine.get_default()
    )
    return template.render(Context(context))


def test_good_page_has_no_fault():
    assert faults_of(GOOD) == []


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        ("<a onclick='x()'>", "inline handler onclick in <a> at line 1"),
        ("<p style='color: red'>", "inline style in <p> at line 1: color: red"),
        ("<script>1</script>", "inline script without nonce: <script> at line 1"),
        ("<style>p {}</style>", "inline style without nonce: <style> at line 1"),
        ("<a href=' JavaScript:x()'>", "javascript: address in <a> at line 1"),
        ("<form method=POST></form>", "POST form without csrf token: <form> at line 1"),
    ],
)
def test_faulty_page(page, fault):
    assert faults_of(page) == [fault]


def test_undefined_variable_in_our_template_fails():
    with pytest.raises(UndefinedTemplateVariableError, match=r"\{\{ user\.nmae \}\} in .*/page.html:1"):
        render("<p>{{ user.nmae }}</p>", PROJECT / "templates", user={})


def test_undefined_variable_under_a_default_fails_too():
    with pytest.raises(UndefinedTemplateVariableError):
        render('{{ name|default:"?" }}', PROJECT / "templates")


def test_question_for_a_variable_is_allowed():
    assert render("{% if name %}a{% else %}b{% endif %}", PROJECT / "templates") == "b"


@pytest.mark.parametrize("folder", [PROJECT / ".venv/lib/site-packages/x", PROJECT.parent / "elsewhere"])
def test_templates_of_packages_keep_their_ways(folder):
    assert render('{{ name }}{{ name|default:"?" }}', folder) == "?"


@pytest.mark.parametrize(
    ("statement", "careless"),
    [
        ("SELECT a.x FROM a INNER JOIN b ON a.b = b.id WHERE a.id = 1 FOR UPDATE", True),
        ("SELECT a.x FROM a INNER JOIN b ON a.b = b.id FOR NO KEY UPDATE", True),
        ("SELECT a.x FROM a LEFT OUTER JOIN b ON a.b = b.id FOR NO KEY UPDATE OF a", False),
        ("SELECT a.x FROM a WHERE id IN (SELECT b.a FROM b JOIN c ON (b.c = c.id)) FOR UPDATE", False),
        ("SELECT a.x FROM a JOIN b ON (a.b = b.id)", False),
        ("SELECT 1 FROM a WHERE t = ' JOIN ' FOR UPDATE", False),
    ],
)
def test_careless_locks(statement, careless):
    assert sql.locks_more_than_it_says(statement) == careless


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ('INSERT INTO "products_product" ("id") VALUES (1)', "products_product"),
        ("update products_product set x = 1", "products_product"),
        ('DELETE FROM "x" WHERE 1 = 1', "x"),
        ('SELECT * FROM "x" FOR UPDATE', None),
    ],
)
def test_written_tables(statement, table):
    assert sql.written_table(statement) == table


@pytest.mark.django_db
def test_connection_is_watched():
    with pytest.raises(sql.CarelessLockError), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_class a JOIN pg_class b ON a.oid = b.oid FOR UPDATE")


@pytest.mark.django_db
def test_write_within_a_get_fails():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE note (x int)")
        with sql.nothing_written(), pytest.raises(sql.WriteInGetError):
            cursor.execute("INSERT INTO note VALUES (1)")
        cursor.execute("INSERT INTO note VALUES (2)")


@pytest.mark.django_db
def test_growing_number_of_queries_fails():
    rows = [1]

    def ask():
        with connection.cursor() as cursor:
            for _ in rows:
                cursor.execute("SELECT 1")

    assert_same_queries(ask, grow=lambda: None, at_most=1)
    with pytest.raises(AssertionError, match="1 statements grew to 2"):
        assert_same_queries(ask, grow=lambda: rows.append(2), at_most=9)
    with pytest.raises(AssertionError, match="at most 1 allowed"):
        assert_same_queries(ask, grow=lambda: None, at_most=1)
