"""Reads a site's posts: their sections, image references and addresses; edits their alt texts.

addresses        addresses as posts write them
alt_escaping     escapes alt texts for each form of reference
alt_styling      words in brackets that style the picture
assumptions      what rules take for granted, since a file can't be read
config_files     YAML, TOML, JSON and Python configurations of generators
containers       blocks of Markdown that CommonMark doesn't know
dialect          how a generator reads Markdown; masks its template code
discovery        finds the site that a photo belongs to
embeds           files that a page embeds
edit             replaces alt texts in a post, byte for byte
exported         pictures that slidescan exported into a site
fenced_divs      fenced divs of pandoc, and the headings that Quarto takes away
expansion        a page with the text of the files that it includes
field_values     values of fields as texts, lists, dates and times
file_types       suffixes of posts and images
footnotes        footnotes, and how generators show them
front_matter     the fields at the top of a post
generators       rules of site generators, one file and one row each
globs            patterns of files with stars, braces and sets
heading_ids      heading-id rules that several generators share
headings         headings and their inline parts
html_containers  raw HTML up to its closing tags, and elements that hold Markdown
image_blocks     blocks that can show an image and be followed by another block
inclusions       places where a file includes another as text
inline           pairs of backticks, brackets and tags
kramdown_blocks  HTML as kramdown reads it
earlier_addresses  addresses that posts had before
links            links photos to the posts that show them
markdown         blocks of a post: headings, and blocks that can hold images
markdown_parser  the parser markdown-it
mentions         names of image files that no form of reference covers
meta_lines       metadata in plain lines at the top of a post
name_keys        keys that a file's name and the references to it share
org              Org posts, as Hugo renders them
python_config    values that a Python configuration assigns
python_markdown_blocks  blocks that Python-Markdown reads otherwise than CommonMark
myst             MyST's directives
page_content     headings and image references of a page and its included files
page_footnotes   what footnotes change on a page
page_headings    headings of a page, and their order
post_files       bytes and texts of posts
read             reads a post
replace          replaces a post in one step, only if it is what was read
repository       the Git repository that a site is part of
rendered         the built site, as its generator rendered it
references       forms of image references, one function and one row each
scalars          positions of front-matter values
script_config    literals in JavaScript configurations
scripts          pure JavaScript of a site, evaluated without running it
site             a site, and how its references resolve to its files
site_cache       keeps the files of a site between requests
site_files       the posts and images of a site
site_hosts       other addresses of a site's files
slugs            texts turned into parts of addresses
surroundings     the words that authors write beside an image
unreadable       folders that can't be read, and what they may hold
walk             walks the folders of a site, and follows links to folders
"""
