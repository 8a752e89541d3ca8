"""Files with what nobody sees in them: a hidden sheet, vanished and invisible text. Empty until they can be read."""

from carriers import Carrier

FILES: dict[str, Carrier] = {}
