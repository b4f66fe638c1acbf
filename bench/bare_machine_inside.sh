#!/usr/bin/env bash
# The part of bare_machine.sh that runs inside the bare machine; see there.
set -uo pipefail
# Jobs get process groups of their own, as in a terminal.
set -m

FAILED=0
TABLE=$'| step | result | seconds |\n|---|---|---|'
LOG=/tmp/step.log

# Processes of this machine other than this script and what it is just running.
others() {
  local entry number
  for entry in /proc/[0-9]*; do
    number=${entry#/proc/}
    [ "$number" = 1 ] || [ "$number" = $$ ] || [ "$number" = "$BASHPID" ] || [ ! -s "$entry/cmdline" ] ||
      tr '\0' ' ' <"$entry/cmdline" 2>/dev/null
  done
}

row() { # name, ok?, remark, seconds
  if [ "$2" = 0 ]; then TABLE+=$'\n'"| $1 | ${3:-works} | $4 |"; else
    TABLE+=$'\n'"| $1 | **FAILED**: $3 | $4 |"
    FAILED=1
    echo "--- FAILED: $1: $3"
    tail -n 40 "$LOG"
  fi
}

# Start `make demo` as a job; wait for the addresses. Sets JOB and WAITED.
start_demo() { # command...
  local begun=$SECONDS
  : >"$LOG" # the last address must not be taken for this one
  "$@" >"$LOG" 2>&1 </dev/null &
  JOB=$!
  until grep -q 'Stop with Ctrl-C' "$LOG"; do
    kill -0 "$JOB" 2>/dev/null || return 1
    [ $((SECONDS - begun)) -lt 900 ] || return 1
    sleep 1
  done
  WAITED=$((SECONDS - begun))
  python3 - <<'PYTHON'
import urllib.error, urllib.request
try:
    print("page:", urllib.request.urlopen("http://127.0.0.1:8000/", timeout=30).status)
except urllib.error.HTTPError as error:
    print("page:", error.code)
    raise SystemExit(error.code >= 500)
PYTHON
}

nothing_left() { # seconds
  local begun=$SECONDS
  while [ -n "$(others)" ]; do
    if [ $((SECONDS - begun)) -ge "$1" ]; then
      others
      return 1
    fi
    sleep 0.5
  done
}

press_ctrl_c() {
  kill -INT -- "-$JOB"
  wait "$JOB" 2>/dev/null
  nothing_left 5
}

demo_step() { # name, command...
  local name=$1
  shift
  if ! start_demo "$@"; then
    row "$name" 1 "no address, or the page fails" "$SECONDS"
    kill -KILL -- "-$JOB" 2>/dev/null
    return
  fi
  cat "$LOG"
  if press_ctrl_c; then row "$name" 0 "address printed, page answers, no process left" "$WAITED"; else
    row "$name" 1 "a process was left after Ctrl-C" "$WAITED"
  fi
}

does() { case $STEPS in *$1*) return 0 ;; *) return 1 ;; esac; }

. /etc/os-release
echo "=== $PRETTY_NAME, $(python3 --version), $(nproc) processors, commit $(git -C /root/casework rev-parse --short HEAD)"
useradd -m newcomer
git clone -q /root/casework /home/newcomer/casework
chown -R newcomer: /home/newcomer
as_newcomer=(setpriv --reuid newcomer --regid newcomer --init-groups env HOME=/home/newcomer
  make -C /home/newcomer/casework)
as_root=(make -C /root/casework)

if does 1; then
  echo "=== 1. without root, nothing installed"
  "${as_newcomer[@]}" demo >"$LOG" 2>&1 </dev/null
  status=$?
  cat "$LOG"
  [ $status != 0 ] && grep -q 'sudo apt-get install -y --no-install-recommends' "$LOG"
  row "\`make demo\` without root on the bare machine" $? "one sentence with the command to run" 0
fi
if does 2; then
  echo "=== 2. make demo as root"
  demo_step "\`make demo\` as root, everything new" "${as_root[@]}" demo
  stat -c '%A %U %n' /root /var/lib/chengxin-casework /var/lib/chengxin-casework/*
fi
if does 3; then
  echo "=== 3. again, then kill -9 of the launcher"
  if start_demo "${as_root[@]}" demo; then
    launcher=$(pgrep_launcher() { for entry in /proc/[0-9]*; do
      tr '\0' ' ' <"$entry/cmdline" 2>/dev/null | grep -q 'config\.launcher' && echo "${entry#/proc/}"
    done; }; pgrep_launcher)
    kill -KILL $launcher
    wait "$JOB" 2>/dev/null
    nothing_left 30
    row "second \`make demo\`, then \`kill -9\` of the launcher" $? "no process left within 30 s" "$WAITED"
  else
    row "second \`make demo\`" 1 "no address" 0
  fi
fi
if does 4; then
  echo "=== 4. start after the kill"
  demo_step "\`make demo\` after the kill" "${as_root[@]}" demo
fi
if does 5; then
  echo "=== 5. without root, system packages present"
  demo_step "\`make demo\` without root" "${as_newcomer[@]}" demo
fi
if does 6; then
  echo "=== 6. make test"
  begun=$SECONDS
  "${as_root[@]}" test >"$LOG" 2>&1 </dev/null
  status=$?
  tail -n 25 "$LOG"
  row "\`make test\` as root" $status "$(grep -E '^=+ .*(passed|failed|error)' "$LOG" | tail -n 1 | tr -d '=' | sed 's/^ *//;s/ *$//')" $((SECONDS - begun))
  nothing_left 10
  row "after \`make test\`" $? "no process left" 0
fi
echo
echo "$TABLE"
exit $FAILED
