#!/bin/bash
# tools/includes.py finds what it is for: an include upward, a circle of files, a circle of rooms; and lets the rest be.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
cd "$folder"

expect() { # status, words
  local status=0
  "$root/tools/includes.py" "$folder" >said 2>&1 || status=$?
  [[ $status == "$1" ]] && grep -q "$2" said && return
  echo "expected status $1 and \"$2\", got $status and:" >&2
  cat said >&2
  exit 1
}
write() { mkdir -p "$(dirname "$1")" && printf '%s\n' "${@:2}" >"$1"; }

write core/io/a.h '#include <vector>'
write core/flow/b.h '#include "core/io/a.h"'
write widgets/ui/c.cpp '#include "core/flow/b.h"'
write shell/d.cpp '#include "core/io/a.h"'
expect 0 '0 wrong'

write core/io/up.cpp '  #  include "widgets/ui/c.cpp"'
expect 1 'core may not know widgets'
rm core/io/up.cpp

write core/io/a.h '#include "core/io/e.h"'
write core/io/e.h '#include "core/io/a.h"'
expect 1 'a circle of files: core/io/a.h -> core/io/e.h -> core/io/a.h'

write core/io/e.h '#include <vector>'
write core/io/f.cpp '#include "core/flow/b.h"'
expect 1 'a circle of rooms: '
echo "includes.py finds what is wrong"
