whole() {
  call
}

half() {
  if [ x ; then
}

after() { echo; }
