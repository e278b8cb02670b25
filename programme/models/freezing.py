"""The triggers that keep a closed year as it was."""

import pgtrigger

REFUSAL = """
    RAISE EXCEPTION 'Năm kế hoạch đã khóa sổ, không thay đổi được'
    USING ERRCODE = 'check_violation';
"""


def closed() -> pgtrigger.Trigger:
    """Refuse to change or delete a plan that is closed; there is no way back."""
    return pgtrigger.Trigger(
        name="closed",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Q(old__state="closed"),
        func=REFUSAL,
    )


def frozen_with_year(plan_id: str) -> pgtrigger.Trigger:
    """Refuse to add, change or delete a row of a closed year.

    ``plan_id`` is the SQL that leads from a row, written ``{row}``, to its plan. The plan is locked for
    share: who is closing the year waits for what is being written, and what comes later sees it closed.
    """
    return pgtrigger.Trigger(
        name="frozen_with_year",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("year_state", "text")],
        func=f"""
            FOR year_state IN
                SELECT p.state FROM programme_plan p
                WHERE p.id IN (({plan_id.format(row="OLD")}), ({plan_id.format(row="NEW")}))
                FOR SHARE
            LOOP
                IF year_state = 'closed' THEN
                    {REFUSAL}
                END IF;
            END LOOP;
            IF TG_OP = 'DELETE' THEN
                RETURN OLD;
            END IF;
            RETURN NEW;
        """,  # noqa: S608 (names of our own)
    )
