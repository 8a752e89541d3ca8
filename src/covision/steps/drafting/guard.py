"""Guards in code: what a candidate must satisfy before anybody sees it, whoever wrote it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from covision.domain.base import Frozen
from covision.domain.corpus import Corpus
from covision.domain.project import Material
from covision.measures.lexicon import Lexicon, Matcher, matcher
from covision.measures.overlap import Reference, echo, reference
from covision.measures.reading import Reading, content_stems, read
from covision.measures.stems import stem
from covision.measures.text import count_words, fold, ngrams, normalise, sentences, words
from covision.steps import gate
from covision.steps.drafting.plain import LEADS
from covision.steps.drafting.units import Unit
from covision.steps.drafting.voice import Voice
from covision.steps.drafting.whole import FAULTS, faults, kept_whole
from covision.steps.extract import Record, runs, vouched

SHORTEST, LONGEST = 5, 45
_QUOTED = re.compile('["“«]([^"“”«»]+)["”»]')
_UNSUPPORTED, _UNSTEMMED = 0.2, 0.5
"""Share of content words that no source may hold; without word lists everyday words count among them."""
_ECHO = 0.55
_META = re.compile(
    r"\b(?:rough|corrected|notes?|nota|rascunho|corrigid[oa]|sentence|statement|"
    r"vision|visão|prompt|instructions?)\b\s*[:]",
    re.IGNORECASE,
)


class Problem(Frozen):
    """Why a candidate cannot be shown: `key` for code, `text` for a repair turn or a log."""

    key: str
    text: str


@dataclass(frozen=True)
class Guard:
    """Everything a candidate is held against, made ready once for a run.

    `known` are stems of what the team said (and after `hearing` of what several customers said), `source_text` the
    team's words alone: what one customer writes vouches for nothing.
    """

    language: str
    organisation: str
    voice: Voice
    lists: Matcher | None
    known: frozenset[str]
    source_text: str
    references: tuple[Reference, ...]
    shots: tuple[Reference, ...]
    alone: frozenset[str] = frozenset()
    copied: frozenset[tuple[str, ...]] = frozenset()
    own: tuple[str, ...] = ()

    def hearing(self, records: Sequence[Record]) -> "Guard":
        """The guard of statements whose writer saw these records: it knows what several customers said."""
        quotes = [record.quote.text for record in records]
        several = vouched(records, self.content)
        said = {key for text in quotes for key in self.content(text)}
        return replace(
            self,
            known=self.known | several,
            alone=frozenset(said - self.known - several),
            copied=runs(quotes) - runs([self.source_text]),
        )

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(word.lower for word in words(self.source_text) if word.text[:1].isupper())

    def problems(self, statement: str, source: str | None = None) -> list[Problem]:
        """What is wrong with a candidate; with `source`, also whether an edit kept what that text says."""
        found = [*self._form(statement), *self._claims(statement), *self._originality(statement)]
        found.extend(Problem(key=key, text=FAULTS[key]) for key in self._faults(statement))
        if source is not None:
            found.extend(self._edit(statement, source))
        return found

    def _faults(self, statement: str) -> list[str]:
        if self.language != self.voice.language:
            return []
        return list(dict.fromkeys(fault.key for fault in faults(statement, self.voice, self._kept(statement))))

    def _kept(self, statement: str) -> str:
        """The statement itself where it is a sentence that somebody wrote whole, as their own."""
        return statement if any(kept_whole(statement, text) for text in self.own) else ""

    def _form(self, statement: str) -> list[Problem]:
        tokens = words(statement)
        size = count_words(tokens)
        found: list[Problem] = []
        if not SHORTEST <= size <= LONGEST:
            found.append(Problem(key="length", text=f"It has {size} words; {SHORTEST} to {LONGEST} are wanted."))
        if "\n" in statement or _META.search(statement):
            found.append(Problem(key="form", text="It holds a label or a line break."))
        found.extend(Problem(key="form", text=one.text) for one in gate.refusals(statement))
        if any(word.number or any(char.isdigit() for char in word.text) for word in tokens):
            found.append(Problem(key="digit", text="It holds a number; targets stand beside a vision, not in it."))
        if statement[:1].islower() or not statement.rstrip().endswith((".", "!", "…", "»", "”", '"')):
            found.append(Problem(key="ending", text="It is not a whole sentence with a capital and a full stop."))
        known = self.language == self.voice.language
        if known and re.search(self.voice.first_person, _QUOTED.sub("", statement)):
            found.append(Problem(key="first_person", text="It speaks as one person; speak of the customer."))
        if self._twice(statement):
            found.append(Problem(key="repeats", text="It says the same words twice."))
        return found

    def _twice(self, statement: str) -> bool:
        """Whether three words stand there twice that nobody's own sentence holds twice."""
        twice = _repeated(statement)
        return bool(twice) and not any(twice <= _repeated(text) for text in self.own)

    def _claims(self, statement: str) -> list[Problem]:
        found: list[Problem] = []
        for quoted in _QUOTED.findall(statement):
            if normalise(quoted) not in self.source_text_normal:
                found.append(Problem(key="quote", text=f"Nobody said “{quoted}” in these words."))
        first = {word.start for word in words(statement) if not statement[: word.start].strip(" \"“«") or
                 statement[: word.start].rstrip().endswith((".", "!", "?"))}  # fmt: skip
        for word in words(statement):
            if (
                word.text[:1].isupper()
                and word.start not in first
                and word.lower not in self._names
                and len(word.text) > 1
                and self.language != "de"  # every noun has a capital there
            ):
                found.append(Problem(key="name", text=f"“{word.text}” is not in the notes."))
        lost = self.unsupported(statement)
        content = self.content(statement)
        strange = [key for key in lost if key in self.alone or self.rare(key)]
        if strange:
            found.append(Problem(key="unsupported", text=f"Not in the notes: {', '.join(strange[:6])}."))
        if self.copied & runs([statement]):
            found.append(Problem(key="copied", text="It repeats one customer's words; say it in the team's."))
        if content and len(lost) / len(content) > (_UNSUPPORTED if self.lists is not None else _UNSTEMMED):
            found.append(Problem(key="unsupported", text=f"Not in the notes: {', '.join(lost[:6])}."))
        if self.lists is not None:
            reading = self._read(statement)
            if reading.matches("metrics"):
                found.append(Problem(key="metric", text="It names a measure; measures stand beside a vision."))
            if _foreign(reading, self.lists):
                found.append(Problem(key="language", text=f"It is not in the language {self.language}."))
        return found

    @cached_property
    def source_text_normal(self) -> str:
        """All sources, normalised, for finding quotations."""
        return normalise(self.source_text)

    def _originality(self, statement: str) -> list[Problem]:
        content = frozenset(self.content(statement))
        nearest = echo(statement, self.references, content=content)
        found: list[Problem] = []
        if nearest is not None and nearest.strength >= _ECHO and not self._said_by_team(statement):
            found.append(Problem(key="echo", text=f"It follows a statement of {nearest.reference.owner}."))
        copied = echo(statement, self.shots, content=content)
        if copied is not None and copied.strength >= 0.34 and not self._said_by_team(statement):
            found.append(Problem(key="prompt", text="It repeats the example of the instructions."))
        return found

    def _said_by_team(self, statement: str) -> bool:
        return normalise(statement).strip(" .") in self.source_text_normal

    def _edit(self, statement: str, source: str) -> list[Problem]:
        found: list[Problem] = []
        if self.voice.negations(statement) != self.voice.negations(source):
            found.append(Problem(key="negation", text="It denies more or less than the notes do."))
        # A small engine that moves or swaps a word says something else ("without their stomach turning over" became
        # "without turning their stomach over"): content words stay, in their order, and so do clitics.
        own, given = self.content(statement), self.content(source)
        clitics = [[word.lower for word in words(text)].count("se") for text in (statement, source)]
        if own != given or clitics[0] != clitics[1] or len(sentences(statement)) != len(sentences(source)):
            found.append(Problem(key="drift", text="It says something else than the notes."))
        # Where a pronoun of the other person appears, somebody changed who is spoken of.
        for name in self.voice.pronouns:
            pattern = self.voice.pattern(self.voice.pronouns[name])
            if bool(pattern.search(statement)) and not pattern.search(source):
                found.append(Problem(key="person", text="It changes who is spoken of."))
        return found

    def content(self, text: str) -> list[str]:
        """Stems of the words that carry meaning."""
        if self.lists is None:
            return _crude(text)
        return list(content_stems(text, self.lists))

    def repeats(self, text: str) -> bool:
        """Whether a field beside the statement says what is known and passes the gate."""
        lost = self.unsupported(text)
        content = self.content(text)
        fine = bool(content) and len(lost) <= len(content) / 4 and gate.passes(text, digits=False)
        strange = any(key in self.alone or self.rare(key) for key in lost)
        return fine and not strange and not self.copied & runs([text])

    def rare(self, key: str) -> bool:
        """Whether a stem is no everyday word: a writer who brings one brings a fact or a name."""
        return self.lists is not None and key not in self._everyday

    @cached_property
    def _everyday(self) -> frozenset[str]:
        lists = self.lists
        if lists is None:
            return frozenset()
        listed = (words(entry) for phrases in (lists.by_stem, lists.by_form) for rows in phrases.values()
                  for _, _, entry in rows)  # fmt: skip
        return lists.common | {stem(word.lower, lists.language) for found in listed for word in found}

    def unsupported(self, text: str) -> list[str]:
        """Content stems that no source holds."""
        return [key for key in self.content(text) if key not in self.known]

    def _read(self, text: str) -> Reading:
        assert self.lists is not None
        return read(text, self.lists, self.organisation)


def guard_of(
    material: Material, units: Sequence[Unit], corpus: Corpus, lexicon: Lexicon, voice: Voice, shots: Sequence[str]
) -> Guard:
    """The guard of a run. `shots` are the prompt's own examples, which a small model likes to repeat."""
    language = material.organisation.language
    lists = matcher(lexicon) if lexicon.language == language and lexicon.stopwords else None
    organisation = material.organisation
    # Comments are not among them: whoever writes a review must not be able to put a word into the team's mouth.
    told = [unit.text for unit in units if unit.question]
    told += [organisation.name, organisation.sector, *material.goals, *material.statements.values]
    told += [text for text in (material.statements.mission, material.statements.slogan) if text]
    told += [text for person in material.participants for text in person.answers.values() if text]
    whole = "\n".join(text for text in told if not gate.orders(text))
    # What a voice pack may add by itself, and the words for customers, need no source.
    lead = LEADS.get(language, ("", ""))[1]
    own = " ".join([lead, *voice.sentences.values(), *voice.within.values(), *voice.subjects.values(), voice.can])
    stems = content_stems if lists is not None else None
    known: set[str] = set()
    for text in (whole, own, *voice.audiences.values()):
        known.update(stems(text, lists) if stems and lists else _crude(text))
    known.update(stem(name, language) for name in voice.audiences)
    content = (lambda text: content_stems(text, lists)) if lists is not None else None
    others = [vision for vision in corpus.visions if fold(vision.owner) != fold(organisation.name)]
    references = tuple(reference(vision.text, vision.owner, content) for vision in others)
    references += tuple(reference(card.text, card.title, content) for card in corpus.guidance)
    return Guard(
        language=language,
        organisation=organisation.name,
        voice=voice,
        lists=lists,
        known=frozenset(known),
        source_text=whole,
        own=tuple(text for _, text in material.answers("9") if text and not gate.orders(text)),
        references=references,
        shots=tuple(reference(text, "", content) for text in shots),
    )


def _repeated(text: str) -> set[tuple[str, ...]]:
    counts = Counter(ngrams([word.lower for word in words(text)], 3))
    return {run for run, count in counts.items() if count > 1}


def _crude(text: str) -> list[str]:
    """Beginnings of the longer words, where no rules for endings are known."""
    return [fold(word.text)[:5] for word in words(text) if len(word.text) > 3]


def _foreign(reading: Reading, lists: Matcher) -> bool:
    """Whether too few words are known to the lists for a text of this length (the measures' own rule)."""
    tokens = reading.words
    if len(tokens) < 8:
        return False
    known = sum(1 for word in tokens if word.lower in lists.stopwords or word.lower in lists.common)
    return known / len(tokens) < 0.25
