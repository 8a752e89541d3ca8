"""Run as a script: save until the file size limit is hit, then raise the limit and save again."""

import json
import resource
import signal
import sys
from pathlib import Path

from covision.domain.events import Answered, Created
from covision.domain.project import Organisation, Participant
from covision.errors import StorageError
from covision.stores.database import Database
from covision.stores.projects import SqlProjects
from covision.stores.schema import ready

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
file = Path(sys.argv[1])
database = Database(f"sqlite:///{file}")
ready(database)
projects = SqlProjects(database)
projects.create("p", Created(organisation=Organisation(name="o"), participants=(Participant(id="a"),)))
_, most = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, most))
kept, said = 0, ""
for number in range(500):
    try:
        projects.append("p", [Answered(participant="a", question=str(number), text="x" * 2000)])
        kept += 1
    except StorageError as error:
        said = error.message()
        break
before = projects.load("p").revision
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
after = projects.append("p", [Answered(participant="a", question="after", text="y")]).revision
fresh = SqlProjects(Database(f"sqlite:///{file}"))
sys.stdout.write(
    json.dumps({"kept": kept, "said": said, "before": before, "after": after, "events": len(fresh.history("p"))})
)
