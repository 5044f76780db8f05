"""Turns a photo's file into a flat slide: decoding, corners, rectification.

classify      kinds of photos: slide, screenshot, whiteboard, …
cleanup       even light, neutral white, contrast and less moiré, for people
corners       the corners of the slide in a photo
decode        upright pixels from a photo's bytes
drawing       shapes and connectors of a flat slide
exif          the date, focal length, camera and orientation of a photo
ground        the ground of transparent pictures
inference    runs a network on OpenVINO or onnxruntime
phash         perceptual hash of a slide
photo_files   the names and bytes of photo files
rectify       flat slides from photos taken at an angle
render        encoded pictures of a slide
same_picture  tells whether a picture is a smaller copy of a photo
"""
