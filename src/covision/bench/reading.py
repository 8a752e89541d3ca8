"""May two runs be compared? What they were measured with, held against each other.

A log is read by `bench.log.read_run`, which names file and line of what cannot be read.
"""

from dataclasses import dataclass

from covision.domain.evals import EvalRun, Header
from covision.errors import UsageError

JUDGING = "judging/"
"""Prompts of judges, by the beginning of their names: they belong to the ruler."""


@dataclass(frozen=True)
class Differs:
    """One thing that two runs do not share. `ruler`: scores of the two do not stand on one scale."""

    name: str
    first: str
    second: str
    ruler: bool

    @property
    def words(self) -> str:
        """As part of a sentence."""
        return f"{self.name} ({self.first or 'none'} and {self.second or 'none'})"


def differences(run: EvalRun, other: EvalRun) -> tuple[Differs, ...]:
    """What two runs do not share, what spoils a comparison first. Models and drafting prompts may differ: they are
    what is compared.
    """
    one, two = run.header, other.header
    ruler = [
        ("suite", one.suite, two.suite),
        ("content of the suite", one.suite_digest, two.suite_digest),
        ("version of the rubric", one.rubric_version, two.rubric_version),
        ("judge", one.judge or "", two.judge or ""),
        ("mode of judging", _mode(one), _mode(two)),
        ("prompts of the judge", _judging(one), _judging(two)),
        ("learned reading", one.learned_digest, two.learned_digest),
        ("corpus", one.corpus_digest, two.corpus_digest),
        ("embeddings", _setting(one, "embeddings"), _setting(two, "embeddings")),
    ]
    chance = [
        ("version of covision", one.version, two.version),
        ("cases", _cases(one), _cases(two)),
        ("drafts a case", str(one.drafts), str(two.drafts)),
        ("repeats", str(one.repeats), str(two.repeats)),
        ("seed", str(one.seed), str(two.seed)),
    ]
    found = [Differs(name, a, b, True) for name, a, b in ruler if a != b]
    return (*found, *(Differs(name, a, b, False) for name, a, b in chance if a != b))


def refuse_other_ruler(run: EvalRun, other: EvalRun, names: tuple[str, str]) -> None:
    """Raises `UsageError` where scores of the two do not stand on one scale; `names` are those of the runs."""
    spoiling = [one.words for one in differences(run, other) if one.ruler]
    if spoiling:
        raise UsageError(
            f"{names[0]} and {names[1]} were measured otherwise: they differ in {'; '.join(spoiling)}.",
            todo="Run both again with the same. --anyway compares them all the same, with a warning.",
        )


def _mode(header: Header) -> str:
    return header.mode if header.judge else ""


def _judging(header: Header) -> str:
    """Digests of the judge's prompts, the same for every variant that was compared; nothing without a judge."""
    if not header.judge:
        return ""
    refs = {
        ref.digest for prompts in header.prompts.values() for id, ref in prompts.items() if id.startswith(JUDGING)
    }
    return " ".join(sorted(refs))


def _setting(header: Header, name: str) -> str:
    return str(header.settings.get(name) or "")


def _cases(header: Header) -> str:
    return f"{len(header.cases)}: {', '.join(header.cases[:3])}{' …' if len(header.cases) > 3 else ''}"
