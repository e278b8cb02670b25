"""Papers of the demonstration's dossiers: drawn pictures that say they are none, taken by the act for every paper."""

import io
from datetime import date

from PIL import Image, ImageDraw

from accounts.models import User
from ocop_cantho.demo.pictures import font
from products.domain.evidence import add_evidence, describe_evidence
from products.models import Dossier
from regimes.models import DocumentRequirement

# code of the kind of paper, number, issuer, issued, expires
PAPERS = (
    ("business-registration", "41/ĐKKD (minh họa)", "Phòng Tài chính (minh họa)", date(2023, 3, 1), None),
    (
        "production-eligibility",
        "120/ATTP (minh họa)",
        "Sở An toàn thực phẩm (minh họa)",
        date(2024, 5, 6),
        date(2027, 5, 6),
    ),
    ("materials-chain", "07/HĐ (minh họa)", "Hợp tác xã nguyên liệu (minh họa)", date(2026, 1, 15), None),
)


def add_papers(dossier: Dossier, *, actor: User, today: date, expired: bool = False) -> None:
    """A few papers with number and dates, each for the criteria it usually proves; one of them expired if asked."""
    kinds = {row.code: row for row in DocumentRequirement.objects.filter(regime=dossier.regime)}
    for code, number, issuer, issued_on, expires_on in PAPERS:
        kind = kinds.get(code)
        if kind is None:
            continue
        proves = kind.criteria.get(str(dossier.criteria_set.number), [])
        name = kind.name.strip(" ,")
        added = add_evidence(
            dossier_id=dossier.pk,
            content=_drawn(name, f"{dossier.pk}"),
            name=f"{code}.png",
            actor=actor,
            requirement=kind,
            criteria=proves,
        )
        describe_evidence(
            dossier_id=dossier.pk,
            evidence_id=added.evidence.pk,
            version=added.evidence.version,
            actor=actor,
            today=today,
            criteria=proves,
            number=number,
            issuer=issuer,
            issued_on=issued_on,
            expires_on=date(2026, 9, 30) if expired and expires_on else expires_on,
        )
        type(added.evidence).objects.filter(pk=added.evidence.pk).update(is_demo=True)


def _drawn(name: str, number: str) -> bytes:
    """A sheet of paper that says it is none; the number makes each one's bytes its own."""
    sheet = Image.new("RGB", (620, 877), "white")
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((30, 30, 590, 847), outline="#14532d", width=4)
    draw.text((310, 200), "GIẤY TỜ MINH HỌA", font=font(40), fill="#14532d", anchor="mm")
    words, line, top = name.split(), "", 300
    for word in [*words, ""]:
        if word and len(line) + len(word) < 34:
            line = f"{line} {word}".strip()
            continue
        draw.text((310, top), line, font=font(26), fill="black", anchor="mm")
        line, top = word, top + 40
    draw.text(
        (310, 760), f"Không có giá trị pháp lý (số {number})", font=font(22), fill="#b91c1c", anchor="mm"
    )
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()
