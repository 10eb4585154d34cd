package main

import alias "path/filepath"

import (
	. "strings"
	_ "embed"

	pkg "example.com/module/v2/pkg" // renamed
)
