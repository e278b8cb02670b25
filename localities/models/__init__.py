from localities.models.relocation import Relocation
from localities.models.unit import Era, Level, Unit, UnitAlias, UnitKind, UnitSuccession, lies_in

__all__ = ["Era", "Level", "Relocation", "Unit", "UnitAlias", "UnitKind", "UnitSuccession", "lies_in"]
