"""States are columns, transitions are a table, and every step leaves a row behind."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from core.errors import ActRefused


@dataclass(frozen=True)
class Transition:
    """One allowed step: from any of ``sources`` to ``target``; ``needs_reason`` makes the why compulsory."""

    name: str
    label: str
    sources: tuple[str, ...]
    target: str
    needs_reason: bool = False


@dataclass(frozen=True)
class Workflow:
    """The table of one model's steps. Acts call :meth:`move`; nothing else writes the state column."""

    name: str
    states: type[models.TextChoices]
    transitions: tuple[Transition, ...]
    state_field: str = "state"
    _by_name: dict[str, Transition] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        for step in self.transitions:
            unknown = {*step.sources, step.target} - set(self.states.values)
            if unknown or step.name in self._by_name:
                raise ValueError(f"{self.name}: bước {step.name} không hợp lệ ({unknown or 'trùng tên'})")
            self._by_name[step.name] = step

    def __getitem__(self, name: str) -> Transition:
        return self._by_name[name]

    def allowed(self, obj: models.Model) -> list[Transition]:
        """The steps open to ``obj`` in its present state."""
        state = getattr(obj, self.state_field)
        return [step for step in self.transitions if state in step.sources]

    def move(self, obj: Any, name: str, *, actor: Any, reason: str = "", save: Iterable[str] = ()) -> Any:
        """Take the step ``name`` and write the log row.

        The caller holds the row's lock and the transaction. ``save`` names further changed fields.
        Returns the log row. Raises :class:`ActRefused` when the state or a missing reason forbids it.
        """
        from core.models import TransitionLog

        step = self._by_name[name]
        state = getattr(obj, self.state_field)
        if state not in step.sources:
            now = self.states(state).label
            raise ActRefused(f"Không thể “{step.label}” khi đang ở trạng thái “{now}”.")
        if step.needs_reason and not reason.strip():
            raise ActRefused(f"Cần ghi lý do khi “{step.label}”.")
        setattr(obj, self.state_field, step.target)
        obj.save(update_fields=[self.state_field, *save])
        return TransitionLog.objects.create(
            content_type=ContentType.objects.get_for_model(obj),
            object_id=obj.pk,
            transition=name,
            label=step.label,
            from_state=state,
            to_state=step.target,
            actor=actor,
            reason=reason,
        )

    def diagram(self) -> str:
        """The table as a Mermaid state diagram, for the documentation."""
        lines = ["stateDiagram-v2"]
        for step in self.transitions:
            lines += [f"    {source} --> {step.target}: {step.label}" for source in step.sources]
        return "\n".join(lines)
