"""Charts: one description each (frozen data, sentence, table), drawn as HTML, SVG and PNG. The list: catalogue.py."""
