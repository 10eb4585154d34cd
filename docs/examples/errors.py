"""What an error of the notebook API tells."""

from mcp_code_analysis import CodeAnalysisError, Repository

try:
    Repository.open(".").read(path="READ.md")
except CodeAnalysisError as error:
    print(error.code, error.message, error.hint, error.nearest)
