from django.db import models, transaction


class Counter(models.Model):
    """The last number given in a register (certificates, decisions, reports …): no gap, no double.

    The number is taken inside the transaction that uses it; a rollback gives it back.
    """

    register = models.CharField("sổ", max_length=100)
    year = models.PositiveSmallIntegerField("năm")
    last = models.PositiveIntegerField("số cuối", default=0)

    class Meta:
        verbose_name = "sổ đánh số"
        verbose_name_plural = "sổ đánh số"
        constraints = [models.UniqueConstraint(fields=["register", "year"], name="counter_register_year")]

    def __str__(self) -> str:
        return f"{self.register} {self.year}: {self.last}"

    @classmethod
    def next_number(cls, *, register: str, year: int) -> int:
        """The next number; the counter's row stays locked until the caller's transaction ends."""
        return cls.next_numbers(register=register, year=year, count=1)[0]

    @classmethod
    def next_numbers(cls, *, register: str, year: int, count: int) -> range:
        """The next ``count`` numbers, one after the other; locked alike."""
        if not transaction.get_connection().in_atomic_block:
            raise RuntimeError(
                "Counter.next_number must be called inside the transaction that uses the number"
            )
        Counter.objects.bulk_create([Counter(register=register, year=year)], ignore_conflicts=True)
        counter = cls.objects.select_for_update(of=("self",)).get(register=register, year=year)
        first = counter.last + 1
        counter.last += count
        counter.save(update_fields=["last"])
        return range(first, first + count)
