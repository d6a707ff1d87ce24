"""Every sentence of the pages, in one place, so that German and French can follow; and values as one would say them."""

from __future__ import annotations

from datetime import date

LANGUAGE = "en"

WORDS = {
    # The frame of every page
    "title": "Communities of practice",
    "skip": "To the content",
    "site": "Site",
    "communities": "Communities",
    "method": "Method and privacy",
    "dictionary": "Dictionary",
    "cycles": (
        "Platform data speak to immediate and potential value only. Whether something was applied, or made a difference, "
        "is told in stories."
    ),
    "not_added": "Nothing here is added up. Communities stand in alphabetical order and are never compared.",
    "data_cut": "Data up to {day}. Times are UTC.",
    # The list of communities
    "strapline": "Seen from three sides, and beside their own data.",
    "three_sides": (
        "Members, sponsors and the social learning team each say what they see. Beside it stands what the platform shows. "
        "Where they agree, differ or fall silent is for a conversation to find."
    ),
    "kind_leaders": "community of community leaders",
    "kind_mentoring": "mentoring",
    "conversation_of": "Conversation of {period}",
    # A community
    "launched": "Launched",
    "stage": "Stage, as declared",
    "member_count": "Members, about",
    "conversations": "Conversations",
    "chosen": "What this community chose to look at",
    "chosen_health_check": "Chosen in its last conversation.",
    "chosen_registry": "Chosen by the community.",
    "chosen_starter": "This community has not chosen yet what it wants to look at.",
    "to_begin_with": "To begin with",
    "reading": (
        "Pictures show the community's own history by quarter: a dot is the value, the bar behind it its interval. Shares "
        "are told as so many in 10."
    ),
    "newest": "Newest window: thirteen weeks up to {day}.",
    "short_history": "Histories are still short: no change is called one yet.",
    "places_unseen_one": "One declared place could not be read, so part of the community is missing here.",
    "places_unseen_many": "{count} declared places could not be read, so part of the community is missing here.",
    "offered": "Offered, not chosen",
    "offered_hint": "These can be looked at, too. The community decides.",
    # An indicator
    "people_behind": "{units} counted · about {people} people · coverage {coverage}\u00a0% · {method}",
    "few_behind": "{units} counted.",
    "as_table": "Every window as a table",
    "quantity": "What",
    "quarter": "Quarter",
    "value": "Value",
    "interval": "Interval",
    "counted": "Counted",
    "people": "People, about",
    "two_quarters": "{first} and {last} together",
    "by_quarter": "{what}, by quarter: {told}.",
    "cannot_say": "What it cannot say",
    "to_ask": "To open the conversation",
    "survey_only": "No platform data speak to this. Ask.",
    # Why a value is not there
    "too_few": "too few to tell",
    "suppressed": "held back, too few people stand behind it",
    "not_reached": "not reached, less than half had happened by the end of the window",
    "not_applicable": "does not apply to this window",
    "not_chosen": "not chosen",
    # Signals
    "signal_too_few": "The interval is wide: too few to tell much.",
    "signal_worth_asking": "Worth asking about.",
    "signal_history_building": "",
    "signal_none": "",
    # A check
    "conversation_title": "{name}: the conversation of {period}",
    "conversation_lead": (
        "Three perspectives on the same dimensions, beside the community's own data. None is added to another; where they "
        "differ is worth the conversation."
    ),
    "opened": "Opened",
    "frozen": "Data frozen",
    "closed": "Closed",
    "answered": "Members who answered",
    "answered_of": "{answered} of {invited} invited",
    "answered_few": "fewer than five",
    "next_look": "Next look",
    "matters": "What matters to whom",
    "matters_hint": "What each perspective chose before any value was seen.",
    "dimension": "Dimension",
    "members": "Members",
    "sponsor": "Sponsor",
    "social learning team": "Social learning team",
    "now": "now",
    "later": "later",
    "not for us": "not for us",
    "said": "What was said, and what stands beside it",
    "answers": "Members' answers, counted",
    "answers_told": "Members' answers: {told}.",
    "answers_hint": "{count} answered. The bar is centred on its middle class.",
    "aside": "{count} can't see it from where they stand; to {other} it is not relevant.",
    "unsigned": "Nothing was released here.",
    "beside": "Beside it, from the platform",
    "beside_hint": "As it stood when the data were frozen. It speaks to the dimension and does not measure it.",
    "record": "Record of the conversation",
    "record_see": "What we see",
    "record_make": "What we make of it",
    "record_differ": "Where we differ, kept as it is",
    "record_missed": "What the numbers missed",
    # The method
    "never_kept": "What is never kept",
    "never_kept_told": (
        "No message bodies, subjects, names or e-mail addresses; nobody's reading; no private groups, direct messages, mail "
        "or calendars. Bodies are read for mentions, question marks, length and links, and dropped before anything is "
        "written. A person is a keyed pseudonym from the first byte on disk."
    ),
    "never_shown": "What is never shown",
    "never_shown_told": (
        "No row about one person. No number with fewer than {group} people behind it, on either side of the line it draws; "
        "{subgroup} for breakdowns. No number of which one person holds more than half, or two more than three quarters. "
        "Counts of people are rounded to 5, above 50 to 10. Counts of a closed conversation are exact; below ten answers "
        "they are told in three classes, below five in none, and where nearly all say the same, only that they do."
    ),
    "purpose": "What it is for",
    "purpose_told": (
        "To support conversations of communities about their own development. Never for appraisal, pay, promotion, "
        "redundancy, discipline or any comparison of people. Nothing here adds dimensions, perspectives or communities up "
        "into one number, and nothing puts them in an order but the alphabet."
    ),
    "windows": "What a window is",
    "windows_told": (
        "Each value covers thirteen closed ISO weeks in UTC; two quarters together where it says so, because each alone had "
        "too few. Once published, a closed window is not changed, unless the "
        "definition is. The interval says how different the value could look had the same community's threads fallen a "
        "little differently; a wide one means too few to tell much. Coverage is the share of active members whose data "
        "could be used. Seen over many communities, some movement is chance: ask before calling it a change."
    ),
    "cannot": "What the numbers cannot say",
    "cannot_told": (
        "A trace on one platform is not the community: much of it lives in calls, corridors and chat. Many ties are not "
        "good ties, quiet is not dying, fast is not helpful. The numbers open a conversation and never close one."
    ),
    "each_indicator": "The indicators, one by one",
    "definition": "Definition",
    "network": "Reads",
    "unit": "Unit",
    "minimum_sample": "Least it needs",
    "interval_method": "Interval",
    "value_cycle": "Speaks to",
    "version": "Version",
    "version_from": "{version}, from {day}",
    "reference": "Sources",
    # The dictionary
    "dictionary_lead": "Every published table and column. Parquet, CSV and a descriptor lie beside these pages.",
    "tables": "Tables",
    "row_per": "One row per {grain}. {rows} rows in this release.",
    "columns_of": "Columns of {table}",
    "column": "Column",
    "type": "Type",
    "unit_of_column": "Unit",
    "meaning": "Meaning",
    "none": "–",
}

SHARE, HOURS, PARTNERS, GINI = "share", "hours", "partners", "Gini"
UNITS = {"mean_partners": PARTNERS, "median_partners": PARTNERS, "gini": GINI}
"""Units of parts; a part that ends in _hours is in hours, all others are shares."""


def unit_of(part: str) -> str:
    """What a part is counted in."""
    return HOURS if part.endswith("_hours") else UNITS.get(part, SHARE)


def in_words(part: str, value: float) -> str:
    """A value as one would say it: a share as so many in ten, and nothing to false precision."""
    unit = unit_of(part)
    if unit == SHARE:
        return _share(value)
    if unit == GINI:
        return f"{value:.2f}, where 0 is all alike and 1 is one alone"
    return f"{_number(part, value)} {unit}"


def between(part: str, lower: float | None, upper: float | None) -> str:
    """An interval in the unit of its value; empty where neither end can be said."""
    unit = {SHARE: " in 10", HOURS: " hours"}.get(unit_of(part), "")
    if lower is not None and upper is not None:
        low, high = _number(part, lower), _number(part, upper)
        return f"between {low} and {high}{unit}" if low != high else f"close to {low}{unit}"
    if lower is not None:
        return f"at least {_number(part, lower)}{unit}"
    return f"at most {_number(part, upper)}{unit}" if upper is not None else ""


def _share(value: float) -> str:
    if 0 < value < 0.05:
        return "fewer than 1 in 20"
    if 0.95 <= value < 1:
        return "more than 19 in 20"
    return {0.0: "none", 1.0: "all"}.get(value, f"about {_tenths(value)} in 10")


def _tenths(share: float) -> int:
    """So many in ten, halves up."""
    return int(10 * share + 0.5)


def _number(part: str, value: float) -> str:
    if unit_of(part) == SHARE:
        return str(_tenths(value))
    return f"{value:.2f}" if unit_of(part) == GINI else f"{value:.1f}"


def day(moment: date) -> str:
    """A day as written: 5 January 2026."""
    return f"{moment.day} {moment:%B %Y}"


def sentence(words: str) -> str:
    """Words as they begin a line."""
    return words[:1].upper() + words[1:]
