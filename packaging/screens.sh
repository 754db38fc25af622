#!/usr/bin/env bash
# Renders every page of the window, light and dark, small (1280x800) and large (2560x1440 at scale 2), and every empty,
# busy and failed state, into build/screens/. Look at all of them. Workspaces given as arguments are shown as well as the
# demo; without any, one is made from real outcomes where they are at hand (FAIRLEAD_SHARED_DATA, a folder).
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

screens=$ROOT/build/screens
data=${FAIRLEAD_SHARED_DATA:-$ROOT/../shared/data}
work=$ROOT/build/demo
mkdir -p "$work"
rm -rf "$screens"

workspaces=("$work/demo.fairlead")
"$BIN/fairlead-cli" demo "$work/demo.fairlead" >&2
for given in "$@"; do workspaces+=("$given"); done
if [ $# -eq 0 ] && [ -f "$data/llmrouter_log.jsonl" ]; then
    real=$work/real.fairlead
    if [ ! -f "$real" ]; then
        "$BIN/fairlead-cli" import "$real" "$data/llmrouter_log.jsonl" --name llmrouter >&2
        for method in rm-interval best-single; do
            "$BIN/fairlead-cli" train "$real" --dataset llmrouter --method "$method" >&2
        done
    fi
    workspaces+=("$real")
elif [ $# -eq 0 ]; then
    echo "screens: no real outcomes in $data; only the demo is shown. Name a workspace to show it too." >&2
fi

export QT_QPA_PLATFORM=offscreen
"$BIN/fairlead-screens" --out "$screens" --name 1280x800 --size 1280x800 --states "${workspaces[@]}"
QT_SCALE_FACTOR=2 "$BIN/fairlead-screens" --out "$screens" --name 2560x1440@2 --size 1280x720 "${workspaces[@]}"
echo "The pictures are in $screens"
