import { optionsThatTake } from './tree.mjs';

const quoted = (text) => `'${text.replace(/['\\]/g, '\\$&')}'`;

const rowOf = ({ words, value }, number) => {
  const rows = words.map(({ name, to, help }) => quoted(`${name}:${to}:${help}`)).join(' ');
  const free = value === undefined ? [] : [`set value ${value.kind || '-'} ${value.takes} ${value.to}`];
  return [
    `        case ${number}`,
    ...[`set rows ${rows}`.trimEnd(), ...free].map((line) => `            ${line}`),
  ].join('\n');
};

const optionLine = (program, { names, help, takes }) => {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const value = { none: '', folder: " -x -a '(__fish_complete_directories (commandline -ct))'", file: ' -r -F' }[takes];
  return `complete -c ${program} ${flags.join(' ')}${value ?? " -x -a '(__understudy_line)'"} -d ${quoted(help)}`;
};

/** The file for fish. */
export const fishCompletion = ({
  start,
  places,
  options,
  others,
}) => `# Completion of understudy for fish. Generated from the command tree by "npm run generate".
# Words stand here; names of this server's own things come from the worker.

# PLACE: which words may stand there, each with the place behind it and its help; a value, its words and the place behind it.
function __understudy_at --no-scope-shadowing
    set rows
    set value
    switch $argv[1]
${places.map(rowOf).join('\n')}
    end
end

# The place behind the words, as the console would find it, abbreviations included; nothing when they lead nowhere.
function __understudy_walk
    set -l place ${start}
    set -l skip 0
    set -l rows
    set -l value
    for word in $argv
        if test $skip -gt 0
            set skip (math $skip - 1)
            continue
        end
        __understudy_at $place
        set -l typed (string lower -- $word)
        set -l found
        for row in $rows
            set -l parts (string split -m 2 : -- $row)
            if test "$parts[1]" = "$typed"
                set found $parts[2]
                break
            else if __understudy_begins $parts[1] "$typed"
                set -a found $parts[2]
            end
        end
        if test (count $found) -eq 1
            set place $found
        else if test (count $found) -eq 0 -a (count $value) -eq 3; and test $value[2] -gt 0
            set place $value[3]
            set skip (math $value[2] - 1)
        else
            return 1
        end
    end
    echo $place
    echo $skip
end

# NAME TYPED: whether the name begins with what was typed.
function __understudy_begins
    test "$argv[2]" = (string sub -l (string length -- "$argv[2]") -- "$argv[1]")
end

# What the worker knows for the last word.
function __understudy_ask
    set -l program (string replace -r '^~/' "$HOME/" -- (commandline -opc)[1])
    command -sq -- $program; or return
    $program __complete $argv 2>/dev/null </dev/null
end

# Sorts what was typed before the cursor: sets behind, given, option and bar.
function __understudy_read --no-scope-shadowing
    for word in (commandline -opc)[2..-1]
        if test -n "$option"
            test "$option" = --root; and set given --root $word
            set option ''
            continue
        end
        switch $word
            case ${optionsThatTake(options, 'folder', 'file', 'line').join(' ')}
                set option $word
            case '--root=*'
                set given $word
            case '-*'
            case '*'
                string match -q -r '^\\|' -- $word; and set bar yes
                set -a behind $word
        end
    end
end

# A whole line in quotes, behind -c or alone.
function __understudy_line
    set -l behind
    set -l given
    set -l option ''
    set -l bar ''
    __understudy_read
    __understudy_ask $given -c (string replace -r '^[\\'"]' '' -- (commandline -ct))
end

function __understudy_words
    set -l behind
    set -l given
    set -l option ''
    set -l bar ''
    __understudy_read
    set -l current (commandline -ct)
    if test (count $behind) -eq 0; and string match -q -r '^[\\'"]' -- $current
        __understudy_line
        return
    else if test -n "$bar"
        __understudy_ask $given $behind "$current"
        return
    end
    set -l at (__understudy_walk $behind); or return
    set -l rows
    set -l value
    __understudy_at $at[1]
    if test $at[2] -gt 0; or begin
            test (count $value) -eq 3; and test $value[1] != -
        end
        # What the worker answers has the words, too.
        set -l names (__understudy_ask $given $behind "$current")
        if test (count $names) -gt 0
            printf '%s\\n' $names
            return
        end
    end
    test $at[2] -gt 0; and return
    for row in $rows
        set -l parts (string split -m 2 : -- $row)
        __understudy_begins $parts[1] (string lower -- "$current"); and printf '%s\\t%s\\n' $parts[1] $parts[3]
    end
end

complete -c understudy -f -a '(__understudy_words)'
${options.map((option) => optionLine('understudy', option)).join('\n')}
${others
  .flatMap(({ name, options: own }) => [`complete -c ${name} -f`, ...own.map((option) => optionLine(name, option))])
  .join('\n')}
`;
