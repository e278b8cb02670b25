"""Products, ratings, and dossiers as far along as a test needs them."""

import hashlib
from datetime import date

import factory

from accounts.models import User
from core.domain.files import store_bytes
from products.domain import dossiers, evidence, photos, resuming
from products.models import (
    Dossier,
    Evidence,
    EvidenceLink,
    PartialUpload,
    Product,
    ProductPhoto,
    Rating,
)
from regimes.models import CriteriaSet, DossierKind
from tests.factories import files
from tests.factories.accounts import UserFactory
from tests.factories.producers import ProducerFactory
from tests.factories.regimes import CriteriaSetFactory, RegimeFactory

OPENED = date(2026, 3, 2)


class ProductFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Product

    name = factory.Sequence(lambda n: f"Nước mắm Thử Nghiệm {n:05d}")
    producer = factory.SubFactory(ProducerFactory)
    unit = factory.SelfAttribute("producer.unit")
    description = "Làm từ cá tươi của địa phương."


class RatingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Rating

    product = factory.SubFactory(ProductFactory)
    regime = factory.SubFactory(RegimeFactory)
    stars = 4
    decision_no = "1/QĐ-UBND"
    decided_on = date(2026, 6, 30)
    expires_on = date(2029, 6, 30)
    authority = "UBND thành phố Cần Thơ"


def draft(*, criteria_set: CriteriaSet | None = None, **product) -> Dossier:
    """A dossier just opened."""
    return draft_for(ProductFactory(**product), criteria_set)


def draft_for(product: Product, criteria_set: CriteriaSet | None = None) -> Dossier:
    """A dossier just opened for this product."""
    criteria_set = criteria_set or CriteriaSetFactory()
    return dossiers.open_dossier(
        product=product,
        kind=DossierKind.FIRST,
        wished_stars=3,
        criteria_set=criteria_set,
        actor=UserFactory(),
        opened_on=max(OPENED, criteria_set.regime.valid_from),
    )


def complete(dossier: Dossier) -> Dossier:
    """Everything filled in that handing in asks for."""
    actor = dossier.created_by
    for criterion in dossier.criteria_set.criteria.order_by("position"):
        dossiers.set_self_mark(
            dossier_id=dossier.pk,
            criterion_code=criterion.code,
            option_number=criterion.options.count(),
            explanation="Có minh chứng kèm theo.",
            actor=actor,
        )
    return dossiers.save_section(
        dossier_id=dossier.pk,
        version=dossier.version,
        actor=actor,
        sample_count=5,
        results_text="Doanh thu tăng đều.",
        plan_text="Mở rộng thị trường.",
    )


def handed_in(**product) -> Dossier:
    """A complete dossier at the commune."""
    dossier = complete(draft(**product))
    return dossiers.hand_in(dossier_id=dossier.pk, actor=dossier.created_by, on=dossier.opened_on)


def in_review(dossier: Dossier) -> Dossier:
    """A draft filled in, handed in, and taken up by the commune."""
    complete(dossier)
    dossiers.hand_in(dossier_id=dossier.pk, actor=dossier.created_by, on=dossier.opened_on)
    return dossiers.start_commune_review(
        dossier_id=dossier.pk, actor=dossier.created_by, on=dossier.opened_on
    )


def paper_in(dossier: Dossier, *, name: str = "giay.pdf", content: bytes = b"", **details) -> Evidence:
    """A paper uploaded to a draft: a PDF of one page that is like no other."""
    content = content or files.pdf()
    added = evidence.add_evidence(
        dossier_id=dossier.pk, content=content, name=name, actor=dossier.created_by, **details
    )
    return added.evidence


def partial_in(dossier: Dossier, user: User, *, content: bytes = b"", name: str = "lon.pdf") -> PartialUpload:
    """A file just announced; nothing of it is here yet."""
    content = content or files.pdf()
    digest = hashlib.sha256(content).hexdigest()
    return resuming.begin_upload(
        dossier_id=dossier.pk, actor=user, name=name, size=len(content), sha256=digest
    )


def photo_of(product: Product, *, content: bytes = b"", name: str = "anh.jpg") -> ProductPhoto:
    """A picture of the product, like no other."""
    content = content or files.picture(size=(900, 600))
    return photos.add_photo(product_id=product.pk, content=content, name=name, actor=UserFactory())


def accepted(**product) -> Dossier:
    """A dossier the office has accepted."""
    dossier = handed_in(**product)
    actor = dossier.created_by
    dossiers.start_commune_review(dossier_id=dossier.pk, actor=actor, on=dossier.opened_on)
    dossiers.propose(dossier_id=dossier.pk, actor=actor, on=dossier.opened_on, **FORM_03)
    dossiers.start_office_check(dossier_id=dossier.pk, actor=actor)
    return dossiers.accept(dossier_id=dossier.pk, actor=actor, on=dossier.opened_on)


def copies_of(dossier: Dossier, number: int) -> list[Dossier]:
    """As many dossiers like this one, each of a product of its own; written in bulk."""
    own = {"id", "product_id", "form_number"}
    fields = {
        field.attname: getattr(dossier, field.attname)
        for field in Dossier._meta.concrete_fields
        if field.attname not in own
    }
    products = [ProductFactory(producer=dossier.product.producer) for _ in range(number)]
    return Dossier.objects.bulk_create(Dossier(**fields, product=one) for one in products)


class EvidenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Evidence

    producer = factory.SubFactory(ProducerFactory)
    title = factory.Sequence(lambda n: f"Giấy tờ {n:05d}")
    file = factory.LazyFunction(
        lambda: store_bytes(content=b"%PDF-1.4", name="giay-to.pdf", content_type="application/pdf")
    )


def link_evidence(dossier: Dossier, code: str | None, **evidence) -> Evidence:
    """A paper of the dossier's producer, for one criterion or (without a code) for the whole dossier."""
    paper = EvidenceFactory(producer=dossier.product.producer, **evidence)
    criterion = dossier.criteria_set.criteria.get(code=code) if code else None
    EvidenceLink.objects.create(dossier=dossier, evidence=paper, criterion=criterion)
    return paper


FORM_03 = {
    "local_materials": "Toàn bộ cá mua tại xã.",
    "local_labour": "12 lao động của xã.",
    "idea_origin": "Nghề truyền thống của gia đình.",
    "local_identity": "Bí quyết ủ chượp của vùng.",
}
