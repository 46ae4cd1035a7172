// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.berth.am.auth.Caller;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Routes requests by path; an unknown path is 404, everything but POST is 405, and a compressed body is 415. */
final class Routes extends Handler.Abstract {
    private static final Pattern SLASHES = Pattern.compile("/{2,}");

    private final Map<String, XmlRpcService> services;
    private final Function<List<X509Certificate>, Caller> callers;
    private final Workers workers;
    private final int limit;

    /**
     * @param services by path, without a slash at the end except for {@code /} itself
     * @param limit size of a request's body, in bytes
     */
    Routes(
            Map<String, XmlRpcService> services,
            Function<List<X509Certificate>, Caller> callers,
            Workers workers,
            int limit) {
        this.services = Map.copyOf(services);
        this.callers = callers;
        this.workers = workers;
        this.limit = limit;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Exchange exchange = new Exchange(request, response, callback, workers, limit);
        XmlRpcService service = service(Request.getPathInContext(request));
        if (service == null) {
            exchange.refuse(HttpStatus.NOT_FOUND_404, "There is nothing at this path.");
        } else if (!HttpMethod.POST.is(request.getMethod())) {
            response.getHeaders().put(HttpHeader.ALLOW, HttpMethod.POST.asString());
            exchange.refuse(HttpStatus.METHOD_NOT_ALLOWED_405, "XML-RPC is sent with POST.");
        } else if (isEncoded(request)) {
            response.getHeaders().put(HttpHeader.ACCEPT_ENCODING, "identity");
            exchange.refuse(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
                    "Requests are taken as plain XML: send the body without a Content-Encoding.");
        } else {
            exchange.serve(service, callers);
        }
        return true;
    }

    private @Nullable XmlRpcService service(String given) {
        String path = SLASHES.matcher(given).replaceAll("/");
        boolean slash = path.length() > 1 && path.endsWith("/");
        return services.get(slash ? path.substring(0, path.length() - 1) : path);
    }

    /** Returns whether the body is encoded, e.g. {@code gzip}. */
    private static boolean isEncoded(Request request) {
        String encoding = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
        return encoding != null && !encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity");
    }
}
