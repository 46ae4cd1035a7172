package org.berth.am.server;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.berth.am.auth.Caller;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Which path speaks what; everything else is 404, and everything but POST is 405. */
final class Routes extends Handler.Abstract {
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
        } else {
            exchange.serve(service, callers);
        }
        return true;
    }

    private @Nullable XmlRpcService service(String path) {
        boolean slash = path.length() > 1 && path.endsWith("/");
        return services.get(slash ? path.substring(0, path.length() - 1) : path);
    }
}
