//! Analytics events that came along with a recording (`$pageview`, `$rageclick`, `$exception`, …), as custom events.

use super::RecordKind;
use super::json::unescape;
use super::output::Spot;
use super::reader::{Reader, Refusal};
use crate::clock::parse_utc;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// An event as capture takes it, or as a row of ClickHouse's `events` table (where `properties` is JSON in a string).
#[derive(Deserialize)]
struct App<'a> {
    event: Cow<'a, str>,
    #[serde(borrow)]
    properties: &'a RawValue,
    timestamp: Cow<'a, str>,
}

/// The properties that place it.
#[derive(Deserialize)]
struct Context<'a> {
    #[serde(rename = "$window_id", borrow)]
    window: Option<Cow<'a, str>>,
    #[serde(rename = "$session_id", borrow)]
    session: Option<Cow<'a, str>>,
}

impl Reader<'_, '_> {
    /// An analytics event; `Ok(false)` where the bytes are none, or one that no session is named for.
    pub(super) fn app_event(&mut self, bytes: &[u8], spot: Spot) -> Result<bool, Refusal> {
        let Ok(app) = serde_json::from_slice::<App<'_>>(bytes) else { return Ok(false) };
        let raw = app.properties.get().trim();
        let properties = match raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(inside) => unescape(inside.as_bytes()),
            None => Cow::Borrowed(raw),
        };
        let (Ok(context), Some(time)) = (serde_json::from_str::<Context<'_>>(&properties), parse_utc(&app.timestamp))
        else {
            return Ok(false);
        };
        if context.session.is_none() || app.event.starts_with("$snapshot") {
            return Ok(false);
        }
        let tag = serde_json::Value::from(app.event.as_ref());
        let event = format!(r#"{{"type":5,"data":{{"tag":{tag},"payload":{properties}}},"timestamp":{}}}"#, time.ms());
        let spot = Spot { verbatim: false, ..spot };
        self.out.record(context.window.as_deref(), event.as_bytes(), spot, RecordKind::App).map_err(Refusal::Reason)?;
        Ok(true)
    }
}
