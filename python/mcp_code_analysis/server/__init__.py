"""The tools over MCP: standard input and output, or HTTP, in both eras of the protocol."""
