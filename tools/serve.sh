# A throw-away server for tools that need one running. Sourced after tools/build.sh.

# with_server COMMAND…: runs the command with the server's address as its last argument.
with_server() {
  build_web
  node_modules web
  publish_server
  local folder port log=out/log/throw-away-server.log pid=
  folder=$(mktemp -d)
  port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
  mkdir -p out/log
  PORT=$port BIND_IP=127.0.0.1 ROOT_URL=http://localhost:$port TEST_MODE=true PARLEY_DATA=$folder \
    ADMIN_USERNAME=ada ADMIN_PASS=ada-pass-1 ADMIN_NAME='Ada Lovelace' ADMIN_EMAIL=ada@example.org \
    out/server/parley >"$log" 2>&1 &
  pid=$!
  # shellcheck disable=SC2064
  trap "kill $pid 2>/dev/null; wait $pid 2>/dev/null; rm -rf '$folder'" EXIT
  local tries=0
  until curl -fs "http://localhost:$port/readyz" >/dev/null; do
    ((++tries < 300)) && kill -0 "$pid" 2>/dev/null || { tail -n 20 "$log" >&2; return 1; }
    sleep 0.1
  done
  "$@" "http://localhost:$port"
}
