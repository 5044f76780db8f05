"""The rules of site generators, one file each: files, addresses, references, heading ids.

astro        Astro
base         base classes of the generators and shared helpers
docsify      docsify
docusaurus   Docusaurus
eleventy     Eleventy
hexo         Hexo
hugo         Hugo
hugo_cli     addresses as an installed Hugo lists them
hugo_config  Hugo's configuration, merged from its files
jekyll       Jekyll
mkdocs       MkDocs and Material
obsidian     Obsidian vaults
plain        plain folders of Markdown
protocol     what slidescan asks of a generator
registry     the generators, in the order in which they are recognised
sphinx       Sphinx with MyST
vitepress    VitePress
zola         Zola
"""
