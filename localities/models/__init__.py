from localities.models.unit import Era, Level, Unit, UnitAlias, UnitKind, UnitSuccession

__all__ = ["Era", "Level", "Unit", "UnitAlias", "UnitKind", "UnitSuccession"]
