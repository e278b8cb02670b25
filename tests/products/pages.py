"""Every page of producers, products and dossiers by the name of its address, for tests that must miss none."""

from django.urls import reverse

from producers.urls import urlpatterns as producers
from products.domain.assessments import save_assessment
from products.models import Dossier
from products.urls import urlpatterns as dossiers
from products.urls_public import urlpatterns as public
from tests.factories import products as make
from tests.factories.producers import CraftVillageFactory

ACTS_AND_FILES = frozenset(
    {
        *("dossier_step", "upload_begin", "upload_piece", "upload_drop"),
        *("evidence_remove", "evidence_reuse", "evidence_file"),
        *("photo_add", "photo_remove", "photo_first", "product_photo"),
        *("dossier_road_pdf", "dossier_bundle_file"),
    }
)
"""Addresses that answer with no page of their own."""


def addresses(dossier: Dossier, reviewed: Dossier) -> dict[str, list[str]]:
    """The addresses of each page: of a draft with a paper and a rated product, of a dossier at the commune."""
    product, producer = dossier.product, dossier.product.producer
    paper, village = dossier.evidence_links.first().evidence, CraftVillageFactory()
    criteria_set = dossier.criteria_set
    actor = reviewed.created_by
    save_assessment(dossier_id=reviewed.pk, version=None, actor=actor, **make.FORM_03)
    given = {
        "dossier": [(dossier.pk,), (reviewed.pk,)],
        "dossier_return": [(reviewed.pk,)],
        "dossier_assessment": [(reviewed.pk,)],
        "dossier_print": [(dossier.pk, "mau-01"), (dossier.pk, "mau-02"), (reviewed.pk, "mau-03")],
        "dossier_create": [(make.ProductFactory().pk,)],
        "evidence": [(dossier.pk, paper.pk)],
        "guidance_set": [(criteria_set.pk,)],
        "guidance_edit": [(criteria_set.criteria.first().pk,)],
    }
    of_what = {"product": product.pk, "producer": producer.pk, "village": village.pk}
    found = {}
    for row in (*producers, *dossiers, *public):
        if row.name not in ACTS_AND_FILES:
            usual = [(of_what.get(row.name.partition("_")[0], dossier.pk),)]
            keys = given.get(row.name, usual) if row.pattern.converters else [()]
            found[row.name] = [reverse(row.name, args=args) for args in keys]
    found["product_create"].append(f"{reverse('product_create')}?chu_the={producer.pk}")
    return found
