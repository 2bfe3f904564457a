vcl 4.1;

import std;

# A cache in front of the reading process. It keeps what the API lets it keep (Surrogate-Control), purges by Surrogate-Key when a
# release changes, and answers browsers with the API's own Cache-Control. Set PORTAL_PURGE_URLS to its address.

backend default {
    .host = "127.0.0.1";
    .port = "8001";
}

acl authoring {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ authoring) {
            return (synth(403));
        }
        ban("obj.http.Surrogate-Key ~ " + req.http.Surrogate-Key);
        return (synth(200, "Purged"));
    }
    unset req.http.Cookie;
}

sub vcl_hash {
    # Host and path are the built-in key; the codings are told apart by Vary.
    hash_data(req.http.X-Forwarded-Proto);
}

sub vcl_backend_response {
    if (beresp.http.Surrogate-Control ~ "max-age=\d+" && (beresp.status == 200 || beresp.status == 404)) {
        set beresp.ttl = std.duration(regsub(beresp.http.Surrogate-Control, ".*max-age=(\d+).*", "\1s"), 0s);
        set beresp.grace = 0s;
        if (beresp.http.Surrogate-Control ~ "stale-if-error=\d+") {
            set beresp.grace = std.duration(regsub(beresp.http.Surrogate-Control, ".*stale-if-error=(\d+).*", "\1s"), 0s);
        }
        return (deliver);
    }
    # Without leave nothing is kept.
    set beresp.uncacheable = true;
    set beresp.ttl = 1s;
    return (deliver);
}

sub vcl_hit {
    # What is past its time is served only while the origin is down.
    if (obj.ttl < 0s && std.healthy(req.backend_hint)) {
        return (pass);
    }
}

sub vcl_deliver {
    unset resp.http.Surrogate-Key;
    unset resp.http.Surrogate-Control;
    unset resp.http.X-Varnish;
    unset resp.http.Via;
}
