"""Signing a PDF with a certificate kept in a PKCS#12 file (.p12, .pfx); neither file nor password is stored."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from core.errors import ActRefused

FIELD = "ChuKySo"


@dataclass(frozen=True)
class Certificate:
    """A certificate with its key, opened; ``holder`` is the name it was made for."""

    signer: signers.SimpleSigner
    holder: str


def open_certificate(content: bytes, password: str) -> Certificate:
    """The certificate in a PKCS#12 file; raises ActRefused for a wrong file or password, or one out of date."""
    try:
        key, found, _ = pkcs12.load_key_and_certificates(content, password.encode())
    except ValueError:
        key = found = None
    signer = signers.SimpleSigner.load_pkcs12_data(content, [], password.encode()) if found else None
    if key is None or found is None or signer is None:
        raise ActRefused("Không mở được chứng thư số. Hãy kiểm tra tệp .p12 hoặc .pfx và mật khẩu.")
    now = datetime.now(UTC)
    if not found.not_valid_before_utc <= now <= found.not_valid_after_utc:
        raise ActRefused(
            f"Chứng thư số chỉ có giá trị từ {found.not_valid_before_utc:%d/%m/%Y} "
            f"đến {found.not_valid_after_utc:%d/%m/%Y}. Hãy dùng chứng thư còn hạn."
        )
    return Certificate(signer, _name(found))


def _name(found: x509.Certificate) -> str:
    names = found.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else found.subject.rfc4514_string()


def sign_pdf(content: bytes, certificate: Certificate, *, reason: str) -> bytes:
    """The PDF with a PAdES signature added to it; what was printed stays byte for byte."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    wanted = signers.PdfSignatureMetadata(
        field_name=FIELD,
        reason=reason,
        location="Cần Thơ",
        name=certificate.holder,
        subfilter=fields.SigSeedSubFilter.PADES,
        md_algorithm="sha256",
    )
    out = signers.sign_pdf(writer, wanted, signer=certificate.signer)
    return out.getvalue()


def is_pdf(content: bytes) -> bool:
    """Whether the bytes open as a PDF with at least one page and run nothing by themselves."""
    try:
        with pikepdf.open(io.BytesIO(content)) as found:
            return len(found.pages) > 0 and "/OpenAction" not in found.Root and "/AA" not in found.Root
    except pikepdf.PdfError:
        return False
