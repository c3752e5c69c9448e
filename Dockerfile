# The images of the operator and of the gateway. Both programs come from Maven's build, and the Java runtime from `dev/image`:
# run `make image`, or `make build` and `dev/image --runtime` before building with a tool of your own:
#   docker build --target gateway .
# Final images hold the program, a Java runtime cut to size, and just the files of the base that these two need.
ARG BASE=docker.io/library/debian:bookworm-slim

FROM ${BASE} AS collector
COPY dev/collect-files /usr/local/bin/

FROM collector AS operator-files
RUN collect-files /files /usr/bin/dash && ln -s dash /files/usr/bin/sh

FROM collector AS gateway-files
RUN apt-get update && apt-get install --yes --no-install-recommends rsync \
    && dpkg --compare-versions "$(dpkg-query --show --showformat '${Version}' rsync)" ge 3.5.0 \
    || { echo "The gateway needs rsync 3.5.0 or later, for its --confine-root; this base has none." >&2; exit 1; }
# What rsync's --iconv opens at run time: the sets that the gateway allows (CharacterSets.java), and where the C library finds them.
RUN gconv=$(dirname "$(find /usr/lib -path '*/gconv/gconv-modules.cache')") && cd "$gconv" \
    && collect-files /files /usr/bin/dash /usr/bin/rsync "$gconv/gconv-modules.cache" \
      $(for set in ISO8859-1 ISO8859-2 ISO8859-3 ISO8859-4 ISO8859-5 ISO8859-6 ISO8859-7 ISO8859-8 ISO8859-9 ISO8859-10 ISO8859-13 \
        ISO8859-14 ISO8859-15 ISO8859-16 CP1250 CP1251 CP1252 CP1253 CP1254 CP1256 CP1257 IBM437 CP737 CP775 IBM850 IBM852 IBM855 \
        IBM857 IBM858 IBM860 IBM861 IBM862 IBM863 IBM865 IBM866 IBM869 KOI8-R KOI8-U MACINTOSH; do echo "$gconv/$set.so"; done) \
    && ln -s dash /files/usr/bin/sh

FROM collector AS gateway-program
COPY target/runtime /opt/backup-access/runtime
COPY gateway/target/gateway /opt/backup-access
# The cache that the build made is for the Java of the build.
RUN rm -f /opt/backup-access/lib/*.aot /opt/backup-access/lib/java && /opt/backup-access/bin/prepare serve

FROM scratch AS operator
LABEL org.opencontainers.image.title="Backup access for Kubernetes: operator" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=operator-files /files /
COPY target/runtime /opt/backup-access/runtime
COPY operator/target/operator /opt/backup-access
ENV PATH=/usr/bin
USER 65532:65532
ENTRYPOINT ["/opt/backup-access/bin/operator"]

FROM scratch AS gateway
LABEL org.opencontainers.image.title="Backup access for Kubernetes: gateway" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=gateway-files /files /
COPY --from=gateway-program /opt/backup-access /opt/backup-access
ENV PATH=/usr/bin
USER 65532:65532
EXPOSE 2222
ENTRYPOINT ["/opt/backup-access/bin/launcher", "container", "--", "/opt/backup-access/bin/gateway"]
