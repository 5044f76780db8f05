"""The tools and prompts. To add one, write its module and add a row."""

from __future__ import annotations

from slidescan.assistant.prompts.describe_slide import DESCRIBE_SLIDE
from slidescan.assistant.prompts.summarise_talk import SUMMARISE_TALK
from slidescan.assistant.protocol import Prompt, Tool
from slidescan.assistant.tools.find_similar import FIND_SIMILAR
from slidescan.assistant.tools.list_missing_alt import LIST_MISSING_ALT
from slidescan.assistant.tools.propose_alt import PROPOSE_ALT
from slidescan.assistant.tools.search_slides import SEARCH_SLIDES
from slidescan.assistant.tools.show_slide import SHOW_SLIDE

TOOLS: tuple[Tool, ...] = (
    SEARCH_SLIDES,
    SHOW_SLIDE,
    FIND_SIMILAR,
    LIST_MISSING_ALT,
    PROPOSE_ALT,
)

PROMPTS: tuple[Prompt, ...] = (DESCRIBE_SLIDE, SUMMARISE_TALK)
