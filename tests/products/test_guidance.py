"""Guidance beside each criterion and option, written by the office while the sheet stays frozen."""

import pytest
import yaml
from django.urls import reverse

from core.text import fold
from regimes.domain.guidance import load_first_guidance, write_guidance
from regimes.domain.queries.guidance import guidance_of
from regimes.domain.regimefiles import DATA
from regimes.models import DocumentGroup, DocumentRequirement
from tests.factories import products as make
from tests.factories.accounts import UserFactory
from tests.factories.producers import ProducerAccountFactory
from tests.factories.regimes import CriteriaSetFactory
from tests.regimes.sheets import all_specs

pytestmark = pytest.mark.django_db


def test_the_office_writes_and_the_producer_reads_it_beside_the_option(client):
    dossier = make.draft()
    criterion = dossier.criteria_set.criteria.get(code="1.1")
    DocumentRequirement.objects.create(
        regime=dossier.regime,
        code="materials",
        position=1,
        group=DocumentGroup.EVIDENCE,
        name="Hợp đồng mua nguyên liệu",
        criteria={str(dossier.criteria_set.number): ["1.1"]},
    )
    client.force_login(UserFactory())
    address = reverse("guidance_edit", args=[criterion.pk])
    given = {"text": "Kèm ảnh vùng trồng.", "option_2": "Hợp đồng từ 50%.", "option_1": ""}
    assert client.post(address, given).status_code == 302
    page = client.get(reverse("guidance_set", args=[dossier.criteria_set_id])).content.decode()
    assert "Kèm ảnh vùng trồng." in page
    client.force_login(ProducerAccountFactory(producer=dossier.product.producer).user)
    assert client.get(address).status_code == 403
    sheet = client.get(reverse("self_assessment", args=[dossier.pk])).content.decode()
    for words in ("Kèm ảnh vùng trồng.", "Hợp đồng từ 50%.", "Hợp đồng mua nguyên liệu"):
        assert words in sheet


def test_the_same_criterion_of_other_sets_gets_the_same_words():
    first = CriteriaSetFactory()
    second, elsewhere = CriteriaSetFactory(regime=first.regime), CriteriaSetFactory()
    second.criteria.get(code="7").options.filter(number=1).update(text="Mức khác")
    criterion = first.criteria.get(code="7")
    count = write_guidance(
        criterion_id=criterion.pk, text="Chung", options={1: "Một", 2: "Hai"}, everywhere=True
    )
    assert count == 2
    assert (guidance_of(second)["7"].text, guidance_of(second)["7"].options) == ("Chung", {2: "Hai"})
    assert guidance_of(elsewhere) == {}


def test_first_words_fill_only_what_is_empty(tmp_path):
    criteria_set = CriteriaSetFactory()
    criteria_set.criteria.filter(code="7").update(guidance="Văn phòng viết")
    text = f"regime: {criteria_set.regime.code}\nguidance:\n  tiêu chí 1.1: Hợp đồng\n  Tiêu chí 7: Khác\n"
    (tmp_path / "guidance-x.yaml").write_text(text, encoding="utf-8")
    assert load_first_guidance(folder=tmp_path) == 1
    assert load_first_guidance(folder=tmp_path) == 0
    assert {code: said.text for code, said in guidance_of(criteria_set).items()} == {
        "1.1": "Hợp đồng",
        "7": "Văn phòng viết",
    }


def test_every_first_word_is_of_a_criterion_of_the_law():
    document = yaml.safe_load((DATA / "guidance-qd26.yaml").read_text(encoding="utf-8"))
    names = {fold(line.name) for sheet in all_specs() for _, line in sheet.criteria}
    assert {name for name in document["guidance"] if fold(name) not in names} == set()
