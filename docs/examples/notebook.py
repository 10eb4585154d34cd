"""The notebook API, from a first look to a data frame."""

from mcp_code_analysis import Repository

repository = Repository.open(".")
print(repository.complexity(limit=5))
frame = repository.search("Repository").to_dataframe()

print(frame)

found = repository.find_symbol("Repository.open")
for symbol in found:
    print(symbol.path, symbol.line, symbol.signature)
print(repository.read(symbol=found[0].id))

functions = repository.complexity("python", limit=20)
print(len(functions), "of", functions.result.summary.functions)
for page in functions.pages():
    print(page[0].cyclomatic, "to", page[-1].cyclomatic)
every_function = functions.all().to_dataframe()

dependencies = repository.dependencies("python/mcp_code_analysis/api.py")
print(dependencies.to_dataframe())
print(dependencies.to_dataframe("external"))
