"""What the law demands of every sheet, checked before a sheet is loaded or scored."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby, pairwise

from regimes.arithmetic import Criterion, Part, Rules, Section, SheetSpec
from regimes.domain.reading import Fault

TOTAL = 100


def check_set(spec: SheetSpec, *, file: str = "") -> list[Fault]:
    """Every fault of a sheet, each naming the file, the place on the sheet and what is wrong.

    Parts as the regime says (40/25/35 or 35/25/40) and 100 in all; sections add up to their part,
    criteria to their section; a criterion is worth its best option, so that the best possible sheet
    has 100 points; options rise; star marks stand once each, rising, on options that bring points;
    conditions point to an earlier criterion.
    """
    found = [
        *_sheet_faults(spec),
        *(fault for part in spec.parts for fault in _part_faults(part)),
        *(fault for _, criterion in spec.criteria for fault in _criterion_faults(criterion)),
        *(fault for _, criterion in spec.criteria for fault in _star_faults(criterion, spec.rules)),
        *_condition_faults(spec),
    ]
    return [Fault(file, where, message) for where, message in found]


def check_rules(rules: Rules, *, file: str = "") -> list[Fault]:
    """Faults of a regime's own numbers: parts of 100 points in all, bands falling to 0."""
    where = f"quy định {rules.regime}"
    faults = []
    if (total := sum(points for _, points in rules.part_points)) != TOTAL:
        faults.append(Fault(file, where, f"các phần cộng lại bằng {total}, phải bằng {TOTAL}"))
    least = [(band.stars, band.min_points) for band in rules.bands]
    falling = all(a[0] > b[0] and a[1] > b[1] for a, b in pairwise(least))
    if not least or not falling or least[-1][1] != 0 or least[0][1] > TOTAL:
        faults.append(Fault(file, where, "khung điểm phải giảm dần theo hạng sao và bắt đầu từ 0 điểm"))
    return faults


Found = Iterator[tuple[str, str]]


def _sheet_faults(spec: SheetSpec) -> Found:
    parts = tuple((part.code, part.points) for part in spec.parts)
    if parts != spec.rules.part_points:
        expected = ", ".join(f"{code} {points}" for code, points in spec.rules.part_points)
        got = ", ".join(f"{code} {points}" for code, points in parts)
        yield "phiếu", f"các phần là {got}; quy định {spec.rules.regime} là {expected}"
    if (total := sum(points for _, points in parts)) != TOTAL:
        yield "phiếu", f"các phần cộng lại bằng {total}, phải bằng {TOTAL}"
    best = sum(max((o.points for o in criterion.options), default=0) for _, criterion in spec.criteria)
    if best != TOTAL:
        yield "phiếu", f"điểm cao nhất có thể đạt là {best}, phải bằng {TOTAL}"
    codes = Counter(criterion.code for _, criterion in spec.criteria)
    for code, times in codes.items():
        if times > 1:
            yield f"tiêu chí {code}", f"mã tiêu chí xuất hiện {times} lần"
    sections = Counter(section.code for part in spec.parts for section in part.sections)
    for code, times in sections.items():
        if times > 1:
            yield f"mục {code}", f"mã mục xuất hiện {times} lần"


def _part_faults(part: Part) -> Found:
    if (total := sum(section.points for section in part.sections)) != part.points:
        yield f"phần {part.code}", f"các mục cộng lại bằng {total}, phần ghi {part.points}"
    for section in part.sections:
        yield from _section_faults(section)


def _section_faults(section: Section) -> Found:
    if (total := sum(criterion.points for criterion in section.criteria)) != section.points:
        yield f"mục {section.code}", f"các tiêu chí cộng lại bằng {total}, mục ghi {section.points}"
    for heading, group in groupby(section.criteria, key=lambda criterion: criterion.heading):
        if heading is not None and (total := sum(c.points for c in group)) != heading.points:
            yield f"tiêu chí {heading.code}", f"các dòng con cộng lại bằng {total}, dòng ghi {heading.points}"


def _criterion_faults(criterion: Criterion) -> Found:
    where = f"tiêu chí {criterion.code}"
    if len(criterion.options) < 2:
        yield where, f"có {len(criterion.options)} lựa chọn, cần ít nhất 2"
        return
    best = max(option.points for option in criterion.options)
    if best != criterion.points:
        yield where, f"lựa chọn cao nhất {best} điểm, tiêu chí ghi tối đa {criterion.points}"
    cases = [case for case, _ in groupby(option.case for option in criterion.options)]
    if len(set(cases)) != len(cases) or ("" in cases and len(cases) > 1):
        yield where, "các lựa chọn của một trường hợp phải liền nhau và lựa chọn nào cũng phải ghi trường hợp"
    for a, b in pairwise(criterion.options):
        if a.case == b.case and b.points < a.points:
            yield (
                where,
                f"lựa chọn {b.number} ({b.points} điểm) thấp hơn lựa chọn {a.number} ({a.points} điểm)",
            )
    texts = Counter((option.case, option.text) for option in criterion.options)
    for (_, text), times in texts.items():
        if times > 1:
            yield where, f"hai lựa chọn cùng một nội dung: {text}"


def _star_faults(criterion: Criterion, rules: Rules) -> Found:
    where = f"tiêu chí {criterion.code}"
    marks = [(option.stars, option) for option in criterion.options if option.stars is not None]
    recognised = {band.stars for band in rules.bands if band.recognised}
    for stars, option in marks:
        if stars not in recognised:
            yield where, f"lựa chọn {option.number} có dấu {stars} sao, không phải hạng được công nhận"
        if option.points == 0:
            yield where, f"lựa chọn {option.number} có dấu {stars} sao nhưng 0 điểm thì không yêu cầu gì"
    for stars, times in Counter(stars for stars, _ in marks).items():
        if times > 1:
            yield where, f"dấu {stars} sao xuất hiện {times} lần"
    for (low, a), (high, b) in pairwise(sorted(marks, key=lambda mark: (mark[0], mark[1].points))):
        if low < high and a.points >= b.points:
            yield where, f"dấu {high} sao ({b.points} điểm) không cao hơn dấu {low} sao ({a.points} điểm)"
    if marks and criterion.applies_if is not None:
        yield where, "tiêu chí có điều kiện áp dụng thì không thể là yêu cầu tối thiểu"


def _condition_faults(spec: SheetSpec) -> Found:
    earlier: dict[str, Criterion] = {}
    for _, criterion in spec.criteria:
        condition = criterion.applies_if
        printed = any(note.kind == "condition" for note in criterion.notes)
        where = f"tiêu chí {criterion.code}"
        if printed != (condition is not None):
            yield where, "ghi chú điều kiện và applies_if phải đi cùng nhau"
        if condition is not None:
            other = earlier.get(condition.criterion)
            if other is None:
                yield (
                    where,
                    f"điều kiện nói đến tiêu chí {condition.criterion}, không có ở trước tiêu chí này",
                )
            elif not 1 <= condition.min_points <= other.points:
                yield (
                    where,
                    f"điều kiện cần {condition.min_points} điểm ở tiêu chí chỉ có {other.points} điểm",
                )
        earlier[criterion.code] = criterion
