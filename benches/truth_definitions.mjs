// Prints [path, name, line] of each function, member and type below a folder, as the TypeScript compiler has them.
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";

const [, , library, root] = process.argv;
const ts = createRequire(import.meta.url)(library);
const found = [];

const isValueOfFunction = (node) =>
  (ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node)) &&
  node.initializer !== undefined &&
  (ts.isArrowFunction(node.initializer) || ts.isFunctionExpression(node.initializer));

const isDefinition = (node) =>
  ts.isFunctionDeclaration(node) ||
  ts.isMethodDeclaration(node) ||
  (ts.isMethodSignature(node) && ts.isInterfaceDeclaration(node.parent)) ||
  ts.isConstructorDeclaration(node) ||
  ts.isGetAccessorDeclaration(node) ||
  ts.isSetAccessorDeclaration(node) ||
  ts.isClassDeclaration(node) ||
  (ts.isClassExpression(node) && node.name !== undefined) ||
  ts.isInterfaceDeclaration(node) ||
  ts.isEnumDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  isValueOfFunction(node);

for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue;
  const path = join(entry.parentPath ?? entry.path, entry.name);
  const file = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
  const visit = (node) => {
    if (isDefinition(node)) {
      const name = ts.isConstructorDeclaration(node) ? "constructor" : ts.isStringLiteral(node.name ?? node)
        ? node.name.text
        : node.name?.getText(file);
      const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
      if (name !== undefined) found.push([relative(root, path), name, line]);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
}
process.stdout.write(JSON.stringify(found));
