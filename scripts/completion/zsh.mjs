import { optionsThatTake } from './tree.mjs';

const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

const rowOf = ({ words, value }, number) => {
  const rows = words.map(({ name, to, help }) => quoted(`${name}:${to}:${help}`)).join(' ');
  const free = value === undefined ? '' : ` value=(${value.kind || '-'} ${value.takes} ${value.to})`;
  return `    ${number}) rows=(${rows})${free} ;;`;
};

const optionRow = ({ names, help }) => names.map((name) => quoted(`${name}:${help}`)).join(' ');

const otherCase = ({ name, options }) => `    ${name})
      case $words[CURRENT-1] in
        ${optionsThatTake(options, 'folder').join(' | ')}) _files -/ && return ;;
${optionsThatTake(options, 'file')
  .map((option) => `        ${option}) _files && return ;;\n`)
  .join('')}      esac
      options=(${options.map(optionRow).join(' ')})
      ;;`;

/** The file for zsh: a function that the completion system loads by its name. */
export const zshCompletion = ({
  start,
  places,
  options,
  others,
}) => `#compdef ${['understudy', ...others.map(({ name }) => name)].join(' ')}
# Completion of understudy for zsh. Generated from the command tree by "npm run generate".
# Words stand here; names of this server's own things come from the worker.

# PLACE: which words may stand there, each with the place behind it and its help; a value, its words and the place behind it.
_understudy_at() {
  rows=() value=()
  case $1 in
${places.map(rowOf).join('\n')}
  esac
}

# WORD: goes on from $place as the console would, abbreviations included; 1 when it leads nowhere.
_understudy_step() {
  local typed=\${1:l} row
  local -a found
  if ((skip > 0)); then
    ((skip -= 1))
    return 0
  fi
  _understudy_at $place
  for row in $rows; do
    if [[ \${row%%:*} == "$typed" ]]; then
      place=\${\${row#*:}%%:*}
      return 0
    elif [[ \${row%%:*} == "$typed"* ]]; then
      found+=(\${\${row#*:}%%:*})
    fi
  done
  (($#found > 1)) && return 1
  if (($#found == 1)); then
    place=$found[1]
    return 0
  fi
  (($#value == 3 && value[2] > 0)) || return 1
  place=$value[3] skip=$((value[2] - 1))
}

# Offers what the worker knows for the word at the cursor.
_understudy_ask() {
  local line
  local -a found
  while IFS= read -r line; do
    found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done < <(\${words[1]/#\\~\\//$HOME/} __complete "$@" 2>/dev/null </dev/null)
  (($#found)) && _describe -V 'name' found
}

_understudy_words() {
  local place=${start} word row
  integer skip=0
  local -a rows value found
  for word in "$behind[@]"; do
    _understudy_step "$word" || return 1
  done
  _understudy_at $place
  if ((skip > 0)) || [[ \${value[1]:--} != - ]]; then
    # What the worker answers has the words, too.
    _understudy_ask "$given[@]" "$behind[@]" "$PREFIX" && return 0
    ((skip > 0)) && return 1
  fi
  for row in $rows; do
    [[ \${row%%:*} == "\${(L)PREFIX}"* ]] && found+=("\${row%%:*}:\${row#*:*:}")
  done
  (($#found)) && _describe -V 'word' found
}

_understudy_console() {
  local word option='' bar=''
  local -a behind given options
  for word in "\${(@)words[2,CURRENT-1]}"; do
    if [[ -n $option ]]; then
      [[ $option == --root ]] && given=(--root "\${word/#\\~\\//$HOME/}")
      option=''
      continue
    fi
    case $word in
      ${optionsThatTake(options, 'folder', 'file', 'line')
        .map((name) => `(${name})`)
        .join('|')}) option=$word ;;
      --root=*) given=("$word") ;;
      -*) ;;
      *)
        [[ \${(Q)word} == '|'* ]] && bar=yes
        behind+=("\${(Q)word}")
        ;;
    esac
  done
  case $option in
    ${optionsThatTake(options, 'folder').join(' | ')}) _files -/ && return ;;
    ${optionsThatTake(options, 'file').join(' | ')}) _files && return ;;
  esac
  if [[ -n $compstate[quote] && $#behind -eq 0 ]]; then
    # A whole line in quotes.
    _understudy_ask "$given[@]" \${option:+-c} "$PREFIX"
  elif [[ -n $option ]]; then
    return 1
  elif [[ $PREFIX == -* ]]; then
    options=(${options.map(optionRow).join(' ')})
    _describe -o 'option' options
  elif [[ -n $bar ]]; then
    _understudy_ask "$given[@]" "$behind[@]" "$PREFIX"
  else
    _understudy_words
  fi
}

# Programs that have options alone.
_understudy_other() {
  local -a options
  case $service in
${others.map(otherCase).join('\n')}
  esac
  _describe -o 'option' options
}

_understudy() {
  case \${service:-understudy} in
    understudy) _understudy_console ;;
    *) _understudy_other ;;
  esac
}

_understudy "$@"
`;
