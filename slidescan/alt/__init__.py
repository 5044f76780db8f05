"""What a slide says, in words for those who can't see it: short, and long.

The words are the slide's own, in reading order; nothing is made up.

- `lexicon`: which words are known, so that misread ones can be told
- `outline`: lines to a title, points with levels, tables, code
- `short`: the alt text, one sentence
- `long`: the whole slide as plain text, Markdown or HTML
- `placeholder`: alt texts that say nothing
"""
