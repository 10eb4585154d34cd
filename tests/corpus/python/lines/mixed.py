#!/usr/bin/env python3
# A comment at the top.

"""A documentation string.

# not a comment
"""

value = "# not a comment either"  # but this is
text = '''
# inside

'''
   
	# indented comment
if value:
    pass  # trailing

    # comment in a block

total = (
    1  # one

    # between
    + 2
)
# last line without line end