"""From a site's files to its posts: sections, image references, addresses.

site         which generator renders a folder, where its posts and images are
hugo         Hugo's configuration and its rules for addresses
anchors      heading ids, one function per generator
frontmatter  the fields at the top of a post
markdown     a post's blocks: headings, and the stretches where images can stand
images       image references in those stretches, with the bytes of their alt texts
read         one post, whole
edit         replacing alt texts, byte for byte
"""
