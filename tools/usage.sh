# Help and refusals of the commands in this folder. Sourced by them.

usage_file=$(realpath "$0") # before anyone changes the folder

# The comment at the top of the command is its help.
usage() { sed -n '2,${/^#/!q;s/^# \{0,1\}//p}' "$usage_file"; }

# refuse "sentence": bad input, as told on the error output.
refuse() {
  printf '%s: %s\n\n' "${0##*/}" "$1" >&2
  usage >&2
  exit 2
}

# A word where no option or name fits; --help is none of them.
unknown_argument() {
  case $1 in
    -h | --help) usage; exit 0 ;;
    -*) refuse "there is no option '$1'" ;;
    *) refuse "'$1' was not expected" ;;
  esac
}
