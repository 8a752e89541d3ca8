"""The models of one piece of an evaluation: on the budget and at the pace of the whole run."""

from covision.domain.draft import Usage
from covision.domain.model import ModelInfo
from covision.domain.project import Material
from covision.gateways.cache import Ledger
from covision.gateways.meter import Meter
from covision.gateways.models import RoleModels, build_models
from covision.gateways.pace import Paces
from covision.gateways.replies import cost_of
from covision.gateways.resolve import describe, endpoint_of, full_name
from covision.wiring.house import House

__all__ = ["Ledger", "Meter", "Paces", "RoleModels", "models_for", "price_of", "writer_of"]


def models_for(
    house: House, model: str, *, whole: Meter, paces: Paces, ledger: Ledger, material: Material | None = None
) -> RoleModels:
    """`model` in every role, with a meter of its own that is a part of `whole`."""
    return build_models(
        house.settings_for(model, model),
        house.kept_replies,
        weights_ready=house.weights_ready,
        material=material,
        whole=whole,
        pace_of=paces,
        ledger=ledger,
    )


def writer_of(house: House, model: str) -> ModelInfo:
    """What is known of a model by its name, as a writer."""
    settings = house.settings_for(model, model)
    return describe(full_name(model, settings), settings, "")


def price_of(house: House, model: str, usage: Usage) -> float | None:
    """US dollars of this many tokens; 0 for an engine on this computer, None where no price is known."""
    settings = house.settings_for(model, model)
    return cost_of(endpoint_of(full_name(model, settings), settings), usage)
