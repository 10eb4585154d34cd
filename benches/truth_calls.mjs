// Prints [path, line, name, [[path, line], ...]] of each call and `new` below a folder: where the TypeScript compiler
// says that what is called is declared, as far as that is in the folder.
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";

const [, , library, root] = process.argv;
const ts = createRequire(import.meta.url)(library);

const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
const program = ts.createProgram(files, {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  noEmit: true,
  types: [],
});
const checker = program.getTypeChecker();
const ours = new Set(files);

const lineOf = (node) => {
  const file = node.getSourceFile();
  return file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
};

// The name that is called, behind brackets, `!` and the objects it is taken from.
const called = (node) => {
  let at = node;
  while (ts.isParenthesizedExpression(at) || ts.isNonNullExpression(at)) at = at.expression;
  if (ts.isPropertyAccessExpression(at)) return at.name;
  return ts.isIdentifier(at) ? at : undefined;
};

const symbolOf = (name) => {
  const symbol = checker.getSymbolAtLocation(name);
  return symbol !== undefined && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
};

// Where a name is declared, and where that is declared which it is only another name for: `const a = b.c`.
const declarations = (name, steps = 8) =>
  (symbolOf(name)?.declarations ?? []).flatMap((node) => {
    const value = ts.isVariableDeclaration(node) && node.initializer ? called(node.initializer) : undefined;
    const behind = value !== undefined && steps > 0 ? declarations(value, steps - 1) : [];
    return [node, ...behind];
  });

const places = (name) =>
  declarations(name)
    .filter((node) => ours.has(node.getSourceFile().fileName))
    .map((node) => [relative(root, node.getSourceFile().fileName), lineOf(ts.getNameOfDeclaration(node) ?? node)]);

const found = [];
for (const file of program.getSourceFiles().filter((file) => ours.has(file.fileName))) {
  const visit = (node) => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const name = called(node.expression);
      if (name !== undefined) found.push([relative(root, file.fileName), lineOf(name), name.text, places(name)]);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
}
process.stdout.write(JSON.stringify(found));
