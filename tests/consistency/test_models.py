"""What holds for every model of the project."""

import importlib
import pkgutil

import factory
import pytest
from django.utils.text import camel_case_to_spaces

from tests import factories
from tests.harness.ours import our_apps

# Rows of these come with others: the loader makes the law's tables, and acts make what happens. Tests get them so.
MADE_BY_ACTS = frozenset(
    {
        "accounts.Digest",
        "accounts.Erasure",
        "accounts.Follow",
        "accounts.Invitation",
        "accounts.MailChoice",
        "accounts.PersonalView",
        "accounts.SavedFilter",
        "accounts.SignIn",
        "accounts.SupportView",
        "budget.Adjustment",
        "budget.Allocation",
        "budget.Disbursement",
        "budget.FundedClass",
        "budget.Settlement",
        "core.Counter",
        "core.JobRun",
        "core.StoredFile",
        "core.TransitionLog",
        "evaluations.Adviser",
        "evaluations.AdvisoryFinding",
        "evaluations.AdvisoryPhoto",
        "evaluations.AdvisoryReport",
        "evaluations.CentralProposal",
        "evaluations.Certificate",
        "evaluations.Complaint",
        "evaluations.Council",
        "evaluations.CouncilMember",
        "evaluations.Decision",
        "evaluations.Entry",
        "evaluations.ExpiryNotice",
        "evaluations.Extension",
        "evaluations.Mark",
        "evaluations.Outcome",
        "evaluations.PostCheck",
        "evaluations.ProposalPaper",
        "evaluations.Presence",
        "evaluations.Recusal",
        "evaluations.RequirementConclusion",
        "evaluations.Round",
        "evaluations.RoundSeal",
        "evaluations.ScoreLog",
        "evaluations.Sheet",
        "evaluations.Tally",
        "evaluations.Withdrawal",
        "exchange.ColumnMemory",
        "exchange.ImportRun",
        "localities.Relocation",
        "localities.UnitAlias",
        "localities.UnitSuccession",
        "producers.ProducerYear",
        "products.CommuneAssessment",
        "products.Dossier",
        "products.DossierCopy",
        "products.DossierFault",
        "products.Evidence",
        "products.EvidenceLink",
        "products.PartialUpload",
        "products.ProductClassification",
        "products.ProductPhoto",
        "products.SelfMark",
        "products.UploadPiece",
        "programme.ActivityEvidence",
        "programme.CalendarFeed",
        "programme.Commendation",
        "programme.LibraryDocument",
        "programme.MediaItem",
        "programme.PlannedClass",
        "programme.StudyTour",
        "programme.TourParticipant",
        "programme.UnitScheme",
        "programme.UnitTarget",
        "regimes.CriteriaPart",
        "regimes.CriteriaSection",
        "regimes.Criterion",
        "regimes.CriterionOption",
        "regimes.DocumentRequirement",
        "regimes.EliminationGround",
        "regimes.ProductClass",
        "regimes.RegimeLevel",
        "regimes.RoundDeadline",
        "regimes.StarBand",
        "reports.ReportDispatch",
        "reports.ReportRun",
        "training.Attendance",
        "training.ClassFile",
        "training.ClassSession",
        "training.Feedback",
    }
)


def our_models():
    """Tables that people's data go into."""
    models = [model for app in our_apps() for model in app.get_models(include_auto_created=False)]
    return [model for model in models if not hasattr(model, "pgh_tracked_model") and model._meta.managed]


def models_with_factory():
    modules = [
        importlib.import_module(f"tests.factories.{found.name}")
        for found in pkgutil.iter_modules(factories.__path__)
    ]
    members = [member for module in modules for member in vars(module).values()]
    made = [
        member._meta.model
        for member in members
        if isinstance(member, type) and issubclass(member, factory.django.DjangoModelFactory)
    ]
    return {model._meta.label for model in made if model}


def test_every_model_has_a_factory():
    labels = {model._meta.label for model in our_models()}
    assert sorted(labels - models_with_factory() - MADE_BY_ACTS) == []


def test_list_of_models_without_factory_is_current():
    labels = {model._meta.label for model in our_models()}
    assert sorted(MADE_BY_ACTS - labels) == []


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_model_and_fields_have_names_for_the_screen(model):
    meta = model._meta
    shown = [
        field for field in meta.get_fields() if field.concrete and not field.auto_created and field.editable
    ]
    # Django makes up a name from the identifier where none is given.
    assert [field.name for field in shown if field.verbose_name == field.name.replace("_", " ")] == []
    assert str(meta.verbose_name) != camel_case_to_spaces(meta.object_name)


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_model_says_what_it_is(model):
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}("), "a docstring of its own, not Django's"
