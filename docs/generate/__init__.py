"""The parts of the pages that follow from the code: `python -m docs.generate` writes them anew.

A page holds its generated parts between two comments that name the part; everything around them is written by hand.
"""
