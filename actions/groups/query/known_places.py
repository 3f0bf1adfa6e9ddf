"""Place names we know by ourselves: towns, countries, states, names that mean two places."""

from functools import lru_cache

from actions.groups import taxonomy

AMBIGUOUS = {
    "halifax": (("Halifax, England", "GB", "England"), ("Halifax, Nova Scotia", "CA", "Nova Scotia")),
    "london": (("London, England", "GB", "England"), ("London, Ontario", "CA", "Ontario")),
    "birmingham": (("Birmingham, England", "GB", "England"), ("Birmingham, Alabama", "US", "AL")),
    "cambridge": (("Cambridge, England", "GB", "England"), ("Cambridge, Massachusetts", "US", "MA")),
    "boston": (("Boston, Massachusetts", "US", "MA"), ("Boston, England", "GB", "England")),
    "manchester": (("Manchester, England", "GB", "England"), ("Manchester, New Hampshire", "US", "NH")),
    "newcastle": (("Newcastle upon Tyne, England", "GB", "England"), ("Newcastle, New South Wales", "AU", "NSW")),
    "perth": (("Perth, Western Australia", "AU", "WA"), ("Perth, Scotland", "GB", "Scotland")),
    "hamilton": (
        ("Hamilton, Ontario", "CA", "Ontario"),
        ("Hamilton, New Zealand", "NZ", "Waikato"),
        ("Hamilton, Scotland", "GB", "Scotland"),
    ),
    "richmond": (("Richmond, Virginia", "US", "VA"), ("Richmond, London", "GB", "England")),
    "portland": (("Portland, Oregon", "US", "OR"), ("Portland, Maine", "US", "ME")),
    "springfield": (
        ("Springfield, Illinois", "US", "IL"),
        ("Springfield, Massachusetts", "US", "MA"),
        ("Springfield, Missouri", "US", "MO"),
    ),
    "wellington": (("Wellington, New Zealand", "NZ", "Wellington"), ("Wellington, England", "GB", "England")),
    "dublin": (("Dublin, Ireland", "IE", "Leinster"), ("Dublin, Ohio", "US", "OH")),
    "york": (("York, England", "GB", "England"), ("York, Pennsylvania", "US", "PA")),
    "durham": (("Durham, England", "GB", "England"), ("Durham, North Carolina", "US", "NC")),
}


COUNTRIES = (
    ("GB", r"the uk|uk|united kingdom|britain|great britain|england|scotland|wales"),
    ("US", r"the us|the usa|usa|united states|the states|america"),
    ("IE", r"ireland"),
    ("CA", r"canada"),
    ("AU", r"australia"),
    ("NZ", r"new zealand"),
    ("IN", r"india"),
    ("ZA", r"south africa"),
)


@lru_cache(maxsize=1)
def towns() -> dict[str, tuple[str, str, float, float, str]]:
    """Towns by lower-case name: country, state or region, latitude, longitude, zone."""
    path = taxonomy.DATA / "places.yml"
    return {str(name): tuple(row) for name, row in taxonomy.read_yaml(path).items()}


ZONE_COUNTRY = {
    "Europe/London": "GB",
    "Europe/Belfast": "GB",
    "Europe/Dublin": "IE",
    "Pacific/Auckland": "NZ",
    "Asia/Kolkata": "IN",
    "Africa/Johannesburg": "ZA",
    "America/Toronto": "CA",
    "America/Vancouver": "CA",
    "America/Edmonton": "CA",
    "America/Halifax": "CA",
    "America/Winnipeg": "CA",
    "America/Regina": "CA",
    "America/St_Johns": "CA",
    "America/Montreal": "CA",
    **dict.fromkeys(
        (
            "America/New_York",
            "America/Chicago",
            "America/Denver",
            "America/Los_Angeles",
            "America/Phoenix",
            "America/Detroit",
            "America/Anchorage",
            "Pacific/Honolulu",
            "America/Boise",
            "America/Indiana/Indianapolis",
        ),
        "US",
    ),
    "America/Mexico_City": "MX",
}


US_STATES = [
    "AL",
    "AK",
    "AZ",
    "AR",
    "CA",
    "CO",
    "CT",
    "DE",
    "FL",
    "GA",
    "HI",
    "ID",
    "IL",
    "IN",
    "IA",
    "KS",
    "KY",
    "LA",
    "ME",
    "MD",
    "MA",
    "MI",
    "MN",
    "MS",
    "MO",
    "MT",
    "NE",
    "NV",
    "NH",
    "NJ",
    "NM",
    "NY",
    "NC",
    "ND",
    "OH",
    "OK",
    "OR",
    "PA",
    "RI",
    "SC",
    "SD",
    "TN",
    "TX",
    "UT",
    "VT",
    "VA",
    "WA",
    "WV",
    "WI",
    "WY",
    "DC",
]


REGIONS = {
    **dict.fromkeys(
        [
            "texas",
            "california",
            "florida",
            "ohio",
            "pennsylvania",
            "illinois",
            "michigan",
            "arizona",
            "colorado",
            "massachusetts",
            "virginia",
            "delaware",
            "oregon",
            "minnesota",
            "wisconsin",
            "tennessee",
            "missouri",
            "maryland",
            "indiana",
            "kansas",
            "nevada",
            "utah",
            "georgia",
            "alabama",
            "kentucky",
            "louisiana",
        ],
        "US",
    ),
    **dict.fromkeys(["ontario", "quebec", "alberta", "manitoba", "saskatchewan"], "CA"),
    **dict.fromkeys(
        [
            "yorkshire",
            "kent",
            "essex",
            "surrey",
            "devon",
            "cornwall",
            "cumbria",
            "norfolk",
            "suffolk",
            "lancashire",
            "sussex",
        ],
        "GB",
    ),
    **dict.fromkeys(["queensland", "tasmania", "victoria"], "AU"),
}


STOP = (
    r"(?:on|at|in|near|this|every|tonight|tomorrow|today|please|for|with|or|and|that|but|who|where|online|now|mon\w*|"
    r"tue\w*|wed\w*|thu\w*|fri\w*|"
    r"sat\w*|sun\w*|evening\w*|morning\w*|afternoon\w*|weekend\w*|not|no|just|only|within|after|before|any|is|if|me|"
    r"my|i|\d)"
)


NOT_PLACE = frozenset(
    [
        "person",
        "english",
        "spanish",
        "french",
        "recovery",
        "general",
        "particular",
        "pain",
        "need",
        "trouble",
        "real",
        "life",
        "crisis",
        "secret",
        "private",
        "touch",
        "love",
        "a",
        "an",
        "the",
        "my",
        "me",
        "here",
        "there",
        "somewhere",
        "anywhere",
        "house",
        "home",
        "town",
        "work",
        "bed",
        "school",
        "hospital",
        "prison",
        "jail",
        "law",
        "danger",
        "future",
        "future's",
        "morning",
        "evening",
        "afternoon",
        "night",
        "early",
        "late",
        "sobriety",
        "grief",
        "it",
        "this",
        "that",
        "them",
        "him",
        "her",
        "us",
        "you",
        "anything",
        "something",
        "text",
        "writing",
        "linea",
    ]
)
