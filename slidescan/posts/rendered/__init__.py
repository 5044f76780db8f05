"""The built site: what its generator rendered decides addresses and ids.

discovery         finds the built site of a site
folder            the folder with the built site, its pages and images
image_addresses   addresses of images in the attributes of tags
neighbours        links beside images, and parts of a page
page_reader       reads a page: headings, and places that show images
"""
