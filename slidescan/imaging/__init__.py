"""From a photo's file to a flat slide: decoding, corners, rectification.

classify     kinds of photos: slide, screenshot, whiteboard, …
cleanup      even light, neutral white, contrast and less moiré, for people
corners      the corners of the slide in a photo
decode       a photo's bytes to upright pixels
exif         the date, focal length and camera of a photo
phash        perceptual hash of a slide
photo_files  the names and bytes of photo files
rectify      a slide seen at an angle made flat
render       encoded pictures of a slide
"""
