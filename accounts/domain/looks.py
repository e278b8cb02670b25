"""Who looked at what is known of a person: rows that are only ever added."""

from datetime import datetime

from django.apps import apps
from django.contrib.contenttypes.models import ContentType

from accounts.models import PersonalView


def record_look(
    *, viewer_id: int, page: str, at: datetime, model: str = "", pk: int | None = None
) -> PersonalView:
    """Keep one look: at the row ``pk`` of ``model`` ("app.Model"), or at a list that was taken away."""
    kind = ContentType.objects.get_for_model(apps.get_model(model)) if model else None
    return PersonalView.objects.create(viewer_id=viewer_id, page=page, content_type=kind, object_id=pk, at=at)
