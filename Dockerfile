# Two stages: build with the Swift toolchain, run on plain Debian with the C libraries alone.
FROM swift:6.3-bookworm AS build
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends pkg-config librdkafka-dev libcurl4-openssl-dev libmicrohttpd-dev \
      libssl-dev libsqlite3-dev libyaml-dev \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN swift build -c release --static-swift-stdlib --product trelay && strip .build/release/trelay

FROM debian:bookworm-slim
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends librdkafka1 libcurl4 libmicrohttpd12 libssl3 libsqlite3-0 libyaml-0-2 \
      ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --home-dir /var/lib/trelay --create-home trelay
COPY --from=build /src/.build/release/trelay /usr/local/bin/trelay
COPY Examples/story /usr/local/share/trelay/story
USER trelay
VOLUME /var/lib/trelay
ENV TRELAY_STATE_DIR=/var/lib/trelay
ENTRYPOINT ["trelay"]
CMD ["--help"]
