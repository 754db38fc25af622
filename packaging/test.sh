#!/usr/bin/env bash
# Installs what is missing, builds release and runs the whole test suite offscreen.
# Arguments go to ctest, for example: bash packaging/test.sh -R sweep
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

cd "$ROOT"
exec ctest --preset release --no-tests=error "$@"
