"""Brings the index up to date with the photos and posts of a site.

assemble          makes the slide of a photo whose lines are final
changes           changed files of a watched site
corrections       applies what people corrected
derive            derives slides from readings and links
disambiguate      makes the alt texts of an event differ
duplicates        finds photos that show the same slide
edit_service      what people change of the slides of one library
edits             what people change, and undo
executors         where photos are read
failures          the failures that are reported
link_posts        links posts to photos
post_edits        restores a post after an alt text
progress          reports and publishes progress
read_photo        reads one photo
recurring_lines   lines that recur on a talk's slides
run               a whole ingest
scan              finds photos, and those to read
status            the status of an index
store_readings    reads photos and stores the readings
verify            checks and repairs an index
watch             ingests a site whenever it changes
"""
