"""A browser that tests drive: Chromium in its own words, through two pipes; nothing has to be installed."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def command(profile: Path) -> list[str]:
    """Return the words that start a browser without a window; where there is none, the test is skipped."""
    browser = next(filter(None, map(shutil.which, _NAMES)), None)
    if browser is None:
        pytest.skip(f"no browser is installed under one of the names {', '.join(_NAMES)}")
    away = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    sandbox = ["--no-sandbox"] if sys.platform == "linux" else []  # root and most containers have none
    return [browser, "--headless", "--disable-gpu", f"--user-data-dir={profile}", away, *sandbox]


class Tab:
    """A page in the browser; `said` is what the page complained of."""

    def __init__(self, words: int, answers: int) -> None:
        self._words, self._answers = words, answers
        self._got, self._asked, self._loaded = b"", 0, 0
        self._session: dict[str, str] = {}
        self.said: list[Any] = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._session = {"sessionId": session}
        for domain in ("Page", "Runtime", "Log"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **params: Any) -> Any:
        """Send a command of the protocol and return its result."""
        self._asked += 1
        asked = {"id": self._asked, "method": method, "params": params, **self._session}
        os.write(self._words, json.dumps(asked).encode() + b"\0")
        answer = self._next()
        while answer.get("id") != self._asked:
            answer = self._next()
        assert "error" not in answer, answer
        return answer["result"]

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._got:
            piece = os.read(self._answers, 1 << 16)
            assert piece, "the browser has ended"
            self._got += piece
        line, self._got = self._got.split(b"\0", 1)
        answer: dict[str, Any] = json.loads(line)
        self._loaded += answer.get("method") == "Page.loadEventFired"
        if answer.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded"):
            self.said.append(answer["params"])
        return answer

    def open(self, address: str) -> None:
        """Open an address and wait until it is there."""
        for each in ("about:blank", address):  # else another place of the same page would not load it anew
            before = self._loaded
            self.ask("Page.navigate", url=each)
            while self._loaded == before:
                self._next()

    def value(self, script: str) -> Any:
        """Return the value of an expression once the page is drawn again."""
        drawn = "new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
        answer = self.ask(
            "Runtime.evaluate",
            expression=f"{drawn}.then(() => ({script}))",
            awaitPromise=True,
            returnByValue=True,
        )
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def until(self, script: str) -> None:
        """Wait until an expression is true, a thousand frames at most."""
        assert any(self.value(f"Boolean({script})") for _ in range(1000)), script

    def press(self, key: str, code: int, text: str = "") -> None:
        """Press a key as a person does."""
        about = {"key": key, "code": key, "windowsVirtualKeyCode": code, "text": text}
        for kind in ("keyDown", "keyUp"):
            self.ask("Input.dispatchKeyEvent", type=kind, **about)

    def click(self, selector: str) -> None:
        """Click the middle of the first element that a selector finds."""
        box = f"document.querySelector({json.dumps(selector)}).getBoundingClientRect()"
        centred = "{behavior: 'instant', block: 'center', inline: 'center'}"
        self.value(f"document.querySelector({json.dumps(selector)}).scrollIntoView({centred})")
        x, y, width, height = self.value(f"(b => [b.x, b.y, b.width, b.height])({box})")
        for kind in ("mousePressed", "mouseReleased"):
            where = {"x": x + width / 2, "y": y + height / 2, "button": "left", "clickCount": 1}
            self.ask("Input.dispatchMouseEvent", type=kind, **where)


@contextmanager
def tab(profile: Path) -> Iterator[Tab]:
    """Yield a page in a browser of its own."""
    (heard, words), (answers, spoken) = os.pipe(), os.pipe()

    def place() -> None:  # the browser reads its third file and writes its fourth
        os.dup2(os.dup(heard), 3)
        os.dup2(spoken, 4)

    started = [*command(profile), "--hide-scrollbars", "--remote-debugging-pipe"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(started, stderr=quiet, stdout=quiet, preexec_fn=place, pass_fds=(3, 4)) as browser:
        os.close(heard)
        os.close(spoken)
        try:
            yield Tab(words, answers)
        finally:
            browser.kill()
            os.close(words)
            os.close(answers)
