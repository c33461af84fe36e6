# Completion of understudy for fish. Generated from the command tree by "npm run generate".
# Words stand here; names of this server's own things come from the worker.

# PLACE: which words may stand there, each with the place behind it and its help; a value, its words and the place behind it.
function __understudy_at --no-scope-shadowing
    set rows
    set value
    switch $argv[1]
        case 0
            set rows
        case 1
            set rows 'sync:0:Cancel the synchronization that is running; the last complete copy stays'
        case 2
            set rows
            set value - 1 0
        case 3
            set rows 'failover:1:Of the pair' 'line:2:End the console of another operator'
        case 4
            set rows 'force:0:Ask nothing'
        case 5
            set rows 'startup-config:4:Make the configuration exactly the saved one'
            set value file 1 4
        case 6
            set rows
            set value archive 1 4
        case 7
            set rows 'timer:2:The same as "configure confirm MINUTES", then "configure terminal"'
        case 8
            set rows 'revert:7:Roll back by itself what nobody confirms'
        case 9
            set rows 'confirm:2:Safety net: roll back after MINUTES what is not kept; alone: keep it' 'replace:5:Make the configuration exactly that of a file' 'revert:0:Roll back at once what waits for "configure confirm"' 'rollback:6:Make the configuration that of an earlier copy' 'terminal:8:Change the configuration line by line'
        case 10
            set rows 'startup-config:0:Save the configuration in force'
            set value file 1 0
        case 11
            set rows 'running-config:0:Put it in force on top of what is there'
            set value file 1 0
        case 12
            set rows 'running-config:0:Put it in force on top of what is there'
        case 13
            set rows 'running-config:10:The configuration in force' 'startup-config:11:The saved configuration'
            set value file 1 12
        case 14
            set rows
            set value file 1 0
        case 15
            set rows 'startup-config:0:Remove the saved configuration; the archive keeps a copy'
        case 16
            set rows 'disable:0:Refuse new connections, also after a reboot' 'enable:0:Take new connections in again'
        case 17
            set rows 'link-cut:0:Only the link between the two servers is cut' 'peer-dies:0:The other server loses its power now' 'power-returns:0:Both lost their power, and it returns' 'witness-dies:0:The witness is lost'
        case 18
            set rows 'if:17:The same as "show failover explain if"'
        case 19
            set rows 'primary:0:Become Primary, as by an automatic failover; never refused' 'secondary:0:Become Secondary; does not restart the replication scheduler'
        case 20
            set rows 'test:0:Send a test mail now, and show the mail server\'s answer'
        case 21
            set rows 'cancel:0:Withdraw the pairing code that is shown'
            set value - 1 0
        case 22
            set rows
            set value peer 1 0
        case 23
            set rows 'test:0:Try every endpoint of the witness, and every pinged address'
        case 24
            set rows 'client-connection:16:Take in or refuse new connections; open ones go on' 'explain:18:What would happen to the pair; changes nothing' 'mode:19:Make this server Primary or Secondary' 'notification:20:E-mail to the administrators' 'pair:21:Pair by code: alone it shows one, with HOST it asks for one' 'sync:22:Fetch a complete copy now (Run Sync Now)' 'test:22:Test Connection: every port, in both directions' 'validate:0:Go through the whole validation plan and report' 'witness:23:A third opinion on who serves'
        case 25
            set rows
            set value trusted-host 1 0
        case 26
            set rows 'count:2:How many are sent; 5 when left out'
        case 27
            set rows
            set value trusted-host 1 26
        case 28
            set rows 'logs:2:Show what the service prints' 'restart:2:Stop the service and start it again' 'start:2:Start the service' 'status:2:Show whether it runs, and how it is' 'stop:2:Stop the service'
        case 29
            set rows
            set value service 1 28
        case 30
            set rows
            set value archive 1 0
        case 31
            set rows
            set value archive 1 30
        case 32
            set rows 'differences:31:What differs between earlier configurations'
            set value archive 1 0
        case 33
            set rows 'if:17:What would happen: timeline, outage, loss; changes nothing'
            set value - 1 0
        case 34
            set rows 'history:2:Synchronizations with their tasks, newest first'
            set value - 1 0
        case 35
            set rows 'events:2:Event log: failovers, alarms and synchronizations' 'explain:33:Why the last failover happened: what was seen, rule, effect' 'generations:0:Complete copies kept on this server' 'history:2:What happened to the pair and why, newest last' 'key:0:The key of this server, to be pasted on the other one' 'live:0:The pair as it is now, drawn anew every second' 'matrix:0:Which servers may back which, and whether this pair fits' 'notification:0:E-mail: who is told, what waits, what came of the last one' 'orphans:0:What only this server had when a copy replaced its data' 'peers:0:Heartbeats to the other server; its paths, clock and release' 'readiness:0:If the active server failed now: loss, duration, obstacles' 'status:0:The same as "show failover"' 'switchover:0:How to plan a switchover: checks and commands; changes nothing' 'sync:34:The synchronization that runs, the last one, and the next' 'trusted-hosts:0:Servers we exchange heartbeats and data with' 'witness:0:The witness: whether it answers, and who has its lease'
        case 36
            set rows
            set value service 1 2
        case 37
            set rows 'service:36:What a protected service prints' 'worker:2:Start, stop, commands and faults of the worker'
            set value - 1 0
        case 38
            set rows 'all:0:Settings at their default, too'
        case 39
            set rows 'file:0:The same report, written to a file of the console'
        case 40
            set rows 'archive:32:Earlier configurations: who changed what, and when' 'audit:2:Who did what, from where and with what result, newest last' 'clock:0:Time of this host, and how far the other one is off' 'failover:35:Who serves and why, and whether the other could' 'interfaces:0:Network interfaces with their addresses and counters' 'inventory:0:What this server is made of, and the room on its disks' 'logging:37:The HighAvailability log with every heartbeat' 'privilege:0:Current privilege level' 'running-config:38:The configuration in force' 'services:0:Protected services, and how clients reach them' 'startup-config:0:The configuration that was saved' 'tech-support:39:One report with everything for support, secrets stripped' 'terminal:0:How this terminal is set up' 'users:0:Who sits at a console here, from where and for how long' 'version:0:Release of the product and how long the worker has been up'
        case 41
            set rows 'history:0:Remember no lines' 'length:0:Pages as high as the window' 'width:0:Text as wide as the window'
        case 42
            set rows 'length:2:Lines of a page' 'no:41:Set this terminal up as it was' 'width:2:Columns that text is broken at'
        case 43
            set rows 'events:2:Event log: failovers, alarms and synchronizations' 'explain:33:Why the last failover happened: what was seen, rule, effect' 'generations:0:Complete copies kept on this server' 'history:2:What happened to the pair and why, newest last' 'key:0:The key of this server, to be pasted on the other one' 'matrix:0:Which servers may back which, and whether this pair fits' 'notification:0:E-mail: who is told, what waits, what came of the last one' 'orphans:0:What only this server had when a copy replaced its data' 'peers:0:Heartbeats to the other server; its paths, clock and release' 'readiness:0:If the active server failed now: loss, duration, obstacles' 'status:0:The same as "show failover"' 'switchover:0:How to plan a switchover: checks and commands; changes nothing' 'sync:34:The synchronization that runs, the last one, and the next' 'trusted-hosts:0:Servers we exchange heartbeats and data with' 'witness:0:The witness: whether it answers, and who has its lease'
        case 44
            set rows 'archive:32:Earlier configurations: who changed what, and when' 'audit:2:Who did what, from where and with what result, newest last' 'clock:0:Time of this host, and how far the other one is off' 'failover:43:Who serves and why, and whether the other could' 'interfaces:0:Network interfaces with their addresses and counters' 'inventory:0:What this server is made of, and the room on its disks' 'logging:37:The HighAvailability log with every heartbeat' 'privilege:0:Current privilege level' 'running-config:38:The configuration in force' 'services:0:Protected services, and how clients reach them' 'startup-config:0:The configuration that was saved' 'tech-support:39:One report with everything for support, secrets stripped' 'terminal:0:How this terminal is set up' 'users:0:Who sits at a console here, from where and for how long' 'version:0:Release of the product and how long the worker has been up'
        case 45
            set rows 'show:44:Look at the pair, its history and its configuration'
        case 46
            set rows 'show:44:Look at the pair, its history and its configuration'
            set value - 1 45
        case 47
            set rows 'erase:0:Remove the saved configuration; the archive keeps a copy' 'memory:0:Save the configuration in force; a restart loses what is not saved' 'terminal:0:Show the configuration in force'
        case 48
            set rows 'clear:3:Forget typed lines, end a console or a synchronization' 'configure:9:Change the configuration; "confirm MINUTES" is the safety net' 'copy:13:Copy a configuration' 'delete:14:Delete a file of the console' 'dir:0:Files of the console' 'disable:0:Turn off privileged commands' 'enable:0:Turn on privileged commands' 'erase:15:Remove what was saved' 'exit:0:Leave this mode, or the console when in none' 'failover:24:Act on the pair' 'help:0:How to get help' 'host:25:Look up the addresses of a name, or the names of an address' 'more:14:Show a file of the console' 'ping:27:Whether a host answers' 'poweroff:0:Stop everything and switch this host off' 'quit:0:Leave the console' 'reload:0:Stop everything and start this host again' 'rollback:6:Make the configuration that of an earlier copy' 'service:29:A protected service' 'setup:0:Set up this server question by question' 'show:40:Look at the pair, its history and its configuration' 'terminal:42:Set up this terminal' 'traceroute:25:The way to a host, hop by hop' 'watch:46:Answer a show command again and again, until a key is pressed' 'write:47:Save the configuration in force'
    end
end

# The place behind the words, as the console would find it, abbreviations included; nothing when they lead nowhere.
function __understudy_walk
    set -l place 48
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
            case --root -c --command -f --file
                set option $word
            case '--root=*'
                set given $word
            case '-*'
            case '*'
                string match -q -r '^\|' -- $word; and set bar yes
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
    __understudy_ask $given -c (string replace -r '^[\'"]' '' -- (commandline -ct))
end

function __understudy_words
    set -l behind
    set -l given
    set -l option ''
    set -l bar ''
    __understudy_read
    set -l current (commandline -ct)
    if test (count $behind) -eq 0; and string match -q -r '^[\'"]' -- $current
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
            printf '%s\n' $names
            return
        end
    end
    test $at[2] -gt 0; and return
    for row in $rows
        set -l parts (string split -m 2 : -- $row)
        __understudy_begins $parts[1] (string lower -- "$current"); and printf '%s\t%s\n' $parts[1] $parts[3]
    end
end

complete -c understudy -f -a '(__understudy_words)'
complete -c understudy -l json -d 'print data as JSON, one line for each answer of a script; failures as JSON on standard error'
complete -c understudy -l yes -d 'take questions as answered with yes (without a terminal nothing is asked)'
complete -c understudy -l root -x -a '(__fish_complete_directories (commandline -ct))' -d 'put every path under DIR (or UNDERSTUDY_ROOT)'
complete -c understudy -s c -l command -x -a '(__understudy_line)' -d 'run a line; may be repeated, stops at the first failure'
complete -c understudy -s f -l file -r -F -d 'run the lines of a file; nothing is done when one of them is wrong'
complete -c understudy -l check -d 'only read the lines and say what is wrong'
complete -c understudy -s h -l help -d 'show this help, or that of the command before it'
complete -c understudy -l version -d 'show the release of this program'
complete -c understudy-setup -f
complete -c understudy-setup -l answers -r -F -d 'take the answers from a file in the console\'s own language; - for standard input'
complete -c understudy-setup -l dry-run -d 'print what would be configured, and change nothing'
complete -c understudy-setup -l menu -d 'choose what to configure from a menu'
complete -c understudy-setup -l boot -d 'ask first whether to set this server up now, as at its first boot'
complete -c understudy-setup -l root -x -a '(__fish_complete_directories (commandline -ct))' -d 'put every path under DIR (or UNDERSTUDY_ROOT)'
complete -c understudy-setup -s h -l help -d 'show this help'
complete -c understudy-setup -l version -d 'show the release of this program'
complete -c understudyd -f
complete -c understudyd -s V -l version -d 'output the version number'
complete -c understudyd -l root -x -a '(__fish_complete_directories (commandline -ct))' -d 'put every path under this folder'
complete -c understudyd -l give-units-back -d 'enable the units of protected services as they were before, and end: for the removal'
