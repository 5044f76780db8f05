"""The rules of site generators: one file and one row of the registry each.

astro              Astro
astro_content      the collections of an Astro site
astro_routes       the pages of an Astro site that render collections
azure_wiki         wikis of Azure DevOps
base               base classes of the generators and shared helpers
docsify            docsify
docusaurus         Docusaurus
docusaurus_config  the content of a Docusaurus site and its routes
eleventy           Eleventy
eleventy_config    Eleventy's configuration and data files
eleventy_ignores   Eleventy's files of templates that are not rendered
eleventy_layouts   permalinks in Eleventy's layouts
hexo               Hexo
hexo_ids           heading ids of Hexo's renderers
hugo               Hugo
hugo_cli           addresses that an installed Hugo lists
hugo_config        Hugo's configuration, merged from its files
hugo_hooks         the render hook for headings
hugo_ids           Goldmark's heading ids in Hugo
hugo_layouts       the folders of templates of a Hugo site
hugo_permalinks    the patterns of Hugo's addresses
hugo_shortcodes    headings that the templates of shortcodes show
hugo_themes        what Hugo's templates and themes do with images
hugo_version       the version of Hugo that a site declares
jekyll             Jekyll
jekyll_defaults    the fields that Jekyll's configuration gives to posts
jekyll_liquid      Liquid in Jekyll's posts
jekyll_permalinks  fills in Jekyll's permalinks
jekyll_plugins     what plug-ins of a Jekyll site change
jekyll_source      Jekyll sites whose posts lie in a folder of their own
jekyll_themes      which images of the front matter Jekyll's templates show
jupyterbook        Jupyter Book 1
mdbook             mdBook
mkdocs             MkDocs and Material
mkdocs_blog        addresses of posts in the blog plugin of Material for MkDocs
mkdocs_config      MkDocs' configuration, and what decides addresses beside it
mkdocs_i18n        addresses of the plugin mkdocs-static-i18n
mkdocs_includes    files that MkDocs' pages include
mystmd             mystmd and Jupyter Book 2
obsidian           Obsidian vaults
pelican            Pelican
pelican_addresses  fills in the addresses of Pelican's settings
pelican_settings   finds and reads Pelican's settings
plain              plain folders of Markdown, and unknown generators
protocol           the Protocol of a generator's rules
python_markdown    Python-Markdown's heading ids
quarto             Quarto
quartz             Quartz
registry           the generators, in the order in which they are recognised
script_options     the configuration that a script exports
several            plain folders with sites of other generators in their folders
sphinx             Sphinx with MyST
template_fields    which fields of the front matter templates show as images
unknown            generators without rules, which are only recognised
vitepress          VitePress
vitepress_includes  files that VitePress' pages include
vuepress           VuePress 1 and 2
zensical           Zensical
zola               Zola
"""
