/** Scripts that make a shell ask `tutti __complete` for what may follow. */

export const shells: Readonly<Record<string, string>> = {
  bash: `# tutti completion for bash. To load it now: source <(tutti completion bash)
_tutti() {
  # bash breaks words at = and :, which are parts of ours: what it takes for an earlier word is put before again.
  local rest="\${COMP_LINE:0:COMP_POINT}" before="" word blanks line i
  local -a words=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    blanks="\${rest%%[![:space:]]*}"
    rest="\${rest#"$blanks"}"
    word="\${COMP_WORDS[i]}"
    ((i < COMP_CWORD)) || word="$rest"
    rest="\${rest#"$word"}"
    if ((i == 0)) || [[ -n $blanks ]]; then
      before=""
      words+=("$word")
    else
      before="\${words[\${#words[@]}-1]}"
      words[\${#words[@]}-1]+="$word"
    fi
    [[ $word != *[^=:]* && -n $word ]] && before+="$word"
  done
  COMPREPLY=()
  while IFS=$'\\t' read -r line _; do
    case $line in
      ':files') compopt -o default 2>/dev/null ;;
      ':open') compopt -o nospace 2>/dev/null ;;
      ?*) COMPREPLY+=("\${line#"$before"}") ;;
    esac
  done < <("\${words[0]}" __complete -- "\${words[@]:1}" 2>/dev/null)
}
complete -F _tutti tutti
`,
  zsh: `#compdef tutti
# tutti completion for zsh. To load it now: source <(tutti completion zsh)
_tutti() {
  local line files=0 flag=""
  local -a candidates open
  [[ \${words[CURRENT]} == --*=* ]] && flag="\${words[CURRENT]%%=*}="
  while IFS= read -r line; do
    if [[ $line == ':files' ]]; then
      files=1
    elif [[ $line == ':open' ]]; then
      open=(-S '')
    elif [[ -n $line ]]; then
      local word="\${line%%$'\\t'*}" about=""
      [[ $line == *$'\\t'* ]] && about=":\${line#*$'\\t'}"
      word="\${word#$flag}"
      candidates+=("\${word//:/\\\\:}$about")
    fi
  done < <("\${words[1]}" __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  [[ -n $flag ]] && compset -P '--*='
  (( \${#candidates} )) && _describe 'tutti' candidates "\${(@)open}"
  (( files )) && _files
}
compdef _tutti tutti
`,
  fish: `# tutti completion for fish. To load it now: tutti completion fish | source
function __tutti_complete
  set -l words (commandline -opc) (commandline -ct)
  for line in ($words[1] __complete -- $words[2..-1] 2>/dev/null)
    switch $line
      case ':files'
        set -l flag (string match -r '^--[^=]+=' -- $words[-1])
        set -l path (string replace -r '^--[^=]+=' '' -- $words[-1])
        string replace -r -- '^' "$flag" (__fish_complete_path $path)
      case ':open'
      case '*'
        echo $line
    end
  end
end
complete -c tutti -f -a '(__tutti_complete)'
`,
};
