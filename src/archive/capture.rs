//! What posthog-js sends and capture passes on: `$snapshot` payloads, their batches, and the Kafka messages made of them.

use super::json::Text;
use super::output::Spot;
use super::posthog::small_string;
use super::reader::{Reader, Refusal, told};
use super::salvage;

/// What a payload told before its events were reached.
#[derive(Default)]
struct Properties {
    window: Option<String>,
    /// Where the events lie.
    events: Option<usize>,
}

impl Reader<'_, '_> {
    /// One event of posthog-js, a batch of them, a Kafka message around one, or a row of the old events table.
    pub(super) fn payload(&mut self, text: &mut Text<'_>, spot: Spot) -> Result<(), Refusal> {
        let (mut carried, mut window, mut row) = (false, None, None);
        text.eat(b'{');
        while let Ok(Some(key)) = text.key() {
            match (key.as_str(), text.peek()) {
                ("properties", Some(b'{')) => carried |= self.properties(text, spot)?,
                ("batch", Some(b'[')) => {
                    carried = true;
                    told(self.array(text, None, spot.verbatim))?;
                }
                ("data", Some(b'"')) => {
                    let range = text.value().map_err(|_| Refusal::reason("a message that is cut off"))?;
                    self.string(text.get(range), None, spot)?;
                    carried = true;
                }
                ("window_id" | "$window_id", Some(b'"')) => window = small_string(text),
                ("snapshot_data", Some(b'"')) => row = text.value().ok(),
                ("session_id" | "$session_id", Some(b'"')) => self.session(text),
                ("distinct_id" | "$distinct_id", Some(b'"')) => self.distinct_id(text),
                _ if text.skip().is_err() => break,
                _ => {}
            }
        }
        if let Some(row) = row {
            return self.string(text.get(row), window.as_deref(), spot);
        }
        if carried || self.app_event(text.bytes(), spot)? {
            return Ok(());
        }
        Err(Refusal::reason("a payload without events"))
    }

    fn session(&mut self, text: &mut Text<'_>) {
        if let Some(id) = small_string(text) {
            self.out.learn_recording_id(&id);
        }
    }

    fn distinct_id(&mut self, text: &mut Text<'_>) {
        if let Some(id) = small_string(text) {
            self.out.learn_distinct_id(&id);
        }
    }

    /// A payload's properties: who, which window, and the events. Keys come in any order (`$snapshot_data` mostly
    /// before `$window_id`). Whether there were events.
    fn properties(&mut self, text: &mut Text<'_>, spot: Spot) -> Result<bool, Refusal> {
        let mut found = Properties::default();
        let mut entered = false;
        text.eat(b'{');
        while let Ok(Some(key)) = text.key() {
            match (key.as_str(), text.peek()) {
                ("$session_id", Some(b'"')) => self.session(text),
                ("distinct_id", Some(b'"')) => self.distinct_id(text),
                ("$window_id", Some(b'"')) => found.window = small_string(text),
                ("$snapshot_data" | "$snapshot_items", Some(b'[')) if found.window.is_some() => {
                    entered = true;
                    told(self.array(text, found.window.as_deref(), spot.verbatim))?;
                }
                ("$snapshot_data" | "$snapshot_items", Some(b'[' | b'{')) => {
                    found.events = Some(text.place());
                    if text.skip().is_err() {
                        break;
                    }
                }
                _ if text.skip().is_err() => break,
                _ => {}
            }
        }
        let after = text.place();
        let Some(place) = found.events else { return Ok(entered) };
        if found.window.is_none() {
            found.window = salvage::window_of(text.bytes(), place); // damage may have hidden it
        }
        text.go(place);
        self.snapshot_data(text, &found, spot)?;
        text.go(after.max(text.place()));
        Ok(true)
    }

    fn snapshot_data(&mut self, text: &mut Text<'_>, found: &Properties, spot: Spot) -> Result<(), Refusal> {
        let window = found.window.as_deref();
        if text.peek() == Some(b'[') {
            return told(self.array(text, window, spot.verbatim));
        }
        let range = text.value().map_err(|_| Refusal::reason("a payload that is cut off"))?;
        let spot = self.spot_in(text, range.start, spot);
        let bytes = text.get(range);
        match self.chunk(bytes, window, spot) {
            Some(taken) => taken,
            None => self.element(bytes, window, spot),
        }
    }
}
