"""Takes the guide's pictures anew from the running application with its demonstration data: `make guide-pictures`.

Says which pictures changed. Without BASE (the address of a running application) it starts one and stops it again.
"""

import contextlib
import io
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

PROJECT = Path(__file__).resolve().parents[1]
PICTURES = PROJECT / "docs" / "pictures"
GUIDE = PROJECT / "docs" / "huong-dan"
# as `make run` prints it
PASSWORD = re.search(
    r'PASSWORD = "(.+?)"', (PROJECT / "ocop_cantho/demo/people.py").read_text(encoding="utf-8")
)[1]
PORT = 8765
QUALITY = 60
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
# what belongs to no step of the guide
HIDDEN = ".site-footer { display: none !important }"
OFFICE, OFFICER, MEMBER = "vanphong@ocop.example", "canbo.ninhkieu@ocop.example", "hoidong2@ocop.example"
PRODUCER, LEADER = "chuthe.ninhkieu@ocop.example", "lanhdao@ocop.example"


@dataclass(frozen=True)
class Picture:
    """One picture: whose page (nobody's where empty), where, what is pressed on the way, from which part on."""

    name: str
    user: str
    path: str
    press: tuple[str, ...] = ()
    part: str = ""
    size: tuple[int, int] = (1000, 640)


TAKEN = (
    Picture("dang-nhap", "", "/dang-nhap/", size=(1000, 520)),
    Picture("viec-cua-toi", OFFICER, "/viec-cua-toi/"),
    Picture("thong-bao", OFFICER, "/thong-bao/", size=(1000, 520)),
    Picture("chu-the", OFFICER, "/chu-the/", size=(1000, 560)),
    Picture("ho-so", OFFICER, "/ho-so/?state=draft", ("main tbody a",)),
    Picture("tu-cham-diem", PRODUCER, "/ho-so/", ("main tbody a", "text=Mẫu 02, Phần III")),
    Picture("kiem-tra-ho-so", OFFICE, "/ho-so/?state=office_check", ("main tbody a",), size=(1000, 760)),
    Picture("dot-danh-gia", OFFICE, "/hoi-dong/dot/", ("main tbody a",)),
    Picture(
        "ke-hoach-nam", OFFICE, "/ke-hoach/", ("main a:has-text('Kế hoạch thực hiện')",), "#chi-tieu, main h2"
    ),
    Picture("ngan-sach", OFFICE, "/ngan-sach/"),
    Picture("bao-cao", OFFICE, "/bao-cao/", size=(1000, 560)),
    Picture("quan-tri", "quantri@ocop.example", "/quan-tri/", size=(1400, 760)),
    Picture(
        "phieu-cham",
        MEMBER,
        "/cham-diem/",
        ("main tbody a, main .panel a, main button[type=submit]",),
        ".sheet-criterion",
    ),
    Picture("tong-quan", LEADER, "/bao-cao/tong-quan/"),
    Picture("so-cong-khai", "", "/"),
)


def named_in_guide() -> set[str]:
    """The pictures that the guide's pages show."""
    pages = (path.read_text(encoding="utf-8") for path in GUIDE.glob("*.md"))
    return {name for page in pages for name in re.findall(r"\]\(\.\./pictures/([\w-]+)\.webp\)", page)}


@contextlib.contextmanager
def application() -> Iterator[str]:
    """The address of a running application: the one in BASE, or one started for this."""
    if base := os.environ.get("BASE"):
        yield base.rstrip("/")
        return
    command = [sys.executable, "manage.py", "serve", "--port", str(PORT)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL) as process:
        base = f"http://localhost:{PORT}"
        try:
            wait_for(base, process)
            yield base
        finally:
            process.terminate()


def wait_for(base: str, process: subprocess.Popen[bytes]) -> None:
    """Return when the application answers; it may have to load its demonstration years first."""
    while process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{base}/suc-khoe/", timeout=2):  # noqa: S310
            return
        time.sleep(1)
    sys.exit("Ứng dụng không khởi động được; hãy chạy `make run` để xem vì sao.")


def take(browser: Browser, base: str, picture: Picture) -> bytes:
    """The page as somebody sees it who followed the steps there."""
    width, height = picture.size
    context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
    try:
        page = context.new_page()
        if picture.user:
            page.goto(f"{base}/dang-nhap/")
            page.fill("main input[name=login]", picture.user)
            page.fill("main input[name=password]", PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_url(lambda url: "/dang-nhap/" not in url)
        page.goto(f"{base}{picture.path}")
        for selector in picture.press:
            page.locator(selector).first.click()
            page.wait_for_load_state("networkidle")
        if picture.part:
            page.locator(picture.part).first.evaluate("part => part.scrollIntoView()")
        return small(page.screenshot(style=HIDDEN))
    finally:
        context.close()


def small(png: bytes) -> bytes:
    out = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").save(out, "WEBP", quality=QUALITY, method=6)
    return out.getvalue()


def main() -> None:
    wanted = set(sys.argv[1:])
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with application() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        for picture in TAKEN:
            if wanted and picture.name not in wanted:
                continue
            content = take(browser, base, picture)
            place = PICTURES / f"{picture.name}.webp"
            changed = not place.exists() or place.read_bytes() != content
            place.write_bytes(content)
            print(f"{place.relative_to(PROJECT)}: {len(content) // 1024} KB{', đã đổi' if changed else ''}")
        browser.close()


if __name__ == "__main__":
    main()
