// What go/types knows of a module: definitions, calls, imports, and which types implement which interfaces.
//
//	go run . REPOSITORY > graph.json
//
// Judges nothing, and samples nothing.
package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"strings"

	"golang.org/x/tools/go/packages"
)

type definition struct {
	Path      string `json:"path"`
	First     int    `json:"first"`
	Line      int    `json:"line"`
	End       int    `json:"end"`
	Name      string `json:"name"`
	Qualified string `json:"qualified"`
	Kind      string `json:"kind"`
	Local     bool   `json:"local"`
}

type call struct {
	Path    string `json:"path"`
	First   int    `json:"first"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Name    string `json:"name"`
	Caller  *int   `json:"caller"`
	Targets any    `json:"targets"`
}

type imported struct {
	Path   string  `json:"path"`
	Line   int     `json:"line"`
	Target *string `json:"target"`
	Name   string  `json:"name"`
}

type below struct {
	Sub  int `json:"sub"`
	Base int `json:"base"`
}

type over struct {
	Method     int `json:"method"`
	Overridden int `json:"overridden"`
}

type graph struct {
	Established string       `json:"established"`
	Definitions []definition `json:"definitions"`
	Calls       []call       `json:"calls"`
	Imports     []imported   `json:"imports"`
	Bases       []below      `json:"bases"`
	Overrides   []over       `json:"overrides"`

	root   string
	files  *token.FileSet
	module string
	at     map[string]int
}

func main() {
	root, err := filepath.Abs(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	files := token.NewFileSet()
	loaded, err := packages.Load(&packages.Config{
		Dir:   root,
		Fset:  files,
		Tests: true,
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedSyntax | packages.NeedTypes |
			packages.NeedTypesInfo | packages.NeedImports | packages.NeedDeps | packages.NeedModule,
	}, "./...")
	if err != nil {
		log.Fatal(err)
	}
	if packages.PrintErrors(loaded) > 0 {
		log.Fatal("the module does not type-check")
	}
	known := graph{root: root, files: files, at: map[string]int{}}
	for _, one := range loaded {
		if one.Module != nil {
			known.module = one.Module.Path
		}
	}
	known.Established = "go/types of " + runtime.Version()
	seen := map[string]bool{}
	var kept []*packages.Package
	var syntax []*ast.File
	var infos []*types.Info
	// Variants of a package with its tests come first, so that each file is read where it has most around it.
	sort.SliceStable(loaded, func(i, j int) bool { return len(loaded[i].Syntax) > len(loaded[j].Syntax) })
	for _, one := range loaded {
		kept = append(kept, one)
		for _, file := range one.Syntax {
			name := files.Position(file.Pos()).Filename
			if seen[name] || !strings.HasPrefix(name, root) {
				continue
			}
			seen[name] = true
			syntax = append(syntax, file)
			infos = append(infos, one.TypesInfo)
		}
	}
	for position, file := range syntax {
		known.define(file, infos[position])
	}
	for position, file := range syntax {
		known.uses(file, infos[position])
	}
	known.implement(kept)
	if err := json.NewEncoder(os.Stdout).Encode(known); err != nil {
		log.Fatal(err)
	}
}

func (g *graph) place(pos token.Pos) (string, int) {
	position := g.files.Position(pos)
	path, err := filepath.Rel(g.root, position.Filename)
	if err != nil {
		return position.Filename, position.Line
	}
	return filepath.ToSlash(path), position.Line
}

// key is the same for an object seen through a package and through its variant with tests.
func (g *graph) key(pos token.Pos) string {
	position := g.files.Position(pos)
	return fmt.Sprintf("%s:%d:%d", position.Filename, position.Line, position.Column)
}

func (g *graph) add(name *ast.Ident, node ast.Node, qualified, kind string, local bool) {
	path, line := g.place(name.Pos())
	_, first := g.place(node.Pos())
	_, end := g.place(node.End())
	g.at[g.key(name.Pos())] = len(g.Definitions)
	g.Definitions = append(g.Definitions, definition{path, first, line, end, name.Name, qualified, kind, local})
}

func receiver(function *ast.FuncDecl) string {
	if function.Recv == nil || len(function.Recv.List) == 0 {
		return ""
	}
	at := function.Recv.List[0].Type
	for {
		switch one := at.(type) {
		case *ast.StarExpr:
			at = one.X
		case *ast.IndexExpr:
			at = one.X
		case *ast.Ident:
			return one.Name
		default:
			return ""
		}
	}
}

func (g *graph) define(file *ast.File, _ *types.Info) {
	depth := 0
	ast.PreorderStack(file, nil, func(node ast.Node, stack []ast.Node) bool {
		depth = 0
		for _, one := range stack {
			switch one.(type) {
			case *ast.FuncDecl, *ast.FuncLit:
				depth++
			}
		}
		switch one := node.(type) {
		case *ast.FuncDecl:
			if of := receiver(one); of != "" {
				g.add(one.Name, one, of+"."+one.Name.Name, "method", false)
			} else {
				g.add(one.Name, one, one.Name.Name, "function", false)
			}
		case *ast.TypeSpec:
			kind := "type"
			switch inner := one.Type.(type) {
			case *ast.InterfaceType:
				kind = "interface"
				for _, field := range inner.Methods.List {
					for _, name := range field.Names {
						g.add(name, field, one.Name.Name+"."+name.Name, "method", depth > 0)
					}
				}
			case *ast.StructType:
				kind = "struct"
			}
			g.add(one.Name, one, one.Name.Name, kind, depth > 0)
		}
		return true
	})
}

func (g *graph) uses(file *ast.File, info *types.Info) {
	path, _ := g.place(file.Pos())
	for _, one := range file.Imports {
		_, line := g.place(one.Pos())
		name := strings.Trim(one.Path.Value, `"`)
		var target *string
		if name == g.module || strings.HasPrefix(name, g.module+"/") {
			folder := "./" + strings.TrimPrefix(strings.TrimPrefix(name, g.module), "/")
			target = &folder
		}
		g.Imports = append(g.Imports, imported{path, line, target, name})
	}
	for _, declaration := range file.Decls {
		var caller *int
		if function, ok := declaration.(*ast.FuncDecl); ok {
			position := g.at[g.key(function.Name.Pos())]
			caller = &position
		}
		ast.Inspect(declaration, func(node ast.Node) bool {
			if one, ok := node.(*ast.CallExpr); ok {
				g.call(one, info, caller)
			}
			return true
		})
	}
}

func (g *graph) call(one *ast.CallExpr, info *types.Info, caller *int) {
	called := ast.Unparen(one.Fun)
	switch generic := called.(type) {
	case *ast.IndexExpr:
		called = generic.X
	case *ast.IndexListExpr:
		called = generic.X
	}
	var name *ast.Ident
	switch inner := called.(type) {
	case *ast.Ident:
		name = inner
	case *ast.SelectorExpr:
		name = inner.Sel
	default:
		return
	}
	path, line := g.place(name.Pos())
	_, first := g.place(one.Pos())
	made := call{path, first, line, g.files.Position(name.Pos()).Column, name.Name, caller, "unknown"}
	switch object := info.Uses[name].(type) {
	case *types.Func:
		made.Targets = g.targets(object.Origin().Pos())
	case *types.Builtin:
		made.Targets = "outside"
	case *types.TypeName:
		return
	}
	g.Calls = append(g.Calls, made)
}

func (g *graph) targets(pos token.Pos) any {
	if position, ok := g.at[g.key(pos)]; ok {
		return []int{position}
	}
	return "outside"
}

// implement says which types of the module implement which of its interfaces, by value or by pointer.
func (g *graph) implement(loaded []*packages.Package) {
	seen := map[below]bool{}
	seenOver := map[over]bool{}
	for _, one := range loaded {
		var names []*types.TypeName
		gather := func(scope *types.Scope) {
			for _, name := range scope.Names() {
				if object, ok := scope.Lookup(name).(*types.TypeName); ok && !object.IsAlias() {
					names = append(names, object)
				}
			}
		}
		gather(one.Types.Scope())
		for _, other := range one.Types.Imports() {
			if other.Path() == g.module || strings.HasPrefix(other.Path(), g.module+"/") {
				gather(other.Scope())
			}
		}
		for _, base := range names {
			inner, ok := base.Type().Underlying().(*types.Interface)
			if !ok || inner.NumMethods() == 0 {
				continue
			}
			for _, sub := range names {
				g.implements(sub, base, inner, seen, seenOver)
			}
		}
	}
}

func (g *graph) implements(
	sub, base *types.TypeName, inner *types.Interface, seen map[below]bool, seenOver map[over]bool,
) {
	named, ok := sub.Type().(*types.Named)
	if !ok || sub == base || types.IsInterface(named) || named.TypeParams().Len() > 0 {
		return
	}
	pointer := types.NewPointer(named)
	if !types.Implements(pointer, inner) {
		return
	}
	subAt, known := g.at[g.key(sub.Pos())]
	baseAt, knownBase := g.at[g.key(base.Pos())]
	if !known || !knownBase {
		return
	}
	if pair := (below{subAt, baseAt}); !seen[pair] {
		seen[pair] = true
		g.Bases = append(g.Bases, pair)
	}
	for position := 0; position < inner.NumMethods(); position++ {
		wanted := inner.Method(position)
		object, _, _ := types.LookupFieldOrMethod(pointer, true, wanted.Pkg(), wanted.Name())
		method, ok := object.(*types.Func)
		if !ok {
			continue
		}
		methodAt, known := g.at[g.key(method.Pos())]
		overAt, knownOver := g.at[g.key(wanted.Pos())]
		if pair := (over{methodAt, overAt}); known && knownOver && !seenOver[pair] {
			seenOver[pair] = true
			g.Overrides = append(g.Overrides, pair)
		}
	}
}
