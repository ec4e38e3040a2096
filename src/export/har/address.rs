//! Addresses as HAR wants them: absolute, and of the characters that RFC 3986 allows.

use std::borrow::Cow;
use std::fmt::Write as _;

/// A recorded address in that form. A relative one is taken from the page's origin.
pub(super) fn absolute<'u>(url: &'u str, page: Option<&str>) -> Cow<'u, str> {
    let origin = page.and_then(origin);
    let whole: Cow<'u, str> = match (has_scheme(url), origin) {
        (true, _) => Cow::Borrowed(url),
        (false, Some((scheme, _))) if url.starts_with("//") => Cow::Owned(format!("{scheme}:{url}")),
        (false, Some((_, origin))) if url.starts_with('/') => Cow::Owned(format!("{origin}{url}")),
        (false, Some((_, origin))) => Cow::Owned(format!("{origin}/{url}")),
        (false, None) => Cow::Owned(format!("about:blank#{url}")),
    };
    if is_plain(&whole) { whole } else { Cow::Owned(encoded(&whole)) }
}

/// The query's pairs as they stand in the address: not decoded, so that nothing is lost.
pub(super) fn query(url: &str) -> impl Iterator<Item = (&str, &str)> {
    let query = url.split('#').next().and_then(|url| url.split_once('?')).map_or("", |(_, query)| query);
    query.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// An address without its fragment.
pub(super) fn document(url: &str) -> &str {
    url.split('#').next().unwrap_or_default()
}

fn has_scheme(url: &str) -> bool {
    url.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'+' | b'-' | b'.'))
    })
}

/// The scheme, and the part of a page's address that comes before its path.
fn origin(page: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = page.split_once("://")?;
    let host = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    Some((scheme, page.get(..scheme.len() + 3 + host)?))
}

fn is_allowed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte)
}

fn is_plain(url: &str) -> bool {
    url.bytes().all(is_allowed) && url.matches('#').count() <= 1 && !has_stray_percent(url)
}

/// A percent sign that begins no code.
fn has_stray_percent(url: &str) -> bool {
    let codes = url.split('%').skip(1);
    codes.into_iter().any(|rest| !is_code(rest))
}

fn is_code(rest: &str) -> bool {
    rest.len() >= 2 && rest.bytes().take(2).all(|c| c.is_ascii_hexdigit())
}

fn encoded(url: &str) -> String {
    let mut out = String::with_capacity(url.len() + 16);
    let mut fragment = false;
    for (at, byte) in url.bytes().enumerate() {
        let stays = match byte {
            b'%' => url.get(at + 1..).is_some_and(is_code),
            b'#' => !std::mem::replace(&mut fragment, true),
            byte => is_allowed(byte),
        };
        if stays {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_recorded_address_becomes_a_uri() {
        let page = Some("https://a.test:8080/shop/cart?x#y");
        for (url, whole) in [
            ("https://b.test/a?b=c#d", "https://b.test/a?b=c#d"),
            ("/api", "https://a.test:8080/api"),
            ("api", "https://a.test:8080/api"),
            ("//c.test/x", "https://c.test/x"),
            ("data:text/plain,a b", "data:text/plain,a%20b"),
            ("https://b.test/é<\"\n%zz%20#a#b", "https://b.test/%C3%A9%3C%22%0A%25zz%20#a%23b"),
            ("", "https://a.test:8080/"),
        ] {
            assert_eq!(absolute(url, page), whole);
        }
        assert_eq!(absolute("x y", None), "about:blank#x%20y");
        assert_eq!(absolute("/x", Some("about:blank")), "about:blank#/x");
    }

    #[test]
    fn the_query_is_taken_apart_as_it_stands() {
        let pairs: Vec<_> = query("http://a.test/?a=1&b=%20=&c&&#d=5").collect();
        assert_eq!(pairs, [("a", "1"), ("b", "%20="), ("c", "")]);
        assert_eq!(query("http://a.test/#?a=1").count(), 0);
    }
}
