// What the TypeScript compiler knows of a folder: definitions, calls, imports, bases and overrides.
//
// node typescript.mjs FOLDER-WITH-THE-COMPILER'S-node_modules REPOSITORY > graph.json
// Judges nothing, and samples nothing.

import { createRequire } from "node:module";
import path from "node:path";

const [modules, repository] = process.argv.slice(2).map((one) => path.resolve(one));
const ts = createRequire(path.join(modules, "from.js"))("typescript");

const definitions = [];
const byNode = new Map();
const bySymbol = new Map();
const calls = [];
const imports = [];
const bases = [];
const overrides = [];

const files = ts.sys.readDirectory(repository, [".ts", ".tsx"], ["**/node_modules"], ["**/*"]);
const program = ts.createProgram(files, {
  noEmit: true,
  target: ts.ScriptTarget.ES2020,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Node10,
  lib: ["lib.esnext.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts", "lib.dom.asynciterable.d.ts"],
  strict: true,
  types: [],
  typeRoots: [],
});
const checker = program.getTypeChecker();
const ours = program.getSourceFiles().filter((file) => files.includes(file.fileName));

const relative = (file) => path.relative(repository, file.fileName).split(path.sep).join("/");
const lineOf = (node, position) => node.getSourceFile().getLineAndCharacterOfPosition(position).line + 1;
const startLine = (node) => lineOf(node, node.getStart());

/** The kind of a definition; undefined for what is none. */
function kindOf(node) {
  if (ts.isFunctionDeclaration(node)) return "function";
  if (ts.isMethodDeclaration(node) || ts.isMethodSignature(node)) return "method";
  if (ts.isGetAccessor(node) || ts.isSetAccessor(node)) return "accessor";
  if (ts.isConstructorDeclaration(node)) return "constructor";
  if (ts.isClassDeclaration(node)) return "class";
  if (ts.isInterfaceDeclaration(node)) return "interface";
  if (ts.isEnumDeclaration(node)) return "enum";
  if (ts.isTypeAliasDeclaration(node)) return "type_alias";
  const value = node.initializer;
  const works = value && (ts.isArrowFunction(value) || ts.isFunctionExpression(value));
  if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name)) return works ? "function" : "variable";
  if (ts.isPropertyDeclaration(node) || ts.isPropertySignature(node)) return works ? "method" : "field";
  return undefined;
}

function qualified(node, name) {
  const names = [name];
  for (let at = node.parent; at; at = at.parent) {
    const kind = kindOf(at);
    if (kind && !["variable", "field"].includes(kind) && at.name) names.unshift(at.name.getText());
  }
  return names.join(".");
}

/** Notes a definition; the declarations of one symbol in one file, as of overloads, are one. */
function define(node) {
  const kind = kindOf(node);
  const nameNode = kind === "constructor" ? node : node.name;
  if (!kind || !nameNode) return;
  const name = kind === "constructor" ? "constructor" : nameNode.getText();
  const symbol = kind === "constructor" ? node.symbol : checker.getSymbolAtLocation(nameNode);
  const line = kind === "constructor" ? startLine(node) : startLine(nameNode);
  const end = lineOf(node, node.end);
  const first = startLine(node);
  const known = symbol && bySymbol.get(symbol);
  if (known !== undefined && definitions[known].path === relative(node.getSourceFile())) {
    const one = definitions[known];
    const merged = !["function", "method", "constructor"].includes(kind) || kind !== one.kind;
    if (merged) {
      one.more = [...(one.more ?? []), line];
    } else {
      one.lines.push(line);
      one.first = Math.min(one.first, first);
      one.line = node.body ? line : one.line;
    }
    one.end = Math.max(one.end, end);
    byNode.set(node, known);
    return;
  }
  const position = definitions.length;
  definitions.push({
    path: relative(node.getSourceFile()), first, line, lines: [line], end, name,
    qualified: qualified(node, name), kind,
    local: insideFunction(node),
  });
  byNode.set(node, position);
  if (symbol) bySymbol.set(symbol, position);
}

function insideFunction(node) {
  for (let at = node.parent; at; at = at.parent) {
    if (ts.isFunctionLike(at)) return true;
  }
  return false;
}

/** The definitions that a name stands for, through imports and re-exports. */
function targets(nameNode) {
  let symbol = checker.getSymbolAtLocation(nameNode);
  if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
  if (!symbol || !symbol.declarations) return "unknown";
  const found = new Set();
  let outside = false;
  for (const declaration of symbol.declarations) {
    const position = byNode.get(declaration);
    if (position !== undefined) found.add(position);
    else if (!ours.includes(declaration.getSourceFile())) outside = true;
  }
  if (found.size) return [...found];
  return outside ? "outside" : "unknown";
}

function caller(node) {
  for (let at = node.parent; at; at = at.parent) {
    const position = byNode.get(at);
    if (position === undefined) continue;
    if (["function", "method", "accessor", "constructor", "class"].includes(definitions[position].kind)) return position;
  }
  return null;
}

function call(node) {
  const called = ts.isTaggedTemplateExpression(node) ? node.tag : node.expression;
  const inner = ts.skipParentheses ? ts.skipParentheses(called) : called;
  const nameNode = ts.isPropertyAccessExpression(inner) ? inner.name : ts.isIdentifier(inner) ? inner : undefined;
  if (inner.kind === ts.SyntaxKind.SuperKeyword || !nameNode) return;
  const line = startLine(nameNode);
  calls.push({
    path: relative(node.getSourceFile()), first: Math.min(startLine(node), line), line,
    column: nameNode.getStart() - node.getSourceFile().getPositionOfLineAndCharacter(line - 1, 0) + 1,
    name: nameNode.getText(), caller: caller(node), targets: targets(nameNode),
  });
}

function importOf(node) {
  const specifier = node.moduleSpecifier ?? node.argument?.literal;
  if (!specifier || !ts.isStringLiteral(specifier)) return;
  const resolved = checker.getSymbolAtLocation(specifier)?.declarations?.[0]?.getSourceFile();
  const inside = resolved && ours.includes(resolved);
  imports.push({ path: relative(node.getSourceFile()), line: startLine(node), target: inside ? relative(resolved) : null });
}

/** The bases of a class or interface, and the members of theirs that its own stand over. */
function inherit(node) {
  const sub = byNode.get(node);
  for (const clause of node.heritageClauses ?? []) {
    for (const one of clause.types) {
      const base = ts.isIdentifier(one.expression) ? targets(one.expression) : "unknown";
      if (base === "outside" || base === "unknown") continue;
      for (const each of base) {
        if (["class", "interface"].includes(definitions[each].kind)) bases.push({ sub, base: each });
      }
      const type = checker.getTypeAtLocation(one);
      for (const member of node.members) {
        const method = byNode.get(member);
        if (method === undefined || definitions[method].kind !== "method") continue;
        const over = checker.getPropertyOfType(type, definitions[method].name);
        for (const declaration of over?.declarations ?? []) {
          const overridden = byNode.get(declaration);
          if (overridden !== undefined && overridden !== method) overrides.push({ method, overridden });
        }
      }
    }
  }
}

function walk(node, visit) {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

for (const file of ours) walk(file, define);
for (const file of ours) {
  walk(file, (node) => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isTaggedTemplateExpression(node)) call(node);
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isImportTypeNode(node)) importOf(node);
    if (ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node)) inherit(node);
  });
}
const established = `TypeScript compiler ${ts.version}`;
process.stdout.write(JSON.stringify({ established, definitions, calls, imports, bases, overrides }));
