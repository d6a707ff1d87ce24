"""Forty CSV files as people hand them in: what is taken of each, what is told, and which rows are set aside."""

from dataclasses import dataclass

ATTRIBUTES, ANSWERS = "attributes.csv", "health/harbour/2026-H1/answers.csv"
TWO = (("unit", "Deck", "Harbour", None), ("region", "Kiel", "North", "DE"))
ONE = (("D2", "partly", 1),)
HEAD = "field,platform_value,coarse_value,country\n"
GOOD = f"{HEAD}unit,Deck,Harbour,\nregion,Kiel,North,DE\n"
GIVEN = "token,dimension,answer,participation_level\nt1,D2,partly,\n"

EXCEL = "Save it as “CSV UTF-8 (comma delimited)”."
LATIN = "It may be Latin-1 or Windows-1252: save it as “CSV UTF-8 (comma delimited)”."
QUOTES = "Check the quotes: each that opens must close."
COMMA = "Check for a comma that should stand in quotes."
FIRST = "The first line must read: field,platform_value,coarse_value,country."
NO_COLUMN = [f"row 1: column “{name}” is missing. {FIRST}" for name in HEAD.strip().split(",")]
UNKNOWN = [f"row 1: column {number} is not known. {FIRST}" for number in range(1, 6)]
SEEN = "it holds a line break or a character nobody sees. Type it anew."
SCALE = "answer: it is not known. Write one of: not at all, a little, partly, largely, fully, can't see, not relevant."


@dataclass(frozen=True)
class Case:
    """A file and what becomes of it; `told` without the file's name, `set_aside` the numbers of rows."""

    name: str
    content: bytes
    taken: tuple = ()
    told: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()
    place: str = ATTRIBUTES


def text(name, written, taken=(), told=(), set_aside=(), place=ATTRIBUTES):
    return Case(name, written.encode(), tuple(taken), tuple(told), tuple(set_aside), place)


def raw(name, content, *told):
    return Case(name, content, told=told)


# fmt: off
CASES = (
    text("line ends of Windows", GOOD.replace("\n", "\r\n"), TWO),
    text("line ends of old Macs", GOOD.replace("\n", "\r"), TWO),
    text("a byte-order mark", "\ufeff" + GOOD, TWO),
    text("no last line end", GOOD.rstrip(), TWO),
    text("columns in another order",
         "country,coarse_value,platform_value,field\n,Harbour,Deck,unit\nDE,North,Kiel,region\n", TWO),
    text("empty rows between", GOOD.replace("\nregion", "\n\n,,,\n,,,,,,,\nregion"), TWO),
    text("spaces around cells", f"{HEAD} unit , Deck , Harbour ,\nregion,\u00a0Kiel,North, DE \n", TWO),
    text("words that look like numbers", f"{HEAD}unit,NA,00123,\nunit,null,1e5,\nunit,03/04/2024,TRUE,\n",
         [("unit", "NA", "00123", None), ("unit", "null", "1e5", None), ("unit", "03/04/2024", "TRUE", None)]),
    text("a row too long", f"{GOOD}unit,Bridge,Harbour,,,\n", TWO, [f"row 4: it has more than 4 cells. {COMMA}"], "4"),
    text("a row too short", f"{GOOD}unit,Bridge\n", TWO, [f"row 4: it has 2 cells, not 4. {COMMA}"], "4"),
    text("a comma nobody quoted", f"{GOOD}unit,Bridge, upper,Harbour,\n", TWO,
         [f"row 4: it has more than 4 cells. {COMMA}"], "4"),
    text("an unclosed quote", f'{HEAD}unit,"Deck,Harbour,\nunit,Bridge,Harbour,\n', (),
         [f"row 2: it is no CSV (unexpected end of data). {QUOTES}"]),
    text("a quote that closes too late", f'{HEAD}unit,"Deck,Harbour,\nregion,Kiel",North,DE\n', (),
         [f"row 2, platform_value: {SEEN}"], "2"),
    text("letters after a quote", f'{HEAD}unit,"Deck"s,Harbour,\n', (),
         [f"row 2: it is no CSV (',' expected after '\"'). {QUOTES}"]),
    text("semicolons and decimal commas", f"{GOOD}unit,1.5,2.5,".replace(",", ";").replace(".", ","), (),
         [f"row 1: its cells are not separated by commas. {EXCEL}"]),
    text("tabs", GOOD.replace(",", "\t"), (), [f"row 1: its cells are not separated by commas. {EXCEL}"]),
    raw("Windows-1252", f"{HEAD}unit,Brücke,Harbour,\n".encode("cp1252"), f"row 2: it is not UTF-8 (byte 0xFC). {LATIN}"),
    raw("one other byte far below", f"{GOOD}unit,Br".encode() + b"\xe9",  f"row 4: it is not UTF-8 (byte 0xE9). {LATIN}"),
    raw("UTF-16 with a mark", GOOD.encode("utf-16"), f"it is UTF-16, not UTF-8. {EXCEL}"),
    raw("UTF-16 without a mark", GOOD.encode("utf-16-be"), f"it is UTF-16, not UTF-8. {EXCEL}"),
    raw("UTF-32", GOOD.encode("utf-32-le"), f"it is UTF-16, not UTF-8. {EXCEL}"),
    raw("a workbook", b"PK\x03\x04 and more", f"it is an Excel workbook named as a CSV. {EXCEL}"),
    raw("an old workbook", b"\xd0\xcf\x11\xe0 and more", f"it is an Excel workbook named as a CSV. {EXCEL}"),
    text("nothing", "", (), ["it is empty. Start from the first line that `cop init` explains."]),
    text("a first line alone", HEAD),
    text("no first line", GOOD.removeprefix(HEAD), (), [*NO_COLUMN, *UNKNOWN[:4]]),
    text("a first line in capitals", GOOD.replace("field", "Field"), (), [NO_COLUMN[0], UNKNOWN[0]]),
    text("a separator line of Excel", f"sep=,\n{GOOD}", (), [*NO_COLUMN, *UNKNOWN[:2]]),
    text("a doubled column", GOOD.replace("country", "field"), (),
         [f"row 1: column “field” stands twice. {FIRST}", NO_COLUMN[3]]),
    text("a missing column", "field,platform_value,coarse_value\nunit,Deck,Harbour\n", (), [NO_COLUMN[3]]),
    text("a column nobody knows", GOOD.replace("country", "country,boss"), (), [UNKNOWN[4]]),
    text("a NUL", f"{GOOD}unit,Bri\0dge,Harbour,\n", TWO, [f"row 4, platform_value: {SEEN}"], "4"),
    text("a line of ten megabytes", f"{GOOD}unit,{'x' * 10_000_000},Harbour,\n", (),
         ["row 4: it is longer than 1 MiB. Look whether a line break is missing, or a quote never closes."]),
    text("a cell of two hundred kilobytes", f"{GOOD}unit,{'x' * 200_000},Harbour,\n", (),
         [f"row 4: it is no CSV (field larger than field limit (131072)). {QUOTES}"]),
    text("half uploaded, within a row", f"{GOOD}unit,Bri", TWO, [f"row 4: it has 2 cells, not 4. {COMMA}"], "4"),
    text("half uploaded, within a quote", f'{GOOD}unit,"Bridge, upp', (),
         [f"row 4: it is no CSV (unexpected end of data). {QUOTES}"]),
    text("one word twice", f"{GOOD}unit,Deck,Bridge,\n", TWO[1:],
         [f"row {row}, field: the same field and platform_value stand in rows 2, 4. Keep one of them." for row in (2, 4)],
         "24"),
    text("5 and 6 on a scale of words", f"{GIVEN}t2,D2,5,\nt3,D2,6,\n", ONE,
         [f"row 3, {SCALE}", f"row 4, {SCALE}"], "34", ANSWERS),
    text("one respondent twice", f"{GIVEN}t2,D2,fully,\nt2,D2,largely,\n", ONE,
         [f"row {row}, token: the same token and dimension stand in rows 3, 4. Keep one of them." for row in (3, 4)],
         "34", ANSWERS),
    text("another language", f"{GIVEN}t2,D2,teilweise,\n", ONE, [f"row 3, {SCALE}"], "3", ANSWERS),
)
# fmt: on
