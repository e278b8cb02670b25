"""Who may open which address. A new URL gets a row here, or `test_role_matrix.py` fails.

A row's `target` makes what the address needs (a dossier, a round …) for the asking user and returns the URL's
arguments; for a row that answers POST only, say `method="POST"` (it is sent without data: being allowed then means
any answer but 302 to sign-in, 403 and 404).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils import timezone

from accounts.models import OFFICE_ROLES, Role, SavedFilter, SignIn, User
from budget.domain import spending
from core.domain.files import store_bytes
from core.models import JobRun
from evaluations.domain.rounds import recuse
from evaluations.domain.tallies import take_tally
from evaluations.models import CentralProposal, Certificate, Entry, Outcome, Round
from exchange.models import ImportRun
from products.models import Dossier, Product, Rating
from programme.models import ActivityEvidence, CalendarFeed, UnitTarget
from reports.models import ReportDispatch, ReportRun, Yearbook
from tests.consistency.stock import VISITOR, Owner, kept_for_each_owner, kept_once, owner_of
from tests.factories.accounts import NotificationFactory, UserFactory
from tests.factories.after import (
    complaint,
    ministry_paper,
    paper_sheet,
    post_check,
    potential_five,
    proposal,
    signed,
    withdrawal,
)
from tests.factories.budget import EstimateLineFactory, allocation
from tests.factories.evaluations import (
    GOOD,
    CouncilFactory,
    CouncilMemberFactory,
    adviser_of,
    certificate,
    filled,
    issued,
    open_entry,
    paper_of,
    prepared_round,
    reported,
    scored_entry,
)
from tests.factories.exchange import products_file
from tests.factories.files import pdf
from tests.factories.localities import UnitFactory
from tests.factories.producers import CraftVillageFactory, ProducerAccountFactory
from tests.factories.products import (
    ProductFactory,
    RatingFactory,
    draft_for,
    in_review,
    paper_in,
    partial_in,
    photo_of,
)
from tests.factories.programme import (
    ActivityFactory,
    ContentGroupFactory,
    PlanFactory,
    TargetFactory,
    commendation,
    library_document,
    media_item,
    study_tour,
    unit_scheme,
)
from tests.factories.regimes import CriteriaSetFactory
from tests.factories.reports import YearbookEntryFactory, YearbookFactory, bare, dispatched
from tests.factories.training import EnrolmentFactory, TraineeFactory, TrainingClassFactory, class_file
from training.models import ClassSession

SIGNED_IN = frozenset(Role.values)
EVERYBODY = SIGNED_IN | {VISITOR}
OFFICE = frozenset(OFFICE_ROLES)
NOBODY: frozenset[str] = frozenset()
ENTERS = OFFICE | {Role.LOCAL_OFFICER, Role.PRODUCER}
"""Who writes dossiers: the office for everybody, officers for their units, producers for themselves."""
SEES = ENTERS | {Role.LEADER}
PLANS = OFFICE | {Role.LEADER, Role.LOCAL_OFFICER}
MONEY = OFFICE | {Role.LEADER}
SITS = MONEY | {Role.COUNCIL_MEMBER}
"""Who sees a round: those who run and watch it, and the members seated on its council."""


def nothing(user: User | None) -> dict[str, Any]:
    """For addresses without arguments."""
    return {}


@dataclass(frozen=True)
class Row:
    """Roles that are answered; all others are sent to sign in, or get 403 or 404."""

    allowed: frozenset[str]
    target: Callable[[User | None], dict[str, Any]] = field(default=nothing)
    method: Literal["GET", "POST"] = "GET"


def reset_link(user: User | None) -> dict[str, Any]:
    """A link out of a mail; a wrong one is answered with a page that says so."""
    return {"uidb36": "1", "key": "sai"}


def rated_product(user: User | None) -> dict[str, Any]:
    """A product in the public register."""
    return {"pk": RatingFactory().product_id}


def certificate_code(user: User | None) -> dict[str, Any]:
    """The code printed on a certificate."""
    return {"code": certified().code}


@kept_for_each_owner
def product_of(owner: Owner) -> Product:
    """A product of the officer's unit, or of the producer's own."""
    if owner is not None and owner.role == Role.LOCAL_OFFICER:
        return ProductFactory(producer__unit=owner.unit)
    product = ProductFactory()
    if owner is not None:
        ProducerAccountFactory(user=owner, producer=product.producer)
    return product


@kept_for_each_owner
def draft_of(owner: Owner) -> Dossier:
    return draft_for(product_of(owner))


@kept_for_each_owner
def reviewed_of(owner: Owner) -> Dossier:
    """A dossier at the commune. It is of another product: one has one open dossier at a time."""
    other = ProductFactory(producer=product_of(owner).producer)
    return in_review(draft_for(other))


def own_product(user: User | None) -> Product:
    """A product the user sees if its role sees any: of its unit, of its own producer."""
    return product_of(owner_of(user))


def own_draft(user: User | None) -> Dossier:
    """A draft on such a product."""
    return draft_of(owner_of(user))


def product_key(user: User | None) -> dict[str, Any]:
    return {"pk": own_product(user).pk}


def saved_filter_key(user: User | None) -> dict[str, Any]:
    return {"pk": SavedFilter.objects.create(user=UserFactory(), page="x", name="y", query="z").pk}


def followed_key(user: User | None) -> dict[str, Any]:
    return {"kind": "san-pham", "pk": own_product(user).pk}


def photo_key(user: User | None) -> dict[str, Any]:
    photo = photo_of(own_product(user))
    return {"pk": photo.product_id, "photo_pk": photo.pk}


def photo_file_key(user: User | None) -> dict[str, Any]:
    """A picture of a product that is not public yet."""
    return {"pk": photo_key(user)["photo_pk"], "size": "nho"}


def producer_key(user: User | None) -> dict[str, Any]:
    return {"pk": own_product(user).producer_id}


def village_key(user: User | None) -> dict[str, Any]:
    """A craft village, of the officer's unit if one asks."""
    return {"pk": CraftVillageFactory(**({"unit": user.unit} if user and user.unit else {})).pk}


def product_to_file(user: User | None) -> dict[str, Any]:
    return {"product_pk": own_product(user).pk}


def dossier_key(user: User | None) -> dict[str, Any]:
    return {"pk": own_draft(user).pk}


def printed_form(user: User | None) -> dict[str, Any]:
    return {**dossier_key(user), "form": "mau-02"}


def reviewed_key(user: User | None) -> dict[str, Any]:
    return {"pk": reviewed_of(owner_of(user)).pk}


def paper_key(user: User | None) -> dict[str, Any]:
    """A paper in such a draft."""
    paper = paper_in(own_draft(user))
    return {"pk": paper.links.get().dossier_id, "evidence_pk": paper.pk}


def upload_key(user: User | None) -> dict[str, Any]:
    """A file one is sending into such a draft."""
    dossier = own_draft(user)
    return {"pk": dossier.pk, "upload_pk": partial_in(dossier, user or UserFactory()).pk}


def piece_key(user: User | None) -> dict[str, Any]:
    return {**upload_key(user), "start": 0}


def paper_file_key(user: User | None) -> dict[str, Any]:
    return {"evidence_pk": paper_key(user)["evidence_pk"]}


def criteria_set_key(user: User | None) -> dict[str, Any]:
    return {"pk": CriteriaSetFactory().pk}


def criterion_key(user: User | None) -> dict[str, Any]:
    return {"pk": CriteriaSetFactory().criteria.first().pk}


def dossier_step(user: User | None) -> dict[str, Any]:
    return {**dossier_key(user), "step": "withdraw"}


def plan_key(user: User | None) -> dict[str, Any]:
    return {"pk": PlanFactory().pk}


def target_key(user: User | None) -> dict[str, Any]:
    target = TargetFactory()
    return {"pk": target.plan_id, "code": target.code}


def target_row_key(user: User | None) -> dict[str, Any]:
    return {"pk": TargetFactory().pk}


def proven_target(user: User | None) -> dict[str, Any]:
    """A target typed by hand, with the file that proves it."""
    file = store_bytes(content=b"%PDF-1.4", name="can-cu.pdf", content_type="application/pdf")
    return {"pk": TargetFactory(manual_value=1, manual_evidence="Biên bản", manual_file=file).pk}


def share_key(user: User | None) -> dict[str, Any]:
    return {"pk": UnitTarget.objects.create(target=TargetFactory(), unit=UnitFactory(), minimum=2).pk}


def group_key(user: User | None) -> dict[str, Any]:
    group = ContentGroupFactory()
    return {"pk": group.plan_id, "group_pk": group.pk}


def activity_key(user: User | None) -> dict[str, Any]:
    """An activity of an issued plan, on an officer's own ground."""
    return {"pk": ActivityFactory(unit=user.unit if user else None).pk}


def activity_step_key(user: User | None) -> dict[str, Any]:
    return {**activity_key(user), "step": "start"}


def proof_key(user: User | None) -> dict[str, Any]:
    file = store_bytes(content=b"%PDF-1.4", name="bien-ban.pdf", content_type="application/pdf")
    return {"pk": ActivityEvidence.objects.create(activity=ActivityFactory(), title="Biên bản", file=file).pk}


def media_key(user: User | None) -> dict[str, Any]:
    return {"pk": media_item().pk}


def tour_key(user: User | None) -> dict[str, Any]:
    return {"pk": study_tour().pk}


def commendation_key(user: User | None) -> dict[str, Any]:
    """A proposal of somebody else."""
    return {"pk": commendation().pk}


def document_key(user: User | None) -> dict[str, Any]:
    return {"pk": library_document().pk}


def scheme_key(user: User | None) -> dict[str, Any]:
    """The scheme of an officer's own unit."""
    return {"pk": unit_scheme(user.unit if user else None).pk}


def feed_key(user: User | None) -> dict[str, Any]:
    """A secret address; whoever has it needs no other sign-in."""
    return {"secret": CalendarFeed.objects.create(user=UserFactory(), secret="s" * 43).secret}


def class_key(user: User | None) -> dict[str, Any]:
    """A class under way, on an officer's own ground."""
    return {"pk": TrainingClassFactory(state="running", unit=user.unit if user else None).pk}


def class_step_key(user: User | None) -> dict[str, Any]:
    return {**class_key(user), "step": "cancel"}


def session_key(user: User | None) -> dict[str, Any]:
    session = ClassSession.objects.create(
        training_class_id=class_key(user)["pk"], held_on=timezone.localdate(), part="am"
    )
    return {"pk": session.pk}


def class_photo_key(user: User | None) -> dict[str, Any]:
    """A picture of a class, which is no secret."""
    return {"pk": class_file(class_id=class_key(user)["pk"]).pk}


def own_enrolment(user: User | None, **details: Any) -> Any:
    """Somebody of an officer's unit, or of a producer's own, on the list of a class."""
    producer = own_product(user).producer if user is not None and user.role == Role.PRODUCER else None
    unit = user.unit if user is not None else None
    return EnrolmentFactory(trainee__unit=unit, trainee__producer=producer, **details)


def enrolment_key(user: User | None) -> dict[str, Any]:
    return {"pk": own_enrolment(user).pk}


def person_key(user: User | None) -> dict[str, Any]:
    return {"pk": own_enrolment(user).trainee_id}


def attendance_key(user: User | None) -> dict[str, Any]:
    session = ClassSession.objects.get(pk=session_key(user)["pk"])
    return {
        "pk": session.pk,
        "enrolment_pk": EnrolmentFactory(training_class=session.training_class).pk,
    }


def line_key(user: User | None) -> dict[str, Any]:
    """An estimate line of an issued plan."""
    return {"pk": EstimateLineFactory().pk}


def allocation_key(user: User | None) -> dict[str, Any]:
    return {"pk": allocation().pk}


def payment_key(user: User | None) -> dict[str, Any]:
    given = allocation()
    paid = spending.disburse(
        allocation_id=given.pk, amount=1, on=given.on, voucher_no="PC-01", actor=UserFactory()
    )
    return {"pk": paid.pk}


@kept_once
def entry_being_scored() -> Entry:
    return open_entry()


@kept_once
def round_to_open() -> Round:
    return prepared_round()


@kept_once
def entry_of_closed_round() -> Entry:
    return scored_entry(GOOD)


@kept_once
def entry_with_tally() -> Entry:
    entry = scored_entry(GOOD, GOOD, GOOD)
    take_tally(entry_id=entry.pk, actor=UserFactory())
    return entry


@kept_once
def certified() -> Certificate:
    return certificate()


@kept_once
def five_star_candidate() -> Outcome:
    return potential_five()


@kept_once
def candidate_sent_up() -> CentralProposal:
    return proposal()


@kept_once
def issued_report() -> ReportRun:
    return bare(issued=True)


@kept_once
def report_on_its_way() -> ReportDispatch:
    return dispatched(issued_report())


@kept_once
def printed_yearbook() -> Yearbook:
    return YearbookFactory(printed=True)


@kept_once
def file_taken_in() -> ImportRun:
    return products_file()


def seated(user: User | None, entry: Entry) -> Entry:
    """The entry; a council member has a seat there."""
    if user is not None and user.role == Role.COUNCIL_MEMBER:
        CouncilMemberFactory(council=entry.round.council, user=user)
    return entry


def own_entry(user: User | None) -> Entry:
    """An entry being scored; a council member has a seat there."""
    return seated(user, entry_being_scored())


def entry_key(user: User | None) -> dict[str, Any]:
    return {"pk": own_entry(user).pk}


def round_key(user: User | None) -> dict[str, Any]:
    return {"pk": own_entry(user).round_id}


def prepared_key(user: User | None) -> dict[str, Any]:
    return {"pk": round_to_open().pk}


def council_key(user: User | None) -> dict[str, Any]:
    return {"pk": CouncilFactory().pk}


def seat_key(user: User | None) -> dict[str, Any]:
    return {"pk": CouncilMemberFactory().pk}


def recusal_key(user: User | None) -> dict[str, Any]:
    """A declared interest in a round whose council the user does not preside over."""
    entry = own_entry(user)
    member = entry.round.council.members.first()
    return {"pk": recuse(entry_id=entry.pk, member_id=member.pk, reason="Cổ đông", actor=UserFactory()).pk}


def closed_entry_key(user: User | None) -> dict[str, Any]:
    """An entry of a closed round; a council member has a seat there."""
    return {"pk": seated(user, entry_of_closed_round()).pk}


def read_key(user: User | None) -> dict[str, Any]:
    return {"pk": Entry.objects.get(**closed_entry_key(user)).round_id}


def adviser_key(user: User | None) -> dict[str, Any]:
    return {"pk": adviser_of(entry_being_scored()).pk}


def advisory_key(user: User | None) -> dict[str, Any]:
    """A report handed in; an adviser is on the team that wrote it."""
    entry = own_entry(user)
    reported(entry, user if user and user.role == Role.ADVISER else None)
    return {"pk": entry.pk}


def report_photo_key(user: User | None) -> dict[str, Any]:
    entry = own_entry(user)
    report = reported(entry, user if user and user.role == Role.ADVISER else None, photo=True)
    return {"pk": report.photos.get().pk}


def entry_paper_key(user: User | None) -> dict[str, Any]:
    entry = own_entry(user)
    return {"pk": entry.pk, "evidence_pk": paper_of(entry).pk}


def sheet_key(user: User | None) -> dict[str, Any]:
    """The member's own sheet; for others, one of a round that is not closed."""
    entry = own_entry(user)
    own = entry.round.council.members.filter(user=user)
    member = own.first() or entry.round.council.members.first()
    return {"pk": filled(entry, member, {"1.1": 1}, submit=False).pk}


def tallied_entry(user: User | None) -> Entry:
    """A product of a closed round with its tally; a council member has a seat there."""
    return seated(user, entry_with_tally())


def closed_key(user: User | None) -> dict[str, Any]:
    return {"pk": tallied_entry(user).round_id}


def paper_of_round(user: User | None) -> dict[str, Any]:
    return {**closed_key(user), "paper": "bien-ban", "ending": "docx"}


def notice_of_round(user: User | None) -> dict[str, Any]:
    entry = tallied_entry(user)
    return {"pk": entry.round_id, "whom": "xa", "whom_pk": entry.dossier.product.unit_id}


def summary_of_entry(user: User | None) -> dict[str, Any]:
    return {"pk": tallied_entry(user).pk, "ending": "docx"}


def bundle_key(user: User | None) -> dict[str, Any]:
    return {**prepared_key(user), "bundle": "phieu-trong"}


def bundle_made(user: User | None) -> dict[str, Any]:
    """Such a bundle that was printed before."""
    given = bundle_key(user)
    stored = store_bytes(content=b"%PDF-1.7", name="phieu.pdf", content_type="application/pdf")
    JobRun.objects.create(
        kind="in-dot", key=f"phieu-trong-{given['pk']}", title="In", state="done", file=stored
    )
    return given


def own_rating(user: User | None) -> Rating:
    """A recognition of a product the user sees if its role sees any."""
    return RatingFactory(product=own_product(user))


def rating_key(user: User | None) -> dict[str, Any]:
    return {"pk": own_rating(user).pk}


def withdrawal_key(user: User | None) -> dict[str, Any]:
    return {"pk": withdrawal(own_rating(user)).pk}


def check_key(user: User | None) -> dict[str, Any]:
    """An inspection whose minutes were scanned and which asked for mending."""
    return {"pk": post_check(own_rating(user), content=pdf(), name="bien-ban.pdf").pk}


def complaint_key(user: User | None) -> dict[str, Any]:
    return {"pk": complaint(own_rating(user).product).pk}


def complaint_to_step(user: User | None) -> dict[str, Any]:
    return {**complaint_key(user), "step": "accept"}


def potential_key(user: User | None) -> dict[str, Any]:
    return {"pk": five_star_candidate().pk}


def proposed_key(user: User | None) -> dict[str, Any]:
    return {"pk": candidate_sent_up().outcome_id, "step": "five"}


def typed_key(user: User | None) -> dict[str, Any]:
    """A paper sheet the office has begun to type."""
    return {"pk": paper_sheet(own_entry(user)).pk}


def ministry_paper_key(user: User | None) -> dict[str, Any]:
    return {"pk": ministry_paper(five_star_candidate()).pk}


def signed_key(user: User | None) -> dict[str, Any]:
    """A decision with its signed scan, on a round that a member of its council sees."""
    entry = tallied_entry(user)
    decision = issued(entry)
    return {"pk": signed(decision).pk}


def decision_key(user: User | None) -> dict[str, Any]:
    return {"pk": certified().decision_id}


def certificate_key(user: User | None) -> dict[str, Any]:
    return {"pk": certified().pk}


def report_key(user: User | None) -> dict[str, Any]:
    """An issued report."""
    return {"pk": issued_report().pk}


def yearbook_key(user: User | None) -> dict[str, Any]:
    """A yearbook that has been printed."""
    return {"pk": printed_yearbook().pk}


def yearbook_entry_key(user: User | None) -> dict[str, Any]:
    return {"pk": YearbookEntryFactory().pk}


def report_kind(user: User | None) -> dict[str, Any]:
    return {"kind": "quarterly"}


def dispatch_key(user: User | None) -> dict[str, Any]:
    return {"pk": report_on_its_way().pk}


def receipt_key(user: User | None) -> dict[str, Any]:
    return {"token": report_on_its_way().token}


def report_file(user: User | None) -> dict[str, Any]:
    return {**report_key(user), "ending": "json"}


def job_key(user: User | None) -> dict[str, Any]:
    """Work somebody signed in asked for itself."""
    return {"pk": JobRun.objects.create(kind="report", key="1", title="Lập báo cáo", requested_by=user).pk}


def invitation_token(user: User | None) -> dict[str, Any]:
    """A link out of a letter; a wrong one is answered with a page that says so."""
    return {"token": "sai"}


def own_account_key(user: User | None) -> dict[str, Any]:
    """What is kept about whoever asks."""
    return {"word": "tai-khoan", "pk": (user or UserFactory()).pk}


def trainee_key(user: User | None) -> dict[str, Any]:
    return {"word": "hoc-vien", "pk": TraineeFactory().pk}


def personal_copy_key(user: User | None) -> dict[str, Any]:
    """A copy of its own data that somebody asked for."""
    user = user or UserFactory()
    stored = store_bytes(content=b"PK", name="du-lieu.zip", content_type="application/zip")
    key = f"tai-khoan/{user.pk}/{user.pk}"
    given = {"kind": "personal_copy", "key": key, "title": "Bản sao", "state": "done", "file": stored}
    return {"pk": JobRun.objects.create(**given, requested_by=user, finished_at=timezone.now()).pk}


def account_key(user: User | None) -> dict[str, Any]:
    return {"pk": UserFactory().pk}


def account_act(user: User | None) -> dict[str, Any]:
    return {**account_key(user), "act": "mo-lai"}


def sign_in_key(user: User | None) -> dict[str, Any]:
    """Another browser of one's own."""
    return {"pk": SignIn.objects.create(user=user or UserFactory(), session_key="khac").pk}


def notification_key(user: User | None) -> dict[str, Any]:
    """One's own notification; for a visitor, somebody's."""
    return {"pk": NotificationFactory(user=user or UserFactory()).pk}


def import_key(user: User | None) -> dict[str, Any]:
    """A file of one product, taken in by the office."""
    return {"pk": file_taken_in().pk}


ROLE_MATRIX: dict[str, Row] = {
    "search": Row(SIGNED_IN),
    "unit_moving": Row(frozenset({Role.OFFICE_ADMIN})),
    "unit_compare": Row(MONEY),
    "import_list": Row(OFFICE),
    "import_new": Row(OFFICE),
    "import_run": Row(OFFICE, import_key),
    "import_columns": Row(OFFICE, import_key),
    "import_accept": Row(OFFICE, import_key, method="POST"),
    "import_apply": Row(OFFICE, import_key, method="POST"),
    "import_undo": Row(OFFICE, import_key, method="POST"),
    "import_corrected": Row(OFFICE, import_key),
    "health": Row(EVERYBODY),
    "home": Row(SIGNED_IN),
    "guide": Row(EVERYBODY),
    "guide_page": Row(EVERYBODY, lambda user: {"slug": "van-phong"}),
    "guide_picture": Row(EVERYBODY, lambda user: {"name": "ke-hoach-nam.webp"}),
    "first_steps": Row(SIGNED_IN),
    "condition": Row(frozenset({Role.OFFICE_ADMIN})),
    "producer_list": Row(SIGNED_IN),
    "producer_create": Row(OFFICE | {Role.LOCAL_OFFICER}),
    "producer": Row(SEES, producer_key),
    "village_list": Row(SIGNED_IN),
    "village_create": Row(OFFICE | {Role.LOCAL_OFFICER}),
    "village": Row(SIGNED_IN, village_key),
    "village_edit": Row(OFFICE | {Role.LOCAL_OFFICER}, village_key),
    "producer_edit": Row(ENTERS, producer_key),
    "producer_year": Row(ENTERS, producer_key),
    "producer_history": Row(SEES, producer_key),
    "product_list": Row(SIGNED_IN),
    "product_create": Row(ENTERS),
    "product": Row(SEES, product_key),
    "product_edit": Row(ENTERS, product_key),
    "product_history": Row(SEES, product_key),
    "photo_add": Row(ENTERS, product_key, method="POST"),
    "photo_remove": Row(ENTERS, photo_key, method="POST"),
    "photo_first": Row(ENTERS, photo_key, method="POST"),
    "dossier_list": Row(SIGNED_IN),
    "dossier_create": Row(ENTERS, product_to_file),
    "dossier": Row(SEES, dossier_key),
    "dossier_check": Row(ENTERS, dossier_key),
    "dossier_return": Row(OFFICE | {Role.LOCAL_OFFICER}, reviewed_key),
    "dossier_bundle": Row(SEES, dossier_key),
    "dossier_bundle_file": Row(NOBODY, dossier_key),  # there is none before it was made
    "guidance_sets": Row(OFFICE),
    "guidance_set": Row(OFFICE, criteria_set_key),
    "guidance_edit": Row(OFFICE, criterion_key),
    "dossier_road": Row(SEES, dossier_key),
    "dossier_road_pdf": Row(SEES, dossier_key),
    "dossier_changes": Row(SEES, dossier_key),
    "self_assessment": Row(SEES, dossier_key),
    "dossier_content": Row(ENTERS, dossier_key),
    "dossier_print": Row(SEES, printed_form),
    "dossier_assessment": Row(OFFICE | {Role.LOCAL_OFFICER}, reviewed_key),
    "evidence_list": Row(SEES, dossier_key),
    "evidence": Row(SEES, paper_key),
    "evidence_file": Row(SEES, paper_file_key),
    "evidence_remove": Row(ENTERS, paper_key, method="POST"),
    "evidence_reuse": Row(ENTERS, paper_key, method="POST"),
    "evidence_describe": Row(ENTERS, dossier_key),
    "upload_begin": Row(ENTERS, dossier_key, method="POST"),
    "upload_piece": Row(ENTERS, piece_key, method="POST"),
    "upload_drop": Row(ENTERS, upload_key, method="POST"),
    "dossier_step": Row(ENTERS, dossier_step, method="POST"),
    "class_list": Row(SIGNED_IN),
    "class_detail": Row(SIGNED_IN, class_key),
    "class_create": Row(OFFICE),
    "class_edit": Row(OFFICE, class_key),
    "class_step": Row(OFFICE, class_step_key),
    "session_create": Row(OFFICE, class_key),
    "session_remove": Row(OFFICE, session_key, method="POST"),
    "attendance": Row(OFFICE | {Role.LOCAL_OFFICER}, session_key),
    "attendance_mark": Row(OFFICE | {Role.LOCAL_OFFICER}, attendance_key, method="POST"),
    "attendance_all": Row(OFFICE | {Role.LOCAL_OFFICER}, session_key, method="POST"),
    "attendance_sheet": Row(OFFICE | {Role.LOCAL_OFFICER}, class_key),
    "class_files": Row(OFFICE | {Role.LOCAL_OFFICER}, class_key),
    "class_file": Row(SIGNED_IN, class_photo_key),
    "class_file_drop": Row(OFFICE | {Role.LOCAL_OFFICER}, class_photo_key, method="POST"),
    "class_certificates": Row(OFFICE | {Role.LOCAL_OFFICER}, class_key),
    "enrol": Row(ENTERS, class_key),
    "enrolment_remove": Row(ENTERS, enrolment_key, method="POST"),
    "enrolment_result": Row(OFFICE, enrolment_key),
    "enrolment_feedback": Row(SEES, enrolment_key),
    "people": Row(PLANS),
    "person": Row(SEES, person_key),
    "person_edit": Row(OFFICE, person_key),
    "person_merge": Row(OFFICE, person_key),
    "coverage": Row(PLANS),
    "coverage_list": Row(PLANS),
    "plan_list": Row(PLANS),
    "plan": Row(PLANS, plan_key),
    "target": Row(PLANS, target_key),
    "plan_create": Row(OFFICE),
    "plan_compare": Row(PLANS),
    "plan_edit": Row(OFFICE, plan_key),
    "plan_copy": Row(OFFICE, plan_key),
    "plan_issue": Row(OFFICE, plan_key),
    "plan_history": Row(PLANS, plan_key),
    "group_create": Row(OFFICE, plan_key),
    "group_edit": Row(OFFICE, group_key),
    "activity_list": Row(PLANS, plan_key),
    "activity_create": Row(OFFICE, plan_key),
    "activity": Row(PLANS, activity_key),
    "activity_edit": Row(OFFICE, activity_key),
    "activity_remove": Row(OFFICE, activity_key, method="POST"),
    "activity_evidence": Row(OFFICE | {Role.LOCAL_OFFICER}, activity_key),
    "activity_history": Row(PLANS, activity_key),
    "activity_step": Row(OFFICE | {Role.LOCAL_OFFICER}, activity_step_key),
    "activity_file": Row(PLANS, proof_key),
    "target_create": Row(OFFICE, plan_key),
    "target_edit": Row(OFFICE, target_row_key),
    "target_result": Row(OFFICE, target_row_key),
    "target_file": Row(PLANS, proven_target),
    "target_remove": Row(OFFICE, target_row_key, method="POST"),
    "target_share": Row(OFFICE, target_row_key),
    "target_history": Row(PLANS, target_row_key),
    "share_edit": Row(OFFICE, share_key),
    "media_list": Row(PLANS),
    "media_create": Row(OFFICE),
    "media_item": Row(PLANS, media_key),
    "media_edit": Row(OFFICE, media_key),
    "media_file": Row(PLANS, media_key),
    "tour_list": Row(PLANS),
    "tour_create": Row(OFFICE),
    "study_tour": Row(PLANS, tour_key),
    "tour_edit": Row(OFFICE, tour_key),
    "tour_file": Row(PLANS, tour_key),
    "commendation_list": Row(PLANS),
    "commendation_create": Row(OFFICE | {Role.LOCAL_OFFICER}),
    "commendation": Row(PLANS, commendation_key),
    "commendation_edit": Row(OFFICE, commendation_key),
    "commendation_award": Row(OFFICE, commendation_key),
    "commendation_decline": Row(OFFICE, commendation_key),
    "commendation_file": Row(PLANS, commendation_key),
    "document_list": Row(SIGNED_IN),
    "document_create": Row(OFFICE),
    "document": Row(SIGNED_IN, document_key),
    "document_edit": Row(OFFICE, document_key),
    "document_file": Row(SIGNED_IN, document_key),
    "scheme_list": Row(PLANS),
    "scheme_ask": Row(OFFICE),
    "scheme": Row(PLANS, scheme_key),
    "scheme_receive": Row(OFFICE, scheme_key),
    "scheme_return": Row(OFFICE, scheme_key),
    "scheme_accept": Row(OFFICE, scheme_key, method="POST"),
    "scheme_file": Row(PLANS, scheme_key),
    "organisation_list": Row(PLANS),
    "calendar": Row(SIGNED_IN),
    "calendar_address": Row(SIGNED_IN, method="POST"),
    "calendar_feed": Row(EVERYBODY, feed_key),
    "share_remove": Row(OFFICE, share_key, method="POST"),
    "budget": Row(MONEY),
    "budget_line": Row(MONEY, line_key),
    "allocate": Row(OFFICE, line_key),
    "disburse": Row(OFFICE, allocation_key),
    "allocation_list": Row(MONEY),
    "voucher_list": Row(MONEY),
    "class_money_list": Row(MONEY),
    "class_place": Row(OFFICE, class_key),
    "line_create": Row(OFFICE, plan_key),
    "line_edit": Row(OFFICE, line_key),
    "line_remove": Row(OFFICE, line_key, method="POST"),
    "line_adjust": Row(OFFICE, line_key),
    "line_settle": Row(OFFICE, line_key),
    "line_unsettle": Row(OFFICE, line_key, method="POST"),
    "allocation_adjust": Row(OFFICE, allocation_key),
    "payment_void": Row(OFFICE, payment_key),
    "voucher": Row(MONEY, payment_key),
    "voucher_file": Row(MONEY, payment_key),
    "estimates_copy": Row(OFFICE, plan_key),
    "estimates_carry": Row(OFFICE, plan_key, method="POST"),
    "settle_rest": Row(OFFICE, plan_key),
    "plan_close": Row(OFFICE, plan_key),
    "council_list": Row(MONEY),
    "council_create": Row(OFFICE),
    "council": Row(MONEY, council_key),
    "council_edit": Row(OFFICE, council_key),
    "council_history": Row(MONEY, council_key),
    "seat_create": Row(OFFICE, council_key),
    "seat_edit": Row(OFFICE, seat_key),
    "adviser_add": Row(OFFICE, council_key, method="POST"),
    "adviser_remove": Row(OFFICE, adviser_key, method="POST"),
    "advisory_home": Row(SIGNED_IN),
    "advisory_report": Row(SITS | {Role.ADVISER}, advisory_key),
    "advisory_take_back": Row(OFFICE | {Role.ADVISER}, advisory_key, method="POST"),
    "advisory_photo_add": Row(OFFICE | {Role.ADVISER}, advisory_key, method="POST"),
    "advisory_photo": Row(SITS | {Role.ADVISER}, report_photo_key),
    "advisory_photo_remove": Row(OFFICE | {Role.ADVISER}, report_photo_key, method="POST"),
    "entry_paper": Row(SITS, entry_paper_key),
    "council_rounds": Row(OFFICE, council_key, method="POST"),
    "round_list": Row(SIGNED_IN),
    "round_create": Row(OFFICE),
    "round": Row(SITS, round_key),
    "round_add": Row(OFFICE, prepared_key, method="POST"),
    "round_open": Row(OFFICE, prepared_key, method="POST"),
    "round_board": Row(
        MONEY, round_key
    ),  # members: the chairman and the secretary, tests/evaluations/test_board.py
    "round_board_live": Row(MONEY, round_key),
    "round_sensitivity": Row(MONEY, read_key),
    "round_jury": Row(MONEY, read_key),
    "entry_what_if": Row(MONEY, closed_entry_key),
    "round_presence": Row(OFFICE, round_key, method="POST"),
    "round_remind": Row(OFFICE, round_key, method="POST"),
    "round_meet": Row(OFFICE, round_key, method="POST"),
    "round_reopen": Row(OFFICE, round_key, method="POST"),
    "round_close": Row(OFFICE, round_key, method="POST"),
    "round_send_up": Row(OFFICE, round_key, method="POST"),
    "round_tally": Row(OFFICE, round_key, method="POST"),
    "round_decision": Row(OFFICE, round_key),
    "entry": Row(SITS, entry_key),
    "entry_recuse": Row(OFFICE | {Role.COUNCIL_MEMBER}, entry_key, method="POST"),
    "entry_move": Row(OFFICE, entry_key, method="POST"),
    "recusal_waive": Row(
        NOBODY, recusal_key, method="POST"
    ),  # whoever presides: tests/evaluations/test_interests.py
    "entry_eliminate": Row(OFFICE, entry_key, method="POST"),
    "entry_tally": Row(OFFICE, entry_key, method="POST"),
    "entry_conclude": Row(OFFICE, entry_key, method="POST"),
    "entry_decide": Row(OFFICE, entry_key, method="POST"),
    "round_papers": Row(SITS, round_key),
    "round_paper": Row(SITS, paper_of_round),
    "round_marks": Row(SITS, closed_key),
    "result_notice": Row(SITS, notice_of_round),
    "bundle_start": Row(OFFICE, bundle_key, method="POST"),
    "bundle_file": Row(OFFICE, bundle_made),
    "entry_summary": Row(SITS, summary_of_entry),
    "entry_blank_sheets": Row(SITS, entry_key),
    "sheet_pdf": Row(frozenset({Role.COUNCIL_MEMBER}), sheet_key),
    "bulk_decide": Row(OFFICE, closed_key),
    "paper_sheet_create": Row(OFFICE, entry_key),
    "paper_sheet": Row(OFFICE, typed_key),
    "paper_sheet_retype": Row(OFFICE, typed_key, method="POST"),
    "paper_scan": Row(OFFICE, typed_key),
    "after_home": Row(SIGNED_IN),
    "recognition_list": Row(SIGNED_IN),
    "recognition": Row(SEES, rating_key),
    "extension_create": Row(OFFICE, rating_key),
    "check_create": Row(OFFICE, rating_key),
    "withdrawal_create": Row(OFFICE, rating_key),
    "complaint_create": Row(OFFICE, rating_key),
    "expiry_list": Row(SIGNED_IN),
    "withdrawal_list": Row(SIGNED_IN),
    "withdrawal": Row(SEES, withdrawal_key),
    "withdrawal_decide": Row(OFFICE, withdrawal_key, method="POST"),
    "withdrawal_drop": Row(OFFICE, withdrawal_key, method="POST"),
    "check_list": Row(SIGNED_IN),
    "check": Row(SEES, check_key),
    "check_mend": Row(OFFICE, check_key, method="POST"),
    "check_scan": Row(SEES, check_key),
    "complaint_list": Row(SIGNED_IN),
    "complaint_about_entry": Row(OFFICE, entry_key),
    "complaint": Row(MONEY, complaint_key),
    "complaint_step": Row(OFFICE, complaint_to_step, method="POST"),
    "proposal_list": Row(MONEY),
    "proposal": Row(MONEY, potential_key),
    "proposal_package": Row(MONEY, potential_key),
    "proposal_send": Row(OFFICE, potential_key, method="POST"),
    "proposal_step": Row(OFFICE, proposed_key, method="POST"),
    "proposal_paper": Row(MONEY, ministry_paper_key),
    "proposal_paper_add": Row(OFFICE, potential_key, method="POST"),
    "proposal_paper_remove": Row(OFFICE, potential_key, method="POST"),
    "decision_scan": Row(SITS, signed_key),
    "decision_scan_add": Row(OFFICE, signed_key, method="POST"),
    "advisory_pdf": Row(SITS | {Role.ADVISER}, advisory_key),
    "certificate_pdf": Row(MONEY, certificate_key),
    "report_list": Row(PLANS),
    "overview": Row(PLANS),
    "overview_rows": Row(NOBODY),  # without a list to open there is nothing: 404
    "yearbook_list": Row(PLANS),
    "yearbook_create": Row(OFFICE),
    "yearbook": Row(PLANS, yearbook_key),
    "yearbook_edit": Row(OFFICE, yearbook_key),
    "yearbook_choose": Row(OFFICE, yearbook_key),
    "yearbook_print": Row(OFFICE, yearbook_key, method="POST"),
    "yearbook_file": Row(PLANS, yearbook_key),
    "yearbook_entry": Row(OFFICE, yearbook_entry_key),
    "report_kinds": Row(OFFICE),
    "report_build": Row(OFFICE, report_kind),
    "report": Row(PLANS, report_key),
    "report_rows": Row(NOBODY, report_key),  # without a figure to open there is nothing: 404
    "report_compare": Row(PLANS, report_key),
    "report_file": Row(PLANS, report_file),
    "report_text": Row(OFFICE, report_key),
    "report_review": Row(OFFICE, report_key, method="POST"),
    "report_send_back": Row(OFFICE, report_key),
    "report_sign": Row(OFFICE, report_key),
    "report_issue": Row(OFFICE, report_key),
    "report_sign_digitally": Row(OFFICE, report_key),
    "report_dispatch": Row(OFFICE, report_key, method="POST"),
    "dispatch_again": Row(OFFICE, dispatch_key, method="POST"),
    "dispatch_received": Row(OFFICE, dispatch_key, method="POST"),
    "report_receipt": Row(EVERYBODY, receipt_key),
    "job": Row(SIGNED_IN, job_key),
    "job_cancel": Row(SIGNED_IN, job_key, method="POST"),
    "read_amount": Row(SIGNED_IN),
    "scoring_home": Row(SIGNED_IN),
    "sheet_start": Row(SITS, entry_key, method="POST"),  # who has no seat is sent back with the reason
    "sheet": Row(frozenset({Role.COUNCIL_MEMBER}), sheet_key),
    "sheet_mark": Row(frozenset({Role.COUNCIL_MEMBER}), sheet_key, method="POST"),
    "sheet_comment": Row(frozenset({Role.COUNCIL_MEMBER}), sheet_key, method="POST"),
    "sheet_reopen": Row(frozenset({Role.COUNCIL_MEMBER}), sheet_key, method="POST"),
    "register": Row(EVERYBODY),
    "product_public": Row(EVERYBODY, rated_product),
    "product_photo": Row(SEES, photo_file_key),
    "verify": Row(EVERYBODY, certificate_code),
    "invitation": Row(EVERYBODY, invitation_token),
    "session_list": Row(SIGNED_IN),
    "session_end_others": Row(SIGNED_IN, method="POST"),
    "session_end": Row(SIGNED_IN, sign_in_key, method="POST"),
    "my_data": Row(SIGNED_IN),
    "my_looks": Row(SIGNED_IN),
    "personal_log": Row(frozenset({Role.OFFICE_ADMIN})),
    "personal_data": Row(SIGNED_IN, own_account_key),
    "personal_looks": Row(SIGNED_IN, own_account_key),
    "personal_copy_make": Row(SIGNED_IN, own_account_key, method="POST"),
    "personal_copy": Row(SIGNED_IN, personal_copy_key),
    "personal_copy_file": Row(SIGNED_IN, personal_copy_key),
    "personal_erase": Row(frozenset({Role.OFFICE_ADMIN}), trainee_key),
    "account_help": Row(frozenset({Role.OFFICE_ADMIN}), account_key),
    "account_act": Row(frozenset({Role.OFFICE_ADMIN}), account_act, method="POST"),
    "support_start": Row(SIGNED_IN, method="POST"),  # says whom: who may is tested with it
    "support_stop": Row(NOBODY, method="POST"),  # nobody here looks as somebody else
    "verify_form": Row(EVERYBODY),
    "publications": Row(EVERYBODY),
    "publication": Row(EVERYBODY, decision_key),
    # sent without naming a list: there is none such, whoever asks
    "filter_save": Row(NOBODY, method="POST"),
    "filter_remove": Row(NOBODY, saved_filter_key, method="POST"),
    "following": Row(SIGNED_IN),
    "follow": Row(SEES, followed_key, method="POST"),
    "unfollow": Row(SIGNED_IN, followed_key, method="POST"),
    "notification_list": Row(SIGNED_IN),
    "notification_read_all": Row(SIGNED_IN, method="POST"),
    "notification_open": Row(SIGNED_IN, notification_key, method="POST"),
    "notification_unread": Row(SIGNED_IN, notification_key, method="POST"),
    "mail_choice": Row(SIGNED_IN),
    # Sign-in; these pages are allauth's.
    "account_login": Row(EVERYBODY),
    "account_logout": Row(EVERYBODY),
    "account_inactive": Row(EVERYBODY),
    "account_reset_password": Row(EVERYBODY),
    "account_reset_password_done": Row(EVERYBODY),
    "account_reset_password_from_key": Row(EVERYBODY, reset_link),
    "account_reset_password_from_key_done": Row(EVERYBODY),
    "account_change_password": Row(SIGNED_IN),
    "account_set_password": Row(SIGNED_IN),
    "account_reauthenticate": Row(SIGNED_IN),
    "mfa_index": Row(SIGNED_IN),
    "mfa_authenticate": Row(EVERYBODY),
    "mfa_reauthenticate": Row(SIGNED_IN),
    "mfa_activate_totp": Row(SIGNED_IN),
    "mfa_deactivate_totp": Row(NOBODY),  # nobody here has a second factor to switch off
    "mfa_view_recovery_codes": Row(NOBODY),
    "mfa_generate_recovery_codes": Row(SIGNED_IN),
    "mfa_download_recovery_codes": Row(NOBODY),
}

ADMIN_NAMESPACE = "admin"
"""Its many addresses share one rule, tested on the index and by each app's own tests: office administrators only."""
