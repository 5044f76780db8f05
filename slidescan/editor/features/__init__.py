"""What the server answers, one feature a module; `editor.registry` lists them.

code_lens    how many photos of a section have no alt text
completion   photos by the words on their slides
definition   the file of a photo
diagnostics  missing, meaningless and mismatched alt texts
hover        the slide behind a reference
quick_fix    writes proposed alt texts
"""
