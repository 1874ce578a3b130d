#compdef rollcall
# Completion of rollcall in zsh: rollcall knows what may come next.
_rollcall() {
  local line has_files=
  local -a candidates
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      has_files=yes
    else
      candidates+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
    fi
  done < <("${words[1]}" completion candidates "${(@)words[2,CURRENT]}" 2>/dev/null)
  ((${#candidates})) && _describe rollcall candidates
  [[ -z $has_files ]] || _files
}
if [[ ${funcstack[1]-} == _rollcall ]]; then
  _rollcall "$@"
else
  compdef _rollcall rollcall
fi
