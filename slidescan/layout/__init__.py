"""From words on the flat slide to lines, reading order, roles and structure."""
