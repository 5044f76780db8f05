"""The prompts, one a module; `assistant.registry` lists them.

describe_slide  describe a slide for a blind reader
summarise_talk  summarise a talk from its slides
"""
