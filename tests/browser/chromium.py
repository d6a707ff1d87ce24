"""Headless Chromium over its own protocol: open a page at a size, run a script in it, take its picture, print it."""

import base64
import json
import shutil
import subprocess
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from websockets.sync.client import connect

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-port=0")


class Tab:
    """One tab of a running browser."""

    def __init__(self, socket):
        self._socket = socket
        self._number = 0

    def call(self, method, **parameters):
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            told = json.loads(self._socket.recv(timeout=60))
            if told.get("id") == self._number:
                return told["result"]

    def open(self, page: Path, *, width: int, scheme: str) -> None:
        """Load a page as a screen of `width` in a light or dark scheme shows it, with every detail unfolded."""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 500
        )
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.call("Page.navigate", url=page.as_uri())
        for _ in range(200):
            if self.run("document.readyState") == "complete" and self.run("location.href") == page.as_uri():
                return
            time.sleep(0.02)

    def run(self, script: str):
        told = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        return told["result"].get("value")

    def picture(self, file: Path) -> None:
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 6000), "scale": 1}
        told = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
        file.write_bytes(base64.b64decode(told["data"]))

    def print(self) -> bytes:
        told = self.call("Page.printToPDF", preferCSSPageSize=True, displayHeaderFooter=False)
        return base64.b64decode(told["data"])


@contextmanager
def tab():
    """A tab of a browser of its own, which ends with it; None where no Chromium is installed."""
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    if program is None:
        yield None
        return
    with TemporaryDirectory() as folder:
        command = [program, *OPTIONS, f"--user-data-dir={folder}", "about:blank"]
        browser = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        try:
            port = next(line for line in browser.stderr if "DevTools listening" in line).split(":")[-1].split("/")[0]
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
                [page, *_] = [each for each in json.load(answer) if each["type"] == "page"]
            with connect(page["webSocketDebuggerUrl"], max_size=None) as socket:
                yield Tab(socket)
        finally:
            browser.terminate()
            browser.wait()
            browser.stderr.close()
