# Shared by the commands at the root: builds only what is older than its sources.
# The caller has already changed to the root of the repository.

say() { printf '%s\n' "$*" >&2; }

# True when the stamp is missing or anything under the given places is newer.
stale() {
  local stamp=$1 place
  shift
  [[ -e $stamp ]] || return 0
  local -a places=()
  for place in "$@"; do
    [[ -e $place ]] && places+=("$place")
  done
  ((${#places[@]})) || return 1
  [[ -n $(find "${places[@]}" \( -name bin -o -name obj -o -name node_modules -o -name dist -o -name wwwroot \) -prune \
    -o -type f -newer "$stamp" -print -quit) ]]
}

# Runs a long step quietly; its output matters only when it fails.
quietly() {
  local log=$1
  shift
  mkdir -p "$(dirname "$log")"
  if ! "$@" >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    say "failed: $* (all of it in $log)"
    return 1
  fi
}

need() {
  command -v "$1" >/dev/null || { say "$1 is missing: $2"; exit 1; }
}

need_dotnet() { need dotnet "install the .NET 10 SDK"; }

# A lock may change when a dependency does; npm leaves this file behind after each install.
node_modules() {
  local folder=$1
  if stale "$folder/node_modules/.package-lock.json" "$folder/package-lock.json"; then
    say "installing packages of $folder"
    quietly "out/log/npm-${folder//\//-}.log" npm --prefix "$folder" ci --no-audit --no-fund
    touch "$folder/node_modules/.package-lock.json"
  fi
}

build_web() {
  [[ -f web/package.json ]] || return 0
  stale out/web.stamp web || return 0
  need npm "install Node 20"
  node_modules web
  say "building the web client"
  quietly out/log/web.log npm --prefix web run build
  mkdir -p out
  touch out/web.stamp
}

# Publishes a program, compiled ahead of time for a quick start when the compiler can be had.
ahead_of_time() {
  local project=$1 folder=$2
  local -a options=("$project" -c Release -o "$folder" -nologo -v quiet)
  local log=out/log/publish-${folder##*/}.log
  mkdir -p out/log
  rm -rf "$folder"
  # The runtime identifier would write itself into the lock files of the sources.
  if ! dotnet publish "${options[@]}" --use-current-runtime --self-contained false -p:PublishReadyToRun=true \
    -p:NuGetLockFilePath=obj/publish.lock.json >"$log" 2>&1; then
    if grep -qE 'error (CS|CA|VSTHRD|RS)[0-9]+' "$log"; then
      grep -E 'error [A-Z]+[0-9]+' "$log" | sort -u | head -20 >&2
      return 1
    fi
    say "not compiled ahead of time, see $log"
    quietly "$log.plain" dotnet publish "${options[@]}"
  fi
}

publish_server() {
  need_dotnet
  stale out/server.stamp src out/web.stamp Directory.Build.props Directory.Packages.props || return 0
  say "building the server"
  ahead_of_time src/Server/Parley.Server.csproj out/server
  if [[ -f web/client/dist/index.html && ! -f out/server/wwwroot/index.html ]]; then
    mkdir -p out/server/wwwroot
    cp -r web/client/dist/. out/server/wwwroot/
  fi
  touch out/server.stamp
}
