# Completion of rollcall in bash: rollcall knows what may come next.
_rollcall() {
  local candidate begun=${COMP_WORDS[COMP_CWORD]}
  local -a words=("${COMP_WORDS[@]:1:COMP_CWORD}")
  COMPREPLY=()
  # bash takes `=` for a word of its own.
  if [[ $begun == = ]]; then
    words[-1]=
  elif ((COMP_CWORD > 1)) && [[ ${COMP_WORDS[COMP_CWORD - 1]} == = ]]; then
    words=("${words[@]:0:COMP_CWORD-2}" "$begun")
  fi
  while IFS=$'\t' read -r candidate _; do
    if [[ $candidate == :files ]]; then
      compopt -o default 2>/dev/null
    else
      COMPREPLY+=("$candidate")
    fi
  done < <("${COMP_WORDS[0]}" completion candidates "${words[@]}" 2>/dev/null)
}
complete -F _rollcall rollcall
