"""What breaks the promise of a page, a table, a text or a model: each fault in a sentence.

A sentence that denies a score may name it: it stands in `allowed.txt`, whole.
"""

import ast
import colorsys
import re
from pathlib import Path

ALLOWED = tuple(
    line for line in (Path(__file__).parent / "allowed.txt").read_text(encoding="utf-8").splitlines() if line.strip()
)
WORDS = re.compile(
    r"\b(scor(e|es|ed|ing|ecards?)|grad(e|es|ed|ing)|rank(s|ed|ing|ings)?|ratings?|league tables?|leaderboards?|"
    r"kpis?|traffic lights?|rag status|maturity level|health index|benchmark(s|ed|ing)?|"
    r"(top|bottom|best|worst)[ -](\d+|performing|ranked|communit\w+)|out ?perform\w*|under ?perform\w*|"
    r"(average|mean|median) (answer|rating|opinion|perspective)s?|overall (value|result|health|agreement))\b"
    r"|\b\d\.\d ?(/|of|out of) ?5\b|\b\d ?/ ?5\b|\brating: ?\d",
    re.IGNORECASE,
)
SIGNS = re.compile("[▲▼△▽↑↓⬆⬇↗↘★☆🔴🟠🟡🟢🔺🔻✅❌👍👎]")
NAMES = re.compile(
    r"(^|_)(score|scores|grade|rank|ranking|rating|kpi|index|mean|average|avg|delta|change|trend|maturity|health|overall|"
    r"total|composite|level_number|points)(_|$)",
    re.IGNORECASE,
)
NAMED_OTHERWISE = {
    *(
        "health_answers",
        "health_answers_by_level",
        "health_checks",
        "health_findings",
        "health_relevance",
        "health_statements",
    ),  # the check's name
    "change",  # mentoring_capability: a pair's own before and after, in words
}
SUBJECTS = {"indicator_id", "dimension_id", "claim_id", "story_id", "part"}
COLOURS = re.compile(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
COLOUR_WORDS = re.compile(r":\s*(red|green|amber|orange|yellow|lime|crimson|tomato|gold)\b")
SATURATED = 0.45
SIGNALLING = ((0, 15), (345, 360), (28, 52), (90, 150))
ORDINAL = ("answer", "choice", "level", "evidence_level", "stage")
SUMMING = re.compile(r"\b(avg|mean|median|sum|stddev|quantile\w*)\s*\(\s*[\w.]*\b(answer|choice|stage)\b(?!_)", re.I)
ORDERING = re.compile(r"order by\s+[\w.]*\b(value|share|lower|upper|\w*_share)\b", re.I)
PLACES_OF_ANSWERS = {"mean", "fmean", "average", "nanmean", "std", "stdev", "var"}


def of_text(text: str) -> list[str]:
    """The words of a text that the promise forbids, each with what stands around it."""
    plain = " ".join(text.split())
    for sentence in ALLOWED:
        plain = plain.replace(sentence, " ")
    return [f"says “{_around(plain, found)}”" for pattern in (WORDS, SIGNS) for found in pattern.finditer(plain)]


def of_style(css: str) -> list[str]:
    """Colours that say good or bad."""
    told = [f"is coloured {found[0]}" for found in COLOURS.finditer(css) if _signals(found[1])]
    return told + [f"is coloured {found[1]}" for found in COLOUR_WORDS.finditer(css)]


def of_page(html: str, communities: list[str]) -> list[str]:
    """A page's words, its own colours, and communities in an order that is not the alphabet's."""
    faults = of_text(re.sub(r"<[^>]+>", " ", html)) + of_style(" ".join(re.findall(r'style="([^"]*)"', html)))
    for block in re.findall(r"<(ul|ol|tbody)\b[^>]*>(.*?)</\1>", html, re.S):
        cells = [" ".join(re.sub(r"<[^>]+>", " ", item).split()) for item in re.split(r"</(?:li|tr)>", block[1])]
        named = [next((name for name in communities if cell.startswith(name)), None) for cell in cells]
        listed = [name for name in named if name is not None]
        if listed != sorted(listed, key=str.casefold):
            faults.append(f"lists {', '.join(listed[:3])}, …: not by the alphabet")
    return faults


def of_table(name: str, columns: dict[str, str], grain: tuple[str, ...]) -> list[str]:
    """A table or column by a forbidden name; an ordinal that is a number; a row that has no subject of its own."""
    faults = [f"is named {each}" for each in (name, *columns) if NAMES.search(each) and each not in NAMED_OTHERWISE]
    faults += [f"turns {each} into {columns[each]}" for each in ORDINAL if columns.get(each, "varchar") != "varchar"]
    if "value" in columns and not SUBJECTS & {*grain, *columns}:
        faults.append("has a value of nothing in particular")
    return faults


def of_model(sql: str) -> list[str]:
    """Ordinal answers counted together as if they were numbers; rows in the order of a value."""
    code = "\n".join(line for line in sql.splitlines() if not line.startswith("--"))
    found = [*SUMMING.finditer(code), *ORDERING.finditer(code)]
    return [f"computes {each[0]}" for each in found]


def of_conversations(source: str) -> list[str]:
    """Calls by which code about answers would make one number of several."""
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    names = (getattr(call, "attr", getattr(call, "id", "")) for call in calls)
    return [f"calls {name}" for name in names if name in PLACES_OF_ANSWERS]


def _around(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - 40) : found.end() + 30].strip()


def _signals(colour: str) -> bool:
    digits = colour if len(colour) == 6 else "".join(2 * digit for digit in colour)
    red, green, blue = (int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))
    hue, _, saturation = colorsys.rgb_to_hls(red, green, blue)
    return saturation > SATURATED and any(low <= 360 * hue <= high for low, high in SIGNALLING)
