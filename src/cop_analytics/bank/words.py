"""Invented words: families, communities, sentences. None belongs to a real person or bank."""

from __future__ import annotations

GIVEN = ("Ada", "Ben", "Cyd", "Dee", "Eli")
FIRST = (
    "Vel",
    "Mor",
    "Tas",
    "Qui",
    "Bran",
    "Osk",
    "Lun",
    "Dav",
    "Per",
    "Ith",
    "Sor",
    "Kel",
    "Wim",
    "Zan",
    "Ulf",
    "Gre",
)
MIDDLE = ("a", "o", "i", "e", "u", "ar", "en", "il", "os", "un", "am", "er")
LAST = ("mora", "dell", "vik", "stra", "quist", "bek", "lund", "rano", "tessa", "foss")

DEPARTMENTS = (
    ("Corporate Lending", "Lending"),
    ("Retail Credit", "Lending"),
    ("Credit Portfolio Mgmt", "Lending"),
    ("Market Risk", "Risk"),
    ("Model Validation", "Risk"),
    ("Operational Risk", "Risk"),
    ("Payments Operations", "Operations"),
    ("Securities Services", "Operations"),
    ("Core Banking IT", "Technology"),
    ("Data Platforms", "Technology"),
    ("Branch Network", "Retail"),
    ("Private Clients", "Retail"),
    ("Legal Advisory", "Functions"),
    ("Group Finance", "Functions"),
    ("Human Resources", "Functions"),
)
UNITS = dict(DEPARTMENTS)
LOCATIONS = (
    ("Frankfurt", "Germany", "DE", "Europe/Berlin"),
    ("Berlin", "Germany", "DE", "Europe/Berlin"),
    ("Paris", "France", "FR", "Europe/Paris"),
    ("Milan", "Italy", "IT", "Europe/Rome"),
    ("London", "United Kingdom", "GB", "Europe/London"),
    ("Warsaw", "Poland", "PL", "Europe/Warsaw"),
)
TITLES = (
    ("Analyst", "staff", 46),
    ("Specialist", "staff", 28),
    ("Team Lead", "lead", 15),
    ("Department Head", "senior", 8),
    ("Managing Director", "senior", 3),
)
TIERS = {title: tier for title, tier, _ in TITLES}
HEAD_OFFICES = {
    "Lending": "Milan",
    "Risk": "Frankfurt",
    "Operations": "Warsaw",
    "Technology": "Berlin",
    "Retail": "Paris",
    "Functions": "London",
}
"""Where the senior managers of a unit sit."""

COMMUNITIES = (
    ("agile-delivery", "Agile Delivery", "How teams plan, deliver and learn in short rounds"),
    ("anti-money-laundering", "Anti Money Laundering", "Recognising laundering without drowning in alerts"),
    ("branch-innovation", "Branch Innovation", "What a branch can be when routine has moved online"),
    ("client-onboarding", "Client Onboarding", "Getting a client in, correctly and without a third letter"),
    ("collateral", "Collateral", "Valuing, holding and releasing collateral"),
    ("commercial-cards", "Commercial Cards", "Cards for companies: limits, disputes, data"),
    ("credit-risk", "Credit Risk Modelling", "How we build, challenge and live with credit models"),
    ("cyber-awareness", "Cyber Awareness", "Habits that keep clients and colleagues safe"),
    ("data-quality", "Data Quality", "Finding, owning and mending bad data"),
    ("data-science", "Data Science", "Methods that survive validation and use"),
    ("derivatives-operations", "Derivatives Operations", "Confirmations, margin and breaks"),
    ("green-lending", "Green Lending", "Judging and pricing sustainable loans"),
    ("internal-audit-methods", "Internal Audit Methods", "Sampling, evidence and the art of the finding"),
    ("knowledge-sharing", "Knowledge Sharing", "How communities here learn from each other"),
    ("legal-contracts", "Legal Contracts", "Clauses that work, and why"),
    ("liquidity", "Liquidity", "Seeing and steering liquidity through the day"),
    ("mainframe-modernisation", "Mainframe Modernisation", "Moving old systems while they run"),
    ("operational-resilience", "Operational Resilience", "Staying up, and coming back"),
    ("payments", "Payments", "Instant, cross-border and returned payments"),
    ("private-banking-advice", "Private Banking Advice", "Good advice and how to show that it was"),
    ("process-automation", "Process Automation", "Small robots, their owners and their failures"),
    ("regulatory-reporting", "Regulatory Reporting", "Reports that are right the first time"),
    ("trade-finance", "Trade Finance", "Letters of credit, guarantees and their papers"),
    ("treasury-analytics", "Treasury Analytics", "Curves, hedges and their explanations"),
)
TOPICS = ("template", "deadline", "regulation", "tooling", "client", "data", "limits", "training", "exception", "audit")

OPENINGS = (
    "Last Tuesday our desk met a case that none of the handbooks describe",
    "We have been going round in circles about the same exception for a week",
    "A colleague from another unit asked me something I could not answer",
    "Here is what we tried after the spring release and what came of it",
    "Before the quarter closes I would like to hear how others handle this",
    "The checklist says one thing and the system says quite another",
)
MIDDLES = (
    "the supporting papers arrive in two languages and the amounts never agree",
    "the limit is reset overnight although nobody touched the approval",
    "our validation partner wants a second sample drawn from the older book",
    "the client insists on the earlier wording and legal has no objection",
    "the feed skips the holidays of the smaller branch and we notice too late",
    "three teams keep three lists of the same counterparties",
)
ENDINGS = (
    "How do you deal with that",
    "Has anybody found a way that holds",
    "Who could I talk to about this",
    "Which step would you take first",
)
REPLIES = (
    "We had the same last year and solved it by asking the originating desk first",
    "Look at the second tab of the template, the exception is hidden there",
    "I would not trust that feed before noon, wait for the corrected file",
    "Our unit wrote a short guide on exactly this and keeps it current",
    "Careful, the wording changed in autumn and the old reading no longer stands",
    "Call the limit desk before you change anything, they know the history",
    "Thank you, that saved our afternoon",
    "That worked here as well, only the rounding needs a second look",
)
