step() {
  if [ "$1" -gt 1 ] && [[ $b || $c ]]; then
    one
  elif test "$2"; then
    two
  else
    three
  fi
  for i in 1 2; do one; done
  for ((i = 0; i < 3; i++)); do two; done
  while true; do until false; do one; done; done
  case $1 in
    a | b) one ;;
    *) two ;;
  esac
  [ -f x ] || return 1
}
step "$@" && echo done
