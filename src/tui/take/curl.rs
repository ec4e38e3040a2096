//! A recorded request as a `curl` command.

use crate::extract::{Body, Request};
use crate::text::shell_word;

/// Headers that curl sets by itself, or that belong to the connection that was.
const OWN: [&str; 6] = ["host", "content-length", "accept-encoding", "connection", "transfer-encoding", "te"];

/// The command that sends a request again, as far as it was recorded.
pub(super) fn curl(request: &Request, sent: &Body) -> String {
    let mut words = vec!["curl".to_owned(), shell_word(&request.url).into_owned()];
    let method = request.method.as_deref().unwrap_or("GET");
    let implied = if sent.body.is_some() { "POST" } else { "GET" };
    if method != implied {
        words.extend(["-X".to_owned(), shell_word(method).into_owned()]);
    }
    let is_told = |name: &str| !name.starts_with(':') && !OWN.contains(&name.to_ascii_lowercase().as_str());
    for (name, value) in sent.headers.iter().filter(|(name, _)| is_told(name)) {
        words.extend(["-H".to_owned(), shell_word(&format!("{name}: {value}")).into_owned()]);
    }
    if let Some(body) = &sent.body {
        words.extend(["--data-raw".to_owned(), shell_word(body).into_owned()]);
    }
    words.push("--compressed".to_owned());
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn method_headers_and_body_are_told_and_quoted() {
        let request = |method: &str| Request {
            url: "https://shop.test/api?a=1".into(),
            method: Some(method.into()),
            ..Request::default()
        };
        let headers = [("content-type", "text/plain"), (":authority", "shop.test"), ("Content-Length", "4")];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let sent = Body { headers, body: Some("it's".to_owned()) };
        let url = "curl 'https://shop.test/api?a=1'";
        assert_eq!(
            curl(&request("POST"), &sent),
            format!(r"{url} -H 'content-type: text/plain' --data-raw 'it'\''s' --compressed")
        );
        assert_eq!(curl(&request("DELETE"), &Body::default()), format!("{url} -X DELETE --compressed"));
        assert_eq!(curl(&request("GET"), &Body::default()), format!("{url} --compressed"));
    }
}
