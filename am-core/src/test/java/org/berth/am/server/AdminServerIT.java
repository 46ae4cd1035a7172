// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminServerIT {
    private final AtomicReference<Optional<String>> store = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Optional<String>> work = new AtomicReference<>(Optional.empty());
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private AdminServer admin;

    @BeforeEach
    void start() throws Exception {
        admin = new AdminServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Map.of("store", store::get),
                () -> Objects.requireNonNull(work.get()).stream().toList(),
                metrics::scrape);
        admin.start();
    }

    @AfterEach
    void stop() {
        admin.close();
    }

    @Test
    void aReadyProcessSaysSo() throws Exception {
        assertThat(get("healthz").statusCode()).isEqualTo(200);
        assertThat(get("readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void aWarningIsToldAndLeavesItReady() throws Exception {
        // given
        work.set(Optional.of("host1 has overdue work"));

        // when
        HttpResponse<String> ready = get("readyz");

        // then
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).isEqualTo("ready\nwarning: host1 has overdue work\n");
    }

    @Test
    void aProblemMakesItNotReadyButStillAlive() throws Exception {
        // given
        store.set(Optional.of("disk full"));

        // when
        HttpResponse<String> ready = get("readyz");

        // then
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).isEqualTo("store: disk full\n");
        assertThat(get("healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void aCheckThatBreaksIsAProblem() throws Exception {
        // given
        AdminServer broken = new AdminServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Map.of("hosts", () -> {
                    throw new IllegalStateException("no answer");
                }),
                metrics::scrape);
        broken.start();

        // when
        HttpResponse<String> ready = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(broken.uri().resolve("readyz")).build(),
                        HttpResponse.BodyHandlers.ofString());

        // then
        broken.close();
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body())
                .matches("hosts: the check itself failed: internal error, incident [0-9a-f-]{36}; see the AM's log\n");
    }

    @Test
    void metricsAreInPrometheusTextFormat() throws Exception {
        // given
        metrics.counter("berth.things").increment();

        // when
        HttpResponse<String> page = get("metrics");

        // then
        assertThat(page.body()).contains("# TYPE berth_things_total counter", "berth_things_total 1.0");
        assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain; version=0.0.4");
    }

    @Test
    void otherPathsAndVerbsAreRefused() throws Exception {
        assertThat(get("").statusCode()).isEqualTo(404);
        HttpRequest post = HttpRequest.newBuilder(admin.uri().resolve("healthz"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(post, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(405);
    }

    @Test
    void itDoesNotListenWhereOtherMachinesCouldAsk() {
        for (String address : new String[] {"0.0.0.0", "192.0.2.1", "::"}) {
            assertThatThrownBy(() -> new AdminServer(new InetSocketAddress(address, 0), Map.of(), metrics::scrape))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("loopback");
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(admin.uri().resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
