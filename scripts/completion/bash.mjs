import { optionsThatTake } from './tree.mjs';

const rowOf = ({ words, value }, number) => {
  const pairs = words.map(({ name, to }) => `${name}:${to}`).join(' ');
  const free = value === undefined ? '' : ` value='${value.kind || '-'} ${value.takes} ${value.to}'`;
  return `    ${number}) words='${pairs}'${free} ;;`;
};

const namesOf = (options) => options.flatMap(({ names }) => names).join(' ');

const otherCase = ({ name, options }) => `    ${name})
      case $2 in
        ${optionsThatTake(options, 'folder').join(' | ')}) _understudy_files -d && return ;;
${optionsThatTake(options, 'file')
  .map((option) => `        ${option}) _understudy_files -f && return ;;\n`)
  .join('')}      esac
      mapfile -t COMPREPLY < <(compgen -W '${namesOf(options)}' -- "$current")
      ;;`;

/** The file for bash. It needs nothing but bash itself. */
export const bashCompletion = ({
  start,
  places,
  options,
  others,
}) => `# Completion of understudy for bash. Generated from the command tree by "npm run generate".
# Words stand here; names of this server's own things come from the worker.

# PLACE: which words may stand there, each with the place behind it; a value, its words and the place behind it.
_understudy_at() {
  words='' value=''
  case $1 in
${places.map(rowOf).join('\n')}
  esac
}

# WORD: goes on from $place as the console would, abbreviations included; 1 when it leads nowhere.
_understudy_step() {
  local typed=\${1,,} pair found='' many=''
  if ((skip > 0)); then
    skip=$((skip - 1))
    return 0
  fi
  _understudy_at "$place"
  for pair in $words; do
    if [[ \${pair%:*} == "$typed" ]]; then
      place=\${pair##*:}
      return 0
    elif [[ \${pair%:*} == "$typed"* ]]; then
      [[ -n $found ]] && many=yes
      found=\${pair##*:}
    fi
  done
  [[ -n $many ]] && return 1
  if [[ -n $found ]]; then
    place=$found
    return 0
  fi
  set -- $value
  [[ $# -eq 3 && $2 -gt 0 ]] || return 1
  place=$3 skip=$(($2 - 1))
}

# The words up to the cursor as they were typed: bash itself would break them at colons.
_understudy_typed() {
  local rest=\${COMP_LINE:0:COMP_POINT} before word i
  typed=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    before=$rest
    rest=\${rest#"\${rest%%[![:blank:]]*}"}
    word=\${COMP_WORDS[i]}
    ((i == COMP_CWORD)) && word=$rest
    if ((\${#typed[@]} > 0)) && [[ $before == "$rest" ]]; then
      typed[\${#typed[@]} - 1]+=$word
    else
      typed+=("$word")
    fi
    rest=\${rest#"$word"}
  done
}

# The names that the worker knows for the word at the cursor.
_understudy_ask() {
  local line
  while IFS= read -r line; do
    COMPREPLY+=("\${line%%$'\\t'*}")
  done < <("\${typed[0]/#\\~\\//$HOME/}" __complete "$@" 2>/dev/null </dev/null)
}

_understudy_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen "$1" -- "$current")
}

_understudy_words() {
  local words value place=${start} skip=0 word pair
  for word in "\${behind[@]}"; do
    _understudy_step "$word" || return
  done
  _understudy_at "$place"
  ((skip > 0)) && words=''
  for pair in $words; do
    [[ \${pair%:*} == "\${current,,}"* ]] && COMPREPLY+=("\${pair%:*}")
  done
  set -- $value
  if ((skip > 0)) || [[ \${1:--} != - ]]; then
    _understudy_ask "\${given[@]}" "\${behind[@]}" "$current"
  fi
}

_understudy() {
  local IFS=$' \\t\\n' current word option=''
  local -a typed behind=() given=()
  COMPREPLY=()
  _understudy_typed
  current=\${typed[\${#typed[@]} - 1]}
  for word in "\${typed[@]:1:\${#typed[@]}-2}"; do
    case $option in
      --root) given=(--root "\${word/#\\~\\//$HOME/}") ;;
    esac
    if [[ -n $option ]]; then
      option=''
      continue
    fi
    case $word in
      ${optionsThatTake(options, 'folder', 'file', 'line').join(' | ')}) option=$word ;;
      --root=*) given=("$word") ;;
      -*) ;;
      *)
        word=\${word//[\\\\\\'\\"]/}
        behind+=("$word")
        ;;
    esac
  done
  case $option in
    ${optionsThatTake(options, 'folder').join(' | ')}) _understudy_files -d && return ;;
    ${optionsThatTake(options, 'file').join(' | ')}) _understudy_files -f && return ;;
  esac
  if [[ $current == [\\'\\"]* && \${#behind[@]} -eq 0 ]]; then
    # A whole line in quotes.
    _understudy_ask "\${given[@]}" \${option:+-c} "\${current:1}"
  elif [[ -n $option ]]; then
    return
  elif [[ $current == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W '${namesOf(options)}' -- "$current")
  else
    _understudy_words
  fi
  # Bash replaces only what stands behind the last colon.
  if [[ $current == *:* && $COMP_WORDBREAKS == *:* && $current != [\\'\\"]* ]]; then
    word=\${current%"\${current##*:}"}
    COMPREPLY=("\${COMPREPLY[@]#"$word"}")
  fi
}

# Programs that have options alone.
_understudy_other() {
  local current=$2
  set -- "\${1##*/}" "$3"
  COMPREPLY=()
  case $1 in
${others.map(otherCase).join('\n')}
  esac
}

complete -F _understudy understudy
complete -F _understudy_other ${others.map(({ name }) => name).join(' ')}
`;
