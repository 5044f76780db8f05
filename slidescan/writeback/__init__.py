"""Alt texts and posts: what is proposed, what is at fault, and writing it back.

- `known`: slides and decisions, from the catalogue or from an export of it
- `propose`: an alt text for each reference, and whether it may be written
- `longtext`: long descriptions, where and how each generator shows them
- `faults`: alt texts that serve no reader
"""

from slidescan.writeback.propose import AltChange, Asked, propose, write

__all__ = ["AltChange", "Asked", "propose", "write"]
