# One image for everything of ours: simulator, worker, admin and set-up. The command says which of them a container is.
ARG PYTHON_IMAGE=python:3.11-slim

# Installs what requirements.lock pins, checked by hash, and our own packages, into a virtual environment.
FROM ${PYTHON_IMAGE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_INPUT=1
RUN python -m venv /opt/forewarn
WORKDIR /src
COPY requirements.lock ./
RUN /opt/forewarn/bin/pip install --require-hashes -r requirements.lock
COPY . .
# The libraries' own tests are a tenth of the image, and pip has done its work.
RUN /opt/forewarn/bin/pip install --no-deps . \
    && find /opt/forewarn -type d -name tests -prune -exec rm -rf {} + \
    && /opt/forewarn/bin/pip uninstall --yes pip setuptools

# Carries the result alone. Nothing below needs to be written at run time but volumes and /tmp.
FROM ${PYTHON_IMAGE}
RUN groupadd --gid 10001 forewarn \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/forewarn --shell /usr/sbin/nologin forewarn \
    # A new volume takes owner and mode of the folder that it covers.
    && install -d -m 0700 -o 10001 -g 10001 /var/lib/forewarn /var/lib/telegraf /var/lib/backup /var/lib/grafana \
        /run/forewarn /run/tokens/collector \
        /run/tokens/telegraf /run/tokens/worker /run/tokens/admin /run/tokens/grafana /run/tokens/publisher
COPY --from=build /opt/forewarn /opt/forewarn
ENV PATH=/opt/forewarn/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    OPENBLAS_NUM_THREADS=1 \
    OMP_NUM_THREADS=1
WORKDIR /var/lib/forewarn
USER 10001:10001
ENTRYPOINT ["forewarn"]
CMD ["--help"]
