# Sourced by the scripts that check a running trelay: one line per check, waiting, and processes that end with the script.
# shellcheck shell=bash

passed=0
failed=0
folder=$(mktemp -d "${TMPDIR:-/tmp}/trelay-check.XXXXXX")
declare -A children=() # process ids
trap end_checks EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

ok() {
  passed=$((passed + 1))
  echo "ok    $1"
}

# fail NAME [DETAIL]
fail() {
  failed=$((failed + 1))
  echo "FAIL  $1"
  if [[ -n ${2:-} ]]; then tail -n 25 <<<"$2" | sed 's/^/      | /'; fi
}

# check NAME COMMAND…: the command ends with 0.
check() {
  local name=$1 output code=0
  shift
  output=$("$@" 2>&1) || code=$?
  if ((code == 0)); then ok "$name"; else fail "$name" "$output"$'\n'"(exit code $code of: $*)"; fi
}

# check_refused NAME CODE PATTERN… -- COMMAND…: the command ends with that code and its one line on standard error has
# every pattern (case does not matter).
check_refused() {
  local name=$1 expected=$2 code=0 line pattern patterns=()
  shift 2
  while [[ $1 != -- ]]; do
    patterns+=("$1")
    shift
  done
  shift
  "$@" >"$folder/refused.out" 2>"$folder/refused.err" || code=$?
  line=$(<"$folder/refused.err")
  if ((code != expected)); then
    fail "$name" "$line"$'\n'"(exit code $code, not $expected, of: $*)"
    return
  fi
  if (($(wc -l <"$folder/refused.err") != 1)); then
    fail "$name" "$line"$'\n'"(not one line on standard error)"
    return
  fi
  for pattern in "${patterns[@]}"; do
    grep -qiE -- "$pattern" <<<"$line" || {
      fail "$name" "$line"$'\n'"(does not say: $pattern)"
      return
    }
  done
  ok "$name"
}

# until_true SECONDS COMMAND…: tries again until it ends with 0.
until_true() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || return 1
    sleep 0.2
  done
}

# json EXPRESSION: evaluates a Python expression over `v`, the JSON document on standard input; a boolean is the exit code.
json() {
  python3 -c '
import json, sys
v = json.load(sys.stdin)
result = eval(sys.argv[1])
if isinstance(result, bool):
    sys.exit(0 if result else 1)
print(result)' "$1"
}

need() {
  local program
  for program in "$@"; do
    command -v "$program" >/dev/null || {
      echo "$(basename "$0"): needs $program" >&2
      exit 1
    }
  done
}

# The release binary, built now unless TRELAY_BINARY names another.
find_trelay() {
  trelay=${TRELAY_BINARY:-}
  if [[ -z $trelay ]]; then
    make --no-print-directory release >"$folder/release.log" 2>&1 || {
      tail -n 40 "$folder/release.log" >&2
      exit 1
    }
    trelay=$PWD/.build/release/trelay
  fi
  [[ -x $trelay ]] || {
    echo "$(basename "$0"): no program $trelay" >&2
    exit 1
  }
}

# --- Suites of the package's tests

# suite NAME FILTER [PATTERN]: its tests pass, there are some, and the output has the pattern.
suite() {
  local code=0 count
  swift test --skip-build --disable-xctest --filter "$2" >"$folder/suite.log" 2>&1 || code=$?
  count=$(sed -nE 's/.*Test run with ([0-9]+) tests?.*/\1/p' "$folder/suite.log" | tail -n 1)
  if ((code != 0)); then
    fail "$1" "$(grep -E '✘|error|recorded an issue' "$folder/suite.log" || cat "$folder/suite.log")"
  elif ((${count:-0} == 0)); then
    fail "$1" "no test ran"
  elif [[ -n ${3:-} ]] && ! grep -q "$3" "$folder/suite.log"; then
    fail "$1" "the output does not say: $3"
  else
    ok "$1: $count tests"
    grep -h 'conformance:' "$folder/suite.log" | sort -u | sed 's/^/      /' || true
  fi
}

# --- Workers: each has a log and a state folder under its id.

declare -A worker_pid=() worker_role=()

# start_worker ID ROLE [OPTION…]: uses the array `connection`.
start_worker() {
  local id=$1 role=$2
  shift 2
  mkdir -p "$folder/$id"
  "$trelay" worker --role "$role" --id "$id" --state-dir "$folder/$id" --log-level info "${connection[@]}" "$@" \
    </dev/null >/dev/null 2>"$folder/$id.log" &
  worker_pid[$id]=$!
  worker_role[$id]=$role
  children[$!]=1
  until_true 20 worker_address "$id" || {
    echo "$(basename "$0"): worker $id does not start:" >&2
    cat "$folder/$id.log" >&2
    exit 1
  }
}

# The HOST:PORT of its endpoint, from its log.
worker_address() {
  local address
  address=$(sed -nE 's,.*endpoint=http://([0-9.:]+).*,\1,p' "$folder/$1.log" | tail -n 1)
  [[ -n $address ]] && echo "$address"
}

ask_worker() { curl -sS --max-time 5 "http://$(worker_address "$1")$2"; }

# end_worker SIGNAL ID
end_worker() {
  kill "-$1" "${worker_pid[$2]}"
  wait "${worker_pid[$2]}" 2>/dev/null || true
  unset "children[${worker_pid[$2]}]"
}

# --- The end

# Before the processes are ended; scripts may define their own.
before_end() { :; }

end_checks() {
  local code=$? pid
  trap - EXIT INT TERM
  before_end || true
  for pid in "${!children[@]}"; do kill -KILL "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  if ((code == 0)) && ((failed > 0)); then code=1; fi
  if ((code != 0)) && [[ -n ${TRELAY_KEEP:-} ]]; then echo "kept: $folder" >&2; else rm -rf "$folder"; fi
  echo "$(basename "$0"): $passed passed, $failed failed"
  exit "$code"
}
