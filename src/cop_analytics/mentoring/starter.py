"""What `cop mentoring init` writes: a programme that explains itself."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from cop_analytics.errors import Fault, InputFault
from cop_analytics.inputs.closings import FORMS, QUESTIONS, REASONS, YES_TO_NO
from cop_analytics.inputs.gatherings import AUDIENCES, KINDS
from cop_analytics.inputs.levels import SELF, TASK
from cop_analytics.inputs.mentoring import BARRIERS
from cop_analytics.inputs.papers import WORKBOOK
from cop_analytics.inputs.programmes import DIRECTIONS, FRAMEWORKS
from cop_analytics.mentoring.workbook import fill

TEXT = "@"
PROGRAMME = f"""\
# One mentoring programme. The sheets beside it are filled in by its coordinator; each row is one thing.
# They are CSV files, or sheets of one workbook {WORKBOOK} that are called as the files are, without .csv.
#   participants.csv  languages: en:C1 de:B2 · slots: weekly free hours in UTC, mon 9-11; thu 14-16
#                     capacity: how many mentees a mentor takes, 1 if empty
#                     motivation: yes or no, a mentor's own word whether they want to be one; nobody else's guess
#                     Mentors are selected by their levels, motivation and training, never by age.
#   levels.csv        competence 1.1 to 5.4 of the framework; wave: pre, post, or then (what it was, seen from the end)
#                     source: {SELF} (one's own word) or {TASK} (what a task showed), {SELF} if empty
#                     framework_version: {", ".join(FRAMEWORKS)}; the programme's if empty
#                     Only levels of the programme's framework and of one source are compared with each other.
#   goals.csv         what a mentee wants to learn; the weights of one mentee add up to 1
#   themes.csv        kind: offer (of a mentee), return goal (of a mentor)
#   barriers.csv      kind: {", ".join(BARRIERS)}; the reason goes no further
#   wishes.csv        rank 1 to 5 on somebody's own list
#   sessions.csv      state: held, moved, cancelled; theme: one of the toolkit, or empty; never what was said
#   training.csv      which of the modules below a mentor completed when
#   charter.csv       who accepted which charter when
#   closing.csv       question: {", ".join(QUESTIONS)}; answer: {", ".join(YES_TO_NO)}
#   events.csv        kind: {", ".join(KINDS)}; audience: {", ".join(AUDIENCES)}
#   exits.csv         pairs that ended early; left: mentor, mentee, both or empty; reason: {", ".join(REASONS[1:])}, or empty
#   recognition.csv   what a mentor wishes for: {", ".join(FORMS)}
name = "Digital reverse mentoring"
starts_on = 2026-03-02
ends_on = 2026-08-31
framework = "{next(iter(FRAMEWORKS))}"        # or {", ".join(list(FRAMEWORKS)[1:])}
function = "{DIRECTIONS[0]}"           # {", ".join(DIRECTIONS)}
seed = 1                         # decides between pairs that are equally good
# space = "reverse-mentoring"    # the community in which its people meet about it
# modules = ["Leading a session"]  # a mentor who has not completed them all is paired with nobody
# charter = "2026-1"             # the same for whoever has not accepted this one
# toolkit = ["phishing", "prompts"]  # themes with a fact sheet, which sessions name
# [[wave]]                       # where not all begin at once; the column wave of participants.csv names it
# id = "1"
# starts_on = 2026-03-02
# ends_on = 2026-08-31
# [evaluation]                   # without it nobody is looked up in the communities' network
# approved_by = "works council"
# on = 2026-02-10
# waves_drawn = true             # chance decided who is in which wave
"""
SHEETS = {
    "participants.csv": "participant_id,role,wave,languages,unit,function,site,utc_offset,slots,is_trained,capacity,"
    "motivation",
    "levels.csv": "participant_id,competence,level,wave,source,framework_version",
    "goals.csv": "participant_id,competence,weight",
    "themes.csv": "participant_id,kind,theme",
    "barriers.csv": "participant_id,other_id,kind",
    "wishes.csv": "participant_id,other_id,rank",
    "sessions.csv": "mentor_id,mentee_id,planned_on,state,cancelled_by,minutes,theme",
    "training.csv": "participant_id,module,completed_on",
    "charter.csv": "participant_id,charter,accepted_on",
    "closing.csv": "participant_id,question,answer",
    "events.csv": "held_on,kind,audience",
    "exits.csv": "mentor_id,mentee_id,ended_on,left,reason",
    "recognition.csv": "participant_id,form",
}


def write_starter(folder: Path, *, as_workbook: bool = False) -> list[Path]:
    """The files written, its sheets as CSV or as one workbook; nothing is overwritten.

    Raises InputFault where the programme stands already.
    """
    file = folder / "programme.toml"
    if file.exists():
        raise InputFault([Fault(str(file), None, None, "it stands already", "Choose another name, or edit it.")])
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(PROGRAMME, encoding="utf-8")
    written = [file]
    if as_workbook:
        missing = [folder / WORKBOOK] if not (folder / WORKBOOK).exists() else []
        for book in missing:
            _bind(book)
        return [*written, *missing]
    for name, header in SHEETS.items():
        if not (folder / name).exists():
            (folder / name).write_text(header + "\n", encoding="utf-8")
            written.append(folder / name)
    return written


def _bind(file: Path) -> None:
    """One workbook with every sheet; its cells are text, or a competence such as 2.1 would become a day of January."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, header in SHEETS.items():
        sheet, columns = book.create_sheet(), header.split(",")
        fill(sheet, name.removesuffix(".csv"), columns, ())
        for number in range(1, len(columns) + 1):
            sheet.column_dimensions[get_column_letter(number)].number_format = TEXT
    book.save(file)
