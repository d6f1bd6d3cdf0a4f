#!/usr/bin/env bash
# Builds once, runs every test project and ends with the line "N passed, N failed, N skipped".
# Arguments are handed on to "dotnet test", for instance: tests/run.sh --filter "FullyQualifiedName~Search"
# Tests of minutes (trait Speed=slow) are left out unless WEBP2P_SLOW=1 or a filter of the caller's own names them.
# WEBP2P_KILLS=100 kills running copies a hundred times instead of twenty. Continuous integration sets both.
# What a test says of itself after "measured: " is printed at the end of its project.
set -u

# What the tests use beyond the .NET SDK. As root on Debian or Ubuntu the missing ones are installed.
#   chromium, fonts-dejavu-core   the dashboard in a real browser
#   docker-compose                the check of docker-compose.yml (no engine needed)
#   iproute2                      networks with addresses of their own
#   nodejs, npm                   the JavaScript client of the event hub
browsers=(chromium chromium-browser google-chrome-stable google-chrome microsoft-edge)

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
root=$PWD
exec </dev/null
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
if [ ! -d "${HOME:-}" ] || [ ! -w "$HOME" ]; then export HOME="$results/home"; mkdir -p "$HOME"; fi
passed=0 failed=0 skipped=0

summary() {
  echo "$passed passed, $failed failed, $skipped skipped"
  exit "$1"
}

find_browser() {
  local candidate path
  for candidate in "${WEBP2P_BROWSER:-}" "${browsers[@]}" \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
    [ -n "$candidate" ] && path=$(command -v "$candidate") && "$path" --version >/dev/null 2>&1 && { echo "$path"; return; }
  done
  return 1
}

missing_packages() {
  find_browser >/dev/null || echo chromium
  [ -d /usr/share/fonts/truetype/dejavu ] || echo fonts-dejavu-core
  command -v docker-compose >/dev/null || echo docker-compose
  PATH=$PATH:/usr/sbin:/sbin command -v ip >/dev/null || echo iproute2
  command -v node >/dev/null || echo nodejs
  command -v npm >/dev/null || echo npm
}

apt() {
  DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 "$@" >"$results/apt.log" 2>&1
}

install_missing() {
  local packages # names without spaces; mapfile is not in every bash
  packages=($(missing_packages))
  [ "${#packages[@]}" -gt 0 ] || return 0
  if [ "$(uname -s)" = Linux ] && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "installing ${packages[*]}"
    for _ in 1 2; do
      apt update && apt install -y --no-install-recommends "${packages[@]}" && break
    done
    packages=($(missing_packages))
    [ "${#packages[@]}" -gt 0 ] && tail -n 5 "$results/apt.log"
  fi
  [ "${#packages[@]}" -eq 0 ] || echo "missing: ${packages[*]} (the tests that need them are skipped)"
}

# Adds one result file to the totals and prints the names of what failed or was skipped.
count() {
  local counters total good bad
  counters=$(grep -o '<Counters [^>]*' "$1" | head -n 1)
  counter() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$counters"; }
  total=$(counter total) good=$(counter passed)
  bad=$(($(counter failed) + $(counter error) + $(counter timeout) + $(counter aborted)))
  passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + total - good - bad))
  grep -o 'measured: [^<]*' "$1" | readable
  names "$1" Failed | sed 's/^/FAILED  /'
  names "$1" NotExecuted | sed 's/^/SKIPPED /'
}

names() {
  grep -o '<UnitTestResult [^>]*' "$1" | grep "outcome=\"$2\"" | sed 's/.* testName="\([^"]*\)".*/\1/' \
    | readable | sort
}

readable() {
  sed 's/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g'
}

command -v dotnet >/dev/null || { echo "missing: the .NET SDK 10 (dotnet)"; failed=1; summary 1; }
install_missing
WEBP2P_BROWSER=$(find_browser) && export WEBP2P_BROWSER || unset WEBP2P_BROWSER

if ! dotnet build WebP2P.sln -nodeReuse:false -v quiet -nologo; then
  echo "the build failed"
  failed=1
  summary 1
fi

exit_code=0
[ "${WEBP2P_SLOW:-}" = 1 ] || case " $* " in *" --filter"*) ;; *) set -- "$@" --filter "Speed!=slow" ;; esac
shopt -s nullglob
for project in tests/*.Tests/*.csproj; do
  name=$(basename "$project" .csproj)
  echo "== $name"
  dotnet test "$root/$project" --no-build -nodeReuse:false --nologo --logger trx --results-directory "$results/$name" \
    --blame-hang-timeout 20m --blame-hang-dump-type none "$@" || { exit_code=1; broken=1; }
  before=$failed
  for trx in "$results/$name"/*.trx; do count "$trx"; done
  if [ -n "${broken:-}" ] && [ "$failed" -eq "$before" ]; then
    echo "FAILED  $name ended without naming a failed test (crash, hang or no test host)"
    failed=$((failed + 1))
  fi
  unset broken
done

[ "$failed" -eq 0 ] || exit_code=1
if [ $((passed + failed)) -eq 0 ]; then
  echo "no test ran"
  exit_code=1
fi
if [ "${CI:-}" = true ] && [ "$skipped" -gt 0 ]; then
  echo "skipped tests count as a failure when CI=true"
  exit_code=1
fi
summary "$exit_code"
