from localities.models.unit import Era, Level, Unit, UnitAlias, UnitKind, UnitSuccession, lies_in

__all__ = ["Era", "Level", "Unit", "UnitAlias", "UnitKind", "UnitSuccession", "lies_in"]
