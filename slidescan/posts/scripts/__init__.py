"""Evaluates pure JavaScript and TypeScript of a site: constants, helpers and routes.

Nothing is run: no Node, no file or network access. The syntax tree comes from tree-sitter; a
compiler turns it into Python functions for the part of the language that routes and configurations
use. Whatever lies outside that part, such as a package, is an `Opaque` value; a result that depends
on one raises `Unevaluable`.

builtins     global objects: Array, Object, Math, Promise, Date
dates        Luxon's `DateTime` in Python
expressions  expressions compiled to Python functions
fields       front-matter fields as scripts read them
members      properties and methods of strings, arrays and objects
modules      a site's modules, and how they import each other
operators    conversions and operators of JavaScript's values
packages     packages that sites use in addresses, in Python
regexes      JavaScript's regular expressions
statements   statements and functions compiled to Python functions
values       the values of JavaScript, and why one can't be computed
"""
