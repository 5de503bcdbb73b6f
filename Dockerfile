# Two stages: the first builds the wheel and installs it with its dependencies, from wheels alone;
# the second holds that environment and the interpreter, and runs as a user without rights.
# How to run it, with a read-only root file system: docs/running.md.

FROM python:3.11-slim-bookworm AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY config/ config/
COPY watcher/ watcher/
RUN python -m pip wheel --no-cache-dir --no-deps --wheel-dir /wheels . \
 && python -m venv --without-pip /opt/watcher \
 && python -m pip --python /opt/watcher/bin/python install \
      --no-cache-dir --only-binary=:all: "$(echo /wheels/*.whl)[chat]"

FROM python:3.11-slim-bookworm
# A fixed number, so that the owner of the volume is the same on every host and in every release.
RUN groupadd --system --gid 10001 watcher \
 && useradd --system --uid 10001 --gid watcher --home-dir /data --no-create-home \
      --shell /usr/sbin/nologin watcher \
 && install --directory --owner=watcher --group=watcher --mode=0750 /data
COPY --from=build /opt/watcher /opt/watcher
# The bytecode was compiled by pip in the first stage; nothing is written outside /data and /tmp.
ENV PATH="/opt/watcher/bin:${PATH}" \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
# Paths in the configuration are relative to the working directory: from the root of the file
# system the default "data/watcher.db" is in the volume, and "config/watcher.toml" is a mount.
WORKDIR /
USER 10001:10001
VOLUME ["/data"]
# The review desk, where the configuration lets it listen beyond the container: docs/running.md.
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s --retries=3 CMD ["watcher", "health"]
ENTRYPOINT ["watcher"]
CMD ["run"]
