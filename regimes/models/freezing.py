"""The triggers that keep a sheet in use as it was."""

import pgtrigger

REFUSAL = """
    RAISE EXCEPTION 'Bộ tiêu chí đã được dùng để đánh giá, không thay đổi được'
    USING ERRCODE = 'check_violation';
"""


def frozen() -> pgtrigger.Trigger:
    """Refuse to change or delete a criteria set that is frozen; there is no way back."""
    return pgtrigger.Trigger(
        name="frozen",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Q(old__frozen_at__isnull=False),
        func=REFUSAL,
    )


def frozen_with_set(set_id: str, *, but: tuple[str, ...] = ()) -> pgtrigger.Trigger:
    """Refuse to add, change or delete a line of a criteria set once the set is frozen.

    ``set_id`` is the SQL that leads from a row, written ``{row}``, to its set; columns named in
    ``but`` stay open to change.
    """
    ignored = "".join(f" - '{column}'" for column in but)
    return pgtrigger.Trigger(
        name="frozen_with_set",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF EXISTS (
                SELECT 1 FROM regimes_criteriaset s
                WHERE s.frozen_at IS NOT NULL
                AND s.id IN (({set_id.format(row="OLD")}), ({set_id.format(row="NEW")}))
            ) AND NOT (TG_OP = 'UPDATE' AND to_jsonb(OLD){ignored} = to_jsonb(NEW){ignored}) THEN
                {REFUSAL}
            END IF;
            IF TG_OP = 'DELETE' THEN
                RETURN OLD;
            END IF;
            RETURN NEW;
        """,  # noqa: S608 (names of our own)
    )
