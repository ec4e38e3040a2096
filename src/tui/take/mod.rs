//! Taking something along: what is chosen, in the forms somebody else has a use for. To the terminal's clipboard (`y`) or
//! to the plain screen after leaving (`o`).
//!
//! What it is about is known at once; its text may need a state or an event's body, so a worker makes it.

mod command_line;

pub(crate) use command_line::command_line;

use super::panes::PaneId;
use super::state::{Focus, State};
use super::widgets::lanes::words::words;
use crate::clock::{Moment, Span};
use crate::dom::html;
use crate::dom::select::selector_of;
use crate::event::{NodeId, Seq};
use crate::extract::{curl, exchange};
use crate::recording::{Cancel, Recording, View};
use crate::timeline::What;

/// What is chosen, as far as it is one of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct About {
    /// The event.
    pub(crate) seq: Option<Seq>,
    /// The node, of the window of the moment under the playhead.
    pub(crate) node: Option<NodeId>,
    /// The request, by its place among the view's.
    pub(crate) request: Option<usize>,
}

/// A form of what is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// As it is shown, whole.
    Value,
    /// A selector that finds the node, and only it.
    Selector,
    /// The node's HTML.
    Html,
    /// What was recorded: a request's record, else the event.
    Json,
    /// A command that sends the request again.
    Curl,
    /// A link that opens the recording at this moment.
    Link,
    /// The command that prints what the pane shows.
    Command,
}

impl Form {
    const ALL: [Self; 7] = [Self::Value, Self::Selector, Self::Html, Self::Json, Self::Curl, Self::Link, Self::Command];

    /// The key that takes it.
    pub(crate) fn key(self) -> char {
        match self {
            Self::Value => 'y',
            Self::Selector => 's',
            Self::Html => 'h',
            Self::Json => 'j',
            Self::Curl => 'c',
            Self::Link => 'l',
            Self::Command => 'x',
        }
    }

    /// What it is, for the menu and for the message.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Value => "what is chosen, as it is",
            Self::Selector => "the node's selector",
            Self::Html => "the node's HTML",
            Self::Json => "the recorded JSON",
            Self::Curl => "the request as a curl command",
            Self::Link => "a link to this moment",
            Self::Command => "the command that prints what the pane shows",
        }
    }
}

/// The menu of forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Menu {
    /// Whether it is to be printed after leaving rather than copied.
    pub(crate) print: bool,
    /// What is chosen.
    pub(crate) about: About,
    /// The forms it has.
    pub(crate) forms: Vec<Form>,
    /// The place of the form that Enter takes.
    pub(crate) chosen: usize,
}

/// The menu for what is chosen now.
pub(crate) fn menu(state: &State, print: bool) -> Menu {
    let about = about(state);
    let has = |form: &Form| match form {
        Form::Value => value(state).is_some(),
        Form::Selector | Form::Html => about.node.is_some(),
        Form::Json => about.seq.is_some() || about.request.is_some(),
        Form::Curl => about.request.is_some(),
        Form::Link => link(state).is_some(),
        Form::Command => true,
    };
    Menu { print, about, forms: Form::ALL.into_iter().filter(has).collect(), chosen: 0 }
}

/// What is chosen: what the pane says, else what the row under the playhead is about.
pub(crate) fn about(state: &State) -> About {
    let view = &state.view;
    if view.index.is_empty() {
        return About::default();
    }
    let row = view.row(state.playhead.row);
    let of_row = About {
        seq: Some(row.map_or(state.playhead.seq, |row| row.seq)),
        node: view.index.node(state.playhead.seq),
        request: row.and_then(|row| match row.what {
            What::Request(place) => Some(place as usize),
            _ => None,
        }),
    };
    if state.layout.focus != Focus::Pane {
        return of_row;
    }
    let pane = state.layout.keyed();
    let own = state.panes.get(pane).about(&state.context(pane));
    let chosen = || state.places.node.filter(|(window, _)| *window == view.index.window(state.seq_of(pane)));
    let speaks_of_nodes = pane == PaneId::Node || matches!(pane.name(), "Page" | "DOM");
    About {
        seq: own.seq.or(Some(state.playhead.seq)),
        node: own.node.or_else(|| chosen().filter(|_| speaks_of_nodes).map(|(_, node)| node)),
        request: own.request,
    }
}

/// What is chosen as it is, by name.
pub(crate) fn value(state: &State) -> Option<(String, String)> {
    match state.layout.focus {
        Focus::Rows => {
            let row = state.view.row(state.playhead.row)?;
            Some((format!("row #{}", row.seq), state.rows.label(&state.view, state.playhead.row)))
        }
        Focus::Lanes => Some(("the lane's words".to_owned(), words(state))),
        Focus::Pane => {
            let pane = state.layout.keyed();
            let (what, text) = state.panes.get(pane).copy(&state.context(pane))?;
            Some((what.into_owned(), text))
        }
    }
}

/// A link that opens the recording here: `FILE#t=34.131s`. None where no one file is open.
pub(crate) fn link(state: &State) -> Option<String> {
    let [file] = state.opened.files.as_slice() else { return None };
    (file != "-" && !state.view.index.is_empty()).then(|| format!("{file}#t={}", moment(state)))
}

/// The playhead's moment as short as it leads back: a time, or a seq where several events share the time.
fn moment(state: &State) -> String {
    let (view, seq) = (&state.view, state.playhead.seq);
    let offset = view.offset(seq);
    match view.resolve(Moment::FromStart(offset)) {
        Ok(found) if found == seq => seconds(offset),
        _ => format!("#{seq}"),
    }
}

/// An offset in seconds, to the microsecond.
#[allow(clippy::cast_precision_loss)] // microseconds of a recording fit f64
fn seconds(offset: Span) -> String {
    format!("{}s", offset.0 as f64 / 1e6)
}

/// Makes the text of a form; runs on a worker. An error is a sentence.
pub(crate) fn load(
    recording: &Recording,
    view: &View,
    (form, about, seq): (Form, About, Seq),
    cancel: &Cancel,
) -> Result<String, String> {
    let request = about.request.and_then(|place| view.network.get(place));
    match form {
        Form::Selector | Form::Html => {
            let tree = recording.tree(view, view.index.window(seq), seq, cancel).map_err(|error| error.to_string())?;
            let node =
                about.node.and_then(|node| tree.get(node)).ok_or("the node is not on the page at this moment")?;
            if form == Form::Selector {
                return Ok(selector_of(node));
            }
            let mut text = String::new();
            html::write_node(node, &mut text).map_err(|_| "the node cannot be written as HTML")?;
            Ok(text)
        }
        Form::Json | Form::Curl => {
            let carrier = request.map(|row| row.seq).or(about.seq).ok_or("there is no event")?;
            let event = recording.event(view, carrier).map_err(|error| error.to_string())?;
            let Some(row) = request else { return Ok(String::from_utf8_lossy(&event).into_owned()) };
            let exchange = exchange(&event, row.nth).unwrap_or_default();
            if form == Form::Curl {
                let command = curl(&row.request, &exchange.request);
                return command.ok_or_else(|| "curl sends requests to http and https addresses alone".to_owned());
            }
            serde_json::to_string(&exchange.raw).map_err(|error| error.to_string())
        }
        Form::Value | Form::Link | Form::Command => Err("it needs no worker".to_owned()),
    }
}
