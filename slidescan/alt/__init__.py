"""Proposes, writes and checks alt texts and long descriptions of slides.

Both contain only words of the slide.

annotated_paths  paths of posts as code hosts know them
assistants       alt texts that assistants propose
certainty        how surely the words of an alt text were read
changes          options for alt texts, and the change of one post
checks           checks the alt texts in posts
context          slides, posts and decisions that alt texts depend on
continued_title  titles that go on in the line below
decide           the rules for whether an alt text is written
default_names    texts that programs fill in where people wrote none
describe         lets a describer write alt texts
dictionaries     the words of languages
direction_words  words for what leads to what
draft            what a pattern says about a slide
event_words      the words of an event, and the slides that look them up
escape           escapes text for Markdown and HTML
fragments    files that posts include
hidden_words     points of which something before the slide hides a part
inputs           what proposals depend on, and what a change affects
issues           the rules for alt texts that serve no reader
kind_words       words for what a picture shows, by language
letter_case      softens text in capitals
lexicon          the known words
live             alt texts of posts that are being written
long             renders the long description
long_forms       the forms of a long description in a post
long_insertion   inserts blocks of text into a post
openai           a describer behind an OpenAI-compatible endpoint
parts            posts to look at, a few at a time
patterns         the patterns of sentences, by kind of structure
phrases          makes phrases from the texts of a slide
placeholder      recognises meaningless alt texts
propose          proposes alt texts for the slides that posts show
punctuation      the punctuation of a sentence, by language
repeated         alt texts that several images share
selection        chooses the phrases that tell the most
sentence         makes a sentence of limited length from a draft
service          the alt texts of one library
short            the alt text
shorten          shorter forms of a phrase
slide_language   the language of a slide
stored_addresses  addresses of posts as the last ingest stored them
stored_slides    the slides of a catalogue, loaded when they are asked for
targets          the posts and references that a command selects
text_parts       the text of a slide in parts, with the lines that people can correct
wording          checks the wording that models propose
wording_claims   what a text claims beyond its words: numbers, directions, denials
wording_flows    what a text says about the boxes of a flow: which leads to which
write            writes alt texts into posts
"""
