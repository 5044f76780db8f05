"""Image references in a post: Markdown, HTML, shortcodes, tags."""
