"""Tablets of a council: each saves one mark after the other through HTTP and tries again until it is answered."""

import http.client
import random
import re
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

REVISION = re.compile(rb'data-revision="(\d+)"')
# as the page does: how long a tablet waits before it sends the same mark once more, twice as long each time
AGAIN_SECONDS, LONGEST_SECONDS = 1.0, 4.0
ANSWERED = 200
REFUSALS = frozenset({302, 403, 404, 409, 422})


@dataclass(frozen=True)
class Saved:
    """A mark the server said it has: everything the test holds it to."""

    criterion: str
    option: int
    revision: int
    at: float
    seconds: float  # of the request that was answered
    waited: float  # from the tap, with every request before it that was not


@dataclass
class Tablet:
    """One member's sheet on one device."""

    sheet: int
    address: str
    cookie: str
    csrf: str
    options: dict[str, int]  # criterion -> how many options it has
    saved: list[Saved] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    repeated: int = 0
    revision: int = 0

    def mark(
        self, connection: http.client.HTTPConnection, criterion: str, option: int, tapped: float
    ) -> bool:
        """Send one mark; True once the server has it. A broken connection is not an answer: it raises OSError."""
        form = {"criterion": criterion, "option": option, "comment": "", "revision": self.revision}
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"sessionid={self.cookie}; csrftoken={self.csrf}",
            "X-CSRFToken": self.csrf,
        }
        begun = time.monotonic()
        connection.request("POST", self.address, urlencode(form), headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status == ANSWERED:
            self.revision = int(REVISION.search(body)[1])
            now = time.monotonic()
            self.saved.append(Saved(criterion, option, self.revision, now, now - begun, now - tapped))
            return True
        # a conflict, too, is a fault: nobody else writes on this sheet. 400 is a session not written in a crash; the
        # page sends again after it as after 500
        if answer.status in REFUSALS:
            self.refused.append(f"{answer.status} {criterion} {answer.getheader('Location', '')}")
            return True
        return False

    def work(self, port: int, until: float, think: tuple[float, float]) -> None:
        """Mark at random until the time is over; what was begun is brought to an end."""
        chance = random.Random(self.sheet)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        time.sleep(chance.uniform(0, think[1]))
        while time.monotonic() < until:
            criterion = chance.choice(list(self.options))
            option = chance.randint(1, self.options[criterion])
            tapped, pause = time.monotonic(), AGAIN_SECONDS
            while not self._tried(connection, criterion, option, tapped):
                self.repeated += 1
                connection.close()
                time.sleep(pause * chance.uniform(0.75, 1.25))
                pause = min(pause * 2, LONGEST_SECONDS)
            time.sleep(chance.uniform(*think))
        connection.close()

    def _tried(
        self, connection: http.client.HTTPConnection, criterion: str, option: int, tapped: float
    ) -> bool:
        try:
            return self.mark(connection, criterion, option, tapped)
        except (OSError, http.client.HTTPException):
            return False


def all_at_work(tablets: list[Tablet], port: int, seconds: float, think: tuple[float, float]) -> float:
    """Let every tablet work for so many seconds; how long after them the last one had its answer."""
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=one.work, args=(port, until, think)) for one in tablets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - until
