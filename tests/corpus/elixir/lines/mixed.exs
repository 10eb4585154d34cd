# One.

a = "# no comment" # trailing
b = """
# inside

"""
