#!/usr/bin/env bash
# Runs the demo, the compatibility kit, the benchmarks, exports and imports. Builds outdated modules first.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
lib=$root/target/es/lib
benchmarks=$root/es-benchmarks/target/benchmarks.jar
# The heap is touched before the measurement: the first access to a page costs more than the measured work.
heap=(-Xms4g -Xmx4g -XX:+AlwaysPreTouch -XX:+IgnoreUnrecognizedVMOptions -XX:+UseTransparentHugePages)
quiet=-Djava.util.logging.config.file=$root/.mvn/logging.properties

usage() {
  cat <<'TEXT'
Usage: ./es COMMAND [ARGUMENT…]

  demo [REPOSITORY]              Reads the history of a git repository into an event store, answers questions from it,
                                 and draws who works on what
  tck [--jar ADAPTER.jar] URL    Runs the compatibility kit: ./es tck 'sqlite:target/tck/{n}.db'
  benchmark [OPTION…] [WORKLOAD…]  Measures the library beside the fastest plain code; --help shows more
  export URL STREAM FILE         Writes the events of a stream into a file of JSON Lines that only its owner can read
  import URL STREAM FILE         Appends the events of such a file to a stream; a second import changes nothing;
                                 the FILE - is the standard output or input
  help                           Shows this text
TEXT
}

fail() {
  echo "es: $*" >&2
  exit 2
}

java_command() {
  if [[ -n "${JAVA_HOME:-}" ]]; then
    [[ -x "$JAVA_HOME/bin/java" ]] || fail "JAVA_HOME has no bin/java: $JAVA_HOME"
    echo "$JAVA_HOME/bin/java"
  else
    command -v java || fail "no java found: install a JDK 17 or later, or set JAVA_HOME"
  fi
}

# Succeeds if a file is missing or older than any source.
outdated() {
  [[ ! -e "$1" ]] && return 0
  local newer
  newer=$(find "$root/pom.xml" "$root"/es-*/pom.xml "$root"/es-*/src/main -newer "$1" -print | head -n 1)
  [[ -n "$newer" ]]
}

# Builds modules and the modules they need, quietly; further arguments are goals and options.
build() {
  local modules=$1
  shift
  command -v mvn >/dev/null || fail "no mvn found: install Maven 3.8.7 or later"
  echo "es: building (the first time, Maven fetches the dependencies)…" >&2
  mvn -B -q -ntp -f "$root/pom.xml" -pl "$modules" -am -Dmaven.test.skip -Dspotless.check.skip package "$@" >&2 ||
    fail "the build failed: see above"
}

# Collects all jars of the library and their run-time dependencies, without the benchmarks.
build_lib() {
  outdated "$root/target/es/built" || return 0
  rm -rf "$root/target/es"
  mkdir -p "$root/target/es"
  touch "$root/target/es/building"
  build es-examples,es-tck dependency:copy-dependencies -DincludeScope=runtime "-DoutputDirectory=$lib"
  cp "$root"/es-examples/target/es-examples-*.jar "$root"/es-tck/target/es-tck-*.jar "$lib"
  mv "$root/target/es/building" "$root/target/es/built"
}

build_benchmarks() {
  outdated "$benchmarks" || return 0
  build es-benchmarks
}

run() {
  local classpath=$1 java
  shift
  java=$(java_command)
  exec "$java" --enable-native-access=ALL-UNNAMED -cp "$classpath" "$@"
}

command=${1:-help}
shift || true
case "$command" in
  demo)
    build_lib
    [[ $# -gt 0 ]] || set -- "$root"
    run "$lib/*" "-Des.demo.folder=$root/target/demo" dev.eventstreams.examples.GitHistory "$@"
    ;;
  tck)
    classpath=$lib/*
    while [[ "${1:-}" == --jar ]]; do
      [[ -n "${2:-}" ]] || fail "--jar needs the path of a jar"
      [[ -f "$2" ]] || fail "no such jar: $2"
      classpath=$classpath:$2
      shift 2
    done
    [[ $# -eq 1 ]] || fail "tck needs one URL, such as 'sqlite:target/tck/{n}.db'"
    build_lib
    run "$classpath" "$quiet" dev.eventstreams.tck.Main "$@"
    ;;
  benchmark)
    build_benchmarks
    run "$benchmarks" "$quiet" "${heap[@]}" dev.eventstreams.benchmarks.Benchmark "$@"
    ;;
  export | import)
    [[ $# -eq 3 ]] || fail "$command needs a URL, a stream and a file"
    build_lib
    run "$lib/*" dev.eventstreams.examples.StreamFiles "$command" "$@"
    ;;
  help | -h | --help) usage ;;
  *)
    usage >&2
    fail "unknown command: $command"
    ;;
esac
