from producers.models.producer import (
    CraftVillage,
    Producer,
    ProducerAccount,
    ProducerKind,
    ProducerYear,
    Sex,
)

__all__ = ["CraftVillage", "Producer", "ProducerAccount", "ProducerKind", "ProducerYear", "Sex"]
