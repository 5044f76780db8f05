"""A Model Context Protocol server: assistants search slides, see them, and propose alt texts.

answers   shapes of answers that several tools share
pictures  slides and photos as image resources
prompts   the prompts
protocol  what a tool and a prompt are, and the session that they use
registry  the tools and prompts
schemas   JSON Schemas of arguments and answers
server    the server over standard input and output
tools     the tools
"""
