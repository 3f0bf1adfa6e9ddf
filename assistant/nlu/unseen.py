"""UnseenResponses: the assistant does not say the same sentence twice while another one is left."""
# mypy: disable-error-code="import-not-found, import-untyped, misc, no-untyped-call"

import copy
import hashlib
from typing import Any, Dict, List, Optional

from rasa.core.nlg.generator import ResponseVariationFilter
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig


def shown(response: Dict[str, Any]) -> str:
    """The words of a response, wherever it keeps them."""
    custom = response.get("custom") or {}
    return str(response.get("text") or custom.get("peerline", {}).get("text") or "")


def choose(variants: List[Dict[str, Any]], said: List[str], person: str) -> Dict[str, Any]:
    """The variant to say now: the first not yet said, in an order fixed by the person; else the one said longest ago.

    said    texts the assistant sent in this conversation, oldest first
    """
    order = sorted(variants, key=lambda v: hashlib.sha256(f"{person}\n{shown(v)}".encode()).digest())
    last = {text: place for place, text in enumerate(said)}
    return min(order, key=lambda v: last.get(shown(v), -1))


class UnseenResponses(TemplatedNaturalLanguageGenerator):
    """Takes the place of Rasa's generator, which draws at random and repeats itself."""

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        """As Rasa makes a generator that endpoints.yml names."""
        super().__init__(domain.responses)

    async def generate(self, utter_action: str, tracker: DialogueStateTracker, output_channel: str,
                       **kwargs: Any) -> Optional[Dict[str, Any]]:
        """The response for an utterance in this conversation, or None if the domain has none."""
        slots = tracker.current_slot_values()
        if utter_action not in self.responses:
            return None
        variants = ResponseVariationFilter(self.responses).responses_for_utter_action(
            utter_action, output_channel, slots)
        if not variants:
            return None
        said = [shown({"text": e.text, **(e.data or {})}) for e in tracker.events if isinstance(e, BotUttered)]
        return self._fill_response(copy.deepcopy(choose(variants, said, tracker.sender_id)), slots, **kwargs)
