/*
 * The launcher of the image, which has no shell: what the script `etcd` of the distribution does, for the bundled
 * runtime at a fixed place. Built static.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HOME "/opt/etcetera"
#define JAVA HOME "/runtime/bin/java"

int main(int argc, char **argv) {
    char *more = getenv("ETCETERA_JAVA_OPTS");
    char *options = strdup(more ? more : "");
    size_t most = (size_t)argc + strlen(options) + 16;
    char **words = calloc(most, sizeof *words);
    if (!options || !words) {
        perror("etcd");
        return 1;
    }
    size_t n = 0;
    words[n++] = JAVA;
    char *gc = strstr(options, "-XX:+Use");
    if (!gc || !strstr(gc, "GC")) words[n++] = "-XX:+UseSerialGC";
    words[n++] = "@" HOME "/lib/jvm.options";
    words[n++] = "-XX:AOTCache=" HOME "/lib/etcd.aot";
    words[n++] = "-Djava.library.path=" HOME "/lib/native";
    for (char *word = strtok(options, " "); word; word = strtok(NULL, " ")) words[n++] = word;
    words[n++] = "-cp";
    words[n++] = HOME "/lib/etcd.jar";
    words[n++] = "dev.etcetera.server.bootstrap.EtcdMain";
    for (int i = 1; i < argc; i++) words[n++] = argv[i];
    execv(JAVA, words);
    perror("etcd: " JAVA);
    return 127;
}
