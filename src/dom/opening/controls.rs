//! What was typed, checked and chosen, as the events that set it: a control keeps it whatever its attributes become.

use super::super::Node;
use super::super::state::State;
use super::Maker;
use serde_json::{Value, json};

impl Maker<'_> {
    /// One Input event for each control whose value or check somebody set.
    pub(super) fn controls(&mut self) {
        let mut inputs =
            self.gather(|node, made| set(node).filter(|_| !is_as_set(node, made)).map(|set| (set, node.checked())));
        // A radio button that is checked unchecks the others of its group.
        inputs.sort_by_key(|(_, (_, checked))| *checked == Some(true));
        for (id, (mut data, _)) in inputs {
            data["id"] = id.into();
            self.emit_increment(5, data);
        }
    }
}

/// The event's body, where somebody set the control.
fn set(node: Node<'_>) -> Option<Value> {
    let state = node.state()?;
    let is_option = node.tag() == "option";
    if is_option || (state.value.is_none() && state.checked.is_none()) {
        return None;
    }
    let text = match node.tag() {
        "input" => node.value().unwrap_or_default().into_owned(),
        _ => state.value.as_deref().unwrap_or_default().to_owned(),
    };
    Some(json!({"text": text, "isChecked": state.checked == Some(true), "userTriggered": false}))
}

/// Whether the control that was made shows the same, and would go on doing so.
fn is_as_set(node: Node<'_>, made: Node<'_>) -> bool {
    let dirty = |state: Option<&State>| state.map_or((false, false), |s| (s.value.is_some(), s.checked.is_some()));
    let shows = |node: Node<'_>| (node.value().map(std::borrow::Cow::into_owned), node.checked());
    // An Input event writes the value of a check box or radio button as its attribute: not for its state alone.
    let writes = node.checked().is_some() && node.state().is_some_and(|state| state.value.is_none());
    let harmless = !writes || node.attribute("value").is_some();
    shows(node) == shows(made) && (dirty(node.state()) == dirty(made.state()) || !harmless)
}
