package forms

import "fmt"
import log "example.org/logging"
import (
	"net/http"
	_ "net/http/pprof" // for its effect

	. "strings"
	yaml "gopkg.in/yaml.v3"
	`raw/path`
)

import "C"

func use() { fmt.Println(http.StatusOK, ToUpper("x"), yaml.Node{}) }
