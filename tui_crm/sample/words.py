"""The names of the sample business: people, companies, jobs and what is written about them."""

from __future__ import annotations

from typing import NamedTuple

FIRST_NAMES = (
    "Anna", "Lukas", "Zoë", "Jürgen", "Marie", "Łukasz", "Sofia", "José", "Elif", "Björn",
    "Céline", "Tomáš", "Ingrid", "François", "Nadia", "Søren", "Lena", "Mateo", "Chloé", "Peter",
    "Katarína", "Ömer", "Julia", "Håkon", "Mila", "Stefan", "Aoife", "Dániel", "Hannah", "Ruş",
    "Klara", "Emil", "Réka", "Paul", "Şebnem", "Noah", "Valentina", "Jan", "Theresa", "Felix",
    "Agnieszka", "Simon",
)  # fmt: skip
LAST_NAMES = (
    "Gruber", "Müller", "Novák", "García", "Yılmaz", "Wójcik", "Lindqvist", "O'Brien", "Kovács",
    "Steiner", "Dvořák", "Lefèvre", "Haas", "Nuñez", "Weiß", "Horváth", "Pichler", "Østergaard",
    "Fischer", "Popović", "Bauer", "Şahin", "Moser", "D'Angelo", "Leitner", "Çelik", "Schwarz",
    "Żak", "Wagner", "Ångström", "Hofer", "Petit", "Eder", "Ivanović", "Brandt", "Székely",
    "Winkler", "Krüger", "Mayr", "Santos", "Egger",
)  # fmt: skip
FAR_NAMES = (
    "王小明", "Nguyễn Thị Minh Khai", "佐藤 美咲", "김민준", "Zoë Müller-Lüdenscheidt [/b]",
)  # fmt: skip
"""Names that come up now and then: wide letters, many accents, and what looks like markup."""

COMPANY_STEMS = (
    "Donau", "Huber", "Prater", "Morgenrot", "Kaiser", "Linde", "Alpen", "Sonnhof", "Gürtel",
    "Rössl", "Neubau", "Wieden", "Falken", "Auhof", "Stern", "Kahlenberg", "Café Zentral",
    "Brücken", "Mariahilf", "Löwen", "Amsel", "Klee", "Ringstraße",
)  # fmt: skip
COMPANY_TRADES = (
    "Couriers", "Bakery", "Hotel", "Architects", "Kindergarten", "Catering", "Pharmacy", "Gardens",
    "Logistics", "Bookshop", "Physiotherapy", "Studio", "Brewery", "Florist", "Tours", "Cleaning",
    "Consulting", "Market", "School",
)  # fmt: skip
COMPANY_PLACES = (
    "", "Vienna", "Graz", "Linz", "Salzburg", "Innsbruck", "Klosterneuburg", "Mödling",
    "St. Pölten", "Krems", "Baden", "Bratislava", "Győr", "Brno", "München", "Zürich", "Maribor",
)  # fmt: skip
ODD_COMPANIES = (
    "Café [/] Crème",
    "株式会社サイクル東京",
    "Genossenschaft zur Förderung des umweltfreundlichen Lastenradverkehrs im Weinviertel "
    "und angrenzenden Gemeinden, registrierte Genossenschaft mit beschränkter Haftung",
    "[b]Velo & Söhne",
    'Bögner "Rad" GmbH, Wien; =SUM(1)',
)
"""The first customers' names, which test everything that shows or stores a name."""

TITLES = ("Owner", "Fleet lead", "Office", "Purchasing", "Workshop", "Director", "Facility")
ORGANIC_SOURCES = ("web", "referral", "walk_in", "phone", "fair")
LEAD_NOTES = (
    "Asked for a fixed price.",
    "Needs the bicycles back within two days.",
    "Found us on the map.",
    "Eight cargo bikes,\ntwo of them electric.",
    "Wants to be called after six.",
)
DEAL_NOTES = (
    "Quote sent, waits for the budget.",
    "Wants pick-up and delivery.",
    "Compare with last year's invoice.",
    "Brakes and drivetrain first,\nthe rest in autumn.",
)
LOST_REASONS = (
    "Price", "Went to another shop", "No answer", "Bought new instead", "Postponed", "No budget",
)  # fmt: skip
REJECT_REASONS = ("Outside our area", "Private repair only", "No budget", "Cannot be reached")
PAYMENTS = ("Bank transfer", "Card", "Cash", None)
POSTS = (
    "Before and after: a rusty tandem", "Five signs your chain is worn", "New in the window",
    "Spring opening hours", "How to check your brakes", "Meet Rosa's apprentice", "Customer ride",
    "Winter storage, now with a wash", "Cargo bike of the month", "Tyre pressure, explained",
)  # fmt: skip


class Job(NamedTuple):
    """Something the workshop sells once, with what it costs from and to, in euros."""

    name: str
    low: int
    high: int


JOBS = (
    Job("Tune-up package", 120, 480),
    Job("Fleet check", 600, 2_400),
    Job("Wheel building", 250, 900),
    Job("E-bike battery", 450, 950),
    Job("Cargo bike conversion", 1_400, 3_800),
    Job("Company bike day", 500, 1_500),
    Job("Winter storage", 90, 400),
    Job("Commuter e-bike", 1_900, 4_200),
)


class Plan(NamedTuple):
    """Something customers pay again every interval, in euros."""

    name: str
    interval: str
    low: int
    high: int


PLANS = (
    Plan("Fleet service contract", "month", 90, 420),
    Plan("Rental bikes", "quarter", 300, 900),
    Plan("Workshop membership", "month", 40, 120),
    Plan("Yearly inspection", "year", 240, 1_200),
    Plan("Fleet service contract", "month", 90, 300),
    Plan("Courier wash", "week", 25, 60),
)


class CampaignPlan(NamedTuple):
    """A campaign as marketing planned it, and how it went."""

    name: str
    channel: str
    goal: str
    month: int
    """The month it last began in; 0 for one that runs all the time."""
    days: int
    weekly: int
    """What a week of it costs, in euros."""
    pull: int
    """How many leads it brings, against the others."""
    good: float
    """The share of its leads that may become deals."""
    currency: str = "EUR"


CAMPAIGNS = (
    CampaignPlan("Map listing", "paid_search", "leads", 0, 0, 35, 4, 0.9),
    CampaignPlan("Workshop newsletter", "email", "nurture", 0, 0, 12, 2, 1.0),
    CampaignPlan("Spring tune-up", "paid_search", "leads", 3, 92, 95, 16, 1.5),
    CampaignPlan("Tram posters", "print", "awareness", 10, 60, 260, 3, 0.0),
    CampaignPlan("Reels of the workshop", "paid_social", "awareness", 5, 120, 55, 4, 0.6, "USD"),
    CampaignPlan("Company bike webinar", "event", "leads", 9, 30, 80, 4, 1.2),
    CampaignPlan("Winter storage letter", "print", "leads", 11, 45, 60, 3, 0.8),
    CampaignPlan("Bring a friend", "referral", "leads", 1, 180, 10, 3, 1.2),
)

# Coprime to the number of company names, so that a step of it visits every name once.
_STRIDE = 3_001


def person_name(roll: float, number: int) -> str:
    """The name of a person, by chance; every fifty-third one comes from far away."""
    if number % 53 == 23:
        return FAR_NAMES[number // 53 % len(FAR_NAMES)]
    place = int(roll * len(FIRST_NAMES) * len(LAST_NAMES))
    first, last = divmod(place, len(LAST_NAMES))
    return f"{FIRST_NAMES[first]} {LAST_NAMES[last]}"


def company_name(number: int) -> str:
    """The name of a company by its number; no two are alike."""
    names = len(COMPANY_STEMS) * len(COMPANY_TRADES) * len(COMPANY_PLACES)
    again, place = divmod(number, names)
    place, stem = divmod(place * _STRIDE % names, len(COMPANY_STEMS))
    where, trade = divmod(place, len(COMPANY_TRADES))
    words = [COMPANY_STEMS[stem], COMPANY_TRADES[trade], COMPANY_PLACES[where]]
    if again:
        words.append(str(again + 1))
    return " ".join(filter(None, words))
