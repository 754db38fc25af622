#!/usr/bin/env bash
# Installs what is missing, builds release and opens Fairlead; without arguments on a demo workspace, which is made and
# trained on first run. With no display, or with --offscreen, the same job runs headless and leaves its pictures and a
# summary in build/demo/. Other arguments go to the program, for example a workspace to open.
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

offscreen=
arguments=()
for argument in "$@"; do
    if [ "$argument" = --offscreen ]; then offscreen=1; else arguments+=("$argument"); fi
done
[ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || offscreen=1

if [ ${#arguments[@]} -eq 0 ]; then
    demo=$ROOT/build/demo
    mkdir -p "$demo"
    "$BIN/fairlead-cli" demo "$demo/demo.fairlead" >&2
    arguments=("$demo/demo.fairlead")
    if [ -n "$offscreen" ]; then
        QT_QPA_PLATFORM=offscreen "$BIN/fairlead" "$demo/demo.fairlead" --pictures "$demo"
        "$BIN/fairlead-cli" evaluate "$demo/demo.fairlead" --truth > "$demo/summary.txt"
        cat "$demo/summary.txt"
        printf '\nThe frontier, the routing shares and this summary are in:\n  %s\n  %s\n  %s\n' \
            "$demo/frontier.png" "$demo/shares.png" "$demo/summary.txt"
        exit 0
    fi
fi
[ -z "$offscreen" ] || export QT_QPA_PLATFORM=offscreen
exec "$BIN/fairlead" "${arguments[@]}"
