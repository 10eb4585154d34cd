#!/usr/bin/env bash
set -euo pipefail

readonly LIMIT=3
declare -r OTHER=4
export NAME="x"
local_name=1

# Builds it.
build() {
  local inside=1
  nested() { echo; }
}

function deploy {
  echo "$1"
}

function clean() { rm -rf out; }
