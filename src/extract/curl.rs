//! A request as a command of curl's, as far as it was recorded: the method, the headers, the body.
//!
//! The command comes out of a recording and goes into a shell, so nothing in it may do more than send that request. Each
//! word is quoted, an address that is not of HTTP makes no command, a body is given so that `@` names no file, and neither
//! does a header. What belongs to one connection, and what curl writes itself, is left out.

use super::{Body, Request};
use crate::text::shell_word;
use std::fmt::Write as _;

/// Headers of one connection (RFC 9110, 7.6.1), and those that curl makes by itself.
const LEFT_OUT: [&str; 13] = [
    "accept-encoding",
    "connection",
    "content-length",
    "host",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "upgrade-insecure-requests",
];

/// What posthog-js writes instead of a body that it withholds.
const WITHHELD: [&str; 2] = ["[SessionRecording]", "[SessionReplay]"];

/// The command; nothing for what is no HTTP request.
#[must_use]
pub fn curl(request: &Request, sent: &Body) -> Option<String> {
    let url = &*request.url;
    let scheme = url.split_once("://")?.0;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let mut command = format!("curl {}", shell_word(url));
    // It takes brackets and braces for patterns.
    if url.contains(['[', ']', '{', '}']) {
        command.push_str(" --globoff");
    }
    let method = request.method.as_deref().filter(|method| is_token(method)).unwrap_or("GET");
    let withheld = |body: &&str| WITHHELD.iter().any(|mark| body.starts_with(mark));
    let body = sent.body.as_deref().filter(|body| !body.is_empty() && !withheld(body));
    let implied = if body.is_some() { "POST" } else { "GET" };
    match method {
        _ if method == implied => {}
        "HEAD" => command.push_str(" --head"),
        method => drop(write!(command, " -X {}", shell_word(method))),
    }
    for (name, value) in sent.headers.iter().filter(|(name, _)| is_token(name)) {
        let lower = name.to_ascii_lowercase();
        if lower == "accept-encoding" {
            command.push_str(" --compressed");
        }
        if !LEFT_OUT.contains(&lower.as_str()) {
            // A line break would begin another header.
            let value: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            let header = if value.trim().is_empty() { format!("{name};") } else { format!("{name}: {}", value.trim()) };
            let _ = write!(command, " -H {}", shell_word(&header));
        }
    }
    if let Some(body) = body {
        let _ = write!(command, " --data-raw {}", shell_word(body));
    }
    Some(command)
}

/// Whether a name is one as HTTP has them (RFC 9110, 5.6.2): it can be neither an option nor a file.
fn is_token(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(method: &str, url: &str, headers: &[(&str, &str)], body: Option<&str>) -> Option<String> {
        let request = Request { method: Some(method.into()), url: url.into(), ..Request::default() };
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        curl(&request, &Body { headers, body: body.map(str::to_owned) })
    }

    #[test]
    fn method_headers_and_body_are_sent_again() {
        let headers = [("content-type", "application/json"), ("Host", "a.test"), ("connection", "close"), ("x-a", "")];
        assert_eq!(
            command("POST", "https://a.test/x?a=1&b=2", &headers, Some("{\"it\":\"it's\"}")).unwrap(),
            r#"curl 'https://a.test/x?a=1&b=2' -H 'content-type: application/json' -H 'x-a;' --data-raw '{"it":"it'\''s"}'"#
        );
        assert_eq!(
            command("GET", "https://a.test/", &[("accept-encoding", "br")], None).unwrap(),
            "curl https://a.test/ --compressed"
        );
        assert_eq!(
            command("HEAD", "https://a.test/[1]", &[], None).unwrap(),
            "curl 'https://a.test/[1]' --globoff --head"
        );
        assert_eq!(
            command("GET", "https://a.test/", &[], Some("q")).unwrap(),
            "curl https://a.test/ -X GET --data-raw q"
        );
    }

    #[test]
    fn nothing_recorded_becomes_more_than_a_request() {
        for url in ["file:///etc/passwd", "-o/tmp/x", "data:text/plain,x", "", "blob:https://a.test/1"] {
            assert_eq!(command("GET", url, &[], None), None, "{url}");
        }
        let headers = [("@/etc/passwd", "x"), ("x: y\r\nz", "1"), ("x-b", "1\r\nx-c: 2")];
        assert_eq!(
            command("GET --output x", "https://a.test/", &headers, Some("@/etc/passwd")).unwrap(),
            "curl https://a.test/ -X GET -H 'x-b: 1  x-c: 2' --data-raw @/etc/passwd"
        );
        assert_eq!(
            command("PUT", "https://a.test/\u{1b}]0;x\u{7}", &[], Some("a\nb'\\\u{202e}")).unwrap(),
            r"curl $'https://a.test/\x1b]0;x\x07' --globoff -X PUT --data-raw $'a\nb\'\\\u202e'"
        );
        assert_eq!(
            command("POST", "https://a.test/", &[], Some("[SessionRecording] Request body too large")).unwrap(),
            "curl https://a.test/ -X POST"
        );
    }
}
