#!/bin/sh
# One.

echo "# no comment" # trailing
cat <<EOF
# inside

EOF
