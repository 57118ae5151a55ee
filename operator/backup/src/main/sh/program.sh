#!/usr/bin/env bash
# Writes how the program is run: HOME/backup.options, for `java @HOME/backup.options dev.etcetera.backup.Main`, and what they
# name, HOME/backup.aot, in which a JVM that rehearsed a backup and a restore noted down what it loaded and found hot. A cache
# is good for one build of the runtime and these jars, by their names, sizes and times; one that does not fit is left aside
# without a word (-Xlog:disable).
#   program.sh JDK RUNTIME HOME PLACE JAR...    the jars below HOME, which lies at PLACE when it is used
set -euo pipefail
jdk=$1 runtime=$2 home=$3 place=$4
shift 4
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d "$home/.rehearsal.XXXXXX")
trap 'rm -rf "$work"' EXIT

# options PLACE: with the classes there.
options() {
  local classes
  classes=$(printf ":$1/%s" "${@:2}")
  cat "$here/jvm.options"
  printf -- '-cp\n"%s"\n' "${classes#:}"
}

"$jdk/bin/keytool" -genkeypair -keyalg EC -dname CN=rehearsal -ext san=ip:127.0.0.1 -validity 1 -alias tls \
  -keystore "$work/tls.p12" -storetype PKCS12 -storepass rehearsal >"$work/log" 2>&1
"$jdk/bin/keytool" -exportcert -rfc -alias tls -keystore "$work/tls.p12" -storepass rehearsal >"$work/tls.pem" 2>>"$work/log"
options "$home" "$@" >"$work/options"
rm -f "$home/backup.aot"
# The last -Xmx counts: member and bucket are in the same process.
if ! "$runtime/bin/java" @"$work/options" -Xmx512m -XX:AOTCacheOutput="$home/backup.aot" \
  dev.etcetera.backup.rehearsal.Rehearsal "$work" >>"$work/log" 2>&1 || [ ! -s "$home/backup.aot" ]; then
  cat "$work/log" >&2
  echo "program.sh: no cache was written" >&2
  exit 1
fi
# Says why if it does not fit here.
"$runtime/bin/java" @"$work/options" -Xlog:aot=info:stderr -XX:AOTMode=on -XX:AOTCache="$home/backup.aot" \
  dev.etcetera.backup.Main --help >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
{
  options "$place" "$@"
  echo "-XX:AOTCache=$place/backup.aot"
} >"$home/backup.options"
