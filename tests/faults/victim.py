"""Run as a script: hold an interview and draft on the data folder of COVISION_HOME until somebody kills it.

Prints one line for each thing that was acknowledged: `project ID`, `answer ID QUESTION TEXT`, `draft ID STATEMENT`,
`end ID`. A line is printed after the engine's call came back, so whatever was printed must be found later.
"""

import asyncio
import sys

from covision.domain.events import DraftFound
from covision.domain.project import Organisation
from covision.settings import load_settings
from covision.wiring import open_house

ANSWERS = {
    "1": "The shop and everybody in it, from the oven to the till.",
    "2": "A great visit means the customer goes home with bread that still tastes of somebody's hands.",
    "3": "That we are their bakery and they would be sorry to lose us.",
    "4": "People within a walk of the harbour, not the wedding cake crowd.",
    "8": "in use: feel looked after, think this is worth what I paid, tell somebody at the table where it's from\n"
    "in trouble: feel believed, think they'll put it right now, tell us instead of telling the street",
    "9": "Whoever comes in the door goes out feeling like somebody knew them, with bread they're proud to put on the table.",
    "11": "We bake everything here and nothing comes in frozen.",
}


def say(*parts: str) -> None:
    """One acknowledged thing, out of this process at once."""
    sys.stdout.write("\t".join(part.replace("\n", "\\n") for part in parts) + "\n")
    sys.stdout.flush()


async def live() -> None:
    """Interviews and drafts, one project after the other."""
    with open_house(load_settings(model="scripted/slow-15", embeddings="hashing", index="numpy")) as house:
        engine = house.engine
        say("ready")
        while True:
            project = engine.create(Organisation(name="Harbour Street Bakery")).id
            say("project", project)
            for question, text in ANSWERS.items():
                engine.answer(project, "owner", question, text)
                say("answer", project, question, text)
                await asyncio.sleep(0.005)
            async for event in engine.draft(project, seed=1):
                if isinstance(event, DraftFound):
                    say("draft", project, event.draft.statement)
            say("end", project)


if __name__ == "__main__":
    asyncio.run(live())
