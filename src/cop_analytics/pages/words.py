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
    # What is declared of a community
    "stage_declared": "Where it stands, as declared",
    "declared_by": "declared by {by}",
    "signs_hint": "Between: {tension}. Signs that would go with it, to look for together; any of them, and no proof:",
    "launch": "How it was launched",
    "launch_hint": "What was begun, in the order of a launch.",
    "step": "Step",
    "begun": "Begun",
    "done": "Done",
    "shows_it": "What shows it",
    "sponsorships": "Sponsorship",
    "vacant": "{role}: vacant",
    "since": "Since {day}.",
    "review": "To be looked at again on {day}.",
    "objectives": "What it means to reach",
    "by_when": "by {day}",
    "open_questions": "Open questions:",
    "consultations": "Communities to talk with",
    "consultations_hint": "Both sides agreed to be named. The social learning team introduces them.",
    "may_ask": "{dimension}: {other} lets itself be asked.",
    "may_be_asked": "{dimension}: {other} would like to ask.",
    "leaders_network": "How far leaders turn to each other",
    "leaders_hint": "Two are joined where a leader of each replied to one of the other. Which ones is not shown.",
    "leaders_caption": "Communities joined through their leaders, by quarter",
    "quarter_to": "Quarter up to",
    "communities_joined": "Communities joined",
    "pairs_joined": "Pairs",
    "so_many_of": "{count} of {all}",
    # The programme
    "programme": "The programme",
    "programme_lead": "In words and counts. What a community's data say stands on its own page and on no other.",
    "launched_communities": "Communities launched",
    "checks_held": "Health checks held",
    "held_in": "{held}, in {count} of the communities",
    "checks_never": "Communities without one yet",
    "stages_declared": "Stages, as declared",
    "stages_hint": "Declared in conversation, never computed. A stage is no rung of a ladder, and quiet is not dying.",
    "stage_word": "Stage",
    "unstaged": "For {count} nobody has declared a stage.",
    "vacancies": "Vacant sponsorships",
    "no_vacancies": "None is vacant.",
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
    "signal_worth_asking": "Worth asking about: it stands out from the community's own months.",
    "signal_history_building": "",
    "signal_none": "",
    "by_chance": "We looked at {charts} histories; about {expected} would stand out by chance.",
    "many_silent": "{count} quantities",
    # Participation and overlap
    "moves": "Movement between levels of participation",
    "moves_hint": (
        "To the left, levels thirteen weeks earlier; to the right, on {day}. Moves of fewer than five are told together."
    ),
    "moves_told": "Who moved from which level to which: {told}.",
    "from_level": "From",
    "to_level": "To",
    "overlap": "Communities that share people",
    "overlap_short": "Overlap",
    "overlap_lead": (
        "Who was active in two communities in the same thirteen weeks. Shared people are an occasion to talk, not a merger; "
        "pairs with fewer than five are not shown."
    ),
    "overlap_told": "Communities that share people beyond chance: {told}.",
    "overlap_table": "Pairs of communities",
    "overlap_none": "No two communities share enough people to be shown.",
    "community": "Community",
    "shared_people": "People in both, about",
    "beyond_chance": "More than chance makes",
    "yes": "yes",
    "no": "no",
    # A check
    "conversation_title": "{name}: the conversation of {period}",
    "conversation_lead": "Three perspectives beside the community's own data. Where they differ is worth the conversation.",
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
    "aside": "Can't see it: {count}. Not relevant here: {other}.",
    "on_platform": " on Jive",
    "more_beside": "More on the community's page: {names}.",
    "silent_beside": "Nothing to tell yet: {names}.",
    "unsigned": "Nothing was released here.",
    "beside": "Beside it, from the platform, as it stood when the data were frozen",
    "missing_voices": (
        "Those who come seldom answer seldom: what they would say is likely missing here. Sponsors and the social learning "
        "team speak in their role, and only what they released stands here."
    ),
    "middle_close": "Middle answer: “{middle}”.",
    "middle_between": "Middle answer: “{middle}”; it could lie anywhere from “{low}” to “{high}” (90\u00a0%).",
    "clustered": "Close together.",
    "two_camps": "In two camps.",
    "spread": "Spread out.",
    "agreement": "Van der Eijk's A {value}.",
    "pattern_seen_differently": "Seen differently",
    "pattern_two_camps": "Two camps among members",
    "pattern_blind_spot": "Blind spot",
    "pattern_matters_to_some_only": "Matters to some only",
    "pattern_shared_concern": "Shared concern",
    "pattern_shared_strength": "Shared strength",
    "pattern_not_our_concern_now": "Not our concern now",
    "as_table_of": "{name}: every window as a table",
    "noted": "{role} notes:",
    "also_answered": "Spoken of, and not chosen for this conversation: {names}.",
    "offered_of_check": "From the platform: {names}.",
    "record_held_on": "Held on",
    "record_present": "Roles present",
    "record_decisions": "What was decided: who, what, until when",
    "record_next_look": "When we look again",
    "how_to_read": "How to read this sheet, and what it protects",
    "sheet_method": (
        "Each perspective said what matters before it could see any value. Members' answers are counts, from ten "
        "answers on in five classes, from five on in three; where nearly all say the same, only that is said. The bar"
        " is centred on its middle class. “Members see it lower” or “higher” stands only where more than half of all "
        "members like these would (one-sided Wilson 95\u00a0%). Van der Eijk's A is 1 where all are in one class, 0 "
        "where classes are alike, −1 at the two ends. Platform values are of thirteen closed weeks, each with its "
        "interval; pictures show the community's own history."
    ),
    "sheet_privacy": (
        "Members answered under one-time tokens that lead to nobody; when the conversation is closed, only counts are"
        " kept. No number rests on fewer than five people. This sheet opens a conversation. It is never for "
        "appraisal, pay, promotion, redundancy, discipline or any comparison of people or communities."
    ),
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

SHARE, HOURS, DAYS, PARTNERS, PEOPLE, STEPS = "share", "hours", "days", "partners", "people", "steps"
THREADS, TOPICS, PLAIN, GINI, INDEX, DISTANCE = "threads", "topics", "", "Gini", "index", "distance"
UNITS = {
    "mean_partners": PARTNERS,
    "median_partners": PARTNERS,
    "gini": GINI,
    "virality_median": STEPS,
    "h_index_median": PLAIN,
    "constraint_median": PLAIN,
    "topics": TOPICS,
    "reuse": THREADS,
    "drift": DISTANCE,
    **dict.fromkeys(("burstiness", "rho", "ei", "region", "zone", "tier"), INDEX),
}
"""Units of parts by their whole name; what neither this nor the beginnings and ends below name is a share."""
BEGINNINGS = {"participants_": PEOPLE, "depth_": STEPS}
ENDS = {"_hours": HOURS, "_days": DAYS}
SCALES = {
    GINI: ", where 0 is all alike and 1 is one alone",
    DISTANCE: ", where 0 is no change and 1 is other topics altogether",
    INDEX: ", between −1 and 1",
}


def unit_of(part: str) -> str:
    """What a part is counted in."""
    if part in UNITS:
        return UNITS[part]
    found = [unit for start, unit in BEGINNINGS.items() if part.startswith(start)]
    return next(iter(found + [unit for end, unit in ENDS.items() if part.endswith(end)]), SHARE)


def in_words(part: str, value: float) -> str:
    """A value as one would say it: a share as so many in ten, and nothing to false precision."""
    unit = unit_of(part)
    if unit == SHARE:
        return _share(value)
    return f"{_number(part, value)}{SCALES.get(unit, f' {unit}' if unit else '')}"


def between(part: str, lower: float | None, upper: float | None) -> str:
    """An interval in the unit of its value; empty where neither end can be said."""
    unit = {SHARE: " in 10", HOURS: " hours", DAYS: " days"}.get(unit_of(part), "")
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
    return (f"{value:.2f}" if unit_of(part) in SCALES else f"{value:.1f}").replace("-", "−")


def day(moment: date) -> str:
    """A day as written: 5 January 2026."""
    return f"{moment.day} {moment:%B %Y}"


def sentence(words: str) -> str:
    """Words as they begin a line."""
    return words[:1].upper() + words[1:]
