/** Scripts that make a shell ask `tutti __complete` for what may follow. */

export const shells: Readonly<Record<string, string>> = {
  bash: `# tutti completion for bash. To load it now: source <(tutti completion bash)
_tutti() {
  local cur words cword line
  if declare -F _get_comp_words_by_ref >/dev/null; then
    _get_comp_words_by_ref -n =: cur words cword
  else
    cur="\${COMP_WORDS[COMP_CWORD]}"; words=("\${COMP_WORDS[@]}"); cword=$COMP_CWORD
  fi
  COMPREPLY=()
  while IFS=$'\\t' read -r line _; do
    if [[ $line == ':files' ]]; then
      compopt -o default 2>/dev/null
    elif [[ -n $line ]]; then
      COMPREPLY+=("$line")
    fi
  done < <("\${words[0]}" __complete -- "\${words[@]:1:cword}" 2>/dev/null)
  if declare -F __ltrim_colon_completions >/dev/null; then __ltrim_colon_completions "$cur"; fi
}
complete -F _tutti tutti
`,
  zsh: `#compdef tutti
# tutti completion for zsh. To load it now: source <(tutti completion zsh)
_tutti() {
  local line files=0
  local -a candidates
  while IFS= read -r line; do
    if [[ $line == ':files' ]]; then
      files=1
    elif [[ -n $line ]]; then
      local word="\${line%%$'\\t'*}" about=""
      [[ $line == *$'\\t'* ]] && about=":\${line#*$'\\t'}"
      candidates+=("\${word//:/\\\\:}$about")
    fi
  done < <("\${words[1]}" __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  (( \${#candidates} )) && _describe 'tutti' candidates
  (( files )) && _files
}
compdef _tutti tutti
`,
  fish: `# tutti completion for fish. To load it now: tutti completion fish | source
function __tutti_complete
  set -l words (commandline -opc) (commandline -ct)
  for line in ($words[1] __complete -- $words[2..-1] 2>/dev/null)
    if test "$line" = ':files'
      __fish_complete_path (commandline -ct)
    else
      echo $line
    end
  end
end
complete -c tutti -f -a '(__tutti_complete)'
`,
};
