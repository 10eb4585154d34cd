#!/bin/sh
. ./lib/common.sh
source "lib/other.sh"
source "$HOME/.profile"
. "$(dirname "$0")/beside.sh"
