#!/bin/bash
# tools/includes.py finds what it is for: an include upward, a widget in another, a circle of files, a circle of rooms;
# tools/names.py an enumerator in another case; and both let the rest be.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
cd "$folder"

expect() { # status, words
  local status=0
  "$root/tools/$check" "$folder" >said 2>&1 || status=$?
  [[ $status == "$1" ]] && grep -q "$2" said && return
  echo "$check: expected status $1 and \"$2\", got $status and:" >&2
  cat said >&2
  exit 1
}
write() { mkdir -p "$(dirname "$1")" && printf '%s\n' "${@:2}" >"$1"; }

check=includes.py
write core/io/a.h '#include <vector>'
write core/flow/b.h '#include "core/io/a.h"'
write widgets/ui/c.cpp '#include "core/flow/b.h"'
write shell/d.cpp '#include "core/io/a.h"'
expect 0 '0 wrong'

write core/io/up.cpp '  #  include "widgets/ui/c.cpp"'
expect 1 'core may not know widgets'
rm core/io/up.cpp

write widgets/one/widget.h '#include "core/io/a.h"'
write widgets/two/widget.h '#include "core/io/a.h"'
write widgets/one/view.cpp '#include "widgets/ui/c.cpp"'
expect 0 '0 wrong'
write widgets/two/view.cpp '#include "widgets/one/widget.h"'
expect 1 'widgets/two/view.cpp includes widgets/one/widget.h: a widget may not know another'
rm widgets/two/view.cpp

write core/io/a.h '#include "core/io/e.h"'
write core/io/e.h '#include "core/io/a.h"'
expect 1 'a circle of files: core/io/a.h -> core/io/e.h -> core/io/a.h'

write core/io/e.h '#include <vector>'
write core/io/f.cpp '#include "core/flow/b.h"'
expect 1 'a circle of rooms: '

check=names.py
write core/io/enums.h 'enum class One { plain, two_words, in_3d };' 'enum Two : int { first = 0,  // Not this' '  second };'
expect 0 '5 enumerators, 0 wrong'
write shell/late.cpp 'enum { kLate };'
expect 1 'shell/late.cpp: the enumerator kLate'
write shell/late.cpp 'enum class Late {' '  early,  ///< a note' '  VeryLate' '};'
expect 1 'VeryLate'
echo "includes.py and names.py find what is wrong"
