//! HAR: what a browser's network panel saved.
//!
//! On the recorded site that holds the `/s/` requests with every payload; in PostHog's player, the answers with the
//! snapshots. Bodies that were gzip stand in it as base64, or byte by byte as characters, as the exporter liked.

use super::DamageKind;
use super::json::{Text, binary, unescape};
use super::output::Spot;
use super::posthog::small_string;
use super::reader::{Reader, Refusal};
use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use std::ops::Range;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What of an exchange matters here: ranges of strings in its text, quotes excluded.
#[derive(Default)]
struct Exchange {
    method: String,
    url: String,
    sent: Body,
    got: Body,
}

#[derive(Default)]
struct Body {
    text: Option<Range<usize>>,
    base64: bool,
}

impl Reader<'_, '_> {
    /// One exchange: its request's payload or its answer's snapshots, if it has either.
    pub(super) fn exchange(&mut self, text: &mut Text<'_>, spot: Spot) -> Result<(), Refusal> {
        let mut exchange = Exchange::default();
        fields(text, &mut |text, key| match key {
            "request" => fields(text, &mut |text, key| match key {
                "url" => take(text, |text| exchange.url = small_string(text).unwrap_or_default()),
                "method" => take(text, |text| exchange.method = small_string(text).unwrap_or_default()),
                "postData" => fields(text, &mut |text, key| body(text, key, &mut exchange.sent)),
                _ => Some(false),
            }),
            "response" => fields(text, &mut |text, key| match key {
                "content" => fields(text, &mut |text, key| body(text, key, &mut exchange.got)),
                _ => Some(false),
            }),
            _ => Some(false),
        })
        .ok_or_else(|| Refusal::reason("an exchange that is cut or broken"))?;
        let path = exchange.url.split(['?', '#']).next().unwrap_or_default();
        let sent = path.ends_with("/s/") || path.ends_with("/s");
        let body = if sent {
            exchange.sent
        } else if path.contains("/snapshots") || path.contains("/session_recording") {
            exchange.got
        } else if path.is_empty() {
            self.lost_body(spot, "an exchange without an address");
            return Ok(());
        } else {
            return Ok(()); // of no concern here
        };
        let Some(range) = body.text.filter(|range| !range.is_empty()) else {
            if sent && exchange.method == "POST" {
                self.lost_body(spot, "a request of the recorder without its body");
            }
            return Ok(());
        };
        let bytes = match decode(text.get(range), body.base64) {
            Ok(bytes) => bytes,
            Err(reason) => {
                self.out.damage(DamageKind::Codec, spot, None, reason);
                return Ok(());
            }
        };
        let json = matches!(bytes.first(), Some(b'{' | b'['));
        match self.nested(bytes, None, spot) {
            Err(Refusal::Reason(_)) if sent || !json => {
                self.lost_body(spot, "a body that can't be read");
                Ok(())
            }
            Err(Refusal::Reason(_)) => Ok(()), // a list of sources, an error answer: no snapshots
            other => other,
        }
    }

    fn lost_body(&mut self, spot: Spot, what: &str) {
        self.out.damage(DamageKind::Event, spot, None, format!("{what}: the events that it may have carried are lost"));
    }
}

type Visit<'v> = dyn FnMut(&mut Text<'_>, &str) -> Option<bool> + 'v;

/// Visits an object's members; the visitor says whether it took the value, else it is passed. `None` for broken text.
fn fields(text: &mut Text<'_>, visit: &mut Visit<'_>) -> Option<bool> {
    if !text.eat(b'{') {
        return Some(false);
    }
    while let Some(key) = text.key().ok()? {
        if !visit(text, &key)? {
            text.skip().ok()?;
        }
    }
    Some(true)
}

#[allow(clippy::unnecessary_wraps)] // the shape of a visitor
fn take(text: &mut Text<'_>, read: impl FnOnce(&mut Text<'_>)) -> Option<bool> {
    let string = text.peek() == Some(b'"');
    if string {
        read(text);
    }
    Some(string)
}

fn body(text: &mut Text<'_>, key: &str, body: &mut Body) -> Option<bool> {
    match key {
        "text" => take(text, |text| body.text = text.string().ok()),
        "encoding" => take(text, |text| body.base64 = small_string(text).as_deref() == Some("base64")),
        _ => Some(false),
    }
}

/// A body's bytes, however the exporter wrote them.
fn decode(raw: &[u8], base64: bool) -> Result<Vec<u8>, String> {
    let text = unescape(raw);
    if base64 {
        return BASE64.decode(text.trim()).map_err(|error| format!("a body's base64 is broken: {error}"));
    }
    if !text.starts_with('\u{1f}') {
        return Ok(text.into_owned().into_bytes());
    }
    match binary(raw) {
        Ok(body) => Ok(body.bytes), // if a conversion was undone wrongly, the checksum within tells
        Err(foreign) => {
            let found = foreign.0;
            Err(format!(
                "a compressed body was saved as text and is lost (found {found:?} in it); save the HAR with another browser"
            ))
        }
    }
}
