"""Brings the index up to date with the photos and posts of a site.

alt_answers       carries out a person's answers to proposed alt texts
assemble          makes the slide of a photo whose lines are final
built_pages       reads the pages of the built site
built_pictures    compares images of the site and its built site
built_site        lets the pages of the built site decide links
changes           changed files of a watched site
corrections       applies people's corrections
deck_pairs        applies the pages of decks to readings
deck_service      matches photos to decks, and stores their pages
derive            derives slides from readings and links
differences       where the rules and the built site disagree
disambiguate      makes the alt texts of an event differ
duplicates        finds photos that show the same slide
event             derives the slides of one event that a change affects
edit_service      people's changes to the slides of one library
edits             people's changes, and undo
executors         read photos in processes or on a cluster
failures          makes the failures to report
file_changes      what changed among a site's files, and which posts it concerns
link_posts        links posts to photos
missing_cards     makes short forms that slides lack
picture_groups    copies of one picture
page_files        reads files of pages of the built site
picture_process   decodes pictures in another process
picture_votes     the photos of an event that vote about recurring lines
plan              what an ingest would read
post_edits        undoes an alt text in a post
progress          reports and publishes progress
read_photo        reads one photo
recurring_lines   lines that recur on a talk's slides
request           the site, the index and the photos of an ingest
run               a whole ingest
scan              finds photos and decides which to read
stacked_letters   sets letters that stand one below another side by side
stable_pages     remembers which pages of the built site keep their links
side_process      a process beside this one
slide_signs       decides whether the title of a picture without corners is that of a slide
status            the status of an index
store_readings    reads photos and stores the readings
title_above       tells whether the title stands above the found slide
traces            what one photo adds to its event
uncertain_boxes   reads the boxes of a diagram whose text is missed or doubtful
unread            what is on a site but not in its index
verify            checks and repairs an index
votes             the votes about recurring lines
watch             ingests a site whenever it changes
"""
