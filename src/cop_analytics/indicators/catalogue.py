"""Every indicator in words: its question, definition, warning and prompt, and the function that computes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from cop_analytics.errors import SettingsError
from cop_analytics.indicators import dependence, facilitation, newcomers, participation, responses, ties
from cop_analytics.indicators.evidence import Evidence, Part

REPLIES = "replies, from the one who replies"
CONVERSATION = "pairs joined by a reply or mention, either way"
NO_NETWORK = "none"
W13 = "trailing 13 ISO weeks, closed"
W26 = f"{W13}; 26 where neither half of them has enough by itself"
SHARE = "share, 0–1"


@dataclass(frozen=True)
class Indicator:
    """One indicator. It cannot exist without its caveat and its prompt, and no type has room for a sum of two."""

    id: str
    name: str
    question: str
    unit: str
    network: str
    definition: str
    minimum_sample: str
    interval_method: str
    caveat: str
    misreading: str
    prompt: str
    value_cycle: str
    dimensions: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    reference: str
    measure: Callable[[Evidence], list[Part]]
    window: str = W13
    is_pooled: bool = False
    method_version: str = "1"
    valid_from: date = date(2024, 1, 1)

    def __post_init__(self) -> None:
        if not (self.caveat and self.prompt and self.question):
            raise ValueError(f"{self.id} needs its question, caveat and prompt")


CATALOGUE = (
    Indicator(
        id="V-1",
        name="Time to first reply on Jive",
        question="Can someone who asks expect to be heard, and how soon?",
        unit="share, 0–1; hours",
        network=NO_NETWORK,
        definition=(
            "Kaplan–Meier estimate of the wait from a question or discussion to the first reply by somebody else; "
            "censored at the window's end, when closed, and after 30 days. Questions and other discussions separately."
        ),
        minimum_sample="20 roots by 5 people",
        interval_method=responses.CURVE,
        caveat="Says nothing of how good a reply was; hard questions deserve days. On Jive only.",
        misreading="Faster is not better, and a quick thank-you counts like an answer.",
        prompt="Take three unanswered threads: were they questions? For whom?",
        value_cycle="immediate",
        dimensions=("D2",),
        parts=(
            ("answered_24h", "questions replied to within 24 hours"),
            ("answered_3bd", "questions replied to within 3 business days of the asker's place"),
            ("answered_14d", "questions replied to within 14 days"),
            ("median_hours", "hours until half of the questions were replied to"),
            ("discussions_answered_24h", "other discussions replied to within 24 hours"),
            ("discussions_answered_3bd", "other discussions replied to within 3 business days"),
            ("discussions_answered_14d", "other discussions replied to within 14 days"),
            ("discussions_median_hours", "hours until half of the other discussions were replied to"),
        ),
        reference="Ortega et al. 2014, arXiv:1407.5903; Kaplan & Meier 1958, JASA 53:457",
        measure=responses.time_to_first_reply,
    ),
    Indicator(
        id="V-2",
        name="Replied-to share on Jive",
        question="How many threads are met with silence?",
        unit=SHARE,
        network=NO_NETWORK,
        definition=(
            "Of questions and discussions with 14 days of follow-up, the share replied to by somebody else within them; "
            "of the questions among them, the share resolved, closed, or with a reply that somebody else marked helpful."
        ),
        minimum_sample="10 roots",
        interval_method=responses.SHARE,
        caveat="Sharing asks for no reply, and the mark for a correct answer is used too rarely. On Jive only.",
        misreading="All of them is not a goal.",
        prompt="Which silence mattered?",
        value_cycle="immediate",
        dimensions=("D2",),
        parts=(
            ("replied_14d", "roots replied to within 14 days"),
            ("resolved", "questions resolved, closed, or with a reply marked helpful"),
        ),
        reference="Burke et al. 2007; Joyce & Kraut 2006, JCMC 11(3); Wilson 1927, JASA 22:209",
        measure=responses.replied_to_share,
    ),
    Indicator(
        id="V-4",
        name="Connectedness per active member on Jive",
        question="Do relations between members form?",
        unit="partners per active member; share, 0–1",
        network=CONVERSATION,
        definition=(
            "Mean and median number of distinct people an active member replied to, was replied to by, or mentioned; "
            "share of such pairs that met in two or more threads."
        ),
        minimum_sample="10 active members",
        interval_method=ties.METHOD,
        caveat="More is not better: people can be over-connected. On Jive only.",
        misreading="It is no density, and grows with a longer window.",
        prompt="Whom did you meet here that you would now call?",
        value_cycle="potential",
        dimensions=("D4",),
        parts=(
            ("mean_partners", "mean number of conversation partners"),
            ("median_partners", "median number of conversation partners"),
            ("repeat_tie_share", "pairs that met in two or more threads"),
        ),
        reference="Probst & Borzillo 2008; Anderson, Butts & Carley 1999, Social Networks 21:239",
        measure=ties.connectedness,
    ),
    Indicator(
        id="V-5",
        name="Participation inequality on Jive",
        question="How spread is the voice?",
        unit="Gini coefficient, 0–1; share, 0–1",
        network=NO_NETWORK,
        definition=(
            "Gini coefficient of contributions over active members, corrected for small numbers; share of contributions "
            "by the most active tenth."
        ),
        minimum_sample="20 active members",
        interval_method=participation.METHOD,
        caveat="Inequality is found everywhere and is no illness: those who write much carry communities. On Jive only.",
        misreading="Those who only read are not in it.",
        prompt="Are the quiet ones content, crowded out, or gone?",
        value_cycle="immediate",
        dimensions=("D6",),
        parts=(
            ("gini", "Gini coefficient of contributions"),
            ("top_tenth_share", "contributions by the most active tenth"),
        ),
        reference="van Mierlo 2014, JMIR 16(2):e33",
        measure=participation.inequality,
    ),
    Indicator(
        id="V-6",
        name="Dependency on few on Jive",
        question="What remains if a few go on leave for three months?",
        unit="band",
        network=CONVERSATION,
        definition=(
            "The smallest number of people who wrote half of the replies, as a band; in thirds: the share of ties that end "
            "in a declared leader, and the share of pairs no path of ties joins, with the leaders and without them."
        ),
        minimum_sample="40 ties",
        interval_method=dependence.METHOD,
        caveat="Early on, depending on few is normal; it is no verdict on anybody. On Jive only.",
        misreading="Removing those with many ties always takes many ties.",
        prompt="Who could step in? What would we stop doing?",
        value_cycle="potential",
        dimensions=("D6",),
        parts=(
            ("half_of_replies", "people who wrote half of the replies"),
            ("ties_of_leaders", "ties that end in a declared leader"),
            ("fragmentation", "pairs of people whom no path of ties joins"),
            ("fragmentation_without_leaders", "the same once the declared leaders are gone"),
        ),
        reference="CHAOSS contributor absence factor; Borgatti 2006, CMOT 12:21",
        measure=dependence.dependence,
    ),
    Indicator(
        id="V-7",
        name="Newcomers heard and returning on Jive",
        question="Is somebody who writes here for the first time heard, and do they come back?",
        unit=SHARE,
        network=NO_NETWORK,
        definition=(
            "Of those whose first contribution here lies in the window: the share answered by somebody else within 7 days, "
            "and the Kaplan–Meier share who wrote again within 60 days."
        ),
        minimum_sample="10 newcomers, of two quarters together where each alone has fewer",
        interval_method=newcomers.SHARE,
        caveat="Observed, not caused: posts that are easy to answer come from keener people. On Jive only.",
        misreading="Who did not write again may have got what they came for.",
        prompt="Who noticed the last three newcomers?",
        value_cycle="immediate",
        dimensions=("D5",),
        parts=(
            ("heard_7d", "newcomers answered within 7 days"),
            ("returned_60d", "newcomers who wrote again within 60 days"),
        ),
        reference="Joyce & Kraut 2006, JCMC 11(3); Arguello et al. 2006",
        measure=newcomers.newcomers,
        window=W26,
        is_pooled=True,
    ),
    Indicator(
        id="V-17",
        name="Facilitation share on Jive",
        question="How much of the talk do leaders and the social learning team carry?",
        unit=SHARE,
        network=REPLIES,
        definition=(
            "Share of threads started, and of first replies given, by declared leaders and the social learning team; share "
            "of threads with two or more replies none of which is theirs. In thirds where fewer than five of them are at "
            "work."
        ),
        minimum_sample="20 threads",
        interval_method=facilitation.METHOD,
        caveat="Depends on the stage: much of it early on is right, and stepping back too soon kills. On Jive only.",
        misreading="High is not bad.",
        prompt="Where could we wait 24 hours before answering?",
        value_cycle="immediate",
        dimensions=("D6",),
        parts=(
            ("threads_started", "threads started by facilitators"),
            ("first_replies", "first replies given by facilitators"),
            ("self_sustaining", "threads with two or more replies, none of them by facilitators"),
        ),
        reference="Wenger, McDermott & Snyder 2002",
        measure=facilitation.facilitation,
    ),
)
BY_ID = {indicator.id: indicator for indicator in CATALOGUE}


def explain(indicator_id: str) -> str:
    """One indicator in words, for a terminal. Raises SettingsError, naming those there are, for an unknown one."""
    indicator = BY_ID.get(indicator_id)
    if indicator is None:
        raise SettingsError([f"{indicator_id} is not in the catalogue. There are: {', '.join(BY_ID)}."])
    parts = "\n".join(f"  {name:<26}{meaning}" for name, meaning in indicator.parts)
    return (
        f"{indicator.id} · {indicator.name}\n{indicator.question}\n\n"
        f"Definition      {indicator.definition}\n"
        f"Window          {indicator.window}\n"
        f"Unit            {indicator.unit}\n"
        f"Network         {indicator.network}\n"
        f"Minimum sample  {indicator.minimum_sample}\n"
        f"Interval        {indicator.interval_method}\n"
        f"Caveat          {indicator.caveat}\n"
        f"Misreading      {indicator.misreading}\n"
        f"Prompt          {indicator.prompt}\n"
        f"Value cycle     {indicator.value_cycle}\n"
        f"Dimensions      {', '.join(indicator.dimensions)}\n"
        f"References      {indicator.reference}\n"
        f"Version         {indicator.method_version}, valid from {indicator.valid_from}\n\n"
        f"Parts\n{parts}"
    )
