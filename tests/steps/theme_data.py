"""Made-up reviews of a made-up café, many enough to hold themes."""

from covision.domain.research import ResearchSource, Snippet

QUEUE = [
    "The queue at the counter was terribly long.",
    "We waited in the queue for half an hour.",
    "Such a slow queue, and only one till was open.",
    "Waiting in line here is a nightmare on Saturdays.",
    "I gave up waiting because the queue did not move.",
    "The long queue spoiled our morning.",
]
STAFF = [
    "The staff were friendly and helpful to my mother.",
    "Friendly staff who remembered what I like.",
    "All the staff are so friendly and polite.",
    "Helpful staff, they carried the pram for us.",
    "I love how friendly the staff always are.",
    "The friendly staff made our little one laugh.",
]
RUDE = [
    "The staff were rude to my father.",
    "Rude staff, they ignored us at the door.",
    "One of the staff was awful and rude about my order.",
    "The staff are rude and unfriendly on Sundays.",
    "I was upset by the rude staff in the evening.",
    "Terribly unfriendly staff who never greet anyone.",
]
PARKING = [
    "Parking is free and easy behind the house.",
    "Great parking right beside the entrance.",
    "We found parking at once, how convenient.",
    "Easy parking even for our large van.",
    "The free parking is a real bonus for us.",
    "Plenty of parking, lovely and safe.",
]
ALL = [QUEUE, STAFF, RUDE, PARKING]
FILLER = ["My sister came along.", "It was raining outside.", "We had been walking.", "A Tuesday, I think."]


def snippet(number: int, text: str, **more: object) -> Snippet:
    held = {"source": "cafe.csv", "row": number, "column": "text", "language": "en", **more}
    return Snippet(id=f"s-{number:04d}", text=text, **held)  # type: ignore[arg-type]


def reviews(rounds: int = 6, start: int = 1) -> tuple[Snippet, ...]:
    """24 reviews: each speaks of one thing, with a filler sentence before it."""
    made = []
    for at in range(rounds):
        for topic, texts in enumerate(ALL):
            number = start + len(made)
            rating = "5" if topic in (1, 3) else "1"
            text = f"{FILLER[(at + topic) % 4]} {texts[at % 6]}"
            made.append(snippet(number, text, rating=rating, date=f"2025-{1 + at % 12:02d}-03"))
    return tuple(made)


def source(snippets: tuple[Snippet, ...], name: str = "cafe.csv") -> ResearchSource:
    held = tuple(one.model_copy(update={"source": name}) for one in snippets)
    return ResearchSource(name=name, rows=len(held), read=len(held), snippets=held)
