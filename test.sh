#!/usr/bin/env bash
# Runs every test project of Clearing.sln with what this machine has.
#
#   ./test.sh              build in Release, then run all test projects
#   ./test.sh --install    first install PostgreSQL and Chromium where that is possible
#   ./test.sh --no-build   run what is built already
#
# Ends with the line "N passed, N failed, N skipped". Fails if a test failed, if a test project ran nothing, and with
# CI=true also if anything was skipped.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
exec </dev/null

configuration=Release
install=false
build=true
for argument in "$@"; do
  case "$argument" in
    --install) install=true ;;
    --no-build) build=false ;;
    *) echo "test.sh: unknown argument '$argument'; known are --install and --no-build" >&2; exit 2 ;;
  esac
done

# dotnet wants a home that can be written.
if [[ -z "${HOME:-}" || ! -w "${HOME:-/nonexistent}" ]]; then
  HOME="$(mktemp -d)"
  export HOME
fi
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

has_postgres() { command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }
chromium_path() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

install_missing() {
  local wanted=() as_root=()
  has_postgres || wanted+=(postgresql)
  chromium_path >/dev/null || wanted+=(chromium)
  (( ${#wanted[@]} )) || return 0
  if ! command -v apt-get >/dev/null; then
    echo "Cannot install ${wanted[*]}: this script knows apt-get only. Install them by hand."
    return 0
  fi
  if (( EUID != 0 )); then
    if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null; then
      echo "Cannot install ${wanted[*]}: neither root nor password-free sudo. Run: apt-get install ${wanted[*]}"
      return 0
    fi
    as_root=(sudo -n)
  fi
  echo "Installing ${wanted[*]} ..."
  local log
  log="$(mktemp)"
  "${as_root[@]}" apt-get update >"$log" 2>&1
  local package
  for package in "${wanted[@]}"; do
    if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends "$package" >>"$log" 2>&1; then
      echo "Cannot install $package; apt-get said:"
      tail -n 5 "$log"
    fi
  done
  rm -f "$log"
}

[[ "$install" == true ]] && install_missing
has_postgres || echo "PostgreSQL: absent. What needs it is skipped; './test.sh --install' installs it."
if chromium="$(chromium_path)"; then
  export CLEARING_CHROMIUM="$chromium"
else
  echo "Chromium: absent. The browser tests are skipped; './test.sh --install' installs it."
fi

if [[ "$build" == true ]]; then
  if ! dotnet build Clearing.sln -c "$configuration" -v quiet -nologo; then
    echo "The build failed; no test was run."
    echo "0 passed, 1 failed, 0 skipped"
    exit 1
  fi
fi

# One attribute of the <assembly> element of an xunit report.
count() { grep -m1 -o "<assembly [^>]*" "$1" | grep -o " $2=\"[0-9]*\"" | grep -o '[0-9]*'; }

results="$(mktemp -d)"
trap 'rm -rf "$results"' EXIT
passed=0 failed=0 skipped=0
mapfile -t projects < <(tr '\\' '/' <Clearing.sln | grep -o '"tests/[^"]*\.Tests\.csproj"' | tr -d '"' | sort)
if (( ${#projects[@]} == 0 )); then
  echo "Clearing.sln names no test project."
  failed=1
fi

for project in "${projects[@]}"; do
  name="$(basename "$project" .csproj)"
  report="$results/$name.xml"
  program="$(dirname "$project")/bin/$configuration/net10.0/$name.dll"
  started=$SECONDS
  dotnet "$program" -noLogo -noColor -result-xml "$report" >"$results/$name.log" 2>&1
  code=$?
  p="$(count "$report" passed 2>/dev/null)"
  f="$(count "$report" failed 2>/dev/null)"
  e="$(count "$report" errors 2>/dev/null)"
  s="$(count "$report" skipped 2>/dev/null)"
  p="${p:-0}" f=$(( ${f:-0} + ${e:-0} )) s="${s:-0}"
  # A project that crashed, or that ran nothing, has failed whatever it counted.
  if (( p + f == 0 )); then
    echo "$name ran nothing (exit code $code)."
    (( s == 0 || code != 0 )) && f=1
    (( s > 0 && code == 0 )) && echo "$name: all its tests were skipped." && f=1
  elif (( code != 0 && f == 0 )); then
    echo "$name ended with exit code $code although no test failed."
    f=1
  fi
  (( f > 0 )) && cat "$results/$name.log"
  printf '%-34s %6d passed %4d failed %4d skipped %5d s\n' "$name" "$p" "$f" "$s" $(( SECONDS - started ))
  if (( s > 0 )); then
    grep -o '<reason>[^<]*</reason>' "$report" | sed -E 's/<\/?reason>//g' | sort | uniq -c |
      while read -r times reason; do echo "    skipped $times: $reason"; done
  fi
  passed=$(( passed + p )) failed=$(( failed + f )) skipped=$(( skipped + s ))
done

status=0
(( failed > 0 )) && status=1
if (( skipped > 0 )) && [[ "${CI:-}" == true ]]; then
  echo "CI=true: nothing may be skipped."
  status=1
fi
echo "$passed passed, $failed failed, $skipped skipped"
exit "$status"
