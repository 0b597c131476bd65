# Part of scripts/test-kafka: what trelay does while Kafka's nodes and its own workers are killed, paused and resumed.
# shellcheck shell=bash disable=SC2154

workers=(gateway-1:gateway model-1:model audit-1:audit)
expected=(--expect gateway-1:gateway --expect model-1:model --expect audit-1:audit)
node_count=$("$KAFKA_LOCAL" status | wc -l)

# nodes VERB: to all at once, for none of three starts alone.
nodes() {
  local node waiting=()
  for ((node = 1; node <= node_count; node++)); do
    "$KAFKA_LOCAL" "$1" "$node" >/dev/null &
    waiting+=("$!")
  done
  wait "${waiting[@]}"
}

# publish_change NUMBER ID OPTION…: a small change that every role has to apply.
publish_change() {
  local number=$1 id=$2
  shift 2
  printf '{"reason":"change %d","changes":[%s,%s]}' "$number" \
    '{"op":"put","kind":"model","name":"burst","value":{"version":"1.0.'"$number"'"}}' \
    '{"op":"put","kind":"prompt","name":"burst","value":{"version":"'"$number"'","template":"say '"$number"'"}}' |
    "$trelay" publish -f - --id "$id" "${connection[@]}" "$@"
}

# burst NAME COUNT TIMEOUT: publishes one after the other and notes in NAME.burst what each was told.
burst() {
  local number code
  for ((number = 1; number <= $2; number++)); do
    code=0
    publish_change "$number" "$1-$number" --timeout "$3" -o json >"$folder/$1.out" 2>"$folder/$1.err" || code=$?
    {
      printf '{"id":"%s","code":%d,"said":' "$1-$number" "$code"
      # An error that is no verdict comes as a line on standard error, and says that nothing was published.
      if [[ -s $folder/$1.out ]]; then tr -d '\n' <"$folder/$1.out"; else printf '{"outcome":"error"}'; fi
      printf '}\n'
    } >>"$folder/$1.burst"
    cat "$folder/$1.err" >>"$folder/$1.errors"
  done
}

start_burst() {
  : >"$folder/$1.burst"
  burst "$@" &
  burst_pid=$!
  children[$burst_pid]=1
}
burst_reached() { (($(wc -l <"$folder/$1.burst") >= $2)); }
end_burst() {
  wait "$burst_pid" || true
  unset "children[$burst_pid]"
}

waited() { # CODE: of the publication that waited for Kafka
  cat "$folder/waiting.out"
  (($1 == 0))
}

# truth NAME: what each publication was told is what the log says; prints a summary.
truth() {
  "$trelay" history --limit 10000 "${connection[@]}" -o json >"$folder/history.json"
  python3 - "$folder/$1.burst" "$folder/history.json" <<'PYTHON'
import collections, json, sys
told = [json.loads(line) for line in open(sys.argv[1])]
history = json.load(open(sys.argv[2]))
accepted = collections.defaultdict(list)
for line in history:
    if line["outcome"] == "accepted" and not line["isDuplicate"]:
        accepted[line.get("eventID")].append(line["revision"])
lies = [f"{event} was accepted more than once: {revisions}" for event, revisions in accepted.items() if len(revisions) > 1]
count = collections.Counter()
for one in told:
    said, revisions = one["said"], accepted.get(one["id"], [])
    outcome = said["outcome"]
    count[outcome] += 1
    if outcome == "accepted":
        if one["code"] != 0 or revisions != [said["revision"]]:
            lies.append(f'{one["id"]}: said revision {said["revision"]} (exit {one["code"]}), the log says {revisions}')
    elif one["code"] != 1:
        lies.append(f'{one["id"]}: said {outcome} with exit code {one["code"]}')
    elif outcome != "unknown" and revisions:
        lies.append(f'{one["id"]}: said {outcome}, the log says revision {revisions}')
print(", ".join(f"{number} {outcome}" for outcome, number in sorted(count.items())))
print("\n".join(lies))
sys.exit(1 if lies else 0)
PYTHON
}

all_accepted() { # NAME COUNT
  (($(grep -c '"outcome": *"accepted"' "$folder/$1.burst") == $2)) || {
    cat "$folder/$1.errors"
    return 1
  }
}

row() { # ID: its row in status
  "$trelay" status "${expected[@]}" "${connection[@]}" -o json |
    json "[w['state'] for w in v['workers'] if w['worker'] == '$1'][0]"
}
row_is() { [[ $(row "$1") == "$2" ]]; }
converges() { "$trelay" wait "${expected[@]}" "${connection[@]}" --timeout "${1:-60s}"; }
all_current() {
  "$trelay" status "${expected[@]}" "${connection[@]}" -o json | json 'v["current"] == v["expected"] == 3' ||
    { "$trelay" status "${expected[@]}" "${connection[@]}" && return 1; }
}
is_stale() { ask_worker "$1" /readyz | json 'v["status"] == "stale" and v["statusSince"] > 0 and "since" in v["reason"]'; }
is_serving() { ask_worker "$1" /readyz | json 'v["status"] == "serving"'; }
serves() { # ID DIGEST
  [[ $(ask_worker "$1" /v1/config | json 'v["digest"]') == "$2" ]]
}

# audit_is_whole: every revision up to the latest is in the record, once, and the record is sound.
audit_is_whole() {
  local latest database=$folder/audit-1/audit.sqlite
  latest=$("$trelay" get "${connection[@]}" -o json | json 'v["revision"]')
  "$trelay" audit log --database "$database" --limit 100000 -o json | json \
    'sorted(c["revision"] for c in v["changes"] if c["outcome"] == "accepted" and not c["isDuplicate"]) == list(range(1, '"$latest"' + 1))' || {
    echo "the record has not exactly the revisions 1 to $latest"
    return 1
  }
  "$trelay" audit verify --database "$database"
}
audit_follows() { until_true 30 audit_is_whole || audit_is_whole; }

for worker in "${workers[@]}"; do start_worker "${worker%:*}" "${worker#*:}"; done
check "the first change reaches the fleet" publish_change 0 first --wait effective "${expected[@]}" --timeout 60s

# --- Kafka gone

declare -A digest=()
for worker in "${workers[@]}"; do digest[${worker%:*}]=$(ask_worker "${worker%:*}" /v1/config | json 'v["digest"]'); done
nodes kill
for worker in "${workers[@]}"; do
  id=${worker%:*}
  check "Kafka gone: $id says STALE and since when" until_true 30 is_stale "$id"
  check "Kafka gone: $id serves what it served" serves "$id" "${digest[$id]}"
done
check_refused "Kafka gone: status says so in one line" 1 'no broker|reached' "$KAFKA_BOOTSTRAP" -- \
  "$trelay" status "${connection[@]}" --timeout 4s
check_refused "Kafka gone: publish says that nothing was published, and exits 1" 1 'not published|nothing (was|is)' -- \
  publish_change 1 outage-1 --timeout 6s
end_worker KILL model-1
start_worker model-1 model
check "Kafka gone: a worker started now serves last-known-good" until_true 10 serves model-1 "${digest[model-1]}"
check "Kafka gone: and says that it is stale" until_true 20 is_stale model-1
publish_change 2 outage-2 --timeout 120s >"$folder/waiting.out" 2>&1 &
waiting=$!
children[$waiting]=1
nodes resume
code=0
wait "$waiting" || code=$?
unset "children[$waiting]"
check "Kafka back: a publication that was waiting gets its verdict" waited "$code"
check "Kafka back: the workers catch up alone" converges 90s
check "Kafka back: all rows are CURRENT" until_true 30 all_current
for worker in "${workers[@]}"; do check "Kafka back: ${worker%:*} is ready" until_true 30 is_serving "${worker%:*}"; done
check_refused "Kafka back: history tells the same of the change that was not published" 2 'no event' -- \
  "$trelay" history --event outage-1 "${connection[@]}"
check "Kafka back: it is published with the same id" publish_change 1 outage-1 --wait effective "${expected[@]}" --timeout 60s
check "Kafka back: the audit record is whole and sound" audit_follows

# --- Kafka hangs in the middle of publications

start_burst hang 60 6s
until_true 60 burst_reached hang 5 || true
nodes pause
reached=$(wc -l <"$folder/hang.burst")
until_true 60 burst_reached hang $((reached + 2)) || true
nodes unpause
end_burst
check "Kafka hangs: every publication was told the truth ($(truth hang | head -n 1))" truth hang
check "Kafka hangs: the workers catch up alone" converges 90s

# --- kill -9 of each worker under 200 changes

start_burst kills 200 60s
progress=10
for worker in "${workers[@]}"; do
  id=${worker%:*}
  until_true 120 burst_reached kills "$progress" || true
  end_worker KILL "$id"
  check "kill -9 of $id under changes: its row says SILENT" until_true 20 row_is "$id" SILENT
  progress=$(($(wc -l <"$folder/kills.burst") + 10))
  start_worker "$id" "${worker#*:}"
done
end_burst
check "kill -9: all 200 changes were accepted" all_accepted kills 200
check "kill -9: every publication was told the truth" truth kills
check "kill -9: the fleet converges" converges 60s
check "kill -9: all rows are CURRENT" until_true 30 all_current
check "kill -9: the audit record has every revision once and is sound" audit_follows

# --- One node of three

if ((node_count < 3)); then
  echo "skip  one node killed under changes (needs three nodes)"
else
  start_burst node 100 60s
  for ((node = 1; node <= 2; node++)); do
    until_true 120 burst_reached node $((20 * node)) || true
    "$KAFKA_LOCAL" kill "$node" >/dev/null
    until_true 120 burst_reached node $((20 * node + 10)) || true
    "$KAFKA_LOCAL" resume "$node" >/dev/null
  done
  end_burst
  check "one node of three killed: all 100 changes were accepted" all_accepted node 100
  check "one node of three killed: every publication was told the truth" truth node
  check "one node of three killed: the fleet converges" converges 60s
  check "one node of three killed: the audit record has every revision once and is sound" audit_follows
fi

for worker in "${workers[@]}"; do end_worker TERM "${worker%:*}"; done
all_left() { "$trelay" status "${connection[@]}" -o json | json 'all(w["state"] == "RETIRED" for w in v["workers"])'; }
check "the workers leave in order" until_true 20 all_left
