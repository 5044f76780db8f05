"""The built site: what its generator rendered decides addresses and ids.

addresses         addresses of pages, and what addresses in pages mean
discovery         finds the built site of a site
file_names        names of resized and hashed copies
folder            the folder with the built site, its pages and images
image_addresses   addresses of images in the attributes of tags
joining           finds the post that a page is rendered from
neighbours        links beside images, and parts of a page
page_links        links by the pages: line and section of the post, address and id of the page
page_reader       reads a page: headings, and places that show images
photo_matcher     which photo an image of the built site is
pictures          what recognising pictures needs of the layers that decode them
repeats           pages that only repeat others
showings          which places show a photo, and which of them count
sources           pages with their photos, and their posts
stable            pages whose links depend on themselves and their post alone
"""
