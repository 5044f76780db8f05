"""Finds the image references of a post: one function and one row per form.

attributes    attributes of HTML and JSX tags
cells         images that cells of R show
directives    MyST's `{figure}` and `{image}`
docfx         DocFX's three-colon images
front_matter  images in front-matter fields
html          `<img>`, `srcset`, headings written as HTML
hugo          Hugo's shortcodes
image_attributes  alt texts in attributes behind Markdown's images
jsx           imported images and components in MDX
liquid        Liquid and Nunjucks tags
markdown      `![alt](address)` and its reference forms
parameters    parameters of shortcodes and tags
scanner       the table of forms, and the scan that applies it
state         the state of a scan, and the references that it records
wikilinks     Obsidian's `![[image.png]]`
zola          Zola's shortcodes
"""
