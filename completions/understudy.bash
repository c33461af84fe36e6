# Completion of understudy for bash. Generated from the command tree by "npm run generate".
# Words stand here; names of this server's own things come from the worker.

# PLACE: which words may stand there, each with the place behind it; a value, its words and the place behind it.
_understudy_at() {
  words='' value=''
  case $1 in
    0) words='' ;;
    1) words='sync:0' ;;
    2) words='' value='- 1 0' ;;
    3) words='failover:1 line:2' ;;
    4) words='force:0' ;;
    5) words='startup-config:4' value='file 1 4' ;;
    6) words='' value='archive 1 4' ;;
    7) words='timer:2' ;;
    8) words='revert:7' ;;
    9) words='confirm:2 replace:5 revert:0 rollback:6 terminal:8' ;;
    10) words='startup-config:0' value='file 1 0' ;;
    11) words='running-config:0' value='file 1 0' ;;
    12) words='running-config:0' ;;
    13) words='running-config:10 startup-config:11' value='file 1 12' ;;
    14) words='' value='file 1 0' ;;
    15) words='startup-config:0' ;;
    16) words='disable:0 enable:0' ;;
    17) words='link-cut:0 peer-dies:0 power-returns:0 witness-dies:0' ;;
    18) words='if:17' ;;
    19) words='primary:0 secondary:0' ;;
    20) words='test:0' ;;
    21) words='cancel:0' value='- 1 0' ;;
    22) words='' value='peer 1 0' ;;
    23) words='test:0' ;;
    24) words='client-connection:16 explain:18 mode:19 notification:20 pair:21 sync:22 test:22 validate:0 witness:23' ;;
    25) words='' value='trusted-host 1 0' ;;
    26) words='count:2' ;;
    27) words='' value='trusted-host 1 26' ;;
    28) words='logs:2 restart:2 start:2 status:2 stop:2' ;;
    29) words='' value='service 1 28' ;;
    30) words='' value='archive 1 0' ;;
    31) words='' value='archive 1 30' ;;
    32) words='differences:31' value='archive 1 0' ;;
    33) words='if:17' value='- 1 0' ;;
    34) words='history:2' value='- 1 0' ;;
    35) words='events:2 explain:33 generations:0 history:2 key:0 live:0 matrix:0 notification:0 orphans:0 peers:0 readiness:0 status:0 switchover:0 sync:34 trusted-hosts:0 witness:0' ;;
    36) words='' value='service 1 2' ;;
    37) words='service:36 worker:2' value='- 1 0' ;;
    38) words='all:0' ;;
    39) words='file:0' ;;
    40) words='archive:32 audit:2 clock:0 failover:35 interfaces:0 inventory:0 logging:37 privilege:0 running-config:38 services:0 startup-config:0 tech-support:39 terminal:0 users:0 version:0' ;;
    41) words='history:0 length:0 width:0' ;;
    42) words='length:2 no:41 width:2' ;;
    43) words='events:2 explain:33 generations:0 history:2 key:0 matrix:0 notification:0 orphans:0 peers:0 readiness:0 status:0 switchover:0 sync:34 trusted-hosts:0 witness:0' ;;
    44) words='archive:32 audit:2 clock:0 failover:43 interfaces:0 inventory:0 logging:37 privilege:0 running-config:38 services:0 startup-config:0 tech-support:39 terminal:0 users:0 version:0' ;;
    45) words='show:44' ;;
    46) words='show:44' value='- 1 45' ;;
    47) words='erase:0 memory:0 terminal:0' ;;
    48) words='clear:3 configure:9 copy:13 delete:14 dir:0 disable:0 enable:0 erase:15 exit:0 failover:24 help:0 host:25 more:14 ping:27 poweroff:0 quit:0 reload:0 rollback:6 service:29 setup:0 show:40 terminal:42 traceroute:25 watch:46 write:47' ;;
  esac
}

# WORD: goes on from $place as the console would, abbreviations included; 1 when it leads nowhere.
_understudy_step() {
  local typed=${1,,} pair found='' many=''
  if ((skip > 0)); then
    skip=$((skip - 1))
    return 0
  fi
  _understudy_at "$place"
  for pair in $words; do
    if [[ ${pair%:*} == "$typed" ]]; then
      place=${pair##*:}
      return 0
    elif [[ ${pair%:*} == "$typed"* ]]; then
      [[ -n $found ]] && many=yes
      found=${pair##*:}
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
  local rest=${COMP_LINE:0:COMP_POINT} before word i
  typed=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    before=$rest
    rest=${rest#"${rest%%[![:blank:]]*}"}
    word=${COMP_WORDS[i]}
    ((i == COMP_CWORD)) && word=$rest
    if ((${#typed[@]} > 0)) && [[ $before == "$rest" ]]; then
      typed[${#typed[@]} - 1]+=$word
    else
      typed+=("$word")
    fi
    rest=${rest#"$word"}
  done
}

# The names that the worker knows for the word at the cursor.
_understudy_ask() {
  local line
  while IFS= read -r line; do
    COMPREPLY+=("${line%%$'\t'*}")
  done < <("${typed[0]/#\~\//$HOME/}" __complete "$@" 2>/dev/null </dev/null)
}

_understudy_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen "$1" -- "$current")
}

_understudy_words() {
  local words value place=48 skip=0 word pair
  for word in "${behind[@]}"; do
    _understudy_step "$word" || return
  done
  _understudy_at "$place"
  ((skip > 0)) && words=''
  for pair in $words; do
    [[ ${pair%:*} == "${current,,}"* ]] && COMPREPLY+=("${pair%:*}")
  done
  set -- $value
  if ((skip > 0)) || [[ ${1:--} != - ]]; then
    _understudy_ask "${given[@]}" "${behind[@]}" "$current"
  fi
}

_understudy() {
  local IFS=$' \t\n' current word option=''
  local -a typed behind=() given=()
  COMPREPLY=()
  _understudy_typed
  current=${typed[${#typed[@]} - 1]}
  for word in "${typed[@]:1:${#typed[@]}-2}"; do
    case $option in
      --root) given=(--root "${word/#\~\//$HOME/}") ;;
    esac
    if [[ -n $option ]]; then
      option=''
      continue
    fi
    case $word in
      --root | -c | --command | -f | --file) option=$word ;;
      --root=*) given=("$word") ;;
      -*) ;;
      *)
        word=${word//[\\\'\"]/}
        behind+=("$word")
        ;;
    esac
  done
  case $option in
    --root) _understudy_files -d && return ;;
    -f | --file) _understudy_files -f && return ;;
  esac
  if [[ $current == [\'\"]* && ${#behind[@]} -eq 0 ]]; then
    # A whole line in quotes.
    _understudy_ask "${given[@]}" ${option:+-c} "${current:1}"
  elif [[ -n $option ]]; then
    return
  elif [[ $current == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W '--json --yes --root -c --command -f --file --check -h --help --version' -- "$current")
  else
    _understudy_words
  fi
  # Bash replaces only what stands behind the last colon.
  if [[ $current == *:* && $COMP_WORDBREAKS == *:* && $current != [\'\"]* ]]; then
    word=${current%"${current##*:}"}
    COMPREPLY=("${COMPREPLY[@]#"$word"}")
  fi
}

# Programs that have options alone.
_understudy_other() {
  local current=$2
  set -- "${1##*/}" "$3"
  COMPREPLY=()
  case $1 in
    understudy-setup)
      case $2 in
        --root) _understudy_files -d && return ;;
        --answers) _understudy_files -f && return ;;
      esac
      mapfile -t COMPREPLY < <(compgen -W '--answers --dry-run --menu --boot --root -h --help --version' -- "$current")
      ;;
    understudyd)
      case $2 in
        --root) _understudy_files -d && return ;;
      esac
      mapfile -t COMPREPLY < <(compgen -W '-V --version --root --give-units-back' -- "$current")
      ;;
  esac
}

complete -F _understudy understudy
complete -F _understudy_other understudy-setup understudyd
