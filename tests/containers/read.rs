//! Reading with the library's front door, as the index does: events, damage, and bodies read again.

use crate::Session;
use scrubjay::archive::{Bodies, Damage, Error, Header, Input, Keep, Loc, Record, RecordKind, Sink, scan};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::ops::ControlFlow;

/// What a scan gave.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    pub(crate) header: Option<Header>,
    /// Window and plain event, in the order of the input.
    pub(crate) events: Vec<(String, Value)>,
    pub(crate) apps: Vec<Value>,
    pub(crate) damage: Vec<Damage>,
    locs: Vec<(Option<String>, Loc, RecordKind)>,
}

/// What the index asks of an event.
#[derive(Deserialize)]
struct Peek<'a> {
    #[serde(rename = "type")]
    _kind: i64,
    #[serde(rename = "timestamp")]
    _time: f64,
    #[serde(borrow)]
    #[serde(rename = "data")]
    _data: Option<&'a RawValue>,
}

impl Sink for Taken {
    fn header(&mut self, header: &Header) {
        self.header = Some(header.clone());
    }

    fn event(&mut self, record: Record<'_>) -> Keep {
        if let Err(error) = serde_json::from_slice::<Peek<'_>>(record.bytes) {
            return Keep::Refused(error.to_string());
        }
        self.locs.push((record.window.map(str::to_owned), record.loc, record.kind));
        Keep::Body
    }

    fn damage(&mut self, damage: Damage) {
        self.damage.push(damage);
    }

    fn progress(&mut self, _: u64, _: Option<u64>) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// Reads inputs to the end, and every body again.
pub(crate) fn take(inputs: &[Input]) -> Result<Taken, Error> {
    let bodies = Bodies::new();
    let mut taken = Taken::default();
    scan(inputs, &bodies, &mut taken)?;
    for (window, loc, kind) in std::mem::take(&mut taken.locs) {
        let bytes = bodies.get(loc).unwrap();
        let mut event: Value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        let own = event.as_object_mut().and_then(|event| {
            // What containers add to an event, and cut off with it.
            let own = event.remove("windowId");
            for key in ["cv", "v"] {
                event.remove(key);
            }
            own
        });
        let window = window.or(own.map(|own| own.as_str().map_or(own.to_string(), str::to_owned)));
        match kind {
            RecordKind::Recorded => taken.events.push((window.unwrap_or_else(|| "only".to_owned()), event)),
            RecordKind::App => taken.apps.push(event),
        }
    }
    Ok(taken)
}

/// Reads a container from memory, by way of a file whose name says nothing.
pub(crate) fn take_bytes(bytes: &[u8]) -> Result<Taken, Error> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    take(&[Input::Path(file.path().to_owned())])
}

/// The events in an order that no container changes, windows numbered by their first event: what must be equal.
pub(crate) fn essence(events: &[(String, Value)]) -> Vec<(String, usize, String)> {
    let time = |event: &Value| event["timestamp"].as_f64().unwrap_or(0.0);
    let mut order: Vec<&(String, Value)> = events.iter().collect();
    order.sort_by(|a, b| time(&a.1).total_cmp(&time(&b.1)).then_with(|| plain(&a.1).cmp(&plain(&b.1))));
    let mut windows: BTreeMap<&str, usize> = BTreeMap::new();
    let mut lines = Vec::new();
    for (window, event) in order {
        let next = windows.len();
        let number = *windows.entry(window).or_insert(next);
        lines.push((format!("{:020.3}", time(event)), number, plain(event)));
    }
    lines
}

/// An event as text with its keys sorted, numbers as they are equal.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::Object(object) => {
            let mut members: Vec<String> =
                object.iter().map(|(key, value)| format!("{key:?}:{}", plain(value))).collect();
            members.sort();
            format!("{{{}}}", members.join(","))
        }
        Value::Array(array) => format!("[{}]", array.iter().map(plain).collect::<Vec<_>>().join(",")),
        Value::Number(number) => number.as_f64().unwrap().to_string(),
        other => other.to_string(),
    }
}

impl Session {
    pub(crate) fn essence(&self) -> Vec<(String, usize, String)> {
        essence(&self.events)
    }
}
