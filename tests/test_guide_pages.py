"""The guide inside the application: the documents' Markdown as pages, and on every page the part that helps."""

import importlib.util
import re
import sys

import pytest
from django.urls import resolve, reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Role
from core import markdown
from ocop_cantho.demo.people import ACCOUNTS, COUNCIL
from ocop_cantho.guide import OF_ROLE, PAGES, PARTS, PICTURES, STEPS, part_named
from tests.factories.accounts import UserFactory
from tests.harness.ours import PROJECT

WRITTEN = """# Một trang

Đoạn *thứ* nhất,
dòng hai có `mã **đậm**` và [liên kết](van-phong.md#muc).

## 1. Mục Đầu
1. Bước **“Lưu”**
   nối dòng
   - chi tiết
2. Bước hai

- a & b <c>

| Cột | Hai |
|---|---|
| x | ![Ảnh](../pictures/a.png) |
"""


def test_the_signs_our_documents_use():
    html = markdown.render(WRITTEN, address=lambda target: f"/{target}")
    assert html == (
        '<h1 id="mot-trang">Một trang</h1>\n'
        "<p>Đoạn <em>thứ</em> nhất, dòng hai có <code>mã **đậm**</code> và "
        '<a href="/van-phong.md#muc">liên kết</a>.</p>\n'
        '<h2 id="1-muc-dau">1. Mục Đầu</h2>\n'
        "<ol><li>Bước <strong>“Lưu”</strong> nối dòng<ul><li>chi tiết</li></ul></li><li>Bước hai</li></ol>\n"
        "<ul><li>a &amp; b &lt;c&gt;</li></ul>\n"
        '<div class="table-box" tabindex="0" role="region" aria-label="Bảng">'
        '<table class="table"><thead><tr><th scope="col">Cột</th><th scope="col">Hai</th>'
        "</tr></thead><tbody><tr><td>x</td>"
        '<td><img src="/../pictures/a.png" alt="Ảnh" loading="lazy"></td></tr></tbody></table></div>'
    )


@given(st.text(alphabet='<>"&[]()!*`|#- \n\0a1.:/javscript', max_size=80))
@settings(max_examples=150)
def test_nothing_written_becomes_a_tag_or_script_of_its_own(text):
    html = markdown.render(text)
    tags = set(re.findall(r"<(/?\w+)", html))
    plain = {"p", "h1", "h2", "h3", "h4", "ul", "ol", "li", "em", "strong", "code", "a", "img"}
    table = {"div", "table", "thead", "tbody", "tr", "th", "td"}
    assert {tag.lstrip("/") for tag in tags} <= plain | table
    assert not re.search(r'(href|src)="(?!#|https?://|mailto:|/|[\w.-]*(/|"|#|\.))', html)


def _asked(client, link):
    response = client.get(link)
    if response.streaming:
        b"".join(response)  # a file is closed when it has been read
    return response.status_code


@pytest.mark.django_db
@pytest.mark.parametrize("slug", PAGES)
def test_every_page_is_there_for_everybody_and_its_links_lead_somewhere(client, slug):
    html = client.get(reverse("guide_page", args=[slug])).content.decode()
    article = html.partition("<article")[2].partition("</article>")[0]
    links = [link.partition("#")[0] for link in re.findall(r'(?:href|src)="([^"]+)"', article)]
    assert [link for link in links if link and _asked(client, link) != 200] == []


def test_every_part_named_for_help_is_in_the_guide():
    named = [(slug, words) for slug, parts in PARTS.items() for words in parts.values()]
    assert [pair for pair in named if part_named(*pair) is None] == []
    assert set(OF_ROLE) == set(Role)
    assert set(OF_ROLE.values()) == set(STEPS)


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_steps_and_help_of_each_role_open_for_it(client, role):
    client.force_login(UserFactory(officer=True) if role == Role.LOCAL_OFFICER else UserFactory(role=role))
    page = client.get(reverse("first_steps"))
    steps = {step["url"]: client.get(step["url"]) for step in page.context["steps"]}
    assert {url: response.status_code for url, response in steps.items()} == dict.fromkeys(steps, 200)
    for response in steps.values():
        place, _, part = response.context["help_url"].partition("#")
        assert f'id="{part}"' in client.get(place).content.decode() or not part


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["../secret.png", "khong-co.png", "ke-hoach.txt", "ke-hoach.png"])
def test_only_pictures_of_the_guide_are_given(client, name):
    assert client.get(f"/huong-dan/hinh/{name}").status_code == 404


@pytest.fixture(scope="module")
def script():
    """The script that takes the guide's pictures."""
    path = PROJECT / "scripts" / "guide_pictures.py"
    spec = importlib.util.spec_from_file_location("guide_pictures", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclass asks where it lives
    spec.loader.exec_module(module)
    return module


def test_the_script_takes_every_picture_of_the_guide_and_no_other(script):
    taken = [picture.name for picture in script.TAKEN]
    assert sorted(taken) == sorted(script.named_in_guide())
    assert {path.stem for path in PICTURES.glob("*.webp")} == set(taken)
    sizes = {name: (PICTURES / f"{name}.webp").stat().st_size for name in taken}
    assert {name: size for name, size in sizes.items() if size > 80_000} == {}
    assert sum(sizes.values()) < 1_000_000


def test_pictures_are_of_pages_that_are_there_and_people_of_the_demonstration(script):
    people = {person.email for person in (*ACCOUNTS, *COUNCIL)}
    assert {picture.user for picture in script.TAKEN} - {""} <= people
    assert [picture.path for picture in script.TAKEN if not resolve(picture.path.partition("?")[0])] == []


@pytest.mark.django_db
def test_every_page_has_a_way_to_its_help(client):
    """Of the few pages made, and of all others: they are all made of the one that has the link."""
    visited = {None: ("register", "verify_form", "account_login")}
    visited[UserFactory()] = ("home", "following", "dossier_list", "search", "notification_list")
    for user, names in visited.items():
        if user:
            client.force_login(user)
        for name in names:
            response = client.get(reverse(name))
            assert f'href="{response.context["help_url"]}"' in response.content.decode(), name
    whole = {
        path.relative_to(PROJECT / "templates").parts[0]
        for path in (PROJECT / "templates").rglob("*.html")
        if "<html" in path.read_text(encoding="utf-8")
        and not {"documents", "print"} & set(path.parts)  # these are printed
    }
    assert whole == {"base.html", "errors"}, "errors: the page for when the application itself is broken"
