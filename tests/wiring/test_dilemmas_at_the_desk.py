"""What people could not decide by the statement stands among the critic's questions."""

from pathlib import Path

from covision.domain.project import Organisation
from covision.settings import Settings
from covision.wiring import open_house


def test_a_failing_dilemma_is_one_of_the_critics_questions(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, model="scripted/default", embeddings="hashing", index="numpy")
    with open_house(settings, shared=True) as house:
        engine = house.engine
        id = engine.create(Organisation(name="Bakery", sector="bakery")).id
        engine.save_version(id, "Whoever comes in goes out known by name, calm and with bread.", "owner")
        held = engine.open_dilemmas(id, "version/1").dilemmas.newest
        for who, letter in (("Ann", "a"), ("Bob", "b")):
            papers = {one.id: (letter, "known by name") for one in held.dilemmas}
            engine.answer_dilemmas(id, held.id, who, papers)
        assert not [one for one in house.critic.quick(engine.state(id)) if one.source == "dilemma"]
        state = engine.close_dilemmas(id, held.id)
        asked = [one for one in house.critic.questions(state) if one.source == "dilemma"]
        # All six part about the same words: they are asked about once.
        assert len(asked) == 1 and asked[0].span is not None and asked[0].span.text == "known by name"
        assert house.critic.find(state, asked[0].id) == asked[0]
        state = engine.dismiss_critique(id, asked[0], "owner")
        assert asked[0] not in house.critic.questions(state)
