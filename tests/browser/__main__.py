"""Look at every page of a site at phone, laptop and print size, light and dark: `python -m tests.browser SITE [PICTURES]`.

Needs Chromium (`apt-get install chromium`). With axe-core at AXE (the file `axe.min.js` of its npm package) its rules for
WCAG 2.2 AA are run in each page; contrast, names, headings, overflow and the length of a printed sheet are looked at anyway.
"""

import os
import re
import sys
from pathlib import Path

from tests.browser.chromium import tab

WIDTHS = {"phone": 375, "laptop": 1280}
SCHEMES = ("light", "dark")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SHEET_PAGES = 2
OWN = (Path(__file__).parent / "look.js").read_text(encoding="utf-8")


def axe_faults(browser, axe):
    browser.run(axe)
    script = (
        f"axe.run(document, {{runOnly: {TAGS}}}).then(r => r.violations.map(v => v.id + ': ' + v.nodes.length + ' × ' "
    )
    return browser.run(script + "+ v.help + ' ' + v.nodes[0].target.join(' ')))")


def main(site: Path, pictures: Path | None) -> int:
    axe_file = os.environ.get("AXE")
    axe = Path(axe_file).read_text(encoding="utf-8") if axe_file else None
    faults, looked = [], 0
    with tab() as browser:
        if browser is None:
            print("No Chromium here: apt-get install chromium")
            return 2
        for page in sorted(site.rglob("*.html")):
            name = str(page.relative_to(site))
            for size, width in WIDTHS.items():
                for scheme in SCHEMES:
                    browser.open(page, width=width, scheme=scheme)
                    browser.run("document.querySelectorAll('details').forEach(each => each.open = true)")
                    found = browser.run(OWN) + (axe_faults(browser, axe) if axe else [])
                    faults += [f"{name}, {size}, {scheme}: {fault}" for fault in found]
                    looked += 1
                    if pictures is not None:
                        browser.run("document.querySelectorAll('details').forEach(each => each.open = false)")
                        browser.picture(pictures / f"{name.replace('/', '_')}-{size}-{scheme}.png")
            if browser.run("document.querySelector('.sheet') !== null"):
                printed = browser.print()
                count = max(int(number) for number in re.findall(rb"/Count (\d+)", printed))
                if pictures is not None:
                    (pictures / f"{name.replace('/', '_')}.pdf").write_bytes(printed)
                most = SHEET_PAGES + browser.run("document.querySelectorAll('.network').length")
                if count > most:
                    faults.append(f"{name}: prints on {count} pages, not {most}")
    print(*faults, sep="\n")
    by = f"axe-core {'ran' if axe else 'did not run: set AXE'}"
    print(f"{looked} views looked at, {len(faults)} faults; {by}.")
    return 1 if faults else 0


if __name__ == "__main__":
    where = Path(sys.argv[1]).resolve()
    kept = Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else None
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
    sys.exit(main(where, kept))
