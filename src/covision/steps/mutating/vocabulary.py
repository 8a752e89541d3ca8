"""What the generators say: a vocabulary for each language, written as writers write, not taken from word lists."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Vocabulary:
    """Words and phrases of one language. `behind_*` stand before the last stop and bring their comma; `front_*`
    stand before the statement; `{a}`, `{b}`, … are filled with different words of the list that belongs to them,
    `{list}` with several of them, `{name}` with the organisation's name, `{customers}` with a word for customers.
    """

    link: str
    customers: tuple[str, ...]
    praise: tuple[str, ...]
    front_praise: tuple[str, ...]
    behind_praise: tuple[str, ...]
    whole_praise: tuple[str, ...]
    front_company: tuple[str, ...]
    behind_company: tuple[str, ...]
    ideals: tuple[str, ...]
    behind_ideals: tuple[str, ...]
    whole_ideals: tuple[str, ...]
    values: tuple[str, ...]
    front_values: tuple[str, ...]
    behind_values: tuple[str, ...]
    filler: tuple[str, ...]
    hard: dict[str, str]
    behind_hard: tuple[str, ...]
    fantasy: tuple[str, ...]
    front_today: tuple[str, ...]
    behind_today: tuple[str, ...]
    front_effort: tuple[str, ...]
    behind_effort: tuple[str, ...]
    front_cliche: tuple[str, ...]
    behind_cliche: tuple[str, ...]
    claims: tuple[str, ...]
    behind_tactic: tuple[str, ...]
    front_tactic: tuple[str, ...]
    behind_metric: tuple[str, ...]
    front_metric: tuple[str, ...]
    model_words: dict[str, str]
    behind_model: tuple[str, ...]
    behind_idiom: tuple[str, ...]
    front_idiom: tuple[str, ...]
    any_option: tuple[str, ...]
    front_desk: tuple[str, ...]
    wrong_feeling: tuple[str, ...]
    synonyms: dict[str, str]
    spellings: dict[str, str]
    contractions: dict[str, str]
    names: tuple[str, ...]
    name_last: bool
