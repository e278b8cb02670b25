"""The signed code of a certificate: read by anybody with the public key, forged by nobody."""

import json
import random
import string
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
import segno
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from evaluations import codes
from evaluations.codes import BadCode, Claims, public_text, read, sign
from evaluations.domain.codes import signing_key
from evaluations.domain.withdrawals import decide_withdrawal
from evaluations.interfaces.certificate import verification_address
from tests.factories.after import withdrawal
from tests.factories.evaluations import certificate
from tests.harness.ours import PROJECT

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
CLAIMS = Claims(
    "0001/2026/GCN-OCOP-CT", 4, date(2026, 6, 29), date(2029, 6, 29), "Nước mắm Ông Kỳ", "Hợp tác xã Thới An"
)
names = st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=60)


@given(product=names, producer=names, stars=st.integers(3, 5))
@settings(max_examples=60)
def test_what_is_signed_is_what_is_read(product, producer, stars):
    claims = Claims("7/2026", stars, date(2026, 1, 2), date(2029, 1, 2), product, producer)
    said = read(sign(claims, KEY), [KEY.public_key()])
    assert said == Claims(
        "7/2026",
        stars,
        date(2026, 1, 2),
        date(2029, 1, 2),
        product.replace("|", "/"),
        producer.replace("|", "/"),
    )


def test_ten_thousand_changed_codes_are_all_refused():
    code = sign(CLAIMS, KEY)
    letters = string.ascii_letters + string.digits + "-_.=+/ "
    chance = random.Random(26)
    refused = 0
    for _ in range(10_000):
        place = chance.randrange(len(code))
        head, tail, letter = code[:place], code[place:], chance.choice(letters)
        changed = chance.choice([head + letter + tail[1:], head + tail[1:], head + letter + tail, head])
        if changed == code:
            refused += 1
            continue
        try:
            read(changed, [KEY.public_key()])
        except BadCode:
            refused += 1
    assert refused == 10_000


def test_another_key_and_another_purpose_are_refused():
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    with pytest.raises(BadCode):
        read(sign(CLAIMS, other), [KEY.public_key()])
    body, _, _ = sign(CLAIMS, KEY).partition(".")
    bare = codes._encode(KEY.sign(CLAIMS.line().encode()))
    with pytest.raises(BadCode):
        read(f"{body}.{bare}", [KEY.public_key()])
    assert read(sign(CLAIMS, other), [KEY.public_key(), other.public_key()]) == CLAIMS  # a retired key


def test_the_command_needs_nothing_but_the_public_key(capsys):
    call_command(
        "verify_code", f"https://ocop.example/xac-minh/{sign(CLAIMS, KEY)}/", public_key=public_text(KEY)
    )
    assert json.loads(capsys.readouterr().out)["product"] == "Nước mắm Ông Kỳ"
    with pytest.raises(CommandError, match="Mã không hợp lệ"):
        call_command("verify_code", sign(CLAIMS, KEY)[:-2], public_key=public_text(KEY))


@pytest.mark.django_db
class TestOnCertificates:
    def test_the_printed_code_is_read_back_and_verifies_without_us(self, tmp_path):
        made = certificate()
        picture = tmp_path / "qr.png"
        segno.make(verification_address(made), error="l").save(str(picture), scale=4, border=4)
        [found] = zxingcpp.read_barcodes(Image.open(picture))
        code = found.text.rstrip("/").rsplit("/xac-minh/", 1)[-1]
        said = read(code, [signing_key().public_key()])
        product = made.rating.product
        assert (said.number, said.stars, said.product, said.producer, said.expires_on) == (
            made.number,
            4,
            product.name,
            product.producer.name,
            made.expires_on,
        )

    def test_the_page_takes_signed_codes_numbers_and_addresses(self, client):
        made = certificate()
        for asked in (
            f"/xac-minh/{made.signed_code}/",
            f"/xac-minh/?ma={made.number}",
            f"/xac-minh/?ma={verification_address(made)}",
            f"/xac-minh/?ma={made.code}",
        ):
            answer = client.get(asked)
            assert (answer.status_code, answer.context["status"]) == (200, "valid")
            assert made.rating.product.producer.representative not in answer.content.decode()

    def test_a_forged_code_is_called_forged(self, client):
        made = certificate()
        other = Ed25519PrivateKey.from_private_bytes(bytes(32))
        forged = sign(CLAIMS, other)
        answer = client.get(f"/xac-minh/{forged}/")
        assert (answer.status_code, answer.context["status"]) == (404, "forged")
        assert client.get(f"/xac-minh/?ma={made.signed_code}x").context["status"] == "forged"
        gone = sign(replace(CLAIMS, number="9999/2026/GCN-OCOP-CT"), signing_key())
        answer = client.get(f"/xac-minh/{gone}/")
        assert (answer.status_code, answer.context["status"]) == (404, "missing")

    def test_checking_asks_the_database_at_most_three_times(self, client, django_assert_max_num_queries):
        made = certificate()
        with django_assert_max_num_queries(3):
            client.get(f"/xac-minh/{made.signed_code}/")

    def test_the_published_list_says_what_was_withdrawn_and_names_no_person(self, client):
        made = certificate()
        assert client.get("/cong-bo/").context["page"].object_list[0] == made.decision
        answer = client.get(f"/cong-bo/{made.decision_id}/")
        assert [row["status"] for row in answer.context["rows"]] == ["valid"]
        assert made.rating.product.producer.representative not in answer.content.decode()
        case = withdrawal(made.rating)
        decide_withdrawal(
            withdrawal_id=case.pk, decision_no="1", decided_on=timezone.localdate(), actor=case.recorded_by
        )
        again = client.get(f"/cong-bo/{made.decision_id}/")
        assert [row["status"] for row in again.context["rows"]] == ["withdrawn"]


@pytest.mark.parametrize("key", ["", "c2hvcnQ=", "A" * 43 + "=", "không phải base64"])
def test_production_does_not_start_without_a_good_key(key):
    environment = {
        "DJANGO_SETTINGS_MODULE": "ocop_cantho.settings.prod",
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "ocop.example",
        "PUBLIC_BASE_URL": "https://ocop.example",
        "DATABASE_URL": "postgres:///x",
        "REDIS_URL": "redis://localhost/0",
        "EMAIL_URL": "smtp://localhost:25",
        "DEFAULT_FROM_EMAIL": "a@ocop.example",
        "CERTIFICATE_SIGNING_KEY": key,
    }
    done = subprocess.run(
        [sys.executable, "-c", "import ocop_cantho.settings.prod"],
        env=environment,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "CERTIFICATE_SIGNING_KEY" in done.stderr
